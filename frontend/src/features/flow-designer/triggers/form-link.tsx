import { Link2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FormLinkTrigger } from "@/lib/flow-design/definition";
import { Property } from "@/ui/property/property";
import { AssigneesEditor } from "../parts/assignees-editor";
import type { TriggerPanelProps, TriggerSpec } from "./kind";

function Panel({ trigger, patch }: TriggerPanelProps<FormLinkTrigger>) {
  const { t } = useTranslation("flowdesign");
  return (
    <Property label={t("trigger.who")} help={t("trigger.who_help")}>
      <AssigneesEditor
        plain
        label={t("trigger.who")}
        value={trigger.who}
        onChange={(who) => patch({ who })}
      />
    </Property>
  );
}

export const formLink: TriggerSpec<FormLinkTrigger> = {
  icon: Link2,
  needsForm: true,
  fresh: () => ({ on: "form_link" }),
  sentence: (trigger, flow, { t, form, assignees }) =>
    trigger.who?.length
      ? t("flowdesign:sentence.form_link_who", { form: form(flow.form), who: assignees(trigger.who) })
      : t("flowdesign:sentence.form_link", { form: form(flow.form) }),
  Panel,
};
