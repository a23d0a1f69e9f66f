/**
 * Names of places in a record: a field (`amount`) or a cell of a subform (`lines/‹row id›/qty`).
 */
export const cellPath = (subform: string, row: string, column: string): string =>
  `${subform}/${row}/${column}`;

export interface Cell {
  subform: string;
  row: string;
  column: string;
  /** `lines.qty`: the column whichever row. */
  topic: string;
}

/** A key pressed in a form of many rows asks thousands of times for the same paths. */
const parsed = new Map<string, Cell | null>();
const MOST_PARSED = 50_000;

export function parseCell(path: string): Cell | null {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const [subform, row, column] = path.split("/");
  const cell = subform && row && column ? { subform, row, column, topic: `${subform}.${column}` } : null;
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(path, cell);
  return cell;
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

/** Same JSON value, a key left out being an empty one; what is shared is not looked into. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, at) => sameValue(each, b[at]))
    );
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) =>
    sameValue(one[key], other[key]),
  );
}
