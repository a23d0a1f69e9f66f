/** Order of a list as the API writes it: `-amount` is descending. */
export type Direction = "asc" | "desc";

const MOST = 5;
export const keyOf = (item: string): string => item.replace(/^-/, "");

export function directionOf(sort: string[], key: string): Direction | null {
  const found = sort.find((item) => keyOf(item) === key);
  return found === undefined ? null : found.startsWith("-") ? "desc" : "asc";
}

/** What a click on a header does: ascending, descending, none; with Shift beside the others. */
export function toggled(sort: string[], key: string, beside: boolean): string[] {
  const now = directionOf(sort, key);
  const next = now === null ? [key] : now === "asc" ? [`-${key}`] : [];
  if (!beside) return next;
  if (now === null) return [...sort, key].slice(-MOST);
  return sort.flatMap((item) => (keyOf(item) === key ? next : [item]));
}
