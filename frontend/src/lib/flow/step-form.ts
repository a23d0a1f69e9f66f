/** A form as one step of a flow lets a person use it. */
import type { FieldRight, FormRuntime } from "../form-runtime/definition";
import type { StepRight } from "./types";

/**
 * Only what the step gives may be written; `require` must be filled; what it hides is gone; the rest is to be read.
 * `mayWrite`: top-level fields the server says may be written in this very record.
 */
export function stepRuntime(
  runtime: FormRuntime,
  step: Record<string, StepRight>,
  mayWrite: string[],
): FormRuntime {
  const writable = new Set(mayWrite);
  const writes = (key: string): boolean => {
    const right = step[key];
    return (right === "write" || right === "require") && (mayWrite.includes("*") || writable.has(key));
  };
  const fields: Record<string, FieldRight> = {};
  for (const [topic, right] of Object.entries(runtime.fields)) {
    const [key = ""] = topic.split(".");
    if (step[key] === "hide") fields[topic] = "none";
    else if (!writes(key)) fields[topic] = right === "none" ? "none" : "read";
    // Of a whole field the step decides; of its columns the person's own rights still do.
    else fields[topic] = topic === key ? "write" : right;
  }
  const definition = {
    ...runtime.definition,
    // What can't be filled in here isn't asked for either: no star, no complaint.
    fields: runtime.definition.fields.map((field) => ({
      ...field,
      required: writes(field.key) && (field.required === true || step[field.key] === "require"),
    })),
  };
  return { ...runtime, definition, fields };
}

/** Whether the step lets anything be written: otherwise the record is only shown. */
export function canWrite(runtime: FormRuntime): boolean {
  return runtime.definition.fields.some(
    (field) => runtime.fields[field.key] === "write" && field.type !== "formula" && field.type !== "series",
  );
}
