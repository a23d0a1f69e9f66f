import { describe, expect, it } from "vitest";
import { agreeing, arrange } from "./verbs";

const offers = (...verbs: string[]) => verbs.map((verb) => ({ verb }));

describe("the bar of a task", () => {
  it("shows deciding first and the rest aside, in its own order", () => {
    const { deciding, aside } = arrange(offers("comment", "reject", "return", "approve", "transfer"));
    expect(deciding.map((offer) => offer.verb)).toEqual(["approve", "reject"]);
    expect(aside.map((offer) => offer.verb)).toEqual(["return", "transfer", "comment"]);
  });

  it("lists adding signers once", () => {
    expect(arrange(offers("add_after", "add_before")).aside.map((offer) => offer.verb)).toEqual([
      "add_before",
    ]);
    expect(arrange(offers("add_after")).aside.map((offer) => offer.verb)).toEqual(["add_after"]);
  });

  it("leaves out verbs it doesn't know", () => {
    expect(arrange(offers("dance"))).toEqual({ deciding: [], aside: [] });
  });

  it("knows what says yes", () => {
    expect(agreeing(offers("reject", "approve"))?.verb).toBe("approve");
    expect(agreeing(offers("submit", "transfer"))?.verb).toBe("submit");
    expect(agreeing(offers("reject"))).toBeUndefined();
  });
});
