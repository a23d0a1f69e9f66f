/** The steps of a flow (engines/flow/nodes). */
import type { RowsSetting, Setting } from "./rows";
import type { Analysis, Snapshot } from "./analyses";
import type { Label } from "../types";
import type { Duration } from "./triggers";
import type { Assignee } from "./who";

export type FieldRight = "read" | "write" | "require" | "hide";
export interface Each {
  over: string;
  mode?: "parallel" | "sequential";
  until?: string | null;
}
export type SlaAct = "remind" | "notify" | "escalate" | "transfer" | "approve" | "reject" | "submit";
export interface SlaStep {
  after: Duration;
  do: SlaAct;
  every?: Duration | null;
  repeat?: number;
  to?: Assignee[];
  message?: Label | null;
}
export type Empty = "wait" | "administrator" | "approve" | "reject" | "fail";
export const VERBS = [
  "approve",
  "reject",
  "return",
  "transfer",
  "delegate",
  "add_before",
  "add_after",
  "remove_signer",
  "take_back",
  "comment",
  "cc",
  "urge",
] as const;
export type Verb = (typeof VERBS)[number];

interface NodeBase {
  id: string;
  label?: Label;
  description?: Label | null;
  parent?: string | null;
}
export interface StartNode extends NodeBase {
  type: "start";
}
export interface EndNode extends NodeBase {
  type: "end";
  terminate?: boolean;
  result?: "approved" | "rejected" | "done" | null;
  reason?: Label;
}
export interface ApprovalNode extends NodeBase {
  type: "approval";
  assignees: Assignee[];
  mode?: "any" | "all" | "ratio" | "sequential";
  ratio?: number;
  weights?: Record<string, number>;
  fields?: Record<string, FieldRight>;
  verbs?: Verb[];
  return_to?: string[];
  resubmit?: "step_by_step" | "straight" | "ask";
  comment?: "optional" | "on_reject" | "always";
  empty?: Empty;
  fallback?: Assignee[];
  own?: "allow" | "skip" | "supervisor";
  repeat?: "allow" | "skip";
  each?: Each | null;
  sla?: SlaStep[];
  sla_pause?: string | null;
}
export interface FillNode extends NodeBase {
  type: "fill";
  assignees: Assignee[];
  mode?: "any" | "all";
  fields?: Record<string, FieldRight>;
  record?: string | null;
  empty?: Empty;
  fallback?: Assignee[];
  each?: Each | null;
  sla?: SlaStep[];
  sla_pause?: string | null;
}
export interface CcNode extends NodeBase {
  type: "cc";
  assignees: Assignee[];
}
export interface BranchNode extends NodeBase {
  type: "branch";
  mode?: "exclusive" | "parallel" | "inclusive" | "event";
}
export interface CreateNode extends NodeBase {
  type: "create";
  app?: string | null;
  form: string;
  set: Setting[];
  rows?: RowsSetting[];
  each?: Each | null;
}
export interface UpdateNode extends NodeBase {
  type: "update";
  app?: string | null;
  form?: string | null;
  step?: string | null;
  where?: string | null;
  set?: Setting[];
  rows?: RowsSetting[];
  delete?: boolean;
  limit?: number;
}
export interface FindMeasure {
  key: string;
  fn: "count" | "distinct" | "sum" | "avg" | "min" | "max";
  field?: string | null | undefined;
  where?: string | null | undefined;
}
export interface FindNode extends NodeBase {
  type: "find";
  app?: string | null;
  form: string;
  where: string;
  sort?: string;
  limit?: number;
  measures?: FindMeasure[] | undefined;
  /** Variable → key of a measure. */
  save?: Record<string, string> | undefined;
}
export interface AssignNode extends NodeBase {
  type: "assign";
  assignees: Assignee[];
  field?: string;
  task?: boolean;
  empty?: Empty;
}
export const CHANNELS = ["inbox", "mail", "dingtalk", "wecom", "feishu", "webhook"] as const;
export type Channel = (typeof CHANNELS)[number];
export interface NotifyNode extends NodeBase {
  type: "notify";
  channels?: Channel[];
  to?: Assignee[];
  address?: string | null;
  connection?: string | null;
  /** Print templates whose papers go with the mails. */
  attach?: string[];
  title: Label;
  text?: Label;
}
export interface WaitNode extends NodeBase {
  type: "wait";
  for?: Duration | null;
  until?: string | null;
  when?: string | null;
  message?: string | null;
}
export interface HttpNode extends NodeBase {
  type: "http";
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Record<string, string>;
  body?: string | null;
  connection?: string | null;
  save?: Record<string, string>;
  timeout?: number;
  retries?: number;
  backoff?: Duration;
}
export interface ScriptNode extends NodeBase {
  type: "script";
  code: string;
  inputs?: Record<string, string>;
  outputs?: string[];
  timeout?: number;
}
export interface AnalyseNode extends NodeBase {
  type: "analyse";
  subject: string;
  where?: string | null;
  analysis: Analysis;
  write?: Record<string, string>;
  translate?: Record<string, Record<string, string>>;
  empty?: "clear" | "keep";
  snapshot?: Snapshot | null;
  save?: Record<string, string>;
}
export interface CallNode extends NodeBase {
  type: "call";
  flow: string;
  app?: string | null;
  record?: string | null;
  each?: Each | null;
  wait?: boolean;
}
export interface SubprocessNode extends NodeBase {
  type: "subprocess";
  each?: Each | null;
}
export interface BoundaryNode extends NodeBase {
  type: "boundary";
  on: string;
  catch: "timer" | "message" | "error";
  after?: Duration | null;
  message?: string | null;
  interrupt?: boolean;
  repeat?: number;
}
export interface SendNode extends NodeBase {
  type: "send";
  message: string;
  record?: string | null;
}
export interface AddressNode extends NodeBase {
  type: "address";
  form: string;
  /** The key of one of the form's public links. */
  link: string;
  set?: Setting[];
  expires?: Duration;
  /** A formula with the page that the address leads on to; for links that take events. */
  page?: string | null;
  variable: string;
}

export type FlowNode =
  | StartNode
  | EndNode
  | ApprovalNode
  | FillNode
  | CcNode
  | BranchNode
  | CreateNode
  | UpdateNode
  | FindNode
  | AssignNode
  | NotifyNode
  | WaitNode
  | HttpNode
  | ScriptNode
  | AnalyseNode
  | CallNode
  | SubprocessNode
  | BoundaryNode
  | SendNode
  | AddressNode;
export type NodeType = FlowNode["type"];
