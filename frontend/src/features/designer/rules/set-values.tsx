/** Fields that get the value of a formula each: what a rule sets, and what a button does. */
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { COMPUTED } from "@/lib/form-runtime/computed";
import type { Field } from "@/lib/form-runtime/definition";
import { holdsFiles } from "@/lib/form-runtime/kinds";
import { useLabel } from "@/lib/i18n";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import type { FormulaPlace } from "@/ui/formula-editor/formula-queries";
import { RemoveButton } from "@/ui/remove-button";
import styles from "./rules.module.css";

interface Props {
  name: string;
  /** Field → formula. */
  values: Record<string, string>;
  fields: Field[];
  place: FormulaPlace;
  /** Undefined when none is left. */
  onChange: (values: Record<string, string> | undefined) => void;
  /** Below each other: in the narrow panel of a field. */
  narrow?: boolean;
}

const EXPECT: Record<string, string> = {
  number: "number",
  money: "number",
  percent: "number",
  boolean: "boolean",
  date: "date",
  datetime: "datetime",
  member: "person",
  department: "department",
};

export function SetValues({ name, values, fields, place, onChange, narrow }: Props) {
  const { t } = useTranslation("designer");
  const label = useLabel();
  const [picking, setPicking] = useState<string>();
  const entries = Object.entries(values);
  const able = fields.filter(
    (field) => !COMPUTED.has(field.type) && field.type !== "subform" && !holdsFiles(field.type),
  );
  const put = (next: [string, string][]) => onChange(next.length ? Object.fromEntries(next) : undefined);
  return (
    <div className={styles.sets} data-narrow={narrow || undefined}>
      {entries.map(([key, formula], at) => {
        const field = able.find((each) => each.key === key);
        const title = t("rules.set_to", { field: label(field?.label) || key });
        return (
          <div key={key} className={styles.action}>
            <span className={styles.actionName}>{title}</span>
            <div className={styles.grow}>
              <FormulaEditor
                small
                label={title}
                place={{ ...place, expect: field ? (EXPECT[field.type] ?? undefined) : undefined }}
                value={formula}
                hint={t("rules.set_hint")}
                onChange={(text) => put(entries.map((entry, index) => (index === at ? [key, text] : entry)))}
              />
            </div>
            <RemoveButton
              label={t("rules.remove_set", { field: label(field?.label) || key })}
              onClick={() => put(entries.filter((_, index) => index !== at))}
            />
          </div>
        );
      })}
      <div className={styles.action}>
        <span className={styles.actionName}>{name}</span>
        <Select
          className={styles.grow}
          value={picking}
          placeholder={t("rules.pick_field")}
          aria-label={name}
          options={able
            .filter((field) => !(field.key in values))
            .map((field) => ({ value: field.key, label: label(field.label) || field.key }))}
          onChange={(key: string) => {
            setPicking(undefined);
            put([...entries, [key, ""]]);
          }}
        />
      </div>
    </div>
  );
}
