import { describe, expect, it } from "vitest";
import type { Field } from "@/lib/form-runtime/definition";
import { readFilter, writeFilter, type FilterModel } from "./filter-model";
import { operatorsOf, PERIODS } from "./filter-operators";
import { valueKind } from "@/lib/form-runtime/kinds";

const field = (key: string, type: string, more: object = {}): Field =>
  ({ key, type, label: key, ...more }) as unknown as Field;
const FIELDS = new Map(
  [
    field("name", "text"),
    field("amount", "money"),
    field("rate", "formula", { as: "percent", formula: "1" }),
    field("stage", "select", { options: [] }),
    field("tags", "multi_select", { options: [] }),
    field("due", "date"),
    field("created_at", "datetime"),
    field("owner", "member"),
    field("team", "member", { many: true }),
    field("customer", "link", { form: "customer" }),
    field("vip", "boolean"),
    field("files", "attachment"),
  ].map((each) => [each.key, each]),
);

const VALUES: Record<string, Record<string, unknown>> = {
  one: {
    text: "O'Brien and (co) or 'x'",
    money: -12.5,
    percent: 0.25,
    date: "2026-05-01",
    datetime: "2026-05-01",
  },
  two: {
    money: [1, 2],
    percent: [0, 0.5],
    date: ["2026-05-01", "2026-05-31"],
    datetime: ["2026-05-01", "2026-05-02"],
  },
};

function everyCondition(): FilterModel["conditions"] {
  return [...FIELDS].flatMap(([key, each]) =>
    Object.entries(operatorsOf(each)).flatMap(([operator, { takes }]) => {
      const kind = valueKind(each);
      if (takes === "period") return Object.keys(PERIODS).map((value) => ({ field: key, operator, value }));
      if (takes === "many")
        return [["a"], ["a", "b's"]].map((value) => ({ field: key, operator, value: value as unknown }));
      const value: unknown = takes === "nothing" ? null : VALUES[takes]![kind];
      return [{ field: key, operator, value }];
    }),
  );
}

describe("a filter", () => {
  it("is read back as it was built, whatever the operator and the text in it", () => {
    for (const condition of everyCondition()) {
      const model: FilterModel = { join: "and", conditions: [condition] };
      const formula = writeFilter(model, FIELDS);
      const back = readFilter(formula, FIELDS);
      expect(back && writeFilter(back, FIELDS), formula).toBe(formula);
      expect(back?.conditions[0]?.value, formula).toEqual(condition.value);
    }
  });

  it("keeps all its rows and their word", () => {
    for (const join of ["and", "or"] as const) {
      const model: FilterModel = { join, conditions: everyCondition().slice(0, 12) };
      expect(readFilter(writeFilter(model, FIELDS), FIELDS)).toEqual(model);
    }
  });

  it("leaves out rows that aren't finished", () => {
    const conditions = [
      { field: "name", operator: "contains", value: "" },
      { field: "stage", operator: "any", value: [] },
      { field: "amount", operator: "between", value: [1, null] },
      { field: "vip", operator: "yes", value: null },
    ];
    expect(writeFilter({ join: "and", conditions }, FIELDS)).toBe("vip = TRUE");
  });

  it("of somebody's own making stays a formula", () => {
    const own = [
      "amount * 2 > 10",
      "stage = 'won' and (amount > 1 or vip = TRUE) or name = 'x'",
      "amount > 1 and stage = 'a' or vip = TRUE",
      "customer.level = 'A'",
      "unknown = 'x'",
      "name = 'x' -- '",
      "STAGE = 'won'",
    ];
    for (const formula of own) expect(readFilter(formula, FIELDS), formula).toBeNull();
  });

  it("reads the filters that definitions are written with", () => {
    expect(readFilter("stage not in ('won', 'lost')", FIELDS)?.conditions).toEqual([
      { field: "stage", operator: "none", value: ["won", "lost"] },
    ]);
    expect(readFilter("owner = user.id", FIELDS)?.conditions).toEqual([
      { field: "owner", operator: "me", value: null },
    ]);
  });
});
