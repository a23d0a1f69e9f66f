/** Field values as text for people: thousands, currencies, percent, wall-clock time, telephone groups. */
import { civilInZone, instantFromIso } from "@/lib/formula/dates";
import { labelText } from "@/lib/locale";
import type { Locale } from "@/lib/types";
import type { Field, FieldOption } from "./definition";
import { fixed, moved } from "./plain-digits";

/** A number with a fixed or free number of decimals, never in exponents. */
export function formatNumber(value: number, decimals: number | null | undefined, thousands: boolean): string {
  const text = fixed(value, decimals ?? null);
  if (!thousands) return text;
  const [whole = "", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction ? `${grouped}.${fraction}` : grouped;
}

/** How many decimals a number is shown with; null: those it has. */
export function shownDecimals(field: { decimals?: number | null; trim?: boolean }): number | null {
  return field.trim ? null : (field.decimals ?? 0);
}

/** `¥`, `$`, … ; the code itself where there is no sign. */
export function currencySign(currency: string | null | undefined): string {
  const code = currency ?? "CNY";
  if (code === "CNY") return "¥";
  try {
    const parts = new Intl.NumberFormat("en", {
      style: "currency",
      currency: code,
      currencyDisplay: "narrowSymbol",
    }).formatToParts(0);
    return parts.find((part) => part.type === "currency")?.value ?? code;
  } catch {
    return code;
  }
}

export function formatMoney(value: number, currency: string | null | undefined, decimals = 2): string {
  const sign = currencySign(currency);
  const text = formatNumber(Math.abs(value), decimals, true);
  return `${value < 0 ? "-" : ""}${sign}${sign.length > 1 ? " " : ""}${text}`;
}

export const fractionToPercent = (value: number): number => moved(value, 2);
export const percentToFraction = (value: number): number => moved(value, -2);

const pad = (value: number): string => String(value).padStart(2, "0");

/** `2026-11-22 16:30` on the wall clock of `zone`. */
export function formatDatetime(iso: string, zone: string): string {
  const instant = instantFromIso(iso);
  if (!instant) return iso;
  const at = civilInZone(instant, zone);
  return `${at.year}-${pad(at.month)}-${pad(at.day)} ${pad(at.hour)}:${pad(at.minute)}`;
}

/** Chinese numbers as people write them, mobiles in groups and landlines with their area code; others as they are. */
export function formatPhone(value: string, region = "CN"): string {
  const national = region === "CN" ? value.replace(/^\+86[\s-]?/, "") : value;
  if (/^1[3-9]\d{9}$/.test(national))
    return `${national.slice(0, 3)} ${national.slice(3, 7)} ${national.slice(7)}`;
  // A landline: 10 and 2x are area codes of two digits, all others of three; dialled with a 0.
  const landline = national === value ? null : /^(10|2\d|[3-9]\d\d)(\d{7,8})$/.exec(national);
  return landline ? `0${landline[1]}-${landline[2]}` : national;
}

export const optionOf = (options: FieldOption[], value: unknown): FieldOption | undefined =>
  options.find((option) => option.value === value);

export const optionText = (options: FieldOption[], value: unknown, locale: Locale): string => {
  const option = optionOf(options, value);
  return option ? labelText(option.label, locale) || option.value : String(value);
};

/** A formula's result is shown as the kind it was declared to be. */
export function formatAs(
  kind: string,
  value: unknown,
  field: Partial<Field> & Record<string, unknown>,
  zone: string,
): string {
  if (typeof value === "number") {
    const decimals = (field.decimals as number | null | undefined) ?? (kind === "money" ? 2 : null);
    if (kind === "money") return formatMoney(value, field.currency as string | undefined, decimals ?? 2);
    if (kind === "percent") return `${formatNumber(fractionToPercent(value), decimals ?? 2, false)}%`;
    return formatNumber(value, decimals, !!field.thousands);
  }
  if (kind === "datetime" && typeof value === "string") return formatDatetime(value, zone);
  return String(value);
}

export function formatBytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(0)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}
