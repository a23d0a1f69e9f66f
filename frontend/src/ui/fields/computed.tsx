/** Formulas and serial numbers: never typed, only shown. */
import { Sigma } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { FormulaField, LookupField, RollupField, SeriesField } from "@/lib/form-runtime/definition";
import { formatAs } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import styles from "./fields.module.css";
import { useFieldServices } from "./services";
import type { DisplayProps, FieldWidget, InputProps } from "./types";
import { valueKind } from "@/lib/form-runtime/kinds";

function YesNo({ value }: { value: boolean }) {
  const { t } = useTranslation("form");
  return <>{t(value ? "value.yes" : "value.no")}</>;
}

/** One key pressed may change the shares of all rows in sight: it asks for a language only where there is a word. */
function FormulaDisplay({ field, value }: DisplayProps<FormulaField>) {
  const { zone } = useFieldServices();
  if (typeof value === "boolean") return <YesNo value={value} />;
  const kind = valueKind(field);
  const text = formatAs(kind, value, field as FormulaField & Record<string, unknown>, zone);
  return kind === "number" && field.unit ? <WithUnit text={text} unit={field.unit} /> : text;
}

function WithUnit({ text, unit }: { text: string; unit: FormulaField["unit"] }) {
  const name = useLabel()(unit);
  return name ? `${text} ${name}` : text;
}

function Computed(props: InputProps<FormulaField | SeriesField>) {
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

/** Lookups and rollups on the designer's canvas; a page gets the field that they show. */
function Elsewhere({ field }: { field: LookupField | RollupField }) {
  const { t } = useTranslation("form");
  return <span className={styles.faint}>{t(`value.${field.type}`)}</span>;
}

function ElsewhereInput(props: InputProps<LookupField | RollupField>) {
  return (
    <output id={props.id} className={styles.output} aria-label={props.label}>
      <Elsewhere field={props.field} />
    </output>
  );
}

export const elsewhereWidget: FieldWidget<LookupField | RollupField> = {
  Input: ElsewhereInput,
  Display: Elsewhere,
};
export const formulaWidget: FieldWidget<FormulaField> = { Input: Computed, Display: FormulaDisplay };
export const seriesWidget: FieldWidget<SeriesField> = {
  Input: Computed,
  Display: ({ value }) => <span className="dg-mono">{String(value)}</span>,
};
