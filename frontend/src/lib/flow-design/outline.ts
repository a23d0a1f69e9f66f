/** A flow as an indented list, for narrow screens. */
import type { FlowNode } from "./definition";
import type { Sequence } from "./structure";

export type OutlineRow =
  | { kind: "node"; depth: number; node: FlowNode }
  | { kind: "edge"; depth: number; edge: number }
  | { kind: "jump"; depth: number; to: string };

export function layoutOutline(sequence: Sequence, depth = 0): OutlineRow[] {
  const rows = sequence.steps.flatMap((step): OutlineRow[] => [
    { kind: "node", depth, node: step.node },
    ...(step.inside ? layoutOutline(step.inside, depth + 1) : []),
    ...(step.split?.branches ?? []).flatMap((branch): OutlineRow[] => [
      ...(branch.edge === null ? [] : [{ kind: "edge" as const, depth: depth + 1, edge: branch.edge }]),
      ...layoutOutline(branch.body, depth + 1),
    ]),
  ]);
  const { tail } = sequence;
  return tail.kind === "jump" ? [...rows, { kind: "jump", depth, to: tail.to }] : rows;
}
