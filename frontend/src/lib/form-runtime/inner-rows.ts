/**
 * Rows inside rows, as the live form keeps them: all inner rows of a subform in one list of their own under
 * its path (`lines.packages`), each with the row it stands in. So a cell of an inner row is a cell like
 * every other, and the parts of the engine need no second way. Records of the API hold them nested.
 */
import type { Field, SubformField } from "./definition";
import type { Values } from "./engine-types";
import { temporaryRowId, type Row } from "./paths";

/** The id of the row an inner row stands in. */
export const OUTER = "_outer";

export const outerOf = (row: Row): string => row[OUTER] as string;

export const lastOf = (topic: string): string => topic.slice(topic.lastIndexOf(".") + 1);

/** `lines` for `lines.packages`, null for `lines`. */
export const aroundOf = (subform: string): string | null =>
  subform.includes(".") ? subform.slice(0, subform.lastIndexOf(".")) : null;

/** Columns of a subform that hold rows, and the paths of those. */
export const innerSubforms = (field: Field, path = field.key): { column: SubformField; path: string }[] =>
  field.type === "subform"
    ? field.fields.flatMap((column) =>
        column.type === "subform" ? [{ column, path: `${path}.${column.key}` }] : [],
      )
    : [];

/** Rows without those inside them, and these by path. */
export function split(field: Field, rows: Row[]): { rows: Row[]; inner: Map<string, Row[]> } {
  const inners = innerSubforms(field);
  const inner = new Map<string, Row[]>(inners.map(({ path }) => [path, []]));
  if (!inners.length) return { rows, inner };
  const plain = rows.map((row) => {
    const rest: Row = { ...row };
    for (const { column, path } of inners) {
      const held = (rest[column.key] as Row[] | null | undefined) ?? [];
      for (const each of held)
        inner.get(path)!.push({ ...each, id: each.id ?? temporaryRowId(), [OUTER]: row.id });
      delete rest[column.key];
    }
    return rest;
  });
  return { rows: plain, inner };
}

/** A field's value as the API writes it: rows with the rows inside them. `at`: where the lists stand flat. */
export function nestedValue(field: Field, at: Values): unknown {
  const inners = innerSubforms(field);
  const rows = at[field.key];
  if (!inners.length || !Array.isArray(rows)) return rows;
  return (rows as Row[]).map((row) => {
    const whole: Row = { ...row };
    for (const { column, path } of inners)
      whole[column.key] = ((at[path] as Row[] | undefined) ?? [])
        .filter((each) => outerOf(each) === row.id)
        .map(({ [OUTER]: _outer, ...each }) => each);
    return whole;
  });
}

/** A record's values with every list of inner rows under its path; what stands there already stays. */
export function flattened(fields: Field[], values: Values): Values {
  const flat = { ...values };
  for (const field of fields) {
    const rows = values[field.key];
    if (!innerSubforms(field).length || !Array.isArray(rows)) continue;
    const { rows: plain, inner } = split(field, rows as Row[]);
    flat[field.key] = plain;
    for (const [path, held] of inner) flat[path] = path in values ? values[path] : held;
  }
  return flat;
}
