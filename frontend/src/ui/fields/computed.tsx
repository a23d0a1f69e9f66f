/** Formulas and serial numbers: never typed, only shown. */
import { useTranslation } from "react-i18next";
import type { FormulaField, LookupField, RollupField, SeriesField } from "@/lib/form-runtime/definition";
import { formatAs } from "@/lib/form-runtime/format";
import { useLabel } from "@/lib/i18n";
import styles from "./fields.module.css";
import { useFieldServices } from "./services";
import type { DisplayProps, FieldWidget } from "./types";
import { valueKind } from "@/lib/form-runtime/kinds";

function YesNo({ value }: { value: boolean }) {
  const { t } = useTranslation("form");
  return <>{t(value ? "value.yes" : "value.no")}</>;
}

/** One key pressed may change the shares of all rows in sight: it asks for a language only where there is a word. */
export function FormulaDisplay({ field, value }: DisplayProps<FormulaField>) {
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

/** Lookups and rollups on the designer's canvas; a page gets the field that they show. */
export function Elsewhere({ field }: { field: LookupField | RollupField }) {
  const { t } = useTranslation("form");
  return <span className={styles.faint}>{t(`value.${field.type}`)}</span>;
}

export const elsewhereWidget: FieldWidget<LookupField | RollupField> = {
  Display: Elsewhere,
};

export const formulaWidget: FieldWidget<FormulaField> = { Display: FormulaDisplay };

export const seriesWidget: FieldWidget<SeriesField> = {
  Display: ({ value }) => <span className="dg-mono">{String(value)}</span>,
};
