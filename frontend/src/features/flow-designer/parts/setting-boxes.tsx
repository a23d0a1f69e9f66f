/** What is written one after another: to which field, which the caller draws, and the formula it comes from. */
import { Button } from "antd";
import { Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Setting } from "@/lib/flow-design/definition";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { usePlace, type Place } from "./formula-property";
import styles from "./parts.module.css";

interface Props {
  at: Place;
  value: Setting[];
  onChange: (value: Setting[]) => void;
  nameOf: (setting: Setting) => string;
  /** Chooses the field of one of them. */
  chooser: (setting: Setting, choose: (field: string) => void, index: number) => ReactNode;
  hint?: string;
  add: string;
  /** Every field is taken. */
  full?: boolean;
}

export function SettingBoxes({ at, value, onChange, nameOf, chooser, hint, add, full = false }: Props) {
  const { t } = useTranslation("flowdesign");
  const place = usePlace(at);
  const change = (index: number, patch: Partial<Setting>) =>
    onChange(value.map((one, other) => (other === index ? { ...one, ...patch } : one)));
  return (
    <div className={styles.stack}>
      {value.map((setting, index) => {
        const name = nameOf(setting);
        return (
          <div key={index} className={styles.box}>
            <div className={styles.boxHead}>
              {chooser(setting, (field) => change(index, { field }), index)}
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
              hint={hint}
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
        disabled={full}
        onClick={() => onChange([...value, { field: "", value: "" }])}
      >
        {add}
      </Button>
    </div>
  );
}
