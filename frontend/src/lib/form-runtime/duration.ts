/** Lengths of time as people read and write them (engines/form/fields/duration.py). */
import type { Locale } from "@/lib/types";
import type { DurationField } from "./definition";

const UNITS: Record<string, number> = {
  ...{ 周: 604800, weeks: 604800, week: 604800, w: 604800 },
  ...{ 天: 86400, 日: 86400, days: 86400, day: 86400, d: 86400 },
  ...{ 个小时: 3600, 小时: 3600, 钟头: 3600, 时: 3600 },
  ...{ hours: 3600, hour: 3600, hrs: 3600, hr: 3600, h: 3600 },
  ...{ 分钟: 60, 分: 60, minutes: 60, minute: 60, mins: 60, min: 60, m: 60 },
  ...{ 秒钟: 1, 秒: 1, seconds: 1, second: 1, secs: 1, sec: 1, s: 1 },
};
const WORD = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join("|");
const NAMES = { "zh-CN": ["小时", "分", "秒", "分钟", "小时"], en: ["h", "m", "s", "min", "h"] } as const;

const two = (value: number): string => String(value).padStart(2, "0");

/** Nothing is hidden: what a display can't tell exactly is told in units. */
export function formatDuration(value: number, display: DurationField["display"], locale: Locale): string {
  const seconds = Math.abs(value);
  const names = NAMES[locale];
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = (): string => {
    if (display === "clock_seconds" || (display === "clock" && rest))
      return `${hours}:${two(minutes)}:${two(rest)}`;
    if (display === "clock") return `${hours}:${two(minutes)}`;
    if (display === "minutes" && rest === 0) return `${seconds / 60} ${names[3]}`;
    if (display === "hours" && seconds % 36 === 0) return `${seconds / 3600} ${names[4]}`;
    const parts = [hours, minutes, rest].flatMap((many, at) => (many ? [`${many}${names[at]}`] : []));
    return parts.join(locale === "en" ? " " : "") || `0${names[1]}`;
  };
  return (value < 0 ? "-" : "") + shown();
}

/** Seconds that a bare number counts. */
const unitOf = (display: DurationField["display"]): number =>
  display === "clock_seconds" ? 1 : display === "hours" ? 3600 : 60;

/** Seconds; null for an empty text, undefined for what is no duration. */
export function parseDuration(raw: string, display: DurationField["display"]): number | null | undefined {
  const written = raw.normalize("NFKC").trim().replace("−", "-");
  if (!written) return null;
  const sign = written.startsWith("-") ? -1 : 1;
  const text = written.replace(/^-/, "").trim();
  const clock = /^(\d+):([0-5]?\d)(?::([0-5]?\d))?$/.exec(text);
  if (clock) return sign * (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0));
  if (/^\d+(\.\d+)?$/.test(text)) return sign * Math.round(Number(text) * unitOf(display));
  const plain = text.replace(/(\d\s*(?:h|小时|时))\s*(\d+)$/i, "$1$2m").replace(/小时半$/, "小时30分");
  const part = new RegExp(`(\\d+(?:\\.\\d+)?|半)\\s*(${WORD})\\s*`, "gi");
  const parts = [...plain.matchAll(part)];
  if (parts.length === 0 || plain.replace(part, "").replace(/[\s,，]/g, "")) return undefined;
  const total = parts.reduce(
    (sum, [, many, unit]) => sum + (many === "半" ? 0.5 : Number(many)) * UNITS[unit!.toLowerCase()]!,
    0,
  );
  return sign * Math.round(total);
}
