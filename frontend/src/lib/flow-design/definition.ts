/**
 * The definition of a flow as the server stores it (docs/flows-api.md; engines/flow). Types only.
 */
import type { Label } from "../types";
import type { FlowNode } from "./nodes";
import type { Trigger } from "./triggers";
import type { Assignee } from "./who";

export * from "./nodes";
export * from "./rows";
export * from "./triggers";
export * from "./who";

export interface FlowEdge {
  from: string;
  to: string;
  when?: string | null;
  default?: boolean;
  label?: Label;
}
export type VariableType = "text" | "number" | "boolean" | "date" | "datetime" | "person" | "list";
export interface Variable {
  key: string;
  type: VariableType;
  label?: Label;
}
export interface Point {
  x: number;
  y: number;
}

export interface FlowDefinition {
  schema_version: 1;
  key: string;
  label?: Label;
  description?: Label | null;
  form?: string | null;
  enabled?: boolean;
  trigger: Trigger;
  nodes?: FlowNode[];
  edges?: FlowEdge[];
  variables?: Variable[];
  calendar?: string | null;
  acts_as?: "initiator" | "app";
  title?: Label;
  withdraw?: "never" | "before_first_decision" | "always";
  notify_initiator?: boolean;
  administrators?: Assignee[];
  layout?: Record<string, Point>;
}

export const nodesOf = (flow: FlowDefinition): FlowNode[] => flow.nodes ?? [];
export const edgesOf = (flow: FlowDefinition): FlowEdge[] => flow.edges ?? [];
