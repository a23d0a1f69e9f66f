/** Years first in English too: 11/12 means two things. */
const FORMAT: Record<string, string> = { en: "en-CA" };

/** An instant as a person reads it, in their language and time zone: «2026-11-22, 13:59». */
export function formatInstant(iso: string | null | undefined, locale: string, timeZone?: string): string {
  if (!iso) return "";
  return new Intl.DateTimeFormat(FORMAT[locale] ?? locale, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(iso));
}

/** The day of an instant: «2026-11-22». */
export function formatDay(iso: string | null | undefined, locale: string, timeZone?: string): string {
  if (!iso) return "";
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", timeZone } as const;
  return new Intl.DateTimeFormat(FORMAT[locale] ?? locale, parts).format(new Date(iso));
}

/** The time of day of an instant: «13:59». */
export function formatTime(iso: string | null | undefined, locale: string, timeZone?: string): string {
  if (!iso) return "";
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return new Intl.DateTimeFormat(FORMAT[locale] ?? locale, parts).format(new Date(iso));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** What ICU calls «now», 现在: a thing that has just happened is 刚刚. */
const JUST_NOW: Record<string, string> = { "zh-CN": "刚刚", en: "just now" };

/** «3 hours ago»; under a minute it is «just now». */
export function formatAgo(iso: string | null | undefined, locale: string, now = Date.now()): string {
  if (!iso) return "";
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return JUST_NOW[locale] ?? format.format(0, "second");
}
