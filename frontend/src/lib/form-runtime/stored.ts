/** A stored record's values with its links as plain ids (the API may have expanded them to `{id, title}`). */
import type { Field, FormRuntime } from "./definition";
import type { Values } from "./engine-types";
import type { Row } from "./paths";

export const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null && "id" in value ? value.id : (value ?? null);
};

const LINKS = new Set(["link", "member", "department"]);

/** Values of a stored record for the engine, and the titles its expanded links told. */
export function valuesOf(
  runtime: FormRuntime,
  record: Values,
): { values: Values; names: Record<string, string | null> } {
  const names: Record<string, string | null> = {};
  const note = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(note);
    else if (typeof value === "object" && value !== null && "id" in value && "title" in value)
      names[String(value.id)] = value.title as string | null;
  };
  const one = (field: Field, value: unknown): unknown => {
    if (!LINKS.has(field.type)) return value ?? null;
    note(value);
    return plain(value);
  };
  const below = (field: Field, value: unknown): unknown => {
    if (field.type !== "subform") return one(field, value);
    if (!Array.isArray(value)) return value;
    return (value as Row[]).map((row) => {
      const cells = field.fields.map((column) => [column.key, below(column, row[column.key])]);
      return { ...row, ...Object.fromEntries(cells) };
    });
  };
  const values: Values = { ...record };
  for (const field of runtime.definition.fields) {
    const value = record[field.key];
    values[field.key] = below(field, value);
  }
  return { values, names };
}
