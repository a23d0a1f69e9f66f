/**
 * The live form: values, what the rules make of them, and the formulas, kept current step by step.
 * A change runs only the steps that read it (plan.ts), and tells only the places that changed.
 *
 * The server has the last word: it runs the same pipeline on saving. What the page can't compute
 * (a function without a TypeScript twin, a field the person may not read) is marked
 * `computedWhenSaved` and never guessed.
 */
import { isComputed } from "./computed";
import type { Field, FormRuntime } from "./definition";
import {
  topicOf,
  type EngineContext,
  type FieldSnapshot,
  type LinkedRecord,
  type Values,
} from "./engine-types";
import { fieldIndex, type FieldIndex } from "./field-index";
import type { Issue } from "./issues";
import { IssueBook } from "./issue-book";
import { Listening } from "./listening";
import { LiveRecord } from "./live-record";
import { placesOf } from "./engine-places";
import { lastOf } from "./inner-rows";
import { cellPath, isEmpty, parseCell, type Row } from "./paths";
import { RowChanges } from "./row-changes";
import { makePlan, type Plan } from "./plan";
import { plainLink } from "./plain-link";
import { RuleState } from "./rule-state";
import { Runner } from "./runner";

export class FormEngine {
  readonly index: FieldIndex;
  readonly plan: Plan;
  readonly rules: RuleState;
  readonly record: LiveRecord;
  readonly runner: Runner;
  private readonly changed = new Set<string>();
  private readonly listening = new Listening();
  private readonly snapshots = new Map<string, FieldSnapshot>();
  private readonly book: IssueBook;
  private readonly rowChanges: RowChanges;
  /** Values once the form stood open, rules applied: what «changed» is measured by. */
  readonly opened: Values;
  private revision = 0;

  constructor(
    readonly runtime: FormRuntime,
    initial: Values,
    readonly context: EngineContext,
    readonly isNew: boolean,
    /** Fields of a new record that begin with what somebody has given: a copy, a template, a link. */
    readonly given: ReadonlySet<string> = new Set(),
  ) {
    this.index = fieldIndex(runtime);
    this.plan = makePlan(runtime.definition, runtime.programs);
    this.rules = new RuleState(this.plan);
    this.record = new LiveRecord(initial, this.index, context, {
      isShown: (topic, row) => this.rules.visible(topic, row),
      catchUp: (topic, row) => this.runner.catchUp(topic, row),
    });
    const clock = (): { now: number; zone: string } => ({
      now: context.now().getTime(),
      zone: context.zone,
    });
    this.runner = new Runner(
      this.plan,
      this.record,
      this.rules,
      clock,
      (path) => this.field(path),
      (path) => this.mark(path),
      (topic) => this.listening.rowsOf(topic),
    );
    this.book = new IssueBook(this.runner.failedChecks);
    this.rowChanges = new RowChanges(
      { index: this.index, record: this.record, runner: this.runner, rules: this.rules, book: this.book },
      this.changed,
      this.snapshots,
    );
    this.runner.flush(isNew, true);
    this.record.settled();
    this.opened = { ...this.record.values };
    this.changed.clear();
  }

  // ---- reading -------------------------------------------------------------------------------

  field(path: string): Field | undefined {
    return this.index.get(topicOf(path))?.field;
  }

  snapshot = (path: string): FieldSnapshot => {
    const cell = parseCell(path);
    if (cell && this.runner.catchUp(cell.topic, cell.row)) this.snapshots.delete(path);
    let snapshot = this.snapshots.get(path);
    if (!snapshot) this.snapshots.set(path, (snapshot = this.describe(path)));
    return snapshot;
  };

  subscribe = (path: string, listener: () => void): (() => void) => this.listening.add(path, listener);

  /** Grows with every change; subscribe to "*" for it. */
  getRevision = (): number => this.revision;

  /** Whether the person sees this place at all (a cell: whether its row shows it). */
  isVisible(path: string): boolean {
    const topic = topicOf(path);
    const entry = this.index.get(topic);
    if (!entry || entry.right === "none" || entry.field.hidden) return false;
    return this.rules.visible(topic, parseCell(path)?.row ?? null);
  }

