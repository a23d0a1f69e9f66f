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

/** What the record has to ask others. */
interface Asks {
  isShown(topic: string, row: string | null): boolean;
  /** Works out a cell's formula that was left for later; somebody looks at it now. */
  catchUp(topic: string, row: string): boolean;
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
    private readonly asks: Asks,
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
    if (!cell) return this.values[path] ?? null;
    this.asks.catchUp(cell.topic, cell.row);
    return this.cell(cell.subform, cell.row, cell.column);
  }

  /** Writes one place; true when that changed anything. */
  write(path: string, value: unknown): boolean {
    const cell = parseCell(path);
    if (cell) return this.writeCell(cell.subform, cell.row, cell.column, value);
    if (sameValue(this.values[path] ?? null, value)) return false;
    this.values[path] = value;
    return true;
  }

  writeCell(subform: string, id: string, column: string, value: unknown): boolean {
    const places = this.places(subform);
    const at = places.at.get(id);
    if (at === undefined || sameValue(places.rows[at]![column] ?? null, value)) return false;
    if (!this.copied.has(subform)) {
      places.rows = [...places.rows];
      this.values[subform] = places.rows;
      this.copied.add(subform);
    }
    places.rows[at] = { ...places.rows[at]!, [column]: value };
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
    const head = path[0] ?? "";
    if (head === "user") return path[1] ? this.context.user[path[1]] : this.context.user.id;
    if (head === "old") return this.readOld(path.slice(1));
    if (row) {
      if (head === "parent") return this.read(path.slice(1), this.outer(row.subform, row.id));
      return this.readCell(row.subform, row.id, head === "row" ? path.slice(1) : path);
    }
    if (path.length > 1 && this.index.get(head)?.field.type === "subform") {
      if (!this.asks.isShown(head, null)) return [];
      const rest = path.slice(1);
      const read = this.rows(head).map((each) => this.readCell(head, each.id, rest));
      return this.inners.has(`${head}.${rest[0]}`) ? read.flat(1) : read;
    }
    return this.readPlace(head, path, null);
  }

  private readOld(path: string[]): unknown {
    const value = dig(this.original, path);
    return this.index.get(path[0] ?? "")?.field.type === "rich_text" ? words(value) : value;
  }

  /** Asked for every row of a list, for one key pressed: it makes no path where none is needed. */
  private readCell(subform: string, id: string, path: string[]): unknown {
    const column = path[0] ?? "";
    if (column === "id") return id;
    const topic = `${subform}.${column}`;
    if (!this.inners.has(topic)) return this.readPlace(topic, path, { subform, id, column });
    if (!this.asks.isShown(topic, id)) return [];
    const held = this.inner(topic, id);
    const rest = path.slice(1);
    return held.map((each) => (rest.length ? this.readCell(topic, each.id, rest) : each.id));
  }

  /** `path[0]` is the place, what follows is read behind its link. */
  private readPlace(topic: string, path: string[], cell: CellPlace | null): unknown {
    if (cell) this.asks.catchUp(topic, cell.id);
    const field = this.index.get(topic)?.field;
    // Hidden fields are empty; formulas and serial numbers are never cleared.
    if (field && !isComputed(field) && !this.asks.isShown(topic, cell?.id ?? null)) return null;
    if (this.formulaErrors.size) {
      const error = this.formulaErrors.get(placeOf(topic, cell));
      if (error) return { error };
    }
    if (path.length > 1) return dig(this.linked.get(placeOf(topic, cell)), path.slice(1));
    const value = cell ? this.cell(cell.subform, cell.id, cell.column) : (this.values[topic] ?? null);
    return field?.type === "rich_text" ? words(value) : value;
  }
}

interface CellPlace {
  subform: string;
  id: string;
  column: string;
}

const placeOf = (topic: string, cell: CellPlace | null): string =>
  cell ? cellPath(cell.subform, cell.id, cell.column) : topic;

/** Of formatted text a formula sees the words. */
const words = (value: unknown): unknown => (typeof value === "string" ? htmlText(value) || null : value);

function dig(value: unknown, path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current)) current = current.map((item) => dig(item, [key]));
    else if (current && typeof current === "object") current = (current as Record<string, unknown>)[key];
    else return null;
  }
  return current ?? null;
}
