import { describe, expect, it } from "vitest";
import { filterOf, isFiltered, searchOf } from "./inbox-state";

describe("the address of the inbox", () => {
  it("says only what differs from all my to-dos", () => {
    expect(searchOf(filterOf(new URLSearchParams()))).toBe("");
    const filter = filterOf(new URLSearchParams("box=done&app=crm&q=苏州"));
    expect(filterOf(new URLSearchParams(searchOf(filter)))).toEqual(filter);
    expect(isFiltered(filter)).toBe(true);
  });

  it("shrugs at what it doesn't know", () => {
    expect(filterOf(new URLSearchParams("box=nothing&due=never"))).toEqual({
      box: "todo",
      app: "",
      flow: "",
      due: "",
      q: "",
    });
  });
});