  private describe(path: string): FieldSnapshot {
    const topic = topicOf(path);
    const row = parseCell(path)?.row ?? null;
    const entry = this.index.get(topic);
    const value = this.record.value(path);
    const type = entry?.field.type;
    const visible = this.isVisible(path);
    const required = visible && (!!entry?.field.required || this.rules.required(topic, row));
    const readonly =
      (!!entry && isComputed(entry.field)) ||
      entry?.right !== "write" ||
      !!entry.field.readonly ||
      this.rules.readonly(topic, row);
    const states = { value, visible, required, readonly, options: this.rules.options(topic, row) };
    return {
      ...states,
      look: this.rules.look(topic, row),
      issue: this.book.shown(path, entry?.field, states),
      formulaError: this.record.formulaErrors.get(path) ?? null,
      computedWhenSaved:
        type === "series" ? isEmpty(value) : type === "formula" && this.waitsForServer(entry!.field, topic),
    };
  }

  private waitsForServer(field: Field, topic: string): boolean {
    return !this.plan.computable.has(topic) && (field.derived === undefined || this.isNew);
  }

  // ---- changing ------------------------------------------------------------------------------

  set(path: string, value: unknown): void {
    this.book.forget(path);
    this.runner.write(path, value === "" || value === undefined ? null : value);
    this.settle();
  }

  setRows(subform: string, rows: Row[]): void {
    this.rowChanges.set(subform, rows);
    this.settle();
  }

  /** The rows inside one row of a subform; `path` is that of the inner subform. */
  setInnerRows(path: string, outer: string, rows: Row[]): void {
    this.rowChanges.setInner(path, outer, rows);
    this.settle();
  }

  /** A record that a link points to arrived: fills its fields and wakes the formulas behind it. */
  setLinked(path: string, linked: LinkedRecord | LinkedRecord[] | null, fill: boolean): void {
    if (linked) this.record.linked.set(path, linked);
    else this.record.linked.delete(path);
    const cell = parseCell(path);
    const field = this.field(path);
    if (fill && field?.type === "link" && !Array.isArray(linked))
      for (const [own, target] of Object.entries(field.fill ?? {}))
        this.runner.write(cell ? cellPath(cell.subform, cell.row, own) : own, plainLink(linked?.[target]));
    this.runner.wake(topicOf(path), cell?.row ?? null);
    this.settle();
  }

  /** The person left this place: from now on its issues are shown. */
  touch(path: string): void {
    if (!this.book.leave(path)) return;
    this.changed.add(path);
    this.notify();
  }

  /** From now on every issue is shown, not only those of places already left. */
  revealIssues(): void {
    this.book.reveal();
    this.refresh();
  }

  /** What the server says, by place; `beside` what it said before, or instead of it. */
  setServerIssues(issues: Map<string, Issue>, beside = false): void {
    this.book.tell(issues, beside);
    this.refresh();
  }

  /** A place looks different; a subform with it, because its rows are its value. */
  private mark(path: string): void {
    this.changed.add(path);
    const cell = parseCell(path);
    if (!cell) return;
    this.changed.add(cell.subform);
    const outer = this.record.outer(cell.subform, cell.row);
    if (outer) this.changed.add(cellPath(outer.subform, outer.id, lastOf(cell.subform)));
  }

  private settle(): void {
    this.runner.flush(true);
    this.record.settled();
    this.notify();
  }

  private refresh(): void {
    for (const path of [...this.listening.paths(), ...this.snapshots.keys()]) this.changed.add(path);
    this.notify();
  }

  private notify(): void {
    if (this.changed.size === 0) return;
    this.revision += 1;
    const woken = new Set(this.listening.at("*"));
    for (const path of this.changed) {
      this.snapshots.delete(path);
      for (const listener of this.listening.at(path)) woken.add(listener);
    }
    this.changed.clear();
    for (const listener of woken) listener();
  }

  // ---- issues --------------------------------------------------------------------------------

  /** Every place of the form in the order of its definition; cells follow their subform. */
  places(): string[] {
    return placesOf(this);
  }

  /** Everything wrong now, shown or not, in the order of the places. */
  issues(): { path: string; issue: Issue }[] {
    return this.places().flatMap((path) => {
      const found = this.book.all(path, this.field(path), this.describe(path));
      return found ? [{ path, issue: found }] : [];
    });
  }

  /** Failed checks that name no field. */
  generalIssues(): Issue[] {
    return this.book.general();
  }
}
