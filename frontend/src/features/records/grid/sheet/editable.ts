/** Which cells a person can write into; the server judges each save again, row by row. */
import type { Field, FormRuntime } from "@/lib/form-runtime/definition";
import { isSystem } from "@/lib/records/columns";

/** Made by the server, or too large for a cell: they are changed in the opened record. */
const NOT_IN_A_CELL = new Set<string>([
  "formula",
  "series",
  "subform",
  "attachment",
  "lookup",
  "rollup",
  "snapshot",
  "button",
  "image",
  "signature",
  "rich_text",
  "matrix",
  "ranking",
  "encrypted",
]);

export type Locked = "computed" | "forbidden" | "readonly" | null;

/** Why a field can't be written here; null when it can. */
export function lockedBy(field: Field, runtime: FormRuntime): Locked {
  if (isSystem(field.key) || NOT_IN_A_CELL.has(field.type)) return "computed";
  if (runtime.fields[field.key] !== "write" || !runtime.ops.includes("update")) return "forbidden";
  return field.readonly ? "readonly" : null;
}
