/** What is shown while nothing is selected: what the flow is called, and how to begin. */
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Workflow } from "lucide-react";
import { LabelInput } from "@/ui/label-input";
import { Property } from "@/ui/property/property";
import { KeyHelp, Panel } from "@/ui/designer/panel";
import { useFlowDesigner } from "../model/context";
import styles from "../parts/parts.module.css";
import { triggerSentence } from "../triggers/registry";

const KEYS = [
  ["copy", "Ctrl C"],
  ["cut", "Ctrl X"],
  ["paste", "Ctrl V"],
  ["duplicate", "Ctrl D"],
  ["remove", "Delete"],
  ["undo", "Ctrl Z"],
  ["redo", "Ctrl Y"],
] as const;

export function FlowProperties() {
  const { t } = useTranslation("flowdesign");
  const ids = { label: useId(), description: useId() };
  const { definition, apply, words } = useFlowDesigner();
  return (
    <Panel icon={<Workflow size={16} aria-hidden />} title={t("flow.title")}>
      <p className={styles.note}>{triggerSentence(definition, words)}</p>
      <Property label={t("flow.label")} htmlFor={ids.label}>
        <LabelInput
          id={ids.label}
          value={definition.label}
          onChange={(label) => apply("flow:label", (flow) => ({ ...flow, label }))}
        />
      </Property>
      <Property label={t("flow.description")} htmlFor={ids.description}>
        <LabelInput
          id={ids.description}
          maxLength={300}
          value={definition.description}
          onChange={(text) =>
            apply("flow:description", (flow) => ({ ...flow, description: text === "" ? null : text }))
          }
        />
      </Property>
      <p className={styles.faint}>{t("flow.hint")}</p>
      <KeyHelp lines={KEYS.map(([act, keys]) => [keys, t(`key.${act}`)])} />
    </Panel>
  );
}
