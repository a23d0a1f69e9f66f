/** Column after column of a line item, each from a formula. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Setting } from "@/lib/flow-design/definition";
import type { Field } from "@/lib/form-runtime/definition";
import { useFlowDesigner } from "../model/context";
import type { Place } from "./formula-property";
import styles from "./parts.module.css";
import { SettingBoxes } from "./setting-boxes";

interface Props {
  at: Place;
  columns: Field[];
  value: Setting[];
  onChange: (value: Setting[]) => void;
}

export function RowColumns({ at, columns, value, onChange }: Props) {
  const { t } = useTranslation("flowdesign");
  const { words } = useFlowDesigner();
  const nameOf = (field: Field): string => words.label(field.label) || field.key;
  const columnOf = (setting: Setting) => columns.find((each) => each.key === setting.field);
  const left = columns.filter((each) => !value.some((one) => one.field === each.key));
  return (
    <SettingBoxes
      at={at}
      value={value}
      onChange={onChange}
      nameOf={(setting) => {
        const column = columnOf(setting);
        return column ? nameOf(column) : setting.field;
      }}
      chooser={(setting, choose) => {
        const column = columnOf(setting);
        return (
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
            onChange={choose}
          />
        );
      }}
      add={t("rows.add_column")}
      full={left.length === 0}
    />
  );
}
