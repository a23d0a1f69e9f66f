/** What a step writes: field after field, each from a formula. */
import { useTranslation } from "react-i18next";
import { isComputed } from "@/lib/form-runtime/computed";
import type { Setting } from "@/lib/flow-design/definition";
import { holdsFiles } from "@/lib/form-runtime/kinds";
import { useFlowDesigner } from "../model/context";
import type { Place } from "./formula-property";
import styles from "./parts.module.css";
import { PathSelect } from "./path-select";
import { SettingBoxes } from "./setting-boxes";

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
  return (
    <SettingBoxes
      at={at}
      value={value}
      onChange={onChange}
      nameOf={(setting) => words.path(setting.field, form, app)}
      chooser={(setting, choose, index) => (
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
            onChange={choose}
          />
        </div>
      )}
      hint={t("set.hint")}
      add={t("set.add")}
    />
  );
}
