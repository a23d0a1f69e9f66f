/**
 * Which rules hold now, and what that makes of a field. A field named in some rule's `show` is
 * hidden unless one of those rules holds; `hide` wins over `show` (docs/api.md).
 */
import { topicIn, type Plan, type RuleStep } from "./plan";

type Effect = "show" | "hide" | "require" | "readonly";
const EFFECTS: Effect[] = ["show", "hide", "require", "readonly"];

export class RuleState {
  private readonly byTopic: Record<Effect, Map<string, RuleStep[]>> = {
    show: new Map(),
    hide: new Map(),
    require: new Map(),
    readonly: new Map(),
  };
  /** Rule → rows for which it holds ("" is the record itself). */
  private readonly holding = new Map<RuleStep, Set<string>>();

  constructor(plan: Plan) {
    for (const step of plan.steps) {
      if (step.kind !== "rule") continue;
      this.holding.set(step, new Set());
      for (const effect of EFFECTS)
        for (const key of step.rule[effect] ?? []) {
          const topic = topicIn(step.row)(key);
          const steps = this.byTopic[effect].get(topic) ?? [];
          this.byTopic[effect].set(topic, [...steps, step]);
        }
    }
  }

  holds(step: RuleStep, row: string | null): boolean {
    return this.holding.get(step)?.has(row ?? "") ?? false;
  }

  setHolding(step: RuleStep, row: string | null, holds: boolean): void {
    const rows = this.holding.get(step);
    if (holds) rows?.add(row ?? "");
    else rows?.delete(row ?? "");
  }

  forgetRow(row: string): void {
    for (const rows of this.holding.values()) rows.delete(row);
  }

  visible(topic: string, row: string | null): boolean {
    const shows = this.byTopic.show.get(topic);
    if (shows && !shows.some((step) => this.applies(step, row))) return false;
    return !this.any("hide", topic, row);
  }

  required(topic: string, row: string | null): boolean {
    return this.any("require", topic, row);
  }

  readonly(topic: string, row: string | null): boolean {
    return this.any("readonly", topic, row);
  }

  private any(effect: Effect, topic: string, row: string | null): boolean {
    return (this.byTopic[effect].get(topic) ?? []).some((step) => this.applies(step, row));
  }

  private applies(step: RuleStep, row: string | null): boolean {
    return this.holds(step, step.row === null ? null : row);
  }
}

/** Fields whose looks a rule may change. */
export const fieldsOfRule = ({ rule }: RuleStep): string[] => [
  ...new Set(EFFECTS.flatMap((effect) => rule[effect] ?? [])),
];
