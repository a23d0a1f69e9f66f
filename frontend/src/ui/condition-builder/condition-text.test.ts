import { describe, expect, it } from "vitest";
import { parseConditions, toText, type Conditions } from "./condition-text";

const types: Record<string, string> = {
  stage: "select",
  amount: "money",
  due: "date",
  vip: "boolean",
  name: "text",
  owner: "member",
};
const text = (conditions: Conditions): string => toText(conditions, (key) => types[key] ?? "text");

describe("conditions as formula text", () => {
  const cases: [Conditions, string][] = [
    [{ join: "and", items: [{ field: "stage", operator: "eq", value: "it's" }] }, "stage = 'it''s'"],
    [
      {
        join: "or",
        items: [
          { field: "stage", operator: "in", value: ["a", "b, c"] },
          { field: "amount", operator: "ge", value: 12.5 },
        ],
      },
      "stage in ('a', 'b, c') or amount >= 12.5",
    ],
    [
      {
        join: "and",
        items: [
          { field: "due", operator: "lt", value: { today: true } },
          { field: "name", operator: "filled", value: null },
        ],
      },
      "due < TODAY() and not ISBLANK(name)",
    ],
    [
      { join: "and", items: [{ field: "due", operator: "eq", value: "2026-03-05" }] },
      "due = DATE(2026, 3, 5)",
    ],
    [{ join: "and", items: [{ field: "owner", operator: "eq", value: { user: true } }] }, "owner = user"],
    [{ join: "and", items: [{ field: "vip", operator: "eq", value: true }] }, "vip = TRUE"],
    [
      { join: "and", items: [{ field: "name", operator: "contains", value: "a and b" }] },
      "CONTAINS(name, 'a and b')",
    ],
    [
      { join: "and", items: [{ field: "tags", operator: "has_any", value: ["x", "y"] }] },
      "HASANY(tags, 'x', 'y')",
    ],
  ];

  it.each(cases)("writes and reads back %#", (conditions, wanted) => {
    expect(text(conditions)).toBe(wanted);
    expect(parseConditions(wanted)).toEqual(conditions);
  });

  it("reads comparisons with nothing as what they ask", () => {
    expect(parseConditions("a <> NULL or b = NULL")).toEqual({
      join: "or",
      items: [
        { field: "a", operator: "filled", value: null },
        { field: "b", operator: "blank", value: null },
      ],
    });
  });

  it("leaves alone what a person wrote by hand", () => {
    expect(parseConditions("amount * 2 > total")).toBeNull();
    expect(parseConditions("a = 1 and b = 2 or c = 3")).toBeNull();
    expect(parseConditions("IF(a, TRUE, FALSE)")).toBeNull();
  });

  it("keeps unfinished conditions out of the text", () => {
    expect(
      text({
        join: "and",
        items: [
          { field: "name", operator: "eq", value: null },
          { field: "vip", operator: "eq", value: true },
        ],
      }),
    ).toBe("vip = TRUE");
  });
});
