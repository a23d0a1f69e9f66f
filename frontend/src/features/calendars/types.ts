/** Working time, as the server keeps it. Days of the week: «0» is Monday. */
import type { Label } from "@/lib/types";

export type Span = [string, string];
export interface SpecialDay {
  date: string;
  name: string;
}
export interface WorkCalendar {
  key: string;
  label: Label;
  timezone: string;
  weekly: Record<string, Span[]>;
  holidays: SpecialDay[];
  workdays: SpecialDay[];
  is_default: boolean;
  version: number;
}

export const DAYS = ["0", "1", "2", "3", "4", "5", "6"] as const;
const DAY: Span[] = [
  ["09:00", "12:00"],
  ["13:00", "18:00"],
];

export const newCalendar = (label: string): Omit<WorkCalendar, "key" | "is_default" | "version"> => ({
  label,
  timezone: "Asia/Shanghai",
  weekly: Object.fromEntries(DAYS.map((day) => [day, Number(day) < 5 ? DAY : []])),
  holidays: [],
  workdays: [],
});

/** Two lists of days as one, each day once, in order; what is added wins. */
export function mergeDays(kept: SpecialDay[], added: SpecialDay[]): SpecialDay[] {
  const days = new Map([...kept, ...added].map((day) => [day.date, day]));
  return [...days.values()].sort((a, b) => a.date.localeCompare(b.date));
}
