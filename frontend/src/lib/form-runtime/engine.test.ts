import { describe, expect, it } from "vitest";
import type { FormulaType, Node, Program } from "@/lib/formula/ast";
import type { Field, FormRuntime } from "./definition";
import { FormEngine } from "./engine";
import { fullRights } from "./field-index";
import { sameValue } from "./paths";
import { isDirty, payloadOf } from "./payload";
import { placeRefusals } from "./server-issues";

const ref = (path: string, t: FormulaType): Node => ({ k: "ref", path: path.split("."), t });
const lit = (v: string | boolean | null, t: FormulaType): Node => ({ k: "lit", v, t });
const call = (f: string, t: FormulaType, ...a: Node[]): Node => ({ k: "call", f, a, t });
const program = (root: Node): Program => ({ v: 1, type: root.t, root });
const isLost = program(call("eq", "boolean", ref("stage", "text"), lit("lost", "text")));
const context = { user: { id: "me" }, zone: "Asia/Shanghai", now: () => new Date("2026-11-22T02:00:00Z") };

const field = (key: string, type: string, more: object = {}): Field =>
  ({ key, type, label: key, ...more }) as Field;

function runtime(fields: Field[], programs: Partial<FormRuntime["programs"]>): FormRuntime {
  return {
    definition: { schema_version: 1, key: "f", label: "f", fields },
    version: 1,
    ops: ["create"],
    fields: fullRights(fields),
    programs: { formulas: {}, rules: [], checks: [], defaults: {}, ...programs },
  };
}

const order = runtime(
  [
    field("stage", "select", { options: [] }),
    field("reason", "text"),
    field("rate", "percent"),
    field("lines", "subform", {
      fields: [
        field("qty", "number"),
        field("price", "money"),
        field("amount", "formula", { as: "money", decimals: 2 }),
        field("note", "text"),
      ],
    }),
    field("total", "formula", { as: "money" }),
    field("due", "formula", { as: "date" }),
  ],
  {
    formulas: {
      "lines.amount": program(call("mul", "number", ref("qty", "number"), ref("price", "number"))),
      total: program(call("SUM", "number", ref("lines.amount", { list: "number" }))),
      due: program(call("WORKDAY", "date", call("TODAY", "date"), lit("5", "number"))),
    },
    rules: [
      {
        id: "r1",
        when: isLost,
        show: ["reason"],
        require: ["reason"],
        set: { rate: program(lit("0", "number")) },
      },
      {
        id: "r2",
        subform: "lines",
        when: program(call("gt", "boolean", ref("amount", "number"), lit("100", "number"))),
        require: ["note"],
      },
    ],
    checks: [
      {
        id: "c1",
        assert: program(call("le", "boolean", ref("total", "number"), lit("1000", "number"))),
        level: "block",
        message: "too much",
      },
    ],
  },
);

describe("the live form", () => {
  it("shows, requires and sets while a rule holds, and hides again", () => {
    const engine = new FormEngine(order, {}, context, true);
    expect(engine.snapshot("reason")).toMatchObject({ visible: false, required: false });
    engine.set("rate", 0.5);
    engine.set("stage", "lost");
    expect(engine.snapshot("reason")).toMatchObject({ visible: true, required: true });
    expect(engine.record.value("rate")).toBe(0);
    engine.set("stage", "won");
    expect(engine.snapshot("reason").visible).toBe(false);
  });

  it("computes rows and totals, and asks only the row concerned to be filled in", () => {
    const engine = new FormEngine(order, {}, context, true);
    engine.setRows("lines", [
      { id: "a", qty: 3, price: 9.99 },
      { id: "b", qty: 2, price: 80 },
    ]);
    expect(engine.record.value("lines/a/amount")).toBe(29.97);
    expect(engine.record.value("total")).toBe(189.97);
    expect(engine.snapshot("lines/a/note").required).toBe(false);
    expect(engine.snapshot("lines/b/note").required).toBe(true);
    engine.setRows("lines", [engine.record.rows("lines")[1]!]);
    expect(engine.record.value("total")).toBe(160);
    expect(engine.snapshot("lines/b/note").required).toBe(true);
  });

  it("runs only what a change touches", () => {
    const engine = new FormEngine(
      order,
      {
        lines: [
          { id: "a", qty: 1, price: 1 },
          { id: "b", qty: 1, price: 1 },
        ],
      },
      context,
      true,
    );
    const before = engine.runner.stepsRun;
    engine.set("reason", "x");
    expect(engine.runner.stepsRun - before).toBe(0);
    engine.set("lines/a/qty", 2);
    // The row's amount and its rule, the total and the check: not the other row, not the other rule.
    expect(engine.runner.stepsRun - before).toBe(4);
  });

  it("says «computed when saved» for what it can't compute instead of guessing", () => {
    const engine = new FormEngine(order, { due: "2026-01-01" }, context, false);
    expect(engine.snapshot("due").computedWhenSaved).toBe(true);
    expect(engine.record.value("due")).toBe("2026-01-01");
    expect(engine.snapshot("total").computedWhenSaved).toBe(false);
  });

  it("tells of a failed check, and of nothing before the person has left a field", () => {
    const engine = new FormEngine(order, {}, context, true);
    engine.set("stage", "lost");
    expect(engine.snapshot("reason").issue).toBeNull();
    engine.touch("reason");
    expect(engine.snapshot("reason").issue?.code).toBe("required");
    engine.setRows("lines", [{ id: "a", qty: 100, price: 100 }]);
    expect(engine.generalIssues()).toHaveLength(1);
  });

  it("sends no hidden field, no computed one and no row id of its own making", () => {
    const engine = new FormEngine(order, {}, context, true);
    engine.set("reason", "typed, then hidden");
    engine.setRows("lines", [{ id: "new-1", qty: 1, price: 2 }]);
    expect(payloadOf(engine)).toEqual({
      lines: [{ qty: 1, price: 2 }],
    });
    expect(isDirty(engine)).toBe(true);
  });

  it("sends only what has changed of a stored record", () => {
    const engine = new FormEngine(order, { id: "1", stage: "won", rate: 0.5 }, context, false);
    expect(isDirty(engine)).toBe(false);
    engine.set("rate", 0.6);
    expect(payloadOf(engine)).toEqual({ rate: 0.6 });
  });

  it("places the server's refusals at fields and rows", () => {
    const engine = new FormEngine(
      order,
      {
        lines: [
          { id: "a", qty: 1 },
          { id: "b", qty: 2 },
        ],
      },
      context,
      true,
    );
    const { placed, general } = placeRefusals(engine, [
      { field: "lines", path: ["lines", 1, "qty"], code: "min", message: "at least 3" },
      { field: "reason", path: ["reason"], code: "x", message: "about a hidden field" },
      { field: "", path: [], code: "check", message: "as a whole" },
    ]);
    expect([...placed.keys()]).toEqual(["lines/b/qty"]);
    expect(general).toEqual(["about a hidden field", "as a whole"]);
    engine.setServerIssues(placed);
    expect(engine.snapshot("lines/b/qty").issue?.message).toBe("at least 3");
    engine.set("lines/b/qty", 3);
    expect(engine.snapshot("lines/b/qty").issue).toBeNull();
  });
});

