/** What the designer knows about one kind of trigger. One file per kind. */
import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { FlowDefinition, Trigger } from "@/lib/flow-design/definition";
import type { Words } from "../model/words";

export interface TriggerPanelProps<T extends Trigger> {
  trigger: T;
  patch: (patch: Partial<T>) => void;
}

export interface TriggerSpec<T extends Trigger> {
  icon: LucideIcon;
  /** One sentence. */
  sentence: (trigger: T, flow: FlowDefinition, words: Words) => string;
  fresh: (flow: FlowDefinition, words: Words) => T;
  Panel?: ComponentType<TriggerPanelProps<T>>;
  /** Needs a form: there is a record behind every instance. */
  needsForm: boolean;
}
