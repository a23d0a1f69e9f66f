/** What is done with a whole selection: copy, paste, fill, clear, delete. Each ends in one batch of the sheet. */
import { plain } from "@/lib/form-runtime/stored";
import type { Column, RecordRow } from "@/lib/records/types";
import type { CellSurroundings } from "@/ui/record-cells/cell-content";
import { toTsv } from "@/lib/cells";
import { cellText, MOST_COPIED, tiled, toHtml } from "./clipboard";
import { cellsIn, type Bounds } from "./range";
import type { Sheet } from "./sheet";
import type { Op, Result } from "./writer";

/** Rows that one act in the grid may change; more belongs into a bulk edit or an import. */
export const MOST_ROWS = 5000;
/** From here on a paste is rehearsed and asked about. */
export const REHEARSED_FROM = 50;

export interface Words {
  edit: string;
  paste: string;
  fill: string;
  clear: string;
  remove: string;
}

export interface Copied {
  text: string;
  html: string;
  cells: number;
}

/** The selection as text and as a table. Rows that aren't loaded are brought first: null until they are there. */
export function copied(sheet: Sheet, cells: CellSurroundings): Copied | null {
  const { bounds } = sheet;
  const { source, columns } = sheet.around;
  if (!bounds || cellsIn(bounds) > MOST_COPIED) return null;
  const taken = columns.slice(bounds.left, bounds.right + 1);
  const lines: string[][] = [];
  for (let at = bounds.top; at <= bounds.bottom; at += 1) {
    const row = source.row(at);
    if (!row) return null;
    lines.push(taken.map((column) => cellText(column, row, cells)));
  }
  return { text: toTsv(lines), html: toHtml(lines, taken), cells: cellsIn(bounds) };
}

export interface PastePlan {
  ops: Op[];
  rows: (RecordRow | null)[];
  updates: number;
  creates: number;
  /** Columns that nobody may write here, left out. */
  skipped: Column[];
  /** Lines or columns beyond what one paste may bring. */
  cut: number;
  bounds: Bounds;
}

/** Where the cells of a block go: over the selection, on to the right and down, new records beyond the end. */
export async function pastePlan(sheet: Sheet, block: string[][]): Promise<PastePlan | null> {
  const { bounds } = sheet;
  const { source, columns, locked, ops: may } = sheet.around;
  if (!bounds || block.length === 0) return null;
  const cells = tiled(block, bounds.bottom - bounds.top + 1, bounds.right - bounds.left + 1).slice(
    0,
    MOST_ROWS,
  );
  const wide = Math.max(...cells.map((row) => row.length));
  const target = columns.slice(bounds.left, bounds.left + wide);
  const skipped = target.filter((column) => locked(column));
  const end = source.length;
  const last = Math.min(bounds.top + cells.length, end) - 1;
  const known = await source.take(bounds.top, last);
  const plan: PastePlan = {
    ops: [],
    rows: [],
    updates: 0,
    creates: 0,
    skipped,
    cut: Math.max(0, block.length - MOST_ROWS),
    bounds: { ...bounds, bottom: bounds.top + cells.length - 1, right: bounds.left + target.length - 1 },
  };
  cells.forEach((line, at) => {
    const values: Record<string, unknown> = {};
    target.forEach((column, x) => {
      if (!skipped.includes(column) && x < line.length) values[column.key] = line[x];
    });
    const row = known[at];
    if (Object.keys(values).length === 0) return;
    if (row) {
      plan.ops.push({ op: "update", id: row.id, values });
      plan.updates += 1;
    } else if (!may.includes("create") || line.every((text) => text.trim() === "")) return;
    else {
      plan.ops.push({ op: "create", values });
      plan.creates += 1;
    }
    plan.rows.push(row ?? null);
  });
  return plan;
}

export const rehearse = (sheet: Sheet, plan: PastePlan): Promise<Result[]> =>
  sheet.writer.run(plan.ops, { parse: true, rehearse: true });

export function paste(sheet: Sheet, plan: PastePlan, label: string): Promise<Result[]> {
  const { top, left, bottom, right } = plan.bounds;
  sheet.select({ anchor: { row: top, column: left }, focus: { row: bottom, column: right } });
  return sheet.write(plan.ops, plan.rows, { parse: true }, label);
}

