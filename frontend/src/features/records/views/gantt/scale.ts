/** The ruler of a timeline: how wide a day is, and where months, weeks and years begin. */
import { dayNumber, dayText } from "../model/spans";

export const ZOOMS = ["day", "week", "month", "quarter"] as const;
export type Zoom = (typeof ZOOMS)[number];

export const DAY_WIDTH: Record<Zoom, number> = { day: 40, week: 20, month: 7, quarter: 2.6 };

export interface Tick {
  /** Day number where it begins, and how many days it lasts. */
  day: number;
  days: number;
  key: string;
}

export interface Ruler {
  first: number;
  last: number;
  upper: Tick[];
  lower: Tick[];
}

interface Bounds {
  start: number;
  end: number;
}

const MOST_DAYS = 3_660;

/** From a little before the first bar until some time after the last; today is always on it. */
export function rulerOf(bars: Bounds[], today: number, zoom: Zoom): Ruler {
  const around = { day: 14, week: 28, month: 90, quarter: 270 }[zoom];
  const starts = bars.map((bar) => bar.start);
  const ends = bars.map((bar) => bar.end);
  const first = beginOf(Math.max(Math.min(today, ...starts), today - MOST_DAYS / 2) - around, "month");
  const last = Math.min(Math.max(today, ...ends), first + MOST_DAYS) + around;
  const [upper, lower] = UNITS[zoom];
  return { first, last, upper: ticks(first, last, upper), lower: ticks(first, last, lower) };
}

type Unit = "day" | "week" | "month" | "quarter" | "year";
const UNITS: Record<Zoom, [Unit, Unit]> = {
  day: ["month", "day"],
  week: ["month", "week"],
  month: ["year", "month"],
  quarter: ["year", "quarter"],
};

/** The day on which the unit around a day begins; weeks on Monday. */
export function beginOf(day: number, unit: Unit): number {
  if (unit === "day") return day;
  if (unit === "week") return day - ((((day + 3) % 7) + 7) % 7);
  const text = dayText(day);
  const month = Number(text.slice(5, 7));
  const first = unit === "year" ? 1 : unit === "quarter" ? month - ((month - 1) % 3) : month;
  return dayNumber(`${text.slice(0, 4)}-${String(first).padStart(2, "0")}-01`);
}

function ticks(first: number, last: number, unit: Unit): Tick[] {
  const found: Tick[] = [];
  for (let day = first; day <= last;) {
    const longest = { day: 1, week: 7, month: 31, quarter: 92, year: 366 }[unit];
    // The next one begins within the longest such unit, counted from where this one began.
    const next = beginOf(beginOf(day, unit) + longest, unit);
    const after = next > day ? next : beginOf(beginOf(day, unit) + longest + 1, unit);
    const until = Math.min(after, last + 1);
    found.push({ day, days: until - day, key: dayText(day) });
    day = until;
  }
  return found;
}
