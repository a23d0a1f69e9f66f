import { Workflow } from "lucide-react";
import type { CallTrigger } from "@/lib/flow-design/definition";
import type { TriggerSpec } from "./kind";

export const call: TriggerSpec<CallTrigger> = {
  icon: Workflow,
  needsForm: false,
  fresh: () => ({ on: "call" }),
  sentence: (_trigger, _flow, { t }) => t("flowdesign:sentence.call"),
};
