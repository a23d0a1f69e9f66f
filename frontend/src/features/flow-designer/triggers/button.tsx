import { MousePointerClick } from "lucide-react";
import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { ButtonTrigger } from "@/lib/flow-design/definition";
import { LabelInput } from "@/ui/label-input";
import { Property, Toggle } from "@/ui/property/property";
import styles from "../parts/parts.module.css";
import type { TriggerPanelProps, TriggerSpec } from "./kind";
import { When } from "./parts";

function Panel({ trigger, patch }: TriggerPanelProps<ButtonTrigger>) {
  const { t } = useTranslation("flowdesign");
  const ids = { label: useId(), confirm: useId() };
  return (
    <>
      <Property label={t("trigger.button_label")} htmlFor={ids.label}>
        <LabelInput id={ids.label} value={trigger.label} onChange={(label) => patch({ label })} />
      </Property>
      <Property label={t("trigger.place")}>
        <Select<"record" | "list" | "both" | "field">
          className={styles.full}
          aria-label={t("trigger.place")}
          value={trigger.place ?? "record"}
          options={(["record", "list", "both", "field"] as const).map((one) => ({
            value: one,
            label: t(`trigger.places.${one}`),
          }))}
          onChange={(place) => patch({ place })}
        />
      </Property>
      <When value={trigger.when} onChange={(when) => patch({ when })} />
      <Property label={t("trigger.confirm")} htmlFor={ids.confirm} help={t("trigger.confirm_help")}>
        <LabelInput
          id={ids.confirm}
          maxLength={300}
          value={trigger.confirm}
          onChange={(confirm) => patch({ confirm: confirm === "" ? null : confirm })}
        />
      </Property>
      <Toggle
        label={t("trigger.whole")}
        help={t("trigger.whole_help")}
        value={!!trigger.whole}
        onChange={(on) => patch({ whole: on || undefined })}
      />
    </>
  );
}

export const button: TriggerSpec<ButtonTrigger> = {
  icon: MousePointerClick,
  needsForm: true,
  fresh: (flow, words) => ({
    on: "button",
    label: words.label(flow.label) || words.t("flowdesign:trigger.start"),
  }),
  sentence: (trigger, flow, { t, label, form, condition }) => {
    const first = t("flowdesign:sentence.button", { form: form(flow.form), label: label(trigger.label) });
    const when = condition(trigger.when);
    return when ? t("flowdesign:sentence.and_when", { first, when }) : first;
  },
  Panel,
};
