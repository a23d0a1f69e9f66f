import { describe, expect, it } from "vitest";
import type { Field } from "@/lib/form-runtime/definition";
import { lookOf, sameLook } from "../model/views";
import type { RecordRow } from "../model/types";
import { tiesOf } from "./gantt/ties";
import type { Span } from "./gantt/span";
import { boardColumns, columnFilter, isGrouping, memberOf } from "./kanban/columns";
import { firstLook } from "./look-roles";
import { totalText } from "./model/figures";
import { both } from "./model/pages";
import { colourIn } from "./model/colours";

const stage: Field = {
  key: "stage",
  type: "select",
  label: "阶段",
  options: [
    { value: "new", label: "新" },
    { value: "old", label: "旧", retired: true },
  ],
};
const owner: Field = { key: "owner", type: "member", label: "负责人" };
const needs: Field = { key: "needs", type: "link", form: "deal", many: true, label: "前置" };
const above: Field = { key: "above", type: "link", form: "deal", label: "上级" };
const amount: Field = { key: "amount", type: "money", label: "金额" };

describe("the columns of a board", () => {
  it("are the options in their order; retired, blank and lost ones only while records have them", () => {
    expect(boardColumns(stage, ["new"]).map((column) => column.value)).toEqual(["new"]);
    const all = boardColumns(stage, [null, "old", "gone"]).map((column) => column.value);
    expect(all).toEqual([null, "new", "old", "gone"]);
    expect(boardColumns(owner, ["a", null]).map((column) => column.id)).toEqual(["", "a"]);
  });

  it("ask for their records by a condition that quotes what people wrote", () => {
    expect(columnFilter("stage", "it's")).toBe("stage = 'it''s'");
    expect(columnFilter("stage", null)).toBe("ISBLANK(stage)");
    expect(columnFilter("done", false)).toBe("done = FALSE");
    expect(both("a or b", null, " ", "c = 1")).toBe("(a or b) and (c = 1)");
    expect(memberOf({ id: "x", title: "X" })).toBe("x");
  });

  it("come from fields of one value", () => {
    expect([stage, owner, above, needs, amount].map(isGrouping)).toEqual([true, true, true, false, false]);
  });
});

describe("a new view", () => {
  it("begins with fields that can play its parts", () => {
    const fields = [amount, above, needs, stage, owner];
    expect(firstLook("kanban", fields, "deal")).toMatchObject({
      group_by: "stage",
      totals: [{ fn: "sum", field: "amount" }],
    });
    expect(firstLook("tree", fields, "deal").parent).toBe("above");
    expect(firstLook("tree", fields, "other").parent).toBeUndefined();
  });

  it("is the same whatever order or empty settings it is written with", () => {
    const stored = { type: "kanban" as const, group_by: "stage", groups: [], locked: false };
    expect(sameLook(lookOf(stored), { group_by: "stage", type: "kanban", lane: null })).toBe(true);
    expect(sameLook(lookOf(stored), { type: "kanban", group_by: "owner" })).toBe(false);
    expect(lookOf({ type: "globe" as never }).type).toBe("grid");
  });
});

describe("colours", () => {
  const is = (value: string) => ({
    v: 1,
    type: "boolean",
    root: {
      k: "call",
      f: "eq",
      t: "boolean",
      a: [
        { k: "ref", path: ["stage"], t: "text" },
        { k: "lit", v: value, t: "text" },
      ],
    },
  });

  it("are those of the first rule that holds; a rule the page can't compute colours nothing", () => {
    const unknown = { v: 1, type: "boolean", root: { k: "call", f: "NOSUCH", t: "boolean", a: [] } };
    const rules = [
      { color: "grey", when: unknown, reads: [] },
      { color: "red", when: is("new"), reads: ["stage"] },
      { color: "blue", when: is("new"), reads: ["stage"] },
    ] as never;
    const colourOf = colourIn(rules, {}, "UTC");
    const row = (value: string | null) => ({ id: "1", version: 1, stage: value }) as RecordRow;
    expect([colourOf(row("new")), colourOf(row("won")), colourOf(row(null))]).toEqual(["red", null, null]);
  });
});

describe("ties of a timeline", () => {
  const span = (id: string, start: number, end: number, waitsFor: string[] = []): Span => ({
    row: { id, version: 1 },
    start,
    end,
    progress: null,
    needs: waitsFor,
  });

  it("lead from what is needed; one that begins too early is marked, one that isn't shown has no line", () => {
    const ties = tiesOf(
      [span("a", 1, 4), span("b", 5, 6, ["a"]), span("c", 3, 9, ["a", "gone"])],
      0,
      (day) => day * 10,
    );
    expect(ties.map((tie) => [tie.key, tie.broken])).toEqual([
      ["a-b", false],
      ["a-c", true],
    ]);
  });
});

it("totals are written as their field is; what can't be summed is a dash", () => {
  expect(totalText(1234, { fn: "sum", field: "amount" }, [amount])).toBe("¥1,234");
  expect(totalText(null, { fn: "avg", field: "amount" }, [amount])).toBe("–");
  expect(totalText(12_000, { fn: "count" }, [amount])).toBe("12,000");
});
