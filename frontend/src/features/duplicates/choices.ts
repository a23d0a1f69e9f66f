/** Which value stays, field by field. Pure. */
import type { Field, FormDefinition } from "@/lib/form-runtime/definition";
import { COMPUTED } from "@/lib/form-runtime/computed";
import { isEmpty } from "@/lib/form-runtime/paths";
import { isMany } from "@/lib/records/columns";
import type { RecordRow } from "@/lib/records/types";
import type { MergeBody } from "./types";

export const ALL = "all";
const LISTS = new Set<string>(["subform", "multi_select", "tags", "attachment", "image"]);

export const takesAll = (field: Field): boolean => LISTS.has(field.type) || isMany(field);

const alike = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Fields with something to choose: those where the records have different values. */
export function differing(
  definition: FormDefinition,
  rows: RecordRow[],
  writable: (key: string) => boolean,
): Field[] {
  return definition.fields.filter((field) => {
    if (COMPUTED.has(field.type as never) || field.type === "encrypted" || !writable(field.key)) return false;
    const values = rows.map((row) => row[field.key]).filter((value) => !isEmpty(value));
    return (
      values.some((value) => !alike(value, values[0])) || (values.length > 0 && values.length < rows.length)
    );
  });
}

/** What is chosen unless somebody says otherwise: the winner's value, else the first there is; of lists all. */
export function standing(field: Field, rows: RecordRow[], winner: string): string {
  const filled = rows.filter((row) => !isEmpty(row[field.key]));
  if (takesAll(field) && filled.length > 1) return ALL;
  return filled.some((row) => row.id === winner) ? winner : (filled[0]?.id ?? winner);
}

export function bodyOf(
  fields: Field[],
  rows: RecordRow[],
  winner: string,
  chosen: Record<string, string>,
): MergeBody {
  const versions = rows.map(({ id, version }) => ({ id, version }));
  return {
    winner: versions.find((each) => each.id === winner)!,
    losers: versions.filter((each) => each.id !== winner),
    choose: Object.fromEntries(
      fields.map((field) => [field.key, chosen[field.key] ?? standing(field, rows, winner)]),
    ),
  };
}
