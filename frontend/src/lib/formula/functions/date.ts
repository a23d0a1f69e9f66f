/** Dates and instants (engines/formula/functions/date.py). WORKDAY and its kin need the server's calendar. */
import {
  civilFromDays,
  civilInZone,
  dateFromDays,
  dateInZone,
  daysFromCivil,
  daysInMonth,
  Instant,
  instantInZone,
  makeDate,
  PlainDate,
  type Civil,
} from "../dates";
import { ONE, ZERO, type Decimal } from "../decimal";
import { divide, Fail, instant, NUM, VALUE, type Value } from "../values";
import {
  addMonths,
  firstOf,
  fullMonths,
  shiftDays,
  UNIT_MONTHS,
  UNIT_SECONDS,
  unitOf,
} from "./calendar-units";
import { int, whole, type Family } from "./family";

const civil = (value: Value | undefined): Civil => civilFromDays((value as PlainDate).days);
const days = (value: Value | undefined): number => (value as PlainDate).days;
const mod = (value: number, by: number): number => ((value % by) + by) % by;
/** Monday is 0. */
const weekday = (day: number): number => mod(day + 3, 7);
const WEEK_STARTS: Record<number, number> = { 1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6 };

function dateOf(year: number, month: number, day: number): PlainDate {
  const months = year * 12 + month - 1;
  const first = makeDate(Math.floor(months / 12), mod(months, 12) + 1, 1);
  if (!first) throw new Fail(NUM);
  return shiftDays(first, day - 1);
}

