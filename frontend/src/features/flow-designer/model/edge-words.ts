/** What stands on a way on: its name, its condition, or what it means that there is none. */
import {
  edgesOf,
  nodesOf,
  type FlowDefinition,
  type FlowEdge,
  type FlowNode,
} from "@/lib/flow-design/definition";
import type { Words } from "./words";

const DECIDES = new Set(["approval", "call"]);

export interface EdgeWords {
  text: string;
  /** A branch that should ask something and doesn't. */
  open: boolean;
}

export const sourceOf = (flow: FlowDefinition, edge: FlowEdge): FlowNode | undefined =>
  nodesOf(flow).find((node) => node.id === edge.from);

/** Whether conditions on the ways out of a step mean anything. */
export const asksConditions = (node: FlowNode | undefined): boolean =>
  node?.type !== "branch" || !["parallel", "event"].includes(node.mode ?? "exclusive");

export function edgeWords(flow: FlowDefinition, at: number, words: Words): EdgeWords {
  const edge = edgesOf(flow)[at];
  if (!edge) return { text: "", open: false };
  const { t } = words;
  const source = sourceOf(flow, edge);
  const name = words.label(edge.label);
  if (name) return { text: name, open: false };
  if (source && !asksConditions(source)) {
    const siblings = edgesOf(flow).filter((one) => one.from === edge.from);
    return { text: t("flowdesign:edge.path", { number: siblings.indexOf(edge) + 1 }), open: false };
  }
  if (edge.default) return { text: t("flowdesign:edge.otherwise"), open: false };
  if (edge.when?.trim()) return { text: words.condition(edge.when), open: false };
  if (source && DECIDES.has(source.type)) return { text: t("flowdesign:edge.when_approved"), open: false };
  if (source?.type === "branch") return { text: t("flowdesign:edge.no_condition"), open: true };
  return { text: t("flowdesign:edge.always"), open: false };
}
