/**
 * Which rules hold now, and what that makes of a field. A field named in some rule's `show` is
 * hidden unless one of those rules holds; `hide` wins over `show` (docs/api.md).
 */
import type { Look } from "./definition";
import type { Plan, RuleStep } from "./plan";
import { topicIn } from "./readings";

type Effect = "show" | "hide" | "require" | "readonly";
const EFFECTS: Effect[] = ["show", "hide", "require", "readonly"];

export class RuleState {
  private readonly byTopic: Record<Effect, Map<string, RuleStep[]>> = {
    show: new Map(),
    hide: new Map(),
    require: new Map(),
    readonly: new Map(),
  };
  private readonly narrowing = new Map<string, { step: RuleStep; left: string[] }[]>();
  private readonly looks = new Map<string, { step: RuleStep; look: Look }[]>();
  /** Rule → rows for which it holds ("" is the record itself). */
  private readonly holding = new Map<RuleStep, Set<string>>();

  constructor(plan: Plan) {
    for (const step of plan.steps) {
      if (step.kind !== "rule") continue;
      this.holding.set(step, new Set());
      for (const [key, left] of Object.entries(step.rule.options ?? {}))
        add(this.narrowing, topicIn(step.row)(key), { step, left });
      for (const [key, look] of Object.entries(step.rule.style ?? {}))
        add(this.looks, topicIn(step.row)(key), { step, look });
      for (const effect of EFFECTS)
        for (const key of step.rule[effect] ?? []) {
          const topic = topicIn(step.row)(key);
          add(this.byTopic[effect], topic, step);
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

  /** The options that rules leave; null: none of them speaks of the field now. */
  options(topic: string, row: string | null): string[] | null {
    const holding = (this.narrowing.get(topic) ?? []).filter(({ step }) => this.applies(step, row));
    const [first, ...rest] = holding.map(({ left }) => left);
    return first ? first.filter((value) => rest.every((left) => left.includes(value))) : null;
  }

  /** How the place looks: its own look, else its row's; of several the last one. */
  look(topic: string, row: string | null): Look | null {
    const whole = row === null ? "*" : `${topic.slice(0, topic.lastIndexOf("."))}.*`;
    for (const place of row === null ? [topic] : [topic, whole]) {
      const found = (this.looks.get(place) ?? []).filter(({ step }) => this.applies(step, row)).at(-1);
      if (found) return found.look;
    }
    return null;
  }

  private any(effect: Effect, topic: string, row: string | null): boolean {
    return (this.byTopic[effect].get(topic) ?? []).some((step) => this.applies(step, row));
  }

  private applies(step: RuleStep, row: string | null): boolean {
    return this.holds(step, step.row === null ? null : row);
  }
}

/** Fields whose looks a rule may change. */
export const fieldsOfRule = ({ rule, columns }: RuleStep): string[] => [
  ...new Set([
    ...EFFECTS.flatMap((effect) => rule[effect] ?? []),
    ...Object.keys(rule.options ?? {}),
    ...Object.keys(rule.style ?? {}).flatMap((key) => (key === "*" ? columns : [key])),
  ]),
];

function add<T>(map: Map<string, T[]>, key: string, entry: T): void {
  const known = map.get(key);
  if (known) known.push(entry);
  else map.set(key, [entry]);
}
