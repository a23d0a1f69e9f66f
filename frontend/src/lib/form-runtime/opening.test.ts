import { describe, expect, it } from "vitest";
import type { FormRuntime } from "./definition";
import { FormEngine } from "./engine";
import { defaultsOf } from "./opening";

const context = { user: { id: "me" }, zone: "Asia/Shanghai", now: () => new Date("2026-11-22T02:00:00Z") };
const runtime = {
  definition: {
    key: "delivery",
    label: "Delivery",
    fields: [
      {
        key: "checklist",
        type: "subform",
        default: [{ item: "Address" }, { item: "Power" }],
        fields: [
          { key: "item", type: "text", required: true },
          { key: "done", type: "boolean", default: false },
        ],
      },
    ],
  },
  fields: {},
  programs: { formulas: {}, rules: [], checks: [], defaults: {} },
} as unknown as FormRuntime;

describe("rows that a new record begins with", () => {
  const begun = defaultsOf(runtime, runtime.definition.fields, context, null);
  const rows = begun["checklist"] as { id: string; item: string; done: boolean }[];

  it("are told from each other and have what their columns begin with", () => {
    expect(rows.map(({ item, done }) => [item, done])).toEqual([
      ["Address", false],
      ["Power", false],
    ]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
  });
  it("are written in one by one", () => {
    const engine = new FormEngine(runtime, begun, context, true);
    engine.set(`checklist/${rows[1]?.id}/item`, "Network");
    expect(engine.record.rows("checklist").map((row) => row["item"])).toEqual(["Address", "Network"]);
  });
});
