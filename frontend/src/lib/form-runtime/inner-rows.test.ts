import { describe, expect, it } from "vitest";
import type { FormulaType, Node, Program } from "@/lib/formula/ast";
import type { Field, FormRuntime } from "./definition";
import { FormEngine } from "./engine";
import { fullRights } from "./field-index";
import { flattened, nestedValue } from "./inner-rows";
import { isDirty, payloadOf } from "./payload";
import { placeRefusals } from "./server-issues";

const ref = (path: string, t: FormulaType): Node => ({ k: "ref", path: path.split("."), t });
const call = (f: string, t: FormulaType, ...a: Node[]): Node => ({ k: "call", f, a, t });
const program = (root: Node): Program => ({ v: 1, type: root.t, root });
const numbers: FormulaType = { list: "number" };
const context = { user: { id: "me" }, zone: "Asia/Shanghai", now: () => new Date("2026-11-22T02:00:00Z") };
const field = (key: string, type: string, more: object = {}): Field =>
  ({ key, type, label: key, ...more }) as Field;

const fields = [
  field("deliveries", "subform", {
    fields: [
      field("rate", "number"),
      field("packages", "subform", {
        fields: [
          field("weight", "number", { required: true }),
          field("cost", "formula", { as: "number", formula: "weight * parent.rate" }),
        ],
      }),
      field("sum", "formula", { as: "number", formula: "SUM(packages.cost)" }),
    ],
  }),
  field("all", "formula", { as: "number", formula: "SUM(deliveries.packages.cost)" }),
];
const order: FormRuntime = {
  definition: { schema_version: 1, key: "f", label: "f", fields },
  version: 1,
  ops: ["create"],
  fields: fullRights(fields),
  programs: {
    formulas: {
      "deliveries.packages.cost": program(
        call("mul", "number", ref("weight", "number"), ref("parent.rate", "number")),
      ),
      "deliveries.sum": program(call("SUM", "number", ref("packages.cost", numbers))),
      all: program(call("SUM", "number", ref("deliveries.packages.cost", numbers))),
    },
    rules: [],
    checks: [],
    defaults: {},
  },
};
const stored = {
  deliveries: [
    {
      id: "a",
      rate: 2,
      packages: [
        { id: "p", weight: 3, cost: 6 },
        { id: "q", weight: 4, cost: 8 },
      ],
      sum: 14,
    },
    { id: "b", rate: 1, packages: [{ id: "r", weight: 5, cost: 5 }], sum: 5 },
  ],
  all: 19,
};

describe("rows inside rows", () => {
  it("are compared with what somebody else saved as the API writes them, and flattened once only", () => {
    const { values } = new FormEngine(order, stored, context, false).record;
    expect(nestedValue(fields[0]!, values)).toEqual(stored.deliveries);
    expect(flattened(fields, values)["deliveries.packages"]).toHaveLength(3);
  });

  it("are computed in their row, summed in the row around them and over both levels", () => {
    const engine = new FormEngine(order, stored, context, false);
    expect(isDirty(engine)).toBe(false);
    engine.set("deliveries.packages/p/weight", 10);
    expect(engine.record.value("deliveries/a/sum")).toBe(28);
    expect(engine.record.value("deliveries/b/sum")).toBe(5);
    engine.set("deliveries/b/rate", 2);
    expect(engine.record.value("all")).toBe(38);
    engine.setInnerRows(
      "deliveries.packages",
      "a",
      engine.record.inner("deliveries.packages", "a").slice(0, 1),
    );
    expect(engine.record.value("all")).toBe(30);
    expect(isDirty(engine)).toBe(true);
    expect(payloadOf(engine)).toEqual({
      deliveries: [
        { id: "a", rate: 2, packages: [{ id: "p", weight: 10 }] },
        { id: "b", rate: 2, packages: [{ id: "r", weight: 5 }] },
      ],
    });
  });

  it("go and come back with the row around them, and a copy has its own", () => {
    const engine = new FormEngine(order, stored, context, false);
    const rows = engine.record.rows("deliveries");
    engine.setRows("deliveries", rows.slice(1));
    expect(engine.record.value("all")).toBe(5);
    engine.setRows("deliveries", [{ ...stored.deliveries[0]!, id: "new-1" }, ...rows.slice(1)]);
    expect(engine.record.inner("deliveries.packages", "new-1")).toHaveLength(2);
    expect(engine.record.value("all")).toBe(19);
  });

  it("have places of their own for what is wrong", () => {
    const engine = new FormEngine(order, stored, context, false);
    engine.set("deliveries.packages/r/weight", null);
    expect(engine.issues().map(({ path }) => path)).toEqual(["deliveries.packages/r/weight"]);
    const path = ["deliveries", 0, "packages", 1, "weight"];
    const problem = { field: "deliveries", path, code: "number_max", message: "too heavy" };
    expect([...placeRefusals(engine, [problem]).placed.keys()]).toEqual(["deliveries.packages/q/weight"]);
  });
});
