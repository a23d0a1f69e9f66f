/** Values the flow keeps for itself: set by calls and scripts, read in conditions and texts. */
import { Button, Input, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Variable, VariableType } from "@/lib/flow-design/definition";
import { useLabel } from "@/lib/i18n";
import styles from "./variables-editor.module.css";

const TYPES: VariableType[] = ["text", "number", "boolean", "date", "datetime", "person", "list"];

interface Props {
  value: Variable[];
  onChange: (value: Variable[]) => void;
}

const freeKey = (variables: Variable[]): string => {
  let number = variables.length + 1;
  while (variables.some((one) => one.key === `value_${number}`)) number += 1;
  return `value_${number}`;
};

export function VariablesEditor({ value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const label = useLabel();
  const change = (at: number, patch: Partial<Variable>) =>
    onChange(value.map((one, other) => (other === at ? { ...one, ...patch } : one)));
  return (
    <div className={styles.variables}>
      {value.map((variable, at) => (
        <div key={at} className={styles.variable}>
          <Input
            aria-label={t("variable.label", { number: at + 1 })}
            placeholder={t("variable.name")}
            value={label(variable.label)}
            maxLength={100}
            onChange={(event) => change(at, { label: event.target.value })}
          />
          <Input
            className="dg-mono"
            aria-label={t("variable.key", { number: at + 1 })}
            value={variable.key}
            maxLength={48}
            status={/^[a-z][a-z0-9_]*$/.test(variable.key) ? undefined : "error"}
            onChange={(event) =>
              change(at, { key: event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, "") })
            }
          />
          <Select<VariableType>
            aria-label={t("variable.type", { number: at + 1 })}
            value={variable.type}
            options={TYPES.map((type) => ({ value: type, label: t(`variable.types.${type}`) }))}
            onChange={(type) => change(at, { type })}
          />
          <Button
            type="text"
            icon={<X size={16} />}
            aria-label={t("variable.remove", { number: at + 1 })}
            onClick={() => onChange(value.filter((_, other) => other !== at))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus size={14} />}
        onClick={() => onChange([...value, { key: freeKey(value), type: "text" }])}
      >
        {t("variable.add")}
      </Button>
    </div>
  );
}
