/** Shapes of flows that run or ran, as docs/flows-api.md gives them. */
import type { Label } from "../types";
import type { Fact, Held, Keyed, NodeRef, NowAt, Remark, Titled, Who } from "./types";

export type InstanceResult = "approved" | "rejected" | "done" | "withdrawn" | "cancelled";

/** A flow that runs or ran. `can` only comes with the whole instance. */
export interface InstanceRow {
  id: string;
  app: Keyed;
  form: Keyed | null;
  flow: Keyed;
  version: number;
  record: Titled | null;
  title: string;
  status: "running" | "ended";
  result: InstanceResult | null;
  failed: number;
  stuck: boolean;
  initiator: Who | null;
  started_at: string;
  ended_at: string | null;
  now: NowAt[];
}

export interface Instance extends InstanceRow {
  can: string[];
  timeline: Fact[];
  comments: Remark[];
  timers: { due_at: string; node: NodeRef | null; deadline: boolean }[];
  parent: { instance: string; flow: string | null } | null;
  children: InstanceRow[];
  held: Held[];
}

export type NodeState = "done" | "current" | "failed" | "waiting" | "skipped" | "untouched";

export interface DrawnNode {
  id: string;
  type: string;
  label: Label;
  parent?: string | null;
  mode?: string;
  state: NodeState;
  visits: number;
  outcome: string | null;
  people: Who[];
}

export interface DrawnEdge {
  from: string;
  to: string;
  default?: boolean;
  label?: Label;
  /** Its condition, as far as the reader may know what it asks. */
  words: string | null;
  taken: number;
}

export interface Failure {
  instance: InstanceRow;
  token: string;
  node: NodeRef;
  code: string;
  detail: string;
  /** The call may have had its effect; nobody knows. */
  unknown: boolean;
  at: string | null;
}

export interface WholeInstance extends Instance {
  /** Null when its version can't be read any more (`broken` says why). */
  graph: { nodes: DrawnNode[]; edges: DrawnEdge[]; layout: Record<string, { x: number; y: number }> } | null;
  broken: string | null;
  /** The viewer may retry, skip, jump and cancel. */
  operator?: boolean;
  failures: Omit<Failure, "instance" | "at">[];
  /** Where it stands; `node` is the id of a step. */
  tokens: { token: string; node: string; state: string }[];
}

export interface Outgoing {
  id: string;
  instance: string;
  flow: string;
  node: NodeRef | null;
  kind: "http" | "script" | "child" | "message" | "send";
  state: "pending" | "sent" | "unknown" | "failed" | "cancelled";
  attempts: number;
  next_at: string | null;
  last_error: string | null;
  created_at: string;
}
