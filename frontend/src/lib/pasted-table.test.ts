// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { clipboardText, gapOfTable, MOST_PASTED, tableFile, tableOf } from "./pasted-table";

const clipboard = (text: string, html = "") => ({
  getData: (kind: string) => (kind === "text/html" ? html : text),
});
const TABLE = [
  ["name", "note"],
  ["甲", "one\ntwo"],
];

describe("a pasted table", () => {
  it("is read from a sheet, Markdown, csv and plain lines alike", async () => {
    expect(tableOf('name\tnote\r\n甲\t"one\ntwo"\r\n')).toEqual(TABLE);
    expect(tableOf("text above\n\n| name | note |\n|:--|--:|\n| 甲 | one<br>two |\n")).toEqual(TABLE);
    expect(tableOf("a | b\n--- | ---\n1 \\| 2 | 3")).toEqual([
      ["a", "b"],
      ["1 | 2", "3"],
    ]);
    expect(tableOf('name,note\n甲,"one\ntwo"')).toEqual(TABLE);
    expect(tableOf("姓名；城市\n甲；杭州，西湖")).toEqual([
      ["姓名", "城市"],
      ["甲", "杭州，西湖"],
    ]);
    expect(tableOf("one, two\nthree")).toEqual([["one, two"], ["three"]]);
    expect(await tableFile(TABLE, "a/b").text()).toBe('name\tnote\n甲\t"one\ntwo"');
    expect(tableFile(TABLE, "a/b").name).toBe("a b.tsv");
  });
  it("of a web page keeps the breaks inside its cells, and the largest table counts", () => {
    const html =
      "<table><tr><td><table><tr><td>menu</td></tr></table></td></tr></table>" +
      "<table><tr><th>name<th>note</tr><tr><td>甲<td>one<br>two</tr></table>";
    expect(tableOf(clipboardText(clipboard("name\tnote\n甲\tone\ntwo", html))!)).toEqual(TABLE);
    expect(clipboardText(clipboard('a\t"1\n2"', "<table><tr><td>a<td>1 2</table>"))).toBeNull();
    expect(clipboardText(clipboard("just words", "<p>just words</p>"))).toBeNull();
  });
  it("that is empty, too long, too wide or only a header is refused with its own word", () => {
    expect(gapOfTable("", [])).toBe("empty");
    expect(gapOfTable("x".repeat(MOST_PASTED + 1), TABLE)).toBe("too_long");
    expect(gapOfTable("x", [Array(501).fill("x"), ["y"]])).toBe("too_wide");
    expect(gapOfTable("a\tb", [["a", "b"]])).toBe("no_rows");
    expect(gapOfTable("a", TABLE)).toBeNull();
  });
});
