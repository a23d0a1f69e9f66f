/** What filling down writes: numbers and days go on in their steps, everything else repeats. */
import DecimalJs from "decimal.js";

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

const dayOf = (text: string): number | null => {
  const [, year, month, day] = DAY.exec(text) ?? [];
  return year ? Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000 : null;
};

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The same step between all neighbours, null when there is none. */
function stepOf(values: number[]): DecimalJs | null {
  if (values.length < 2) return null;
  const step = new DecimalJs(values[1]!).minus(values[0]!);
  for (let at = 2; at < values.length; at += 1)
    if (!new DecimalJs(values[at]!).minus(values[at - 1]!).equals(step)) return null;
  return step;
}

/** `count` values that go on after `source` (top to bottom). `backward`: upwards, the nearest first. */
export function filled(source: unknown[], count: number, backward = false): unknown[] {
  const known = backward ? [...source].reverse() : source;
  const numbers = known.every((value) => typeof value === "number") ? (known as number[]) : null;
  const days = known.map((value) => (typeof value === "string" ? dayOf(value) : null));
  const dated = days.every((day) => day !== null) ? (days as number[]) : null;
  const series = numbers ?? dated;
  const step = series && stepOf(series);
  return Array.from({ length: count }, (_, at) => {
    if (!series || !step) return known[at % known.length] ?? null;
    const next = new DecimalJs(series.at(-1)!).plus(step.times(at + 1)).toNumber();
    return dated && !numbers ? dayText(next) : next;
  });
}
