import { describe, expect, it } from "vitest";
import { distinct, piecesOf, toBox, toServer } from "./mention-text";

const SAN = "01a204bb-dc64-71b3-a4bb-55354914f750";
const FENG = "01a204bb-dc64-71b3-a4bb-55354914f751";

describe("mentions", () => {
  it("a name that begins with another one is not taken for it", () => {
    const picked = [
      { id: SAN, name: "张三" },
      { id: FENG, name: "张三丰" },
    ];
    expect(toServer("@张三丰 和 @张三 请看 ", picked)).toBe(`<@${FENG}> 和 <@${SAN}> 请看`);
  });

  it("typing an @ without picking anybody names nobody", () => {
    expect(toServer("@张三 a@b.cn", [])).toBe("@张三 a@b.cn");
  });

  it("a comment that is changed comes back as it was typed", () => {
    const { typed, picked } = toBox(`<@${SAN}> 请看`, { [SAN]: "张三" });
    expect(typed).toBe("@张三 请看");
    expect(toServer(typed, picked)).toBe(`<@${SAN}> 请看`);
  });

  it("two people of one name are told apart", () => {
    const twins = [
      { id: SAN, name: "王伟", department: "销售部" },
      { id: FENG, name: "王伟", department: null },
      { id: "x", name: "李四", department: null },
    ];
    expect(distinct(twins).map((one) => one.name)).toEqual(["王伟(销售部)", "王伟(f751)", "李四"]);
  });

  it("pieces keep every letter", () => {
    expect(piecesOf(`a<@${SAN}>b<@x>`)).toEqual([{ text: "a" }, { person: SAN }, { text: "b<@x>" }]);
    expect(piecesOf("")).toEqual([]);
  });
});
