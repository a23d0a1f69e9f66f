/** Cron lines that can be chosen (every hour, day, week, month), and back; others are written by hand. */

export type Rhythm =
  | { every: "hour"; minute: number }
  | { every: "day"; time: string }
  | { every: "workday"; time: string }
  | { every: "week"; time: string; day: number }
  | { every: "month"; time: string; day: number };

const two = (number: number): string => String(number).padStart(2, "0");
const NUMBER = /^\d+$/;

export function cronOf(rhythm: Rhythm): string {
  if (rhythm.every === "hour") return `${rhythm.minute} * * * *`;
  const [hour, minute] = rhythm.time.split(":").map(Number);
  const at = `${minute} ${hour}`;
  if (rhythm.every === "day") return `${at} * * *`;
  if (rhythm.every === "workday") return `${at} * * 1-5`;
  return rhythm.every === "week" ? `${at} * * ${rhythm.day}` : `${at} ${rhythm.day} * *`;
}

export function rhythmOf(cron: string): Rhythm | null {
  const parts = cron.trim().split(/\s+/);
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = parts;
  if (parts.length !== 5 || month !== "*" || !NUMBER.test(minute) || Number(minute) > 59) return null;
  if (hour === "*" && day === "*" && weekday === "*") return { every: "hour", minute: Number(minute) };
  if (!NUMBER.test(hour) || Number(hour) > 23) return null;
  const time = `${two(Number(hour))}:${two(Number(minute))}`;
  if (day === "*" && weekday === "*") return { every: "day", time };
  if (day === "*" && weekday === "1-5") return { every: "workday", time };
  if (day === "*" && /^[0-7]$/.test(weekday)) return { every: "week", time, day: Number(weekday) % 7 };
  if (NUMBER.test(day) && Number(day) >= 1 && Number(day) <= 31 && weekday === "*")
    return { every: "month", time, day: Number(day) };
  return null;
}
