/** Numbers that the page itself puts into words; all others come from the server in the reader's language. */
import type { Locale } from "../types";

export function percentText(fraction: number, locale: Locale, digits = 1): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(fraction);
}

/** A number in few characters, by the units of the language: ten thousands in Chinese, thousands in English. */
export function compactText(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 2 }).format(value);
}
