// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { fromHtml, fromTsv, pastedCells, toTsv } from "@/lib/cells";
import { tiled, toHtml } from "./clipboard";
import { filled } from "./fill";
import type { Column } from "@/lib/records/types";

describe("cells on the clipboard", () => {
  it("TSV goes there and back with breaks, tabs and quotes", () => {
    const cells = [
      ["a\nb", 'say "hi"'],
      ["", "x\ty"],
    ];
    expect(fromTsv(toTsv(cells))).toEqual(cells);
    expect(fromTsv("1\t2\r\n3\t4\r\n")).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(fromTsv('5" pipe\tx')).toEqual([['5" pipe', "x"]]);
  });
  it("a table of HTML keeps merged cells in their places and runs nothing", () => {
    const html =
      "<table><tr><td rowspan=2>甲</td><td>1<br>2</td></tr><tr><td>3</td></tr></table><script>boom()</script>";
    expect(fromHtml(html)).toEqual([
      ["甲", "1\n2"],
      ["", "3"],
    ]);
    const data = { getData: (kind: string) => (kind === "text/html" ? html : "甲") };
    expect(pastedCells(data)[1]).toEqual(["", "3"]);
  });
  it("text that looks like a number is marked as text for Excel, numbers are not", () => {
    const columns = [
      { key: "code", field: { type: "text" } },
      { key: "n", field: { type: "number" } },
    ] as unknown as Column[];
    const html = toHtml([["0012<b>", "3.5"]], columns);
    expect(html).toContain(`<td style="mso-number-format:'\\@'">0012&lt;b&gt;</td><td>3.5</td>`);
  });
  it("one cell fills a selection, a block repeats where it fits", () => {
    expect(tiled([["x"]], 2, 2)).toEqual([
      ["x", "x"],
      ["x", "x"],
    ]);
    expect(tiled([["a"], ["b"]], 4, 1).map((row) => row[0])).toEqual(["a", "b", "a", "b"]);
    expect(tiled([["a"], ["b"]], 3, 1)).toHaveLength(2);
  });
});

describe("filling down", () => {
  it("goes on with numbers and days, repeats the rest", () => {
    expect(filled([1, 2], 3)).toEqual([3, 4, 5]);
    expect(filled([0.1, 0.2], 1)).toEqual([0.3]);
    expect(filled([5], 2)).toEqual([5, 5]);
    expect(filled([10, 20], 2, true)).toEqual([0, -10]);
    expect(filled(["2026-02-27", "2026-02-28"], 2)).toEqual(["2026-03-01", "2026-03-02"]);
    expect(filled(["甲", "乙"], 3)).toEqual(["甲", "乙", "甲"]);
    expect(filled([null], 1)).toEqual([null]);
  });
});
