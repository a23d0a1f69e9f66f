/**
 * Runs the steps that a change has woken, writers before readers, until nothing is left to do.
 * Rules that feed each other in a circle are refused by the server; a budget stops them here too.
 */
import type { Env } from "@/lib/formula/compile";
import { isError } from "@/lib/formula/values";
import { coerce } from "./coerce";
import type { Field } from "./definition";
import { topicOf } from "./engine-types";
import type { LiveRecord } from "./live-record";
import { cellPath, parseCell, type Row } from "./paths";
import type { CheckStep, FormulaStep, Plan, RuleStep, Step } from "./plan";
import { topicIn } from "./readings";
import { fieldsOfRule, type RuleState } from "./rule-state";

export interface FailedCheck {
  step: CheckStep;
  row: string | null;
}

/** One moment for all that a change brings about. */
type Clock = Pick<Env, "now" | "zone">;

export class Runner {
  private readonly queue: (Set<string> | "all" | undefined)[] = [];
  readonly failedChecks = new Map<string, FailedCheck>();
  /** Steps run since the form was opened. */
  stepsRun = 0;
  /** Leaves of the plan → rows for which they wait until somebody looks: of hundreds of rows a few are in sight. */
  private readonly later = new Map<number, Set<string>>();

  constructor(
    private readonly plan: Plan,
    private readonly record: LiveRecord,
    private readonly rules: RuleState,
    private readonly clock: () => Clock,
    private readonly fieldAt: (path: string) => Field | undefined,
    /** Called for every place that looks different now. */
    private readonly mark: (path: string) => void,
    /** The rows of a column that somebody looks at. */
    private readonly watched: (topic: string) => ReadonlySet<string>,
  ) {
    plan.steps.forEach((_, index) => (this.queue[index] = "all"));
  }

  /** Writes a place and wakes whoever reads it. */
  write(path: string, value: unknown): void {
    if (!this.record.write(path, value)) return;
    this.mark(path);
    this.wake(topicOf(path), parseCell(path)?.row ?? null);
  }

  wake(topic: string, row: string | null): void {
    for (const reader of this.plan.readers.get(topic) ?? [])
      this.enqueue(reader.step, reader.own ? row : null);
  }

  /** Rows were added to or taken from a subform: new ones get all their steps, lists are read again. */
  wakeRows(subform: string, columns: string[], added: Row[]): void {
    this.wake(subform, null);
    for (const column of columns)
      for (const reader of this.plan.readers.get(`${subform}.${column}`) ?? [])
        if (!reader.own) this.enqueue(reader.step, null);
    this.plan.steps.forEach((step, index) => {
      if (step.row === subform) for (const row of added) this.enqueue(index, row.id);
    });
  }

  /** Runs what waits at this cell; true when something did. */
  catchUp(topic: string, row: string): boolean {
    const at = this.plan.leaves.get(topic);
    if (at === undefined || !this.later.get(at)?.delete(row)) return false;
    const step = this.plan.steps[at] as FormulaStep;
    const { env, place } = this.envOf(step, this.clock());
    place.id = row;
    this.stepsRun += 1;
    this.put(step, this.fieldAt(topic), row, env);
    this.record.settled();
    return true;
  }

  forgetRow(row: string): void {
    for (const rows of this.later.values()) rows.delete(row);
    for (const [key, failed] of this.failedChecks) if (failed.row === row) this.failedChecks.delete(key);
  }

  /** `applySets` is false while an existing record is being opened: only changes set values. `whole`: nothing is left
   * for later. */
  flush(applySets: boolean, whole = false): void {
    const { steps } = this.plan;
    const clock = this.clock();
    let budget = steps.length * 20 + 100;
    let at = 0;
    while (at >= 0 && budget > 0) {
      at = this.queue.findIndex((waiting) => waiting !== undefined);
      const waiting = this.queue[at];
      const step = steps[at];
      if (!waiting || !step) return;
      budget -= 1;
      this.queue[at] = undefined;
      const rows = this.rowsOf(step, waiting);
      this.run(at, step, whole ? rows : this.inSight(at, step, rows), clock, applySets);
    }
  }

  /** The rows for which a step has to run now; of a leaf those that somebody looks at. */
  private inSight(at: number, step: Step, rows: (Row | null)[]): (Row | null)[] {
    if (step.kind !== "formula" || !step.row) return rows;
    const topic = topicIn(step.row)(step.field);
    if (!this.plan.leaves.has(topic)) return rows;
    const watched = this.watched(topic);
    const later = this.later.get(at) ?? new Set();
    this.later.set(at, later);
    return rows.filter((row) => {
      const seen = row !== null && watched.has(row.id);
      if (seen) later.delete(row.id);
      else if (row) later.add(row.id);
      return seen;
    });
  }