function dateValue(text: string): PlainDate {
  const match = /^\s*(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?(?:[T ][\s\S]*)?\s*$/.exec(text);
  const found = match && makeDate(Number(match[1]), Number(match[2]), Number(match[3]));
  if (!found) throw new Fail(VALUE);
  return found;
}

function weekdayOf(day: number, base: Value): Value {
  const kind = whole(base);
  if (kind === 3) return int(weekday(day));
  const start = WEEK_STARTS[kind];
  if (start === undefined) throw new Fail(NUM);
  return int(mod(weekday(day) - start, 7) + 1);
}

const yearStart = (year: number): number => daysFromCivil({ year, month: 1, day: 1 });

function isoWeek(day: number): number {
  const thursday = day - weekday(day) + 3;
  return Math.floor((thursday - yearStart(civilFromDays(thursday).year)) / 7) + 1;
}

function weekNumber(day: number, base: Value): Value {
  const kind = whole(base);
  if (kind === 21) return int(isoWeek(day));
  const start = WEEK_STARTS[kind];
  if (start === undefined) throw new Fail(NUM);
  const first = yearStart(civilFromDays(day).year);
  return int(Math.floor((day - first + mod(weekday(first) - start, 7)) / 7) + 1);
}

/** "md": the days that whole months leave over, counted from the end of the month before as Excel does. */
function daysAfterMonths(start: Civil, end: Civil): number {
  if (end.day >= start.day) return end.day - start.day;
  const before = civilFromDays(daysFromCivil({ ...end, day: 1 }) - 1);
  return daysFromCivil(end) - daysFromCivil(before) + before.day - Math.min(start.day, before.day);
}

function daysAfterYears(start: PlainDate, end: PlainDate): number {
  const [from, to] = [civil(start), civil(end)];
  const early = to.month < from.month || (to.month === from.month && to.day < from.day);
  return end.days - addMonths(start, (to.year - (early ? 1 : 0) - from.year) * 12).days;
}

const DATEDIF: Record<string, (start: PlainDate, end: PlainDate) => number> = {
  y: (start, end) => Math.floor(fullMonths(civil(start), civil(end)) / 12),
  m: (start, end) => fullMonths(civil(start), civil(end)),
  d: (start, end) => end.days - start.days,
  ym: (start, end) => mod(fullMonths(civil(start), civil(end)), 12),
  md: (start, end) => daysAfterMonths(civil(start), civil(end)),
  yd: daysAfterYears,
};

function dateDif([start, end, unit]: Value[]): Value {
  const measure = DATEDIF[(unit as string).toLowerCase()];
  if (!measure || days(start) > days(end)) throw new Fail(NUM);
  return int(measure(start as PlainDate, end as PlainDate));
}

function dateAdd(moment: Value, count: Value, unit: Value, zone: string): Value {
  const name = unitOf(unit as string);
  const amount = whole(count);
  if (moment instanceof Instant) return addToInstant(moment, amount, name, zone);
  const months = UNIT_MONTHS[name];
  if (months) return addMonths(moment as PlainDate, amount * months);
  if (name !== "week" && name !== "day") throw new Fail(VALUE);
  return shiftDays(moment as PlainDate, amount * (name === "week" ? 7 : 1));
}

/** Hours and less run on the clock; days and more keep the wall-clock time of the zone. */
function addToInstant(moment: Instant, amount: number, unit: string, zone: string): Instant {
  if (["hour", "minute", "second"].includes(unit))
    return instant(moment.ms + amount * UNIT_SECONDS[unit]! * 1000);
  const wall = civilInZone(moment, zone);
  const day = new PlainDate(daysFromCivil(wall));
  const months = UNIT_MONTHS[unit];
  const moved = months
    ? addMonths(day, amount * months)
    : shiftDays(day, (amount * UNIT_SECONDS[unit]!) / 86_400);
  const second = instantInZone(wall, zone).ms !== moment.ms;
  return instant(instantInZone({ ...wall, ...civilFromDays(moved.days) }, zone, second).ms);
}

const clock = (at: { hour: number; minute: number; second: number; ms: number }): number =>
  ((at.hour * 60 + at.minute) * 60 + at.second) * 1000 + at.ms;

function instantDifference(end: Instant, start: Instant, unit: string, zone: string): Value {
  const name = unitOf(unit);
  const sign = end.ms < start.ms ? -1 : 1;
  const [early, late] = sign < 0 ? [end, start] : [start, end];
  const seconds = UNIT_SECONDS[name];
  if (seconds) return int(Math.floor((late.ms - early.ms) / (seconds * 1000)) * sign);
  const [first, second] = [civilInZone(early, zone), civilInZone(late, zone)];
  let months = fullMonths(first, second);
  if (second.day === first.day && clock(second) < clock(first)) months -= 1;
  return int(Math.floor(Math.max(months, 0) / UNIT_MONTHS[name]!) * sign);
}

function endOf(day: PlainDate, unit: string): PlainDate {
  const name = unitOf(unit);
  const first = firstOf(day, name);
  const months = UNIT_MONTHS[name];
  if (!months) return shiftDays(first, name === "week" ? 6 : 0);
  const last = civil(addMonths(first, months - 1));
  return makeDate(last.year, last.month, daysInMonth(last.year, last.month))!;
}

const seconds = (hour: Value, minute: Value, second: Value): number =>
  whole(hour) * 3600 + whole(minute) * 60 + whole(second);

function datetime([day, hour = ZERO, minute = ZERO, second = ZERO]: Value[], zone: string): Value {
  const total = seconds(hour, minute, second);
  const moved = dateFromDays(days(day) + Math.floor(total / 86_400));
  if (!moved) throw new Fail(NUM);
  const rest = mod(total, 86_400);
  const time = {
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    ms: 0,
  };
  return instant(instantInZone({ ...civilFromDays(moved.days), ...time }, zone).ms);
}

const wall = (value: Value | undefined, zone: string) => civilInZone(value as Instant, zone);

export const DATE: Family = {
  TODAY: (_args, env) => dateInZone(new Instant(env.now), env.zone),
  NOW: (_args, env) => new Instant(env.now),
  DATE: ([year, month, day]) => dateOf(whole(year!), whole(month!), whole(day!)),
  DATETIME: (args, env) => datetime(args, env.zone),
  TIME: ([hour, minute, second]) => {
    const total = seconds(hour!, minute!, second!);
    if (total < 0) throw new Fail(NUM);
    return divide(int(total % 86_400), int(86_400));
  },
  DATEVALUE: ([text]) => dateValue(text as string),
  TODATE: ([day]) => day!,
  YEAR: ([day]) => int(civil(day).year),
  QUARTER: ([day]) => int(Math.floor((civil(day).month + 2) / 3)),
  MONTH: ([day]) => int(civil(day).month),
  DAY: ([day]) => int(civil(day).day),
  HOUR: ([moment], env) => int(wall(moment, env.zone).hour),
  MINUTE: ([moment], env) => int(wall(moment, env.zone).minute),
  SECOND: ([moment], env) => int(wall(moment, env.zone).second),
  WEEKDAY: ([day, base = ONE]) => weekdayOf(days(day), base),
  WEEKNUM: ([day, base = ONE]) => weekNumber(days(day), base),
  ISOWEEKNUM: ([day]) => int(isoWeek(days(day))),
  EDATE: ([day, months]) => addMonths(day as PlainDate, whole(months!)),
  EOMONTH: ([day, months]) => {
    const at = civil(addMonths(firstOf(day as PlainDate, "month"), whole(months!)));
    return makeDate(at.year, at.month, daysInMonth(at.year, at.month));
  },
  DAYS: ([end, start]) => int(days(end) - days(start)),
  DATEDIF: dateDif,
  DATEADD: ([moment, count, unit], env) => dateAdd(moment!, count!, unit!, env.zone),
  DATETIME_DIFF: ([end, start, unit], env) =>
    instantDifference(end as Instant, start as Instant, unit as string, env.zone),
  STARTOF: ([day, unit]) => firstOf(day as PlainDate, unitOf(unit as string)),
  ENDOF: ([day, unit]) => endOf(day as PlainDate, unit as string),
  YEARFRAC: ([start, end]): Decimal => divide(int(Math.abs(days(end) - days(start))), int(365)),
};
