/** Shapes of running flows, as docs/flows-api.md gives them. */
import type { FormRuntime } from "../form-runtime/definition";
import type { Label } from "../types";

export interface Who {
  id: string;
  name: string;
}

export interface Keyed {
  key: string;
  label: string;
}

/** A step of a flow as tasks and histories name it. */
export interface NodeRef {
  id: string;
  label: string;
  type: string;
}

export interface Titled {
  id: string;
  /** Null when the viewer may not see the record. */
  title: string | null;
}

export type TaskKind = "approval" | "fill" | "cc" | "todo" | "resubmit";
export type TaskStatus =
  | "open"
  | "approved"
  | "rejected"
  | "submitted"
  | "returned"
  | "transferred"
  | "done"
  | "read"
  | "cancelled";
export type Box = "todo" | "cc" | "started" | "done";
export type Due = "late" | "today" | "week";

export interface TaskRow {
  id: string;
  kind: TaskKind;
  status: TaskStatus;
  /** Not my turn yet. */
  waiting: boolean;
  app: Keyed;
  form: Keyed | null;
  flow: Keyed;
  node: NodeRef;
  record: Titled | null;
  title: string;
  instance: string;
  initiator: Who | null;
  standing_in: Who | null;
  /** Who transferred, delegated or added me. */
  from: Who | null;
  opened_at: string;
  due_at: string | null;
  /** The clock stands still: `due_at` is null then. */
  paused: boolean;
  late: boolean;
  urged_at: string | null;
  closed_at: string | null;
  outcome_by: Who | null;
  comment: string | null;
  verbs: string[];
  batch: boolean;
}

export type Resubmit = "step_by_step" | "straight";

/** One thing that may be done with a task now. */
export interface VerbOffer {
  verb: string;
  comment?: "optional" | "required";
  to?: NodeRef[];
  resubmit?: Resubmit[];
  tasks?: { id: string; person: Who }[];
}

export interface Held {
  field: string;
  label: string;
  before: unknown;
  after: unknown;
}

export interface Fact {
  seq: number;
  kind: string;
  node: NodeRef | null;
  by: Who | null;
  person: Who | null;
  at: string;
  comment: string | null;
  text: string;
  data: Record<string, unknown>;
}

export interface Remark {
  by: Who | null;
  at: string;
  text: string;
}

export interface NowAt {
  task: string;
  person: Who | null;
  node: NodeRef;
  since: string;
  due_at: string | null;
  /** The clock stands still: `due_at` is null then. */
  paused: boolean;
  waiting: boolean;
}

export type StepRight = "read" | "write" | "require" | "hide";

export interface TaskRecord extends Titled {
  version: number;
  values: Record<string, unknown>;
  _can: { update: boolean; write: string[] };
}

export interface Task extends Omit<TaskRow, "verbs" | "form" | "record"> {
  verbs: VerbOffer[];
  fields: Record<string, StepRight>;
  form: { key: string; label?: string; runtime: FormRuntime | null } | null;
  record: TaskRecord | null;
  held: Held[];
  item: unknown;
  choose: { among: Who[] | null } | null;
  timeline: Fact[];
  comments: Remark[];
  now: NowAt[];
}

export interface TaskCounts {
  todo: number;
  late: number;
  cc: number;
  started: number;
  waiting: number;
}

export * from "./instance-types";

/** One line of the answer of something done to many. */
export interface Outcome {
  id: string;
  ok: boolean;
  instance?: string;
  problem?: { detail?: string; title?: string; code?: string };
}

export interface Choice {
  node: string;
  label: string;
  among: Who[] | null;
}

export interface FlowButton {
  flow: string;
  label: string;
  confirm: string | null;
  place?: "record" | "list" | "both" | "field";
  chooses?: Choice[];
}

export interface FormLink {
  flow: string;
  label: string;
  form: string;
  chooses?: Choice[];
}

/** A change that waits for a flow. */
export interface Pending {
  instance: string;
  flow: string;
  label: Label;
  op: "update" | "delete";
  fields: { field: string; from: unknown; to: unknown }[];
  by: Who | null;
  at: string;
  state: "held" | "conflict";
  reason: string | null;
}

export interface Reason {
  code: string;
  ok: boolean;
  text: string;
}

export interface Explained {
  runs: boolean;
  reasons: Reason[];
  last: { instance: string; started_at: string; status: string; result: string | null } | null;
  due?: string;
}

export interface Notification {
  id: string;
  kind: string;
  title: string;
  text: string;
  link: {
    app?: string;
    form?: string;
    record?: string;
    instance?: string;
    task?: string;
    dashboard?: string;
    /** `flow/quote`: a draft that somebody was asked to look at. */
    draft?: string;
  } | null;
  by: Who | string | null;
  created_at: string;
  read_at: string | null;
}
