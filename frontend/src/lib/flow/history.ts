/** The history of a flow, shortened for people: one line for all who were asked at the same moment. */
import type { Fact, Who } from "./types";

export interface HistoryLine {
  fact: Fact;
  /** Everybody who was asked, when there were several. */
  asked: Who[];
}

const opens = (fact: Fact): boolean => fact.kind === "task_opened" && fact.person !== null;

export function historyOf(facts: Fact[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (const fact of facts) {
    if (fact.text === "") continue;
    const last = lines.at(-1);
    const together =
      last !== undefined &&
      opens(fact) &&
      opens(last.fact) &&
      last.fact.at === fact.at &&
      last.fact.node?.id === fact.node?.id;
    if (together && fact.person) last.asked.push(fact.person);
    else lines.push({ fact, asked: opens(fact) && fact.person ? [fact.person] : [] });
  }
  return lines;
}
