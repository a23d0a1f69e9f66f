import { Select } from "antd";
import { PencilLine } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { UpdateTrigger } from "@/lib/flow-design/definition";
import { matchesText } from "@/lib/pinyin";
import { Property } from "@/ui/property/property";
import { useFlowDesigner } from "../model/context";
import styles from "../parts/parts.module.css";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { Gate, When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<UpdateTrigger>) {
  const { t } = useTranslation("flowdesign");
  const id = useId();
  const { words } = useFlowDesigner();
  const fields = words
    .paths()
    .filter((entry) => !entry.path.includes(".") && !/^(created|updated)_/.test(entry.path));
  return (
    <>
      <Property label={t("trigger.fields")} htmlFor={id}>
        <Select<string[]>
          id={id}
          mode="multiple"
          className={styles.full}
          placeholder={t("trigger.fields_any")}
          showSearch={{ filterOption: (text, option) => matchesText(text, String(option?.label ?? "")) }}
          value={trigger.fields ?? []}
          options={fields.map((entry) => ({
            value: entry.path,
            label: words.label(entry.labels[0]) || entry.path,
          }))}
          onChange={(chosen) => patch({ fields: chosen })}
        />
      </Property>
      <When old value={trigger.when} onChange={(when) => patch({ when })} />
      <Gate value={trigger.mode} onChange={(mode) => patch({ mode })} />
    </>
  );
}

export const update: TriggerSpec<UpdateTrigger> = {
  icon: PencilLine,
  needsForm: true,
  fresh: () => ({ on: "update" }),
  sentence: (trigger, flow, { t, form, condition, list, path }) => {
    const name = form(flow.form);
    const fields = list((trigger.fields ?? []).map((key) => path(key)));
    const first = fields
      ? t("flowdesign:sentence.update_fields", { form: name, fields })
      : t("flowdesign:sentence.update", { form: name });
    const when = condition(trigger.when);
    const full = when ? t("flowdesign:sentence.and_when", { first, when }) : first;
    return trigger.mode === "gate" ? t("flowdesign:sentence.gated", { first: full }) : full;
  },
  Panel,
};
