/**
 * The values of one record while it is being edited, and how formulas read them: hidden places are
 * blank, an error of a formula travels on, `parent`, `old`, `user` and links are followed.
 */
import { isComputed } from "./computed";
import type { EngineContext, LinkedRecord, Values } from "./engine-types";
import type { FieldIndex } from "./field-index";
import { htmlText } from "./html-text";
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
  /** Subforms whose rows were copied within the change under way: one copy does for hundreds of cells. */
  private readonly copied = new Set<string>();
  /** Changed in place: whoever wants to compare keeps a copy. */
  readonly values: Values;

  constructor(
    /** Values when the form was opened: `old.…`, and what an update is compared with. */
    readonly original: Values,
    private readonly index: FieldIndex,
    private readonly context: EngineContext,
    private readonly isShown: (topic: string, row: string | null) => boolean,
  ) {
    this.values = { ...original };
  }

  rows(subform: string): Row[] {
    const rows = this.values[subform];
    return Array.isArray(rows) ? (rows as Row[]) : [];
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
    return this.valueAt(path, parseCell(path));
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
      if (head === "parent") return this.read(rest, null);
      return this.readCell(row.subform, row.id, head === "row" ? rest : path);
    }
    if (this.index.get(head)?.field.type === "subform" && rest.length) {
      if (!this.isShown(head, null)) return [];
      return this.rows(head).map((each) => this.readCell(head, each.id, rest));
    }
    return this.readPlace(head, rest);
  }

  private readCell(subform: string, id: string, [column = "", ...rest]: string[]): unknown {
    return column === "id" ? id : this.readPlace(cellPath(subform, id, column), rest);
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
