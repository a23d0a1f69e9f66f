import { describe, expect, it } from "vitest";
import type { Field, FormRuntime } from "../form-runtime/definition";
import { canWrite, stepRuntime } from "./step-form";

const text = (key: string): Field => ({ key, type: "text", label: key });
const runtime: FormRuntime = {
  definition: {
    schema_version: 1,
    key: "deal",
    label: "Deal",
    fields: [text("name"), text("note"), text("secret"), text("sum")],
  },
  version: 1,
  ops: ["read", "update"],
  fields: { name: "write", note: "read", secret: "write", sum: "write" },
  programs: { formulas: {}, rules: [], checks: [], defaults: {} },
};

describe("a form in a step of a flow", () => {
  it("can be written only where the step says so", () => {
    const made = stepRuntime(runtime, { note: "write" }, ["note", "sum"]);
    expect(made.fields).toEqual({ name: "read", note: "write", secret: "read", sum: "read" });
    expect(canWrite(made)).toBe(true);
  });

  it("wants what the step requires, and hides what it hides", () => {
    const made = stepRuntime(runtime, { sum: "require", secret: "hide" }, ["sum"]);
    expect(made.definition.fields.find((field) => field.key === "sum")?.required).toBe(true);
    expect(made.fields.secret).toBe("none");
    expect(runtime.definition.fields.some((field) => field.required)).toBe(false);
  });

  it("gives nothing that the server doesn't", () => {
    const made = stepRuntime(runtime, { sum: "require" }, []);
    expect(made.fields.sum).toBe("read");
    expect(made.definition.fields.find((field) => field.key === "sum")?.required).toBe(false);
    expect(canWrite(made)).toBe(false);
  });
});
