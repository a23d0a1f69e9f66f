/** Days of records: what a calendar and a timeline show, and what a drag writes back. */
import type { Field } from "@/lib/form-runtime/definition";
import { valueKind } from "@/lib/form-runtime/kinds";

const DAY = 86_400_000;

export const isInstant = (field: Field): boolean => valueKind(field) === "datetime";

/** `2026-03-05` as a number of days since 1970; independent of any zone. */
export const dayNumber = (day: string): number =>
  Math.floor(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / DAY);
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** The day on which an instant falls in a zone. */
export function dayIn(value: string, zone: string): string {
  if (value.length <= 10) return value;
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(new Date(value));
}

/** A value moved by whole days; an instant keeps its time of day (as far as the zone's clock allows). */
export function movedBy(value: string, days: number): string {
  if (value.length <= 10) return dayText(dayNumber(value) + days);
  return new Date(Date.parse(value) + days * DAY).toISOString();
}

const date = (day: string): string => {
  const [year, month, last] = day.split("-").map(Number);
  return `DATE(${year}, ${month}, ${last})`;
};

/** Records that touch the days `from` (included) until `to` (excluded). */
export function touching(start: string, end: string | null, from: string, to: string): string {
  const within = `${start} >= ${date(from)} and ${start} < ${date(to)}`;
  if (!end) return within;
  return `(${within}) or (${start} < ${date(to)} and ${end} >= ${date(from)})`;
}
