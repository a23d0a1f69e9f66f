/** Column after column of a line item, each from a formula. */
import { Button, Select } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Setting } from "@/lib/flow-design/definition";
import type { Field } from "@/lib/form-runtime/definition";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { useFlowDesigner } from "../model/context";
import { usePlace, type Place } from "./formula-property";
import styles from "./parts.module.css";

interface Props {
  at: Place;
  columns: Field[];
  value: Setting[];
  onChange: (value: Setting[]) => void;
}

export function RowColumns({ at, columns, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const place = usePlace(at);
  const nameOf = (field: Field): string => words.label(field.label) || field.key;
  const change = (index: number, patch: Partial<Setting>) =>
    onChange(value.map((one, other) => (other === index ? { ...one, ...patch } : one)));
  const left = columns.filter((each) => !value.some((one) => one.field === each.key));
  return (
    <div className={styles.stack}>
      {value.map((setting, index) => {
        const column = columns.find((each) => each.key === setting.field);
        const name = column ? nameOf(column) : setting.field;
        return (
          <div key={index} className={styles.box}>
            <div className={styles.boxHead}>
              <Select
                className={styles.grow}
                size="small"
                aria-label={t("rows.column")}
                placeholder={t("rows.column")}
                status={column || !setting.field ? undefined : "error"}
                value={setting.field || undefined}
                options={[...(column ? [column] : []), ...left].map((each) => ({
                  value: each.key,
                  label: nameOf(each),
                }))}
                onChange={(field: string) => change(index, { field })}
              />
              <Button
                type="text"
                size="small"
                icon={<X size={14} />}
                aria-label={t("set.remove", { name })}
                onClick={() => onChange(value.filter((_, other) => other !== index))}
              />
            </div>
            <FormulaEditor
              small
              label={t("set.value", { name })}
              place={place}
              value={setting.value}
              onChange={(text) => change(index, { value: text })}
            />
          </div>
        );
      })}
      <Button
        size="small"
        type="text"
        className={styles.add}
        icon={<Plus size={14} />}
        disabled={left.length === 0}
        onClick={() => onChange([...value, { field: "", value: "" }])}
      >
        {t("rows.add_column")}
      </Button>
    </div>
  );
}
