import { Trash2 } from "lucide-react";
import type { DeleteTrigger } from "@/lib/flow-design/definition";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { Gate, When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<DeleteTrigger>) {
  return (
    <>
      <When value={trigger.when} onChange={(when) => patch({ when })} />
      <Gate value={trigger.mode} onChange={(mode) => patch({ mode })} />
    </>
  );
}

export const remove: TriggerSpec<DeleteTrigger> = {
  icon: Trash2,
  needsForm: true,
  fresh: () => ({ on: "delete" }),
  sentence: (trigger, flow, { t, form, condition }) => {
    const first = t("flowdesign:sentence.delete", { form: form(flow.form) });
    const when = condition(trigger.when);
    const full = when ? t("flowdesign:sentence.and_when", { first, when }) : first;
    return trigger.mode === "gate" ? t("flowdesign:sentence.gated", { first: full }) : full;
  },
  Panel,
};
