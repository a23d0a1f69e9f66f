/** What starts a flow (engines/flow/triggers.py). */
import type { Label } from "../types";
import type { Assignee } from "./who";

export type Duration = string;
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
  place?: "record" | "list" | "both" | "field";
  when?: string | null;
  confirm?: Label | null;
  whole?: boolean;
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
