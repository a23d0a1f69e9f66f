/**
 * Undo and redo: a stack of definitions with the name of the act that led to each. Typing into one
 * property is one act, however many letters it has.
 */
import type { FormDefinition } from "@/lib/form-runtime/definition";

export interface Step {
  definition: FormDefinition;
  /** What was done: `move`, `label:name` …; equal names in quick succession are one act. */
  act: string;
  at: number;
}

export interface History {
  past: Step[];
  present: Step;
  future: Step[];
}

const MERGE_MS = 1_500;
const MOST_STEPS = 200;

export const startHistory = (definition: FormDefinition): History => ({
  past: [],
  present: { definition, act: "open", at: 0 },
  future: [],
});

export function record(history: History, definition: FormDefinition, act: string, at: number): History {
  if (definition === history.present.definition) return history;
  const merges = act.includes(":") && history.present.act === act && at - history.present.at < MERGE_MS;
  const past = merges ? history.past : [...history.past, history.present].slice(-MOST_STEPS);
  return { past, present: { definition, act, at }, future: [] };
}

export function undo(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
  };
}

export function redo(history: History): History {
  const [next, ...rest] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future: rest };
}
