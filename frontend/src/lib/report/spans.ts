/** The spans of time that a filter offers by name. */
import type { Span } from "./filters";

const SPANS = {
  today: { last: 1, unit: "day" },
  yesterday: { last: 1, unit: "day", current: false },
  this_week: { last: 1, unit: "week" },
  last_week: { last: 1, unit: "week", current: false },
  days_7: { last: 7, unit: "day" },
  days_30: { last: 30, unit: "day" },
  this_month: { last: 1, unit: "month" },
  last_month: { last: 1, unit: "month", current: false },
  this_quarter: { last: 1, unit: "quarter" },
  last_quarter: { last: 1, unit: "quarter", current: false },
  months_12: { last: 12, unit: "month" },
  this_year: { last: 1, unit: "year" },
  last_year: { last: 1, unit: "year", current: false },
} as const satisfies Record<string, Span>;

export type PresetName = keyof typeof SPANS;
export const PRESETS = Object.keys(SPANS) as PresetName[];

export const isPreset = (name: string): name is PresetName => name in SPANS;
export const spanOf = (name: PresetName): Span => SPANS[name];

/** The name of a span; `own` for one that has none, null for no span. */
export function presetOf(span: Span | null): PresetName | "own" | null {
  if (!span) return null;
  if (!("last" in span)) return span.start || span.end ? "own" : null;
  const same = (other: { last: number; unit: string; current?: boolean }): boolean =>
    other.last === span.last &&
    other.unit === span.unit &&
    (other.current ?? true) === (span.current ?? true);
  return PRESETS.find((name) => same(SPANS[name])) ?? "own";
}
