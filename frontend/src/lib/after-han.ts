import type { Locale } from "./types";

/** Words behind Chinese ones: a blank stands before Latin letters and digits («添加 RFM 快照»). */
export function afterHan(words: string, locale: Locale): string {
  return locale === "zh-CN" && /^[A-Za-z0-9]/.test(words) ? ` ${words}` : words;
}
