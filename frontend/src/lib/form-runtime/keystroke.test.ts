/** What one keystroke costs in a large form: the steps it runs, and their CPU time (docs/performance.md). */
import { expect, it } from "vitest";
import type { FormulaType, Node, Program } from "@/lib/formula/ast";
import type { Field, FormRuntime, RuleProgram } from "./definition";
import { FormEngine } from "./engine";
import { fullRights } from "./field-index";

const ref = (path: string, t: FormulaType): Node => ({ k: "ref", path: path.split("."), t });
const lit = (v: string, t: FormulaType): Node => ({ k: "lit", v, t });
const call = (f: string, t: FormulaType, ...a: Node[]): Node => ({ k: "call", f, a, t });
const program = (root: Node): Program => ({ v: 1, type: root.t, root });
const field = (key: string, type: string, more: object = {}): Field =>
  ({ key, type, label: key, ...more }) as Field;
const n = (path: string) => ref(path, "number");
const columns = [
  field("qty", "number"),
  field("price", "money"),
  field("amount", "formula", { as: "money", decimals: 2 }),
  field("share", "formula", { as: "number" }),
  field("note", "text"),
];
const numbers = Array.from({ length: 240 }, (_, i) => field(`n${i}`, "number"));
const formulas = Array.from({ length: 58 }, (_, i) => field(`c${i}`, "formula", { as: "number" }));
const fields = [
  ...numbers,
  ...formulas,
  field("total", "formula", { as: "money" }),
  field("lines", "subform", { fields: columns }),
];
const rules: RuleProgram[] = [
  ...Array.from({ length: 180 }, (_, i): RuleProgram => ({
    id: `r${i}`,
    when: program(call("gt", "boolean", n(`n${i}`), lit("5", "number"))),
    show: [`n${i + 20}`],
    require: [`n${i + 21}`],
  })),
  ...Array.from({ length: 20 }, (_, i): RuleProgram => ({
    id: `q${i}`,
    subform: "lines",
    when: program(call("gt", "boolean", n("amount"), n(`parent.n${i}`))),
    require: ["note"],
  })),
];
const runtime: FormRuntime = {
  definition: { schema_version: 1, key: "f", label: "f", fields },
  version: 1,
  ops: ["create"],
  fields: fullRights(fields),
  programs: {
    formulas: Object.fromEntries([
      ...formulas.map((f, i): [string, Program] => [
        f.key,
        program(call("add", "number", call("mul", "number", n(`n${i}`), lit("2", "number")), n(`n${i + 1}`))),
      ]),
      ["lines.amount", program(call("mul", "number", n("qty"), n("price")))],
      ["total", program(call("SUM", "number", ref("lines.amount", { list: "number" })))],
      ["lines.share", program(call("div", "number", n("amount"), n("parent.total")))],
    ]),
    rules,
    checks: [],
    defaults: {},
  },
};
it("works out what a keystroke touches and copies no row it leaves alone", () => {
  const rows = Array.from({ length: 500 }, (_, i) => ({ id: `row${i}`, qty: i + 1, price: 2, note: "x" }));
  const values = Object.fromEntries([
    ...numbers.map((f, i): [string, unknown] => [f.key, i % 9]),
    ["lines", rows],
  ]);
  const engine = new FormEngine(
    runtime,
    values,
    { user: { id: "m" }, zone: "Asia/Shanghai", now: () => new Date() },
    false,
  );
  const paths = [
    ...fields.map((f) => f.key),
    ...rows.slice(0, 40).flatMap((r) => columns.map((c) => `lines/${r.id}/${c.key}`)),
  ];
  for (const path of paths) {
    engine.snapshot(path);
    engine.subscribe(path, () => engine.snapshot(path));
  }
  const told: string[] = [];
  const time = (name: string, path: string, value: (k: number) => unknown): number => {
    const all: number[] = [];
    for (let k = 0; k < 9; k += 1) {
      const s = process.cpuUsage();
      engine.set(path, value(k));
      all.push(process.cpuUsage(s).user / 1000);
    }
    all.sort((a, b) => a - b);
    const before = engine.runner.stepsRun;
    engine.set(path, value(99));
    told.push(`${name}: ${all[4]!.toFixed(1)} ms`);
    return engine.runner.stepsRun - before;
  };
  expect(time("plain field", "n200", (k) => k)).toBe(0);
  expect(time("field of formulas and a rule", "n40", (k) => k)).toBe(3);
  expect(time("cell that only its row reads", "lines/row7/note", (k) => `t${k}`)).toBe(0);
  // Its own amount and 20 rules, the total, and the shares of the 40 rows that somebody looks at.
  expect(time("cell of the total (all shares)", "lines/row7/qty", (k) => k + 1)).toBe(62);
  const total = Number(engine.record.value("total"));
  for (const row of [7, 39, 40, 499])
    expect(engine.snapshot(`lines/row${row}/share`).value).toBeCloseTo(
      Number(engine.record.value(`lines/row${row}/amount`)) / total,
      14,
    );
  expect(time("field that 500 rows' rule reads", "n3", (k) => k)).toBe(503);
  const before = engine.record.rows("lines");
  engine.set("lines/row7/note", "z");
  const after = engine.record.rows("lines");
  expect(after).not.toBe(before);
  expect(after.filter((row, at) => row !== before[at])).toHaveLength(1);
  console.info(`keystroke, 300 fields, 200 rules, 500 rows (CPU): ${told.join(", ")}`);
}, 60_000);
