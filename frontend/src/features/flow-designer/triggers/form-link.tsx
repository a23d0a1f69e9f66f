import { Input } from "antd";
import { Link2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FormLinkTrigger } from "@/lib/flow-design/definition";
import { CopyButton } from "@/ui/copy-button";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import { AssigneesEditor } from "../parts/assignees-editor";
import styles from "../parts/parts.module.css";
import type { TriggerPanelProps, TriggerSpec } from "./kind";

function Panel({ trigger, patch }: TriggerPanelProps<FormLinkTrigger>) {
  const { t } = useTranslation("flowdesign");
  const { app, flow, definition } = useFlowDesigner();
  const address = `${window.location.origin}/apps/${app}/forms/${definition.form ?? ""}/new?flow=${flow}`;
  return (
    <>
      {definition.form && (
        <Property label={t("trigger.link")} help={t("trigger.link_help")}>
          <div className={styles.row}>
            <Input readOnly className={styles.grow} aria-label={t("trigger.link")} value={address} />
            <CopyButton text={address} />
          </div>
        </Property>
      )}
      <Property label={t("trigger.who")} help={t("trigger.who_help")}>
        <AssigneesEditor
          plain
          label={t("trigger.who")}
          value={trigger.who}
          onChange={(who) => patch({ who })}
        />
      </Property>
    </>
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
