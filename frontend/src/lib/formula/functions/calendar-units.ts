/** Months, weeks and their names, for the functions of dates. */
import { civilFromDays, dateFromDays, daysInMonth, makeDate, type Civil, type PlainDate } from "../dates";
import { Fail, NUM, VALUE } from "../values";

const UNITS: Record<string, string> = {
  year: "year",
  quarter: "quarter",
  month: "month",
  week: "week",
  day: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
  y: "year",
  q: "quarter",
  m: "month",
  w: "week",
  d: "day",
  h: "hour",
  年: "year",
  季: "quarter",
  月: "month",
  周: "week",
  天: "day",
  日: "day",
  时: "hour",
  小时: "hour",
  分: "minute",
  分钟: "minute",
  秒: "second",
};
export const UNIT_SECONDS: Record<string, number> = {
  week: 604_800,
  day: 86_400,
  hour: 3600,
  minute: 60,
  second: 1,
};
export const UNIT_MONTHS: Record<string, number> = { year: 12, quarter: 3, month: 1 };

export function unitOf(text: string): string {
  const name = text.trim().toLowerCase();
  const unit = UNITS[name] ?? UNITS[name.replace(/s$/, "")];
  if (!unit) throw new Fail(VALUE);
  return unit;
}

export function shiftDays(day: PlainDate, count: number): PlainDate {
  const moved = dateFromDays(day.days + count);
  if (!moved) throw new Fail(NUM);
  return moved;
}

/** The same day of another month, or that month's last day. */
export function addMonths(day: PlainDate, months: number): PlainDate {
  const at = civilFromDays(day.days);
  const total = at.year * 12 + at.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const moved = makeDate(year, month, Math.min(at.day, daysInMonth(year, month)));
  if (!moved) throw new Fail(NUM);
  return moved;
}

/** Whole months from start to a later end. */
export const fullMonths = (start: Civil, end: Civil): number =>
  (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day ? 1 : 0);

/** The first day of the year, quarter, month or week (from Monday) that holds a day. */
export function firstOf(day: PlainDate, unit: string): PlainDate {
  const { year, month } = civilFromDays(day.days);
  if (unit === "year") return makeDate(year, 1, 1)!;
  if (unit === "quarter") return makeDate(year, Math.floor((month - 1) / 3) * 3 + 1, 1)!;
  if (unit === "month") return makeDate(year, month, 1)!;
  if (unit === "week") return shiftDays(day, -((((day.days + 3) % 7) + 7) % 7));
  if (unit === "day") return day;
  throw new Fail(VALUE);
}
