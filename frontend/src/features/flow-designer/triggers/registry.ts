/** All kinds of triggers: one line per kind. */
import type { FlowDefinition, Trigger, TriggerKind } from "@/lib/flow-design/definition";
import type { Words } from "../model/words";
import { button } from "./button";
import { call } from "./call";
import { create } from "./create";
import { date } from "./date";
import { remove } from "./delete";
import { formLink } from "./form-link";
import type { TriggerSpec } from "./kind";
import { message } from "./message";
import { schedule } from "./schedule";
import { unchanged } from "./unchanged";
import { update } from "./update";
import { webhook } from "./webhook";

const SPECS: { [K in TriggerKind]: TriggerSpec<Extract<Trigger, { on: K }>> } = {
  create,
  update,
  delete: remove,
  unchanged,
  date,
  schedule,
  button,
  form_link: formLink,
  webhook,
  message,
  call,
};

export const TRIGGERS = Object.keys(SPECS) as TriggerKind[];

export const specOf = (kind: TriggerKind): TriggerSpec<Trigger> =>
  SPECS[kind] as unknown as TriggerSpec<Trigger>;

export const triggerSentence = (flow: FlowDefinition, words: Words): string =>
  specOf(flow.trigger.on).sentence(flow.trigger, flow, words);
