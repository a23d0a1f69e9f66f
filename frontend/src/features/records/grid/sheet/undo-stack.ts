/** What was done in this page and can be taken back: each step knows its inverse; a step taken back can be done again. */
import type { Op, Result } from "./writer";

export interface Step {
  label: string;
  forward: Op[];
  back: Op[];
}

const MOST = 100;

export class UndoStack {
  private readonly done: Step[] = [];
  private readonly undone: Step[] = [];

  push(step: Step): void {
    if (step.back.length === 0) return;
    this.done.push(step);
    if (this.done.length > MOST) this.done.shift();
    this.undone.length = 0;
  }

  get undoable(): Step | null {
    return this.done.at(-1) ?? null;
  }
  get redoable(): Step | null {
    return this.undone.at(-1) ?? null;
  }

  /** The step to take back; it can be done again afterwards. */
  undo(): Step | null {
    const step = this.done.pop() ?? null;
    if (step) this.undone.push(step);
    return step;
  }

  redo(): Step | null {
    const step = this.undone.pop() ?? null;
    if (step) this.done.push(step);
    return step;
  }
}

/** The step of a finished batch: only what was really done. `before`: the fields as they stood, by record. */
export function stepOf(
  label: string,
  ops: Op[],
  results: Result[],
  before: (id: string, key: string) => unknown,
  after: (result: Result, key: string) => unknown,
): Step {
  const step: Step = { label, forward: [], back: [] };
  ops.forEach((op, at) => {
    const result = results[at];
    const id = op.id ?? result?.record?.id;
    if (!result?.ok || result.held || id === undefined) return;
    const keys = Object.keys(op.values ?? {});
    switch (op.op) {
      case "update":
        step.back.push({
          op: "update",
          id,
          values: Object.fromEntries(keys.map((key) => [key, before(id, key)])),
        });
        step.forward.push({
          op: "update",
          id,
          values: Object.fromEntries(keys.map((key) => [key, after(result, key)])),
        });
        break;
      case "create":
        step.back.push({ op: "delete", id });
        step.forward.push({ op: "restore", id });
        break;
      case "delete":
        step.back.push({ op: "restore", id });
        step.forward.push({ op: "delete", id });
        break;
      case "restore":
        step.back.push({ op: "delete", id });
        step.forward.push({ op: "restore", id });
    }
  });
  return step;
}