/** One value for each cell of the selection that may be written. */
async function overCells(
  sheet: Sheet,
  bounds: Bounds,
  value: (row: RecordRow, column: Column, at: number) => unknown,
  label: string,
): Promise<void> {
  const { source, columns, locked } = sheet.around;
  const last = Math.min(bounds.bottom, source.length - 1, bounds.top + MOST_ROWS - 1);
  const rows = await source.take(bounds.top, last);
  const target = columns.slice(bounds.left, bounds.right + 1).filter((column) => !locked(column));
  if (target.length === 0 || rows.length === 0) return;
  const ops = rows.map((row, at): Op => ({
    op: "update",
    id: row.id,
    values: Object.fromEntries(target.map((column) => [column.key, value(row, column, at)])),
  }));
  await sheet.write(ops, rows, {}, label);
}

export async function clear(sheet: Sheet, label: string): Promise<void> {
  if (sheet.bounds) await overCells(sheet, sheet.bounds, () => null, label);
}

/** Ctrl+D: the first row of the selection goes into the others; a single row takes from the one above. */
export async function fillDown(sheet: Sheet, label: string): Promise<void> {
  const { bounds } = sheet;
  if (!bounds) return;
  const from = bounds.top === bounds.bottom ? bounds.top - 1 : bounds.top;
  const source = sheet.around.source.row(from);
  if (!source) return;
  const rest = { ...bounds, top: from + 1 };
  await overCells(sheet, rest, (_row, column) => plain(source[column.key]), label);
}

/** The corner was drawn from `source` to `target`: what is new goes on with what was there. */
export async function fillTo(sheet: Sheet, source: Bounds, target: Bounds, label: string): Promise<void> {
  const upwards = target.top < source.top;
  const count = upwards ? source.top - target.top : target.bottom - source.bottom;
  if (count <= 0) return;
  const { filled } = await import("./fill");
  const known = await sheet.around.source.take(source.top, source.bottom);
  const series = new Map(
    sheet.around.columns.slice(source.left, source.right + 1).map((column) => [
      column.key,
      filled(
        known.map((row) => plain(row[column.key])),
        count,
        upwards,
      ),
    ]),
  );
  const fresh = upwards
    ? { ...source, top: target.top, bottom: source.top - 1 }
    : { ...source, top: source.bottom + 1, bottom: target.bottom };
  const value = (_row: RecordRow, column: Column, at: number) =>
    series.get(column.key)?.[upwards ? count - 1 - at : at] ?? null;
  await overCells(sheet, fresh, value, label);
}

/** The rows of the selection into the recycle bin. */
export async function remove(sheet: Sheet, label: string): Promise<void> {
  const { bounds } = sheet;
  if (!bounds || !sheet.around.ops.includes("delete")) return;
  const rows = await sheet.around.source.take(
    bounds.top,
    Math.min(bounds.bottom, bounds.top + MOST_ROWS - 1),
  );
  await sheet.write(
    rows.map(({ id }): Op => ({ op: "delete", id })),
    rows,
    {},
    label,
  );
  sheet.select(null);
}

export interface Figures {
  cells: number;
  filled: number;
  numbers: number;
  sum: number;
  /** Some of the rows aren't loaded: the figures leave them out. */
  partly: boolean;
}

/** What the status bar tells of a selection. */
export function figuresOf(sheet: Sheet): Figures | null {
  const { bounds } = sheet;
  const { source, columns } = sheet.around;
  if (!bounds) return null;
  const found: Figures = { cells: cellsIn(bounds), filled: 0, numbers: 0, sum: 0, partly: false };
  let sum = 0;
  for (let at = bounds.top; at <= Math.min(bounds.bottom, bounds.top + 2 * MOST_ROWS); at += 1) {
    const row = source.row(at);
    if (!row) {
      found.partly = true;
      continue;
    }
    for (let x = bounds.left; x <= bounds.right; x += 1) {
      const value = sheet.valueOf(row, columns[x]?.key ?? "");
      if (value !== null && value !== undefined && value !== "") found.filled += 1;
      if (typeof value !== "number") continue;
      found.numbers += 1;
      sum += value;
    }
  }
  // Fifteen digits, as everywhere: 0.1 + 0.2 is 0.3.
  return { ...found, sum: Number(sum.toPrecision(15)) };
}