describe("a chain of formulas", () => {
  it("is run once through, whatever hangs on the field that changes", () => {
    const fields = Array.from({ length: 100 }, (_, at) => field(`f${at}`, "formula", { as: "number" }));
    const formulas = Object.fromEntries(
      fields.map(({ key }, at): [string, Program] => [
        key,
        program(call("add", "number", ref(at ? `f${at - 1}` : "start", "number"), ref("start", "number"))),
      ]),
    );
    const engine = new FormEngine(
      runtime([field("start", "number"), ...fields], { formulas }),
      { start: 1 },
      context,
      true,
    );
    const before = engine.runner.stepsRun;
    engine.set("start", 2);
    expect(engine.record.value("f99")).toBe(202);
    expect(engine.runner.stepsRun - before).toBe(100);
  });
});

describe("options and looks that rules give", () => {
  const options = ["a", "b", "c"].map((value) => ({ value, label: value }));
  const isBig = program(call("gt", "boolean", ref("qty", "number"), lit("5", "number")));
  const form = runtime(
    [
      field("stage", "select", { options: [] }),
      field("kind", "select", { options }),
      field("lines", "subform", {
        fields: [field("qty", "number"), field("kind", "multi_select", { options })],
      }),
    ],
    {
      rules: [
        { id: "r1", when: isLost, options: { kind: ["a", "b"] }, style: { kind: { background: "red" } } },
        { id: "r2", when: isLost, options: { kind: ["b", "c"] }, style: { kind: { bold: true } } },
        {
          id: "r3",
          subform: "lines",
          when: isBig,
          options: { kind: ["c"] },
          style: { "*": { color: "blue" } },
        },
      ],
    },
  );
  const rows = [
    { id: "1", qty: 1, kind: ["a"] },
    { id: "2", qty: 9, kind: ["a", "c"] },
  ];

  it("leaves what every rule that holds leaves, and tells of what is not left", () => {
    const engine = new FormEngine(form, { stage: "won", kind: "a", lines: rows }, context, false);
    expect(engine.snapshot("kind")).toMatchObject({ options: null, look: null });
    engine.set("stage", "lost");
    expect(engine.snapshot("kind")).toMatchObject({ options: ["b"], look: { bold: true } });
    const wrong = engine.issues().map(({ path, issue }) => [path, issue.code]);
    expect(wrong).toEqual([
      ["kind", "option_not_offered"],
      ["lines/2/kind", "option_not_offered"],
    ]);
    expect(engine.snapshot("lines/2/qty").look).toEqual({ color: "blue" });
    expect(engine.snapshot("lines/1/qty").look).toBeNull();
    engine.set("lines/1/qty", 7);
    expect(engine.snapshot("lines/1/kind")).toMatchObject({ options: ["c"], look: { color: "blue" } });
  });

  it("shows the stored rollup of other records and follows links to several", () => {
    const rolled = runtime(
      [
        field("sum", "formula", { as: "money", derived: "rollup" }),
        field("friends", "link", { form: "f", many: true }),
        field("names", "multi_select", { options: [], derived: "lookup", readonly: true }),
      ],
      { formulas: { names: program(ref("friends.name", { list: "text" })) } },
    );
    const engine = new FormEngine(rolled, { sum: 7, friends: ["1", "2"], names: ["x"] }, context, false);
    expect(engine.snapshot("sum")).toMatchObject({ value: 7, computedWhenSaved: false, readonly: true });
    engine.setLinked(
      "friends",
      [
        { id: "1", name: "甲" },
        { id: "2", name: "乙" },
      ],
      false,
    );
    expect(engine.snapshot("names").value).toEqual(["甲", "乙"]);
  });
});

describe("the same value", () => {
  it("is told by content: keys in any order, a key left out is an empty one", () => {
    const row = { id: "1", qty: 2, tags: ["a", "b"] };
    expect(sameValue([row], [{ tags: ["a", "b"], qty: 2, id: "1", note: null }])).toBe(true);
    expect(sameValue([row], [{ ...row, tags: ["b", "a"] }])).toBe(false);
    expect(sameValue([row], [])).toBe(false);
    expect(sameValue(null, [])).toBe(true);
    expect(sameValue({ id: "1" }, ["1"])).toBe(false);
  });
});
