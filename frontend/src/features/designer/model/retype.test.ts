import { describe, expect, it } from "vitest";
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { changeType, retyped, targetsOf } from "./retype";

const text = { key: "a", type: "text", label: "金额", required: true, max_length: 20 } as unknown as Field;

describe("changing the type of a field", () => {
  it("keeps key, label and flags, and drops settings of the old type", () => {
    const field = retyped(text, "number", "zh-CN") as unknown as Record<string, unknown>;
    expect(field).toMatchObject({ key: "a", type: "number", label: "金额", required: true, decimals: 0 });
    expect("max_length" in field).toBe(false);
  });
  it("takes options along between choices", () => {
    const options = [{ value: "x", label: "甲" }];
    const choice = { key: "a", type: "select", label: "", options } as unknown as Field;
    expect(retyped(choice, "multi_select", "en")).toMatchObject({ options });
  });
  it("changes the field in its place", () => {
    const definition = {
      schema_version: 1,
      key: "f",
      label: "",
      fields: [text],
    } as unknown as FormDefinition;
    const [field] = changeType(definition, "a", "date", "en").fields;
    expect(field).toMatchObject({ key: "a", type: "date" });
    expect(Object.values(field!)).not.toContain(20);
  });
  it("offers only types that values can become", () => {
    expect(targetsOf("subform")).toEqual(["subform"]);
    expect(targetsOf("attachment")).toContain("image");
    expect(targetsOf("text")).not.toContain("attachment");
  });
});
