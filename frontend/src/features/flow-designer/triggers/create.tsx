import { FilePlus2 } from "lucide-react";
import type { CreateTrigger } from "@/lib/flow-design/definition";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<CreateTrigger>) {
  return <When value={trigger.when} onChange={(when) => patch({ when })} />;
}

export const create: TriggerSpec<CreateTrigger> = {
  icon: FilePlus2,
  needsForm: true,
  fresh: () => ({ on: "create" }),
  sentence: (trigger, flow, { t, form, condition }) => {
    const when = condition(trigger.when);
    const name = form(flow.form);
    return when
      ? t("flowdesign:sentence.create_when", { form: name, when })
      : t("flowdesign:sentence.create", { form: name });
  },
  Panel,
};
