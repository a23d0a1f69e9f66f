/**
 * The grid as a sheet: what is selected and edited, what waits for the server, what it refused, what can be taken
 * back. One object for a list, outside of React, so that a key costs a redraw of the rows it concerns.
 */
import { plain } from "@/lib/form-runtime/stored";
import { sameValue } from "@/lib/form-runtime/paths";
import type { RecordRow } from "@/lib/records/types";
import { boundsOf, single, type Bounds, type Range, type Spot } from "./range";
import type { CellProblem, Editing, RowProblems, Surroundings, Values } from "./sheet-types";
import { stepOf, UndoStack, type Step } from "./undo-stack";
import { sentenceOf, SheetWriter, type Ask, type Op, type Result } from "./writer";

export class Sheet {
  range: Range | null = null;
  /** The selection while its corner is being drawn out. */
  drawn: Bounds | null = null;
  editing: Editing | null = null;
  /** How far a long batch is. */
  busy: { done: number; total: number } | null = null;
  private scroll: (row: number) => void = () => undefined;
  readonly undo = new UndoStack();
  readonly writer: SheetWriter;
  private readonly problems = new Map<string, RowProblems>();
  private readonly pending = new Map<string, Values>();
  private readonly listeners = new Set<() => void>();
  private version = 0;

  constructor(public around: Surroundings) {
    this.writer = new SheetWriter((ops, ask) => this.around.send(ops, ask));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getVersion = (): number => this.version;
  changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }

  /** What the page around has become. */
  surround(around: Surroundings): void {
    this.around = around;
  }

  /** The grid says how it scrolls to a row. */
  scrollsBy(scroll: (row: number) => void): void {
    this.scroll = scroll;
  }
  goTo(row: number): void {
    this.scroll(row);
  }

  get bounds(): Bounds | null {
    return this.drawn ?? (this.range && boundsOf(this.range));
  }
  problemsOf = (id: string): RowProblems | undefined => this.problems.get(id);
  pendingOf = (id: string): Values | undefined => this.pending.get(id);
  get refused(): number {
    return this.problems.size;
  }

  select(range: Range | null): void {
    this.range = range;
    this.changed();
  }

  /** Another question, other rows: places mean nothing any more, what was refused stays with its records. */
  moved(): void {
    this.range = null;
    this.editing = null;
    this.changed();
  }

  /** Opens the cell for writing; false when nobody may write there. */
  begin(spot: Spot): boolean {
    const { source, columns, locked, knows } = this.around;
    const [row, column] = [source.row(spot.row), columns[spot.column]];
    if (!row || !column || locked(column)) return false;
    knows(row, column);
    const value = this.problems.get(row.id)?.[column.key]?.mine ?? plain(this.valueOf(row, column.key));
    this.editing = { spot, row, column, value };
    this.range = single(spot);
    this.changed();
    return true;
  }

  cancel(): void {
    this.editing = null;
    this.changed();
  }

  /** Closes the cell and saves what changed. */
  commit(value: unknown): void {
    const { editing } = this;
    if (!editing) return;
    this.editing = null;
    this.changed();
    const { row, column } = editing;
    if (!sameValue(value ?? null, plain(this.valueOf(row, column.key))))
      this.set(row, column.key, value ?? null);
    else this.forget(row.id, column.key);
  }

  /** The same with a text that the server reads as it reads pasted ones; an empty one changes nothing. */
  commitText(text: string): void {
    const { editing } = this;
    this.cancel();
    if (!editing || !text) return;
    const { row, column } = editing;
    void this.write([{ op: "update", id: row.id, values: { [column.key]: text } }], [row], { parse: true });
  }

  set(row: RecordRow, key: string, value: unknown): void {
    void this.write([{ op: "update", id: row.id, values: { [key]: value } }], [row]);
  }

  /** Takes the server's value where a change was refused. */
  forget(id: string, key: string): void {
    const left = Object.entries(this.problems.get(id) ?? {}).filter(([each]) => each !== key);
    if (left.length > 0) this.problems.set(id, Object.fromEntries(left));
    else this.problems.delete(id);
    this.changed();
  }

  /** The value a cell shows: what waits for the server, else what it told. */
  valueOf(row: RecordRow, key: string): unknown {
    const waiting = this.pending.get(row.id);
    return waiting && key in waiting ? waiting[key] : row[key];
  }

