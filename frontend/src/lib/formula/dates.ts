/**
 * Dates without a zone and instants, as the formula language knows them.
 *
 * A date is a number of days since 1970-01-01 in the proleptic Gregorian calendar, an instant a
 * number of milliseconds since 1970-01-01T00:00Z. Zones come from the browser's own database (Intl).
 */

const DAY_MS = 86_400_000;
/** Years the server's calendar knows (Python: datetime.MINYEAR, MAXYEAR). */
const MIN_YEAR = 1;
const MAX_YEAR = 9999;

export class PlainDate {
  constructor(readonly days: number) {}
}

export class Instant {
  constructor(readonly ms: number) {}
}

export interface Civil {
  year: number;
  month: number;
  day: number;
}

export interface CivilTime extends Civil {
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970-01-01 of a calendar day (H. Hinnant, «chrono-compatible low-level date algorithms»). */
export function daysFromCivil({ year, month, day }: Civil): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilFromDays(days: number): Civil {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** A date of the calendar, or null when there is no such day. */
export function makeDate(year: number, month: number, day: number): PlainDate | null {
  if (year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > 12) return null;
  if (day < 1 || day > daysInMonth(year, month)) return null;
  return new PlainDate(daysFromCivil({ year, month, day }));
}

/** The date `days` after the epoch, or null outside the years 1 to 9999. */
export function dateFromDays(days: number): PlainDate | null {
  if (!Number.isFinite(days) || Math.abs(days) > 4_000_000) return null;
  const { year } = civilFromDays(days);
  return year < MIN_YEAR || year > MAX_YEAR ? null : new PlainDate(days);
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

export function dateToIso(date: PlainDate): string {
  const { year, month, day } = civilFromDays(date.days);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function dateFromIso(text: string): PlainDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match ? makeDate(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

export const instantToIso = (instant: Instant): string => new Date(instant.ms).toISOString();

export function instantFromIso(text: string): Instant | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Instant(ms);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function zoneFormatter(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US-u-ca-iso8601", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      era: "short",
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;

/** What the clock on the wall of `zone` shows at an instant. */
export function civilInZone(instant: Instant, zone: string): CivilTime {
  const parts: Record<string, string> = {};
  for (const part of zoneFormatter(zone).formatToParts(new Date(instant.ms))) parts[part.type] = part.value;
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
    second: Number(parts.second),
    ms: mod(instant.ms, 1000),
  };
}

/** 0001-01-01T00:00Z and the last millisecond of 9999. */
export const MIN_INSTANT = -62_135_596_800_000;
export const MAX_INSTANT = 253_402_300_799_999;

const asUtc = (time: CivilTime): number =>
  daysFromCivil(time) * DAY_MS + time.hour * 3_600_000 + time.minute * 60_000 + time.second * 1000 + time.ms;

const offsetAt = (ms: number, zone: string): number => asUtc(civilInZone(new Instant(ms), zone)) - ms;

/**
 * The instant at which the wall clock of `zone` shows `time`. In the gap of a spring change the
 * clock reads on with the offset before the change; in an autumn overlap the first pass counts
 * (Python: zoneinfo with fold=0), or, with `second`, the second (fold=1).
 */
export function instantInZone(time: CivilTime, zone: string, second = false): Instant {
  const local = asUtc(time);
  const before = offsetAt(local - DAY_MS, zone);
  const after = offsetAt(local + DAY_MS, zone);
  const offsets = second ? [after, before] : [before, after];
  for (const offset of offsets)
    if (offsetAt(local - offset, zone) === offset) return new Instant(local - offset);
  return new Instant(local - offsets[0]!);
}

export function dateInZone(instant: Instant, zone: string): PlainDate {
  return new PlainDate(daysFromCivil(civilInZone(instant, zone)));
}

export function startOfDay(date: PlainDate, zone: string): Instant {
  return instantInZone({ ...civilFromDays(date.days), hour: 0, minute: 0, second: 0, ms: 0 }, zone);
}
