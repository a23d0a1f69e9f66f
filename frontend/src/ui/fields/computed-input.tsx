import { Sigma } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FormulaField, LookupField, RollupField, SeriesField } from "@/lib/form-runtime/definition";
import styles from "./fields.module.css";
import type { InputProps } from "./types";
import { FormulaDisplay, Elsewhere } from "./computed";

export function Computed(props: InputProps<FormulaField | SeriesField>) {
  const { t } = useTranslation("form");
  const { field, value } = props;
  const empty = value === null || value === undefined;
  return (
    <output
      id={props.id}
      className={props.compact ? styles.cellOutput : styles.output}
      aria-label={props.label}
    >
      {empty && field.type === "series" && <span className={styles.faint}>{t("value.series")}</span>}
      {empty && field.type === "formula" && <span className={styles.faint}>—</span>}
      {!empty && field.type === "series" && String(value)}
      {!empty && field.type === "formula" && (
        <FormulaDisplay field={field} topic={props.topic} value={value} />
      )}
      {field.type === "formula" && !props.compact && (
        <Sigma size={14} aria-hidden className={styles.outputIcon} />
      )}
    </output>
  );
}

export function ElsewhereInput(props: InputProps<LookupField | RollupField>) {
  return (
    <output id={props.id} className={styles.output} aria-label={props.label}>
      <Elsewhere field={props.field} />
    </output>
  );
}
