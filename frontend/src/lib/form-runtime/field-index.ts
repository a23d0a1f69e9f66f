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
    add(index, runtime.fields, field, field.key, "none");
  }
  return index;
}

function add(
  index: FieldIndex,
  rights: Record<string, FieldRight>,
  field: Field,
  topic: string,
  around: FieldRight,
): void {
  const right = rights[topic] ?? around;
  index.set(topic, { field, right });
  if (field.type === "subform")
    for (const column of field.fields) add(index, rights, column, `${topic}.${column.key}`, right);
}

/** The rights of somebody who may do everything: the designer's preview. */
export function fullRights(fields: Field[]): Record<string, FieldRight> {
  return Object.fromEntries(fields.map((field) => [field.key, "write"]));
}
