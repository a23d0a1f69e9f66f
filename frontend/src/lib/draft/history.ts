/**
 * Undo and redo: a stack of definitions with the name of the act that led to each. Typing into one
 * property is one act, however many letters it has.
 */
export interface Step<D> {
  definition: D;
  /** What was done: `move`, `label:name` …; equal names in quick succession are one act. */
  act: string;
  at: number;
}

export interface History<D> {
  past: Step<D>[];
  present: Step<D>;
  future: Step<D>[];
}

const MERGE_MS = 1_500;
const MOST_STEPS = 200;

export const startHistory = <D>(definition: D): History<D> => ({
  past: [],
  present: { definition, act: "open", at: 0 },
  future: [],
});

export function record<D>(history: History<D>, definition: D, act: string, at: number): History<D> {
  if (definition === history.present.definition) return history;
  const merges = act.includes(":") && history.present.act === act && at - history.present.at < MERGE_MS;
  const past = merges ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present: { definition, act, at }, future: [] };
}

export function undo<D>(history: History<D>): History<D> {
  const before = history.past.at(-1);
  if (!before) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
  };
}

export function redo<D>(history: History<D>): History<D> {
  const [next, ...rest] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future: rest };
}
