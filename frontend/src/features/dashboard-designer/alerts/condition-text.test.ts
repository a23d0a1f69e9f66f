import { describe, expect, it } from "vitest";
import { backOf, chosenOf, fromPercent, textOf, toPercent, type Chosen } from "./condition-text";

describe("the condition of an alert", () => {
  it("is a formula, and the formula is the condition", () => {
    const all: [Chosen, string][] = [
      [{ kind: "value", measure: "n", operator: ">", number: 100 }, "n > 100"],
      [{ kind: "value", measure: "sum_amount", operator: "<=", number: -0.5 }, "sum_amount <= -0.5"],
      [
        { kind: "change", measure: "n", compare: "before", operator: ">=", number: 0.3 },
        "n / n__before - 1 >= 0.3",
      ],
    ];
    for (const [chosen, text] of all) {
      expect(textOf(chosen)).toBe(text);
      expect(chosenOf(text)).toEqual(chosen);
    }
  });

  it("stays a formula when it says more", () => {
    for (const text of ["n > 100 and amount < 5", "n / m__before - 1 > 0.3", "n", "n > x", ""])
      expect(chosenOf(text)).toBeNull();
  });

  it("has its way back on the other side, and percents without dust", () => {
    expect([">", ">=", "<", "<="].map((one) => backOf(one as ">"))).toEqual(["<=", "<", ">=", ">"]);
    expect(toPercent(0.07)).toBe(7);
    expect(fromPercent(7)).toBe(0.07);
    expect(textOf({ kind: "value", measure: "n", operator: ">", number: 1e-7 })).toBe("n > 0.0000001");
  });
});
