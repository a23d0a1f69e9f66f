/** Fields and columns of a form by topic (`amount`, `lines.qty`), with what the person may do to them. */
import type { Field, FieldRight, FormRuntime } from "./definition";

export interface FieldEntry {
  field: Field;
  right: FieldRight;
}

export type FieldIndex = Map<string, FieldEntry>;

export function fieldIndex(runtime: Pick<FormRuntime, "definition" | "fields">): FieldIndex {
  const index: FieldIndex = new Map();
  for (const field of runtime.definition.fields) {
    const right = runtime.fields[field.key] ?? "none";
    index.set(field.key, { field, right });
    if (field.type !== "subform") continue;
    for (const column of field.fields) {
      const topic = `${field.key}.${column.key}`;
      index.set(topic, { field: column, right: runtime.fields[topic] ?? right });
    }
  }
  return index;
}

/** The rights of somebody who may do everything: the designer's preview. */
export function fullRights(fields: Field[]): Record<string, FieldRight> {
  return Object.fromEntries(fields.map((field) => [field.key, "write"]));
}
