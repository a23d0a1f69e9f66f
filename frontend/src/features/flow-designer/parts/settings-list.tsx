/** What a step writes: field after field, each from a formula. */
import { Button } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Setting } from "@/lib/flow-design/definition";
import { FormulaEditor } from "@/ui/formula-editor/formula-editor";
import { useFlowDesigner } from "../model/context";
import { usePlace, type Place } from "./formula-property";
import styles from "./parts.module.css";
import { PathSelect } from "./path-select";
import { holdsFiles } from "@/lib/form-runtime/kinds";

interface Props {
  at: Place;
  form: string | null | undefined;
  app?: string | null;
  value: Setting[];
  onChange: (value: Setting[]) => void;
}

export function SettingsList({ at, form, app, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const place = usePlace(at);
  const change = (index: number, patch: Partial<Setting>) =>
    onChange(value.map((one, other) => (other === index ? { ...one, ...patch } : one)));
  return (
    <div className={styles.stack}>
      {value.map((setting, index) => {
        const name = words.path(setting.field, form, app);
        return (
          <div key={index} className={styles.box}>
            <div className={styles.boxHead}>
              <div className={styles.grow}>
                <PathSelect
                  near
                  label={t("set.field")}
                  form={form}
                  app={app}
                  only={(entry) =>
                    !isComputed(entry.field) &&
                    !/^(created|updated)_/.test(entry.path) &&
                    entry.field.type !== "subform" &&
                    !holdsFiles(entry.field.type)
                  }
                  without={value.filter((_, other) => other !== index).map((one) => one.field)}
                  value={setting.field}
                  onChange={(field) => change(index, { field })}
                />
              </div>
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
              hint={t("set.hint")}
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
        onClick={() => onChange([...value, { field: "", value: "" }])}
      >
        {t("set.add")}
      </Button>
    </div>
  );
}
