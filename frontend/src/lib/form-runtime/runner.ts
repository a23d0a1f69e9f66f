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
import { topicIn, type CheckStep, type FormulaStep, type Plan, type RuleStep, type Step } from "./plan";
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

  constructor(
    private readonly plan: Plan,
    private readonly record: LiveRecord,
    private readonly rules: RuleState,
    private readonly clock: () => Clock,
    private readonly fieldAt: (path: string) => Field | undefined,
    /** Called for every place that looks different now. */
    private readonly mark: (path: string) => void,
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

  forgetRow(row: string): void {
    for (const [key, failed] of this.failedChecks) if (failed.row === row) this.failedChecks.delete(key);
  }

  /** `applySets` is false while an existing record is being opened: only changes set values. */
  flush(applySets: boolean): void {
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
      for (const row of this.rowsOf(step, waiting)) this.run(at, step, row?.id ?? null, clock, applySets);
    }
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

  private run(index: number, step: Step, row: string | null, clock: Clock, applySets: boolean): void {
    this.stepsRun += 1;
    const place = step.row && row ? { subform: step.row, id: row } : null;
    const env: Env = { ...clock, get: (path) => this.record.read(path, place) };
    if (step.kind === "formula") this.runFormula(step, row, env);
    else if (step.kind === "rule") this.runRule(step, row, env, applySets);
    else this.runCheck(index, step, row, env);
  }

  private place(step: Step, row: string | null, key: string): string {
    return step.row && row ? cellPath(step.row, row, key) : key;
  }

  private runFormula(step: FormulaStep, row: string | null, env: Env): void {
    if (!step.evaluate) return;
    const path = this.place(step, row, step.field);
    const result = step.evaluate(env);
    const code = isError(result) ? result.code : null;
    const errors = this.record.formulaErrors;
    if ((errors.get(path) ?? null) !== code) {
      if (code) errors.set(path, code);
      else errors.delete(path);
      this.mark(path);
      this.wake(topicOf(path), row);
    }
    this.write(path, coerce(this.fieldAt(path), result, env.zone));
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
