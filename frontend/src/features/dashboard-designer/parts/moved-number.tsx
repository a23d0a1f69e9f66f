/** A measure that is a number its viewer moves. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useLabel } from "@/lib/i18n";
import { filtersOf, type Measure } from "@/lib/report/definition";
import { useDesigner } from "../model/context";
import styles from "./parts.module.css";

interface Props {
  measure: Measure;
  onPut: (next: Measure) => void;
}

export function MovedNumber({ measure, onPut }: Props) {
  const { t } = useTranslation("dashdesign");
  const label = useLabel();
  const { definition } = useDesigner();
  return (
    <Select<string>
      className={styles.full}
      aria-label={t("measure.input")}
      value={measure.input ?? undefined}
      options={filtersOf(definition)
        .filter((filter) => filter.type === "input")
        .map((filter) => ({ value: filter.key, label: label(filter.label) || filter.key }))}
      onChange={(input) => onPut({ ...measure, input })}
    />
  );
}
