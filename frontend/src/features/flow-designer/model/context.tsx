/** The designer's state for all its parts. */
import { createContext, useContext } from "react";
import type { DraftState } from "@/lib/draft/use-draft";
import type { Drawing } from "@/lib/flow-design/drawing";
import type { FlowDefinition, FlowNode } from "@/lib/flow-design/definition";
import type { Sequence } from "@/lib/flow-design/structure";
import type { RunAct } from "./run-acts";
import type { FlowDraft, FlowProblem, FlowTab, FlowView, Selection, Simulated } from "./types";
import type { Words } from "./words";

export interface FlowDesigner {
  app: string;
  flow: string;
  definition: FlowDefinition;
  draft: DraftState<FlowDefinition, FlowDraft>;
  apply: (act: string, change: (flow: FlowDefinition) => FlowDefinition) => void;
  selection: Selection;
  select: (selection: Selection) => void;
  tab: FlowTab;
  setTab: (tab: FlowTab) => void;
  view: FlowView;
  setView: (view: FlowView) => void;
  /** Null while the graph isn't made of blocks: only the canvas can show it then. */
  structure: Sequence | null;
  drawing: Drawing | null;
  problems: FlowProblem[];
  words: Words;
  /** What the dry run has played so far; drawn over the flow. */
  played: Played | null;
  setPlayed: (played: Played | null) => void;
  /** The dry run stands in the panel. */
  trying: boolean;
  setTrying: (trying: boolean) => void;
  /** A phone shows the flow and changes nothing. */
  readOnly: boolean;
}

export interface Played {
  result: Simulated;
  acts: RunAct[];
  /** How many acts have been played. */
  upTo: number;
}

const Context = createContext<FlowDesigner | null>(null);
export const FlowDesignerProvider = Context.Provider;

export function useFlowDesigner(): FlowDesigner {
  const designer = useContext(Context);
  if (!designer) throw new Error("a part of the flow designer outside its provider");
  return designer;
}

export const nodeProblems = (problems: FlowProblem[], id: string): FlowProblem[] =>
  problems.filter((problem) => problem.node === id && problem.edge === null);
export const edgeProblems = (problems: FlowProblem[], edge: number): FlowProblem[] =>
  problems.filter((problem) => problem.edge === edge);

/** Props of a node's panel. */
export interface NodePanelProps<N extends FlowNode> {
  node: N;
  patch: (patch: Partial<N>) => void;
}
