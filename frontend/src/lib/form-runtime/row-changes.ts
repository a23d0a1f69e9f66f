/** Rows that come and go, on both levels, and what has to be worked out or forgotten with them. */
import type { FieldIndex } from "./field-index";
import { aroundOf, lastOf, OUTER, outerOf, split } from "./inner-rows";
import type { IssueBook } from "./issue-book";
import type { LiveRecord } from "./live-record";
import { cellPath, temporaryRowId, type Row } from "./paths";
import type { RuleState } from "./rule-state";
import type { Runner } from "./runner";

interface Parts {
  index: FieldIndex;
  record: LiveRecord;
  runner: Runner;
  rules: RuleState;
  book: IssueBook;
}

export class RowChanges {
  constructor(
    private readonly parts: Parts,
    /** Places that look different now. */
    private readonly changed: Set<string>,
    private readonly snapshots: Map<string, unknown>,
  ) {}

  /** All rows of a subform; a row that comes with the rows inside it (`packages`) replaces those too. */
  set(subform: string, given: Row[]): void {
    const { index, record } = this.parts;
    // Rows of a draft that the server has never seen come without an id.
    const rows = given.map((row) => (row.id ? row : { ...row, id: temporaryRowId() }));
    const field = index.get(subform)?.field;
    const { rows: plain, inner } = field ? split(field, rows) : { rows, inner: new Map<string, Row[]>() };
    const kept = new Set(plain.map((row) => row.id));
    this.put(subform, plain);
    for (const [path, held] of inner) {
      const told = new Set(rows.filter((row) => lastOf(path) in row).map(({ id }) => id));
      const stays = (row: Row): boolean => kept.has(outerOf(row)) && !told.has(outerOf(row));
      this.put(path, [...record.rows(path).filter(stays), ...held]);
    }
  }

  setInner(path: string, outer: string, rows: Row[]): void {
    const others = this.parts.record.rows(path).filter((row) => outerOf(row) !== outer);
    this.put(path, [...others, ...rows.map((row) => ({ ...row, [OUTER]: outer }))]);
  }

  private put(subform: string, rows: Row[]): void {
    const { index, record, runner, book } = this.parts;
    const known = record.rows(subform);
    const before = new Set(known.map((row) => row.id));
    const kept = new Set(rows.map((row) => row.id));
    const field = index.get(subform)?.field;
    record.writeRows(subform, rows);
    book.forget(subform);
    this.changed.add(subform);
    const around = aroundOf(subform);
    if (around)
      for (const row of [...known, ...rows])
        this.changed.add(cellPath(around, outerOf(row), lastOf(subform)));
    for (const id of before) if (!kept.has(id)) this.forget(subform, id);
    const columns = field?.type === "subform" ? field.fields.map((column) => column.key) : [];
    runner.wakeRows(
      subform,
      columns,
      rows.filter((row) => !before.has(row.id)),
    );
  }

  private forget(subform: string, id: string): void {
    const prefix = `${subform}/${id}/`;
    for (const path of this.snapshots.keys()) if (path.startsWith(prefix)) this.snapshots.delete(path);
    this.parts.book.forgetBelow(prefix);
    this.parts.record.forgetRow(subform, id);
    this.parts.runner.forgetRow(id);
    this.parts.rules.forgetRow(id);
  }
}
