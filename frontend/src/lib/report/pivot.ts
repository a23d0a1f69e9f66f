/** The lines of a pivot table in reading order: groups with their subtotal on top, the grand total at the end. */
import type { PivotHead } from "./figure";

export interface PivotLine {
  head: PivotHead;
  /** Its place among the heads of the server. */
  at: number;
  /** Members of the dimensions it stands for, joined. */
  id: string;
  /** Depth: 0 for the grand total and for lines of the first dimension. */
  depth: number;
  kind: "row" | "subtotal" | "total";
  /** Ids of the groups around it; closed when one of them is. */
  inside: string[];
}

const idOf = (texts: string[]): string => JSON.stringify(texts);

export function pivotLines(heads: readonly PivotHead[], dimensions: number): PivotLine[] {
  const subtotals = new Map<string, number>();
  const details: number[] = [];
  let grand: number | null = null;
  heads.forEach((head, at) => {
    if (head.total === null) details.push(at);
    else if (head.total === 0) grand = at;
    else subtotals.set(idOf(head.texts), at);
  });
  const lines: PivotLine[] = [];
  const line = (at: number, depth: number, kind: PivotLine["kind"], inside: string[]): void => {
    const head = heads[at]!;
    lines.push({ head, at, id: idOf(head.texts), depth, kind, inside });
  };
  const begun = new Set<string>();
  // Members of one group stand together, whatever the order of the rows: a subtotal has one place.
  const put = (rows: number[], depth: number, inside: string[]): void => {
    if (depth >= dimensions - 1) {
      for (const at of rows) line(at, depth, "row", inside);
      return;
    }
    const groups = new Map<string, number[]>();
    for (const at of rows) {
      const id = idOf(heads[at]!.texts.slice(0, depth + 1));
      groups.set(id, [...(groups.get(id) ?? []), at]);
    }
    for (const [id, members] of groups) {
      const total = subtotals.get(id);
      begun.add(id);
      if (total !== undefined) line(total, depth, "subtotal", inside);
      put(members, depth + 1, total === undefined ? inside : [...inside, id]);
    }
  };
  put(details, 0, []);
  if (grand !== null && dimensions > 0) line(grand, 0, "total", []);
  // Without any dimension on this side there is one head, whose texts are empty.
  if (lines.length === 0 && heads.length > 0) line(grand ?? 0, 0, "row", []);
  return lines;
}

/** Lines that are seen while some groups are closed. */
export const openLines = (lines: readonly PivotLine[], closed: ReadonlySet<string>): PivotLine[] =>
  lines.filter((line) => !line.inside.some((group) => closed.has(group)));
