/** What the designer knows about one type of step. One file per type, as in engines/flow/nodes. */
import type { ComponentType } from "react";
import type { FlowNode } from "@/lib/flow-design/definition";
import type { NodePanelProps } from "../model/context";
import type { Words } from "../model/words";

export interface NodeKind<N extends FlowNode> {
  /** One line for the card. */
  summary: (node: N, words: Words) => string;
  /** What can be set about it, below its name; absent when there is nothing. */
  Panel?: ComponentType<NodePanelProps<N>>;
}
