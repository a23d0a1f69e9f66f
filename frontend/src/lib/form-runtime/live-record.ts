/**
 * The values of one record while it is being edited, and how formulas read them: hidden places are
 * blank, an error of a formula travels on, `parent`, `old`, `user` and links are followed.
 */
import { isComputed } from "./computed";
import type { EngineContext, LinkedRecord, Values } from "./engine-types";
import type { FieldIndex } from "./field-index";
import { htmlText } from "./html-text";
import { aroundOf, flattened, innerSubforms, outerOf } from "./inner-rows";
import { cellPath, parseCell, sameValue, type Cell, type Row } from "./paths";

interface Places {
  rows: Row[];
  at: Map<string, number>;
}

export class LiveRecord {
  readonly linked = new Map<string, LinkedRecord | LinkedRecord[]>();
  /** Place → code of the error value its formula has now. */
  readonly formulaErrors = new Map<string, string>();
  private readonly indexed = new Map<string, Places>();
  private readonly grouped = new Map<string, { rows: Row[]; by: Map<string, Row[]> }>();
  /** Subforms whose rows were copied within the change under way: one copy does for hundreds of cells. */
  private readonly copied = new Set<string>();
  /** Topics of the subforms that stand inside rows. */
  private readonly inners: ReadonlySet<string>;
  /** Changed in place: whoever wants to compare keeps a copy. */
  readonly values: Values;

  /** Values when the form was opened: `old.…`, and what an update is compared with. */
  readonly original: Values;

  constructor(
    initial: Values,
    private readonly index: FieldIndex,
    private readonly context: EngineContext,
    private readonly isShown: (topic: string, row: string | null) => boolean,
  ) {
    const fields = [...index].flatMap(([topic, { field }]) => (topic.includes(".") ? [] : [field]));
    this.inners = new Set(fields.flatMap((field) => innerSubforms(field).map(({ path }) => path)));
    this.original = flattened(fields, initial);
    this.values = { ...this.original };
  }

  rows(subform: string): Row[] {
    const rows = this.values[subform];
    return Array.isArray(rows) ? (rows as Row[]) : [];
  }

  /** The rows of an inner subform (`lines.packages`) that stand in one row. */
  inner(path: string, outer: string): Row[] {
    const rows = this.rows(path);
    let known = this.grouped.get(path);
    if (known?.rows !== rows) {
      known = { rows, by: new Map() };
      for (const row of rows) known.by.set(outerOf(row), [...(known.by.get(outerOf(row)) ?? []), row]);
      this.grouped.set(path, known);
    }
    return known.by.get(outer) ?? [];
  }

  /** The row around an inner row; null for a row of the record. */
  outer(subform: string, id: string): { subform: string; id: string } | null {
    const around = aroundOf(subform);
    if (!around) return null;
    const { rows, at } = this.places(subform);
    const row = rows[at.get(id) ?? -1];
    return row ? { subform: around, id: outerOf(row) } : null;
  }

  /** Where the rows of a subform stand, by their ids. */
  private places(subform: string): Places {
    const rows = this.rows(subform);
    const known = this.indexed.get(subform);
    if (known?.rows === rows) return known;
    const fresh = { rows, at: new Map(rows.map((row, at) => [row.id, at])) };
    this.indexed.set(subform, fresh);
    return fresh;
  }

  private cell(subform: string, id: string, column: string): unknown {
    const { rows, at } = this.places(subform);
    return rows[at.get(id) ?? -1]?.[column] ?? null;
  }

  value(path: string): unknown {
    const cell = parseCell(path);
    if (!cell || !this.inners.has(cell.topic)) return this.valueAt(path, cell);
    const held = this.inner(cell.topic, cell.row);
    return held.length ? held : null;
  }

  private valueAt(path: string, cell: Cell | null): unknown {
    return cell ? this.cell(cell.subform, cell.row, cell.column) : (this.values[path] ?? null);
  }

  /** Writes one place; true when that changed anything. */
  write(path: string, value: unknown): boolean {
    const cell = parseCell(path);
    if (sameValue(this.valueAt(path, cell), value)) return false;
    if (!cell) {
      this.values[path] = value;
      return true;
    }
    const places = this.places(cell.subform);
    const at = places.at.get(cell.row);
    if (at === undefined) return false;
    if (!this.copied.has(cell.subform)) {
      places.rows = [...places.rows];
      this.values[cell.subform] = places.rows;
      this.copied.add(cell.subform);
    }
    places.rows[at] = { ...places.rows[at]!, [cell.column]: value };
    return true;
  }

  /** A change is done: whoever sees the rows now keeps them; the next change copies them first. */
  settled(): void {
    this.copied.clear();
  }

  writeRows(subform: string, rows: Row[]): void {
    this.values[subform] = rows;
  }

  forgetRow(subform: string, id: string): void {
    const prefix = `${subform}/${id}/`;
    for (const map of [this.linked, this.formulaErrors])
      for (const path of map.keys()) if (path.startsWith(prefix)) map.delete(path);
  }

  /** What a formula sees under a path; `row` is the row it stands in, if any. */
  read(path: string[], row: { subform: string; id: string } | null): unknown {
    const [head = "", ...rest] = path;
    if (head === "user") return rest[0] ? this.context.user[rest[0]] : this.context.user.id;
    if (head === "old") return this.words(rest[0] ?? "", dig(this.original, rest));
    if (row) {
      if (head === "parent") return this.read(rest, this.outer(row.subform, row.id));
      return this.readCell(row.subform, row.id, head === "row" ? rest : path);
    }
    if (this.index.get(head)?.field.type === "subform" && rest.length) {
      if (!this.isShown(head, null)) return [];
      const read = this.rows(head).map((each) => this.readCell(head, each.id, rest));
      return this.inners.has(`${head}.${rest[0]}`) ? read.flat(1) : read;
    }
    return this.readPlace(head, rest);
  }

  private readCell(subform: string, id: string, [column = "", ...rest]: string[]): unknown {
    if (column === "id") return id;
    const path = cellPath(subform, id, column);
    const topic = this.inners.size ? `${subform}.${column}` : "";
    if (!this.inners.has(topic)) return this.readPlace(path, rest);
    if (!this.isShown(topic, id)) return [];
    const held = this.inner(topic, id);
    return held.map((each) => (rest.length ? this.readCell(topic, each.id, rest) : each.id));
  }

  private readPlace(path: string, rest: string[]): unknown {
    const cell = parseCell(path);
    const topic = cell?.topic ?? path;
    const field = this.index.get(topic)?.field;
    // Hidden fields are empty; formulas and serial numbers are never cleared.
    if (field && !isComputed(field) && !this.isShown(topic, cell?.row ?? null)) return null;
    const error = this.formulaErrors.get(path);
    if (error) return { error };
    return rest.length === 0 ? this.words(topic, this.valueAt(path, cell)) : dig(this.linked.get(path), rest);
  }

  /** Of formatted text a formula sees the words. */
  private words(topic: string, value: unknown): unknown {
    const formatted = typeof value === "string" && this.index.get(topic)?.field.type === "rich_text";
    return formatted ? htmlText(value) || null : value;
  }
}

function dig(value: unknown, path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current)) current = current.map((item) => dig(item, [key]));
    else if (current && typeof current === "object") current = (current as Record<string, unknown>)[key];
    else return null;
  }
  return current ?? null;
}
