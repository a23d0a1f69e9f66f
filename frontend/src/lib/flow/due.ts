/** Deadlines as people read them: how long is left, how late it is, and how much that presses. */

export type Pressure = "calm" | "soon" | "late";

export interface Countdown {
  pressure: Pressure;
  /** The two largest units of the distance, largest first; never empty. */
  parts: { unit: "day" | "hour" | "minute"; count: number }[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From here on a deadline is marked. */
const SOON = 4 * HOUR;

/** How far it is from `now` (ms) to a deadline, or since it passed; null without one. */
export function countdown(dueAt: string | null | undefined, now: number): Countdown | null {
  if (!dueAt) return null;
  const left = new Date(dueAt).getTime() - now;
  if (Number.isNaN(left)) return null;
  const pressure: Pressure = left <= 0 ? "late" : left <= SOON ? "soon" : "calm";
  // What is left is rounded up and what has passed down: «1 minute left» until the very end.
  const minutes = left > 0 ? Math.ceil(left / MINUTE) : Math.floor(-left / MINUTE);
  const whole: Countdown["parts"] = [
    { unit: "day", count: Math.floor((minutes * MINUTE) / DAY) },
    { unit: "hour", count: Math.floor((minutes % 1440) / 60) },
    { unit: "minute", count: minutes % 60 },
  ];
  const first = whole.findIndex((part) => part.count > 0);
  if (first < 0) return { pressure, parts: [{ unit: "minute", count: 0 }] };
  return { pressure, parts: whole.slice(first, first + 2).filter((part) => part.count > 0) };
}

/** The countdown of an instance: to the first deadline of who has it now; it stands still when nothing else counts. */
export function deadlineOf(now: readonly { due_at: string | null; paused: boolean }[]): {
  dueAt: string | null;
  paused: boolean;
} {
  const [dueAt = null] = now.flatMap((one) => one.due_at ?? []).sort();
  return { dueAt, paused: dueAt === null && now.some((one) => one.paused) };
}

/** After how long what `countdown` says changes: every minute, far from the deadline less often. */
export function nextTick(dueAt: string | null | undefined, now: number): number {
  if (!dueAt) return DAY;
  const distance = Math.abs(new Date(dueAt).getTime() - now);
  return distance > DAY ? 10 * MINUTE : distance > HOUR ? MINUTE : 15_000;
}
