import { Temporal } from "temporal-polyfill";

const TOLD = /(Z|[+-]\d{2}:?\d{2})$/;

/**
 * What the API takes of a place on the calendar: a day, or an instant in UTC. A time without an offset is one of the
 * calendar's own zone, which need not be the browser's.
 */
export function asValue(text: string, instant: boolean, zone: string): string {
  if (!instant) return text.slice(0, 10);
  const at = TOLD.test(text)
    ? Temporal.Instant.from(text)
    : Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
  return at.toString({ fractionalSecondDigits: 3 });
}
