/** How the values of each field type are shown. A new type: one file here, one line below, and its control in `inputs.tsx`. */
import { useTranslation } from "react-i18next";
import type { Field, FieldType } from "@/lib/form-runtime/definition";
import { isEmpty } from "@/lib/form-runtime/paths";
import { addressWidget as placeWidget } from "./address";
import { attachmentWidget } from "./attachment";
import { barcodeWidget } from "./barcode";
import { booleanWidget } from "./boolean";
import { buttonWidget } from "./button";
import { cascadeWidget } from "./cascade";
import { pickerWidget } from "./choice-picker";
import { elsewhereWidget, formulaWidget, seriesWidget } from "./computed";
import { dateWidget } from "./date";
import { addressWidget } from "./email";
import { encryptedWidget } from "./encrypted";
import styles from "./fields.module.css";
import { imageWidget } from "./image";
import { locationWidget } from "./location";
import { longTextWidget } from "./long-text";
import { moneyWidget } from "./money";
import { numberWidget } from "./number";
import { percentWidget } from "./percent";
import { phoneWidget } from "./phone";
import { durationWidget } from "./duration";
import { matrixWidget } from "./matrix";
import { rankingWidget } from "./ranking";
import { ratingWidget } from "./rating";
import { richTextWidget } from "./rich-text";
import { selectWidget } from "./select";
import { signatureWidget } from "./signature";
import { sliderWidget } from "./slider";
import { tagsWidget } from "./tags";
import { timeWidget } from "./time";
import { textWidget } from "./text";
import type { DisplayProps, FieldWidget } from "./types";

/** A subform is drawn by the form itself: its cells are fields. */
type WidgetType = Exclude<FieldType, "subform">;

const WIDGETS: { [T in WidgetType]: FieldWidget<Extract<Field, { type: T }>> } = {
  text: textWidget,
  long_text: longTextWidget,
  rich_text: richTextWidget,
  time: timeWidget,
  duration: durationWidget,
  tags: tagsWidget,
  rating: ratingWidget,
  slider: sliderWidget,
  ranking: rankingWidget,
  matrix: matrixWidget,
  number: numberWidget,
  money: moneyWidget,
  percent: percentWidget,
  boolean: booleanWidget,
  date: dateWidget,
  datetime: dateWidget,
  select: selectWidget,
  multi_select: selectWidget,
  phone: phoneWidget,
  email: addressWidget,
  url: addressWidget,
  member: pickerWidget,
  department: pickerWidget,
  link: pickerWidget,
  formula: formulaWidget,
  lookup: elsewhereWidget,
  rollup: elsewhereWidget,
  series: seriesWidget,
  attachment: attachmentWidget,
  cascade: cascadeWidget,
  address: placeWidget,
  location: locationWidget,
  image: imageWidget,
  signature: signatureWidget,
  barcode: barcodeWidget,
  encrypted: encryptedWidget,
  button: buttonWidget,
} as never;

export function widgetOf(field: Field): FieldWidget | null {
  return field.type === "subform" ? null : (WIDGETS[field.type] as FieldWidget);
}

/** A field's value as text, tags or links; a dash when there is none; the code when its formula failed. */
export function FieldValue({ error, ...props }: DisplayProps & { error?: string | null }) {
  const widget = widgetOf(props.field);
  if (error) return <FormulaError code={error} />;
  if (isEmpty(props.value)) return <span className={styles.faint}>—</span>;
  if (!widget) return <RowCount count={Array.isArray(props.value) ? props.value.length : 0} />;
  return (
    <span className={props.compact ? styles.compactValue : styles.value}>
      <widget.Display {...props} />
    </span>
  );
}

function FormulaError({ code }: { code: string }) {
  const { t } = useTranslation("form");
  return (
    <span className={styles.error} title={t(`formula_error.${code.replace(/[#!/?]/g, "")}`)}>
      {code}
    </span>
  );
}

function RowCount({ count }: { count: number }) {
  const { t } = useTranslation("form");
  return <>{t("value.rows", { count })}</>;
}
