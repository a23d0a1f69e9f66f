/** What is wrong where: the server's verdict, the page's own checks, and which of them to show yet. */
import type { CheckProgram, Field } from "./definition";
import type { FieldSnapshot } from "./engine-types";
import { issue, type Issue } from "./issues";
import { cellPath } from "./paths";
import type { FailedCheck } from "./runner";
import { checkValue } from "./validate";

type States = Pick<FieldSnapshot, "value" | "visible" | "required" | "readonly" | "options">;

const issueOf = (check: CheckProgram): Issue => ({
  code: "check",
  level: check.level,
  message: check.message,
});

/** A chosen option that rules don't leave. */
function notOffered({ value, options }: States): Issue | null {
  if (options === null || value === null || value === undefined) return null;
  const chosen: unknown[] = Array.isArray(value) ? value : [value];
  return chosen.every((each) => options.includes(String(each))) ? null : issue("option_not_offered");
}

export class IssueBook {
  private server = new Map<string, Issue>();
  private readonly left = new Set<string>();
  private showAll = false;

  constructor(private readonly failedChecks: ReadonlyMap<string, FailedCheck>) {}

  /** True when that is news: the person leaves this place for the first time. */
  leave(path: string): boolean {
    if (this.left.has(path)) return false;
    this.left.add(path);
    return true;
  }

  reveal(): void {
    this.showAll = true;
  }

  tell(issues: Map<string, Issue>, beside: boolean): void {
    this.server = new Map([...(beside ? this.server : []), ...issues]);
  }

  /** The place was changed: what the server said of it is over. */
  forget(path: string): void {
    this.server.delete(path);
  }

  forgetBelow(prefix: string): void {
    for (const path of this.server.keys()) if (path.startsWith(prefix)) this.server.delete(path);
  }

  /** What to show at a place now. */
  shown(path: string, field: Field | undefined, states: States): Issue | null {
    const told = this.server.get(path);
    if (told) return told;
    return this.showAll || this.left.has(path) ? this.own(path, field, states) : null;
  }

  /** What is wrong at a place, shown or not. */
  all(path: string, field: Field | undefined, states: States): Issue | null {
    return this.server.get(path) ?? this.own(path, field, states);
  }

  private own(path: string, field: Field | undefined, states: States): Issue | null {
    if (!field || !states.visible || states.readonly) return null;
    const found = checkValue(field, states.value, states.required) ?? notOffered(states);
    if (found) return found;
    for (const { step, row } of this.failedChecks.values())
      for (const key of step.check.fields ?? [])
        if ((step.row && row ? cellPath(step.row, row, key) : key) === path) return issueOf(step.check);
    return null;
  }

  /** Failed checks that name no field. */
  general(): Issue[] {
    return [...this.failedChecks.values()]
      .filter(({ step }) => !step.check.fields?.length)
      .map(({ step }) => issueOf(step.check));
  }
}
