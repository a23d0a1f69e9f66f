import type { Field } from "@/lib/form-runtime/definition";
import { formatMoney } from "@/lib/form-runtime/format";
import { valueKind } from "@/lib/form-runtime/kinds";

/** A figure as people read it: money with its sign, shares in percent; cents only where there are some. */
export function figureText(value: number, field: Field | undefined, locale: string): string {
  const kind = field && valueKind(field);
  if (kind === "money") {
    const currency = field && "currency" in field ? field.currency : null;
    return formatMoney(value, currency, Number.isInteger(value) ? 0 : 2);
  }
  const style = kind === "percent" ? "percent" : "decimal";
  return value.toLocaleString(locale, { style, maximumFractionDigits: 2 });
}
