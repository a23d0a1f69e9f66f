/**
 * Names of places in a record: a field (`amount`) or a cell of a subform (`lines/‹row id›/qty`).
 */
export const cellPath = (subform: string, row: string, column: string): string =>
  `${subform}/${row}/${column}`;

export interface Cell {
  subform: string;
  row: string;
  column: string;
}

export function parseCell(path: string): Cell | null {
  const [subform, row, column] = path.split("/");
  return subform && row && column ? { subform, row, column } : null;
}

export type Row = Record<string, unknown> & { id: string };

const TEMPORARY = "new-";
let counter = 0;

/** An id for a row the server doesn't know yet. */
export const temporaryRowId = (): string => `${TEMPORARY}${Date.now().toString(36)}-${++counter}`;
export const isTemporaryRow = (id: string): boolean => id.startsWith(TEMPORARY);

/** None, "" and [] are empty; 0 and false are not (engines/form, `FieldType.is_empty`). */
export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** Same JSON value; used to tell a change from a repetition. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
