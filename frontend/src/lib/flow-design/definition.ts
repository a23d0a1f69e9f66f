/**
 * The definition of a flow as the server stores it (docs/flows-api.md; engines/flow). Types only.
 */
import type { Label } from "../types";

export type Duration = string;
export type FieldRight = "read" | "write" | "require" | "hide";

// -- who ---------------------------------------------------------------------------------------------

export interface TableRow {
  when: string;
  assignees: Assignee[];
}

export type Assignee =
  | { person: string }
  | { email: string }
  | { role: string }
  | { group: string }
  | { department: string; tree?: boolean }
  | { department_head: string; up?: number }
  | { supervisor_of: string; level?: number }
  | { supervisors_of: string; levels: number }
  | { field: string }
  | { chosen_by: "initiator" | "previous"; among?: Assignee[] }
  | { same_as: string }
  | { round_robin: Assignee[]; key?: string }
  | { least_loaded: Assignee[] }
  | { table: TableRow[]; otherwise?: Assignee[] };

export const ASSIGNEE_KINDS = [
  "person", "role", "group", "department", "department_head", "supervisor_of", "supervisors_of", "field",
  "chosen_by", "same_as", "round_robin", "least_loaded", "table", "email",
] as const; // prettier-ignore
export type AssigneeKind = (typeof ASSIGNEE_KINDS)[number];

export const kindOf = (assignee: Assignee): AssigneeKind =>
  ASSIGNEE_KINDS.find((kind) => kind in assignee) ?? "person";

// -- triggers ----------------------------------------------------------------------------------------

export type Missed = "once" | "all" | "skip";
export type GateMode = "after" | "gate";

export interface CreateTrigger {
  on: "create";
  when?: string | null;
}
export interface UpdateTrigger {
  on: "update";
  fields?: string[];
  when?: string | null;
  mode?: GateMode;
}
export interface DeleteTrigger {
  on: "delete";
  when?: string | null;
  mode?: GateMode;
}
export interface UnchangedTrigger {
  on: "unchanged";
  field: string;
  for: Duration;
  when?: string | null;
  missed?: Missed;
}
export interface DateTrigger {
  on: "date";
  field: string;
  offset?: number;
  business?: boolean;
  at?: string;
  yearly?: boolean;
  leap?: "02-28" | "03-01";
  when?: string | null;
  missed?: Missed;
}
export interface ScheduleTrigger {
  on: "schedule";
  cron: string;
  timezone?: string;
  each?: string | null;
  missed?: Missed;
}
export interface ButtonTrigger {
  on: "button";
  label: Label;
  place?: "record" | "list" | "both";
  when?: string | null;
  confirm?: Label | null;
}
export interface WebhookTrigger {
  on: "webhook";
  set?: Record<string, string>;
  match?: string | null;
}
export interface MessageTrigger {
  on: "message";
  message: string;
  when?: string | null;
}
export interface FormLinkTrigger {
  on: "form_link";
  who?: Assignee[];
}
export interface CallTrigger {
  on: "call";
}
export type Trigger =
  | CreateTrigger
  | UpdateTrigger
  | DeleteTrigger
  | UnchangedTrigger
  | DateTrigger
  | ScheduleTrigger
  | ButtonTrigger
  | WebhookTrigger
  | MessageTrigger
  | FormLinkTrigger
  | CallTrigger;
export type TriggerKind = Trigger["on"];

// -- nodes -------------------------------------------------------------------------------------------

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
export interface Setting {
  field: string;
  value: string;
}
export type Empty = "wait" | "administrator" | "approve" | "reject" | "fail";
export const VERBS = [
  "approve", "reject", "return", "transfer", "delegate", "add_before", "add_after", "remove_signer", "take_back",
  "comment", "cc", "urge",
] as const; // prettier-ignore
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
  each?: Each | null;
}
export interface UpdateNode extends NodeBase {
  type: "update";
  app?: string | null;
  form?: string | null;
  step?: string | null;
  where?: string | null;
  set?: Setting[];
  delete?: boolean;
  limit?: number;
}
export interface FindNode extends NodeBase {
  type: "find";
  app?: string | null;
  form: string;
  where: string;
  sort?: string;
  limit?: number;
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
  | CallNode
  | SubprocessNode
  | BoundaryNode
  | SendNode;
export type NodeType = FlowNode["type"];

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
