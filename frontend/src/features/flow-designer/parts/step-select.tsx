/** A step that made or found records, whose record is meant instead of the triggering one. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { nodesOf } from "@/lib/flow-design/definition";
import { useFlowDesigner } from "../model/context";
import styles from "./parts.module.css";

interface Props {
  id?: string;
  label: string;
  node: string;
  value: string | null | undefined;
  onChange: (step: string | null) => void;
}

const OWN = "*own";

export function StepSelect({ id, label, node, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words, definition } = useFlowDesigner();
  const steps = nodesOf(definition).filter(
    (one) => (one.type === "create" || one.type === "find" || one.type === "update") && one.id !== node,
  );
  return (
    <Select<string>
      id={id}
      className={styles.full}
      aria-label={label}
      value={value ?? OWN}
      options={[
        { value: OWN, label: t("word.own_record") },
        ...steps.map((step) => ({
          value: step.id,
          label: t("word.records_of", { name: words.nodeName(step) }),
        })),
      ]}
      onChange={(step) => onChange(step === OWN ? null : step)}
    />
  );
}
