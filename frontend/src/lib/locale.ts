import type { Label, Locale } from "./types";

const KEY = "dougong.locale";
export const LOCALES: readonly Locale[] = ["zh-CN", "en"];

function isLocale(text: string | null): text is Locale {
  return text !== null && (LOCALES as readonly string[]).includes(text);
}

/** Kept on this device for the pages before sign-in; after it, the person's own language wins. */
function initialLocale(): Locale {
  const kept = globalThis.localStorage?.getItem(KEY) ?? null;
  if (isLocale(kept)) return kept;
  const wanted = globalThis.navigator?.languages ?? [];
  return wanted.length > 0 && !wanted.some((tag) => tag.startsWith("zh")) ? "en" : "zh-CN";
}

let locale: Locale = initialLocale();

export function currentLocale(): Locale {
  return locale;
}

export function rememberLocale(next: Locale): void {
  locale = next;
  globalThis.localStorage?.setItem(KEY, next);
}

/** Names one after the other: «A, B, C», «甲、乙、丙». */
export const namesText = (names: readonly string[], wanted: string): string =>
  new Intl.ListFormat(wanted, { type: "conjunction", style: "narrow" }).format(names);

/** A label in one language; another language before nothing. */
export function labelText(label: Label | null | undefined, wanted: string): string {
  if (label === null || label === undefined) return "";
  if (typeof label === "string") return label;
  return label[wanted as Locale] ?? label["zh-CN"] ?? label.en ?? "";
}
