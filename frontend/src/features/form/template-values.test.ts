import { describe, expect, it } from "vitest";
import type { FormRuntime } from "@/lib/form-runtime/definition";
import { apart, together } from "./template-values";

const runtime = {
  definition: {
    fields: [
      { key: "name", type: "text", default: "x" },
      { key: "due", type: "date" },
      { key: "lines", type: "subform", fields: [{ key: "day", type: "date" }] },
    ],
  },
} as unknown as FormRuntime;

describe("a template on its page", () => {
  it("keeps formulas beside the form and cells that are formulas where nothing is typed", () => {
    const values = {
      due: { formula: "TODAY()" },
      lines: [{ day: { formula: "TODAY()" }, n: 1 }, { n: 2 }],
    };
    const begun = apart(runtime, values);
    expect(begun.values).toMatchObject({ name: null, due: null, lines: [{ n: 1 }, { n: 2 }] });
    expect(begun.formulas).toEqual({ due: "TODAY()" });
    expect(
      together({ name: "", lines: [{ day: null, n: 1 }, { n: 2 }] }, begun.formulas, begun.cells),
    ).toEqual(values);
    expect(together({ lines: [{ day: "2026-01-01", n: 1 }] }, { due: " " }, begun.cells)).toEqual({
      lines: [{ day: "2026-01-01", n: 1 }],
    });
  });
});
