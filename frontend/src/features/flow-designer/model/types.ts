/** What the server says about flows (docs/flows-api.md, «Designing a flow»). */
import type { FlowDefinition, TriggerKind } from "@/lib/flow-design/definition";
import type { Label } from "@/lib/types";

export interface FlowProblem {
  path?: (string | number)[];
  node: string | null;
  edge: number | null;
  code: string;
  message: Label;
  level: "error" | "warning";
  pos?: number;
  length?: number;
}

export interface FlowDraft {
  definition: FlowDefinition;
  revision: number;
  published_version: number;
  enabled: boolean;
  dirty: boolean;
  problems: FlowProblem[];
}

export interface FlowCard {
  key: string;
  label: Label;
  description: Label | null;
  form: string | null;
  trigger: TriggerKind;
  gate: boolean;
  enabled: boolean;
  version: number;
  dirty: boolean;
  deleted: boolean;
  running: number;
  errors: number;
  warnings: number;
  broken: Label | null;
  updated_at: string;
}

export interface Change {
  op: "add" | "remove" | "change";
  what: "trigger" | "node" | "edge" | "variable" | "setting";
  id: string;
  label: Label;
  parts: { path: string; before: unknown; after: unknown }[];
}
export interface Diff {
  changes: Change[];
}

export type MoveStatus = "as_is" | "mapping" | "cannot";
export interface ImpactInstance {
  id: string;
  title: Label | null;
  version: number;
  form: string | null;
  record_id: string | null;
  started_at: string;
  tokens: string[];
  status: MoveStatus;
  reason: Label | null;
  nodes: string[];
}
export interface Impact {
  problems: FlowProblem[];
  from: number;
  to: number;
  diff: Diff;
  nodes: {
    gone: { id: string; label: Label; instances: number }[];
    targets: { id: string; label: Label }[];
  };
  counts: Record<MoveStatus, number>;
  instances: ImpactInstance[];
  left_out: number;
  mapping: Record<string, string>;
}
export interface Published {
  version: number;
  migrated: number;
  kept: number;
  refused: { id: string; title: Label | null; reason: Label | null }[];
}

export interface FlowVersion {
  n: number;
  published_at: string;
  published_by: string | { id: string; name: string } | null;
  note: string | null;
  current: boolean;
  running: number;
}

export interface Reason {
  code: string;
  ok: boolean;
  text: Label;
}
export interface Explained {
  runs: boolean;
  reasons: Reason[];
  last: { instance: string; started_at: string; status: string; result: string | null } | null;
  due?: string | null;
}

export type AnswerDo =
  | "approve"
  | "reject"
  | "submit"
  | "done"
  | "return"
  | "time"
  | "message"
  | "called"
  | "failed";
export interface Answer {
  node: string;
  do: AnswerDo;
  person?: string;
  to?: string;
  comment?: string;
}
export interface SimulatedStep {
  n: number;
  /** The virtual clock. */
  at: string;
  node: string | null;
  label: string | null;
  type: string | null;
  event: string;
  token: string | null;
  text?: string;
  outcome?: string;
  assignees?: { id: string; name: string }[];
  message?: {
    channels: string[];
    to: { id: string; name: string }[];
    title: string;
    text: string;
    attach?: string[];
    kind?: string;
  };
  write?: { op: string; form: string | null; app?: string | null; values: Record<string, unknown> };
  timer?: { due: string; deadline: boolean; text?: string };
  call?: { kind: string; method?: string; url?: string; body?: string | null };
  /** Of a find step: key of a measure → what came out. */
  figures?: Record<string, unknown>;
  error?: string;
}
export interface Simulated {
  trigger?: Explained | null;
  result: string | null;
  ended: boolean;
  steps: SimulatedStep[];
  path: string[];
  edges: number[];
  problems: FlowProblem[];
}

/** What is shown in the panel at the right. */
export type Selection =
  | { kind: "node"; id: string }
  | { kind: "edge"; edge: number }
  | { kind: "trigger" }
  | null;

export type FlowTab = "design" | "settings" | "versions";
export type FlowView = "tree" | "graph";