  private enqueue(step: number, row: string | null): void {
    const waiting = this.queue[step];
    if (row === null) this.queue[step] = "all";
    else if (waiting !== "all") this.queue[step] = (waiting ?? new Set()).add(row);
  }

  private rowsOf(step: Step, waiting: Set<string> | "all"): (Row | null)[] {
    if (step.row === null) return [null];
    const rows = this.record.rows(step.row);
    return waiting === "all" ? rows : rows.filter((row) => waiting.has(row.id));
  }

  /** What the step's formulas see; `place` tells of which row. */
  private envOf(step: Step, clock: Clock): { env: Env; place: { subform: string; id: string } } {
    const place = { subform: step.row ?? "", id: "" };
    return { env: { ...clock, get: (path) => this.record.read(path, step.row ? place : null) }, place };
  }

  private run(index: number, step: Step, rows: (Row | null)[], clock: Clock, applySets: boolean): void {
    const { env, place } = this.envOf(step, clock);
    const field = step.kind === "formula" ? this.fieldAt(topicIn(step.row)(step.field)) : undefined;
    this.stepsRun += rows.length;
    for (const each of rows) {
      const row = each?.id ?? null;
      place.id = row ?? "";
      if (step.kind === "formula") this.runFormula(step, field, row, env);
      else if (step.kind === "rule") this.runRule(step, row, env, applySets);
      else this.runCheck(index, step, row, env);
    }
  }

  private place(step: Step, row: string | null, key: string): string {
    return step.row && row ? cellPath(step.row, row, key) : key;
  }

  private runFormula(step: FormulaStep, field: Field | undefined, row: string | null, env: Env): void {
    if (!this.put(step, field, row, env)) return;
    this.mark(this.place(step, row, step.field));
    this.wake(topicIn(step.row)(step.field), row);
  }

  /** Works a formula out and writes its value; true when that, or its error, is another one. */
  private put(step: FormulaStep, field: Field | undefined, row: string | null, env: Env): boolean {
    if (!step.evaluate) return false;
    const result = step.evaluate(env);
    const code = isError(result) ? result.code : null;
    const value = coerce(field, result, env.zone);
    const failed = this.fail(step, row, code);
    const written =
      step.row && row
        ? this.record.writeCell(step.row, row, step.field, value)
        : this.record.write(step.field, value);
    return failed || written;
  }

  /** Notes the error of a formula, or that it has none; true when that is news. */
  private fail(step: FormulaStep, row: string | null, code: string | null): boolean {
    const errors = this.record.formulaErrors;
    if (!code && errors.size === 0) return false;
    const path = this.place(step, row, step.field);
    if ((errors.get(path) ?? null) === code) return false;
    if (code) errors.set(path, code);
    else errors.delete(path);
    return true;
  }

  private runRule(step: RuleStep, row: string | null, env: Env, applySets: boolean): void {
    const holds = step.when ? step.when(env) === true : false;
    if (holds !== this.rules.holds(step, row)) {
      const topics = fieldsOfRule(step).map((key) => ({
        path: this.place(step, row, key),
        topic: topicIn(step.row)(key),
      }));
      const before = topics.map(({ topic }) => this.rules.visible(topic, row));
      this.rules.setHolding(step, row, holds);
      topics.forEach(({ path, topic }, at) => {
        this.mark(path);
        if (this.rules.visible(topic, row) !== before[at]) this.wake(topic, row);
      });
    }
    if (!holds || !applySets) return;
    for (const { field, evaluate } of step.sets) {
      const value = evaluate ? evaluate(env) : null;
      const path = this.place(step, row, field);
      if (evaluate) this.write(path, coerce(this.fieldAt(path), value, env.zone));
    }
  }

  private runCheck(index: number, step: CheckStep, row: string | null, env: Env): void {
    const key = `${index}/${row ?? ""}`;
    const fails = step.assert ? step.assert(env) === false : false;
    if (fails === this.failedChecks.has(key)) return;
    if (fails) this.failedChecks.set(key, { step, row });
    else this.failedChecks.delete(key);
    for (const field of step.check.fields ?? []) this.mark(this.place(step, row, field));
  }
}