  /** Sends changes, draws them at once, keeps what was refused at its cells. `rows`: as they stand, by `ops`. */
  async write(ops: Op[], rows: (RecordRow | null)[], ask: Ask = {}, label = ""): Promise<Result[]> {
    const { source } = this.around;
    const before = new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
    for (const row of before.values()) this.writer.see(row);
    if (!ask.parse) this.wait(ops);
    this.busy = ops.length > 1 ? { done: 0, total: ops.length } : null;
    this.changed();
    try {
      const results = await this.writer.run(ops, ask, (done) => {
        if (this.busy) this.busy = { done, total: ops.length };
        this.changed();
      });
      this.settle(ops, results);
      const was = (id: string, key: string) => plain(before.get(id)?.[key]);
      const is = (result: Result, key: string) => plain(result.record?.[key]);
      this.undo.push(stepOf(label, ops, results, was, is));
      return results;
    } catch (error) {
      this.around.failed(error);
      return [];
    } finally {
      for (const { id } of ops) if (id) this.pending.delete(id);
      this.busy = null;
      if (ops.some(({ op }) => op !== "update")) source.refresh();
      this.changed();
    }
  }

  private wait(ops: Op[]): void {
    for (const { id, values } of ops)
      if (id && values) this.pending.set(id, { ...this.pending.get(id), ...values });
  }

  /** Puts the saved rows in their places and the sentences at their cells. */
  private settle(ops: Op[], results: Result[], silent = false): Result[] {
    const bad: Result[] = [];
    let held = 0;
    ops.forEach((op, at) => {
      const result = results[at];
      if (!result) return;
      const keys = Object.keys(op.values ?? {});
      if (result.ok) {
        held += result.held ? 1 : 0;
        if (result.record && op.op === "update") this.around.source.patch(result.record);
        if (op.id) for (const key of keys) this.forget(op.id, key);
      } else {
        bad.push(result);
        this.refuse(op, keys, result);
      }
    });
    this.around.held(held);
    if (bad[0] && !silent) this.around.tell({ kind: "refused", count: bad.length, text: sentenceOf(bad[0]) });
    return bad;
  }

  private refuse(op: Op, keys: string[], result: Result): void {
    const current = result.problem?.current;
    if (current) this.around.source.patch(current);
    if (!op.id) return;
    const conflict = result.problem?.code === "version_conflict";
    const errors = result.problem?.errors ?? [];
    const told = new Map(errors.map((error) => [error.field ?? "", error.message]));
    const named = keys.filter((key) => told.has(key));
    const problems: Record<string, CellProblem> = { ...this.problems.get(op.id) };
    // An error of another field (a rule asks for a reason) belongs to the cell that caused it.
    for (const key of named.length > 0 ? named : keys) {
      const sentence = named.length > 0 ? (told.get(key) ?? "") : sentenceOf(result);
      problems[key] = { sentence, mine: op.values?.[key], conflict };
    }
    this.problems.set(op.id, problems);
  }

  /** A change that is still on its way is the last step: it is waited for, or the one before it would be taken back. */
  takeBack = async (): Promise<void> => {
    await this.writer.idle();
    await this.travel(this.undo.undo(), "back");
  };
  again = async (): Promise<void> => {
    await this.writer.idle();
    await this.travel(this.undo.redo(), "forward");
  };

  private async travel(step: Step | null, way: "back" | "forward"): Promise<void> {
    if (!step) return;
    const ops = step[way];
    this.wait(ops);
    this.busy = { done: 0, total: ops.length };
    this.changed();
    try {
      const results = await this.writer.run(ops);
      const bad = this.settle(ops, results, true);
      // What can't be taken back stays as it is: it has no mark at its cell, the page says it once.
      for (const { id, values } of ops)
        for (const key of Object.keys(values ?? {})) if (id) this.forget(id, key);
      const kind = bad.length > 0 ? "not_undone" : way === "back" ? "undone" : "redone";
      this.around.tell({ kind, count: bad.length, text: bad[0] ? sentenceOf(bad[0]) : step.label });
    } catch (error) {
      this.around.failed(error);
    } finally {
      for (const { id } of ops) if (id) this.pending.delete(id);
      this.busy = null;
      if (ops.some(({ op }) => op !== "update")) this.around.source.refresh();
      this.changed();
    }
  }
}
