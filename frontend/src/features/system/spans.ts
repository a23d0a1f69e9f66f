import type { Period } from "./types";

const OFFERED = [1, 7, 14, 30, 90, 183, 365, 730, 1095, 1825, 3650];

/** A span in the largest unit that says it exactly. */
export function spanOf(days: number): { unit: "years" | "days"; count: number } {
  return days % 365 === 0 ? { unit: "years", count: days / 365 } : { unit: "days", count: days };
}

/** The spans to choose from, shortest first; null: for ever. What counts now and by default is among them. */
export function choicesOf(period: Period, chosen: number | null): (number | null)[] {
  const fitting = [...OFFERED, period.least, period.default, period.days, chosen].filter(
    (days): days is number => days !== null && days >= period.least && days <= period.most,
  );
  const days = [...new Set(fitting)].sort((one, other) => one - other);
  return period.always ? [...days, null] : days;
}

/** Whether things go that would have stayed. */
export function isShorter(before: number | null, after: number | null): boolean {
  return after !== null && (before === null || after < before);
}
