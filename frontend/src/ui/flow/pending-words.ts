/** What became of a saved change, in words: it waits for somebody. */
import type { TFunction } from "i18next";
import type { Pending } from "@/lib/flow/types";
import type { Field } from "@/lib/form-runtime/definition";
import {
  formatDatetime,
  formatMoney,
  formatNumber,
  fractionToPercent,
  shownDecimals,
} from "@/lib/form-runtime/format";
import { labelText } from "@/lib/locale";

/** A value as plain text; null where only the form can draw it (people, links, rows). */
export function plainValue(field: Field, value: unknown, locale: string, zone: string): string | null {
  if (value === null || value === undefined || value === "") return "—";
  switch (field.type) {
    case "select":
    case "multi_select": {
      const values = Array.isArray(value) ? value : [value];
      const label = (one: unknown) =>
        labelText(field.options.find((option) => option.value === one)?.label, locale) || String(one);
      return values.map(label).join(", ");
    }
    case "number":
      return formatNumber(Number(value), shownDecimals(field), field.thousands ?? false);
    case "money":
      return formatMoney(Number(value), field.currency, field.decimals ?? 2);
    case "percent":
      return `${formatNumber(fractionToPercent(Number(value)), field.decimals, false)}%`;
    case "datetime":
      return formatDatetime(String(value), zone);
    case "boolean":
    case "member":
    case "department":
    case "link":
    case "subform":
    case "attachment":
      return null;
    default:
      return typeof value === "object" ? null : String(value);
  }
}

/** «阶段 初步沟通 → 方案报价»: every held field of a change. `t` of the namespace `flows`. */
export function pendingChanges(
  pending: Pending,
  fields: Field[],
  locale: string,
  zone: string,
  t: TFunction<"flows">,
): string {
  return pending.fields
    .map(({ field: key, from, to }) => {
      const field = fields.find((one) => one.key === key);
      const name = labelText(field?.label, locale) || key;
      const before = field ? plainValue(field, from, locale, zone) : null;
      const after = field ? plainValue(field, to, locale, zone) : null;
      return before === null || after === null
        ? t("flows:pending.change_only", { field: name })
        : t("flows:pending.change", { field: name, from: before, to: after });
    })
    .join(t("flows:record.comma"));
}
