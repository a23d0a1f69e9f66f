/** Conditions of alerts as they are chosen, and the formula they stand for; what is written otherwise stays a formula. */

export const OPERATORS = [">", ">=", "<", "<="] as const;
export type Operator = (typeof OPERATORS)[number];

/** The value of a measure against a number; or its change against a comparison (0.1 = 10 % more). */
export type Chosen =
  | { kind: "value"; measure: string; operator: Operator; number: number }
  | { kind: "change"; measure: string; compare: string; operator: Operator; number: number };

const NAME = "[a-z][a-z0-9_]*";
const END = "(>=|<=|>|<) (-?\\d+(?:\\.\\d+)?)";
const VALUE = new RegExp(`^(${NAME}) ${END}$`);
const CHANGE = new RegExp(`^(${NAME}) / \\1__(${NAME}) - 1 ${END}$`);

export function textOf(chosen: Chosen): string {
  const end = `${chosen.operator} ${plain(chosen.number)}`;
  return chosen.kind === "value"
    ? `${chosen.measure} ${end}`
    : `${chosen.measure} / ${chosen.measure}__${chosen.compare} - 1 ${end}`;
}

export function chosenOf(text: string): Chosen | null {
  const change = CHANGE.exec(text.trim());
  if (change) {
    const [, measure = "", compare = "", operator, number] = change;
    return { kind: "change", measure, compare, operator: operator as Operator, number: Number(number) };
  }
  const value = VALUE.exec(text.trim());
  if (!value) return null;
  const [, measure = "", operator, number] = value;
  return { kind: "value", measure, operator: operator as Operator, number: Number(number) };
}

/** The bound at which it is quiet again, on the other side. */
export const backOf = (operator: Operator): Operator =>
  operator === ">" ? "<=" : operator === ">=" ? "<" : operator === "<" ? ">=" : ">";

/** Percent as typed ↔ the fraction that is compared, without the dust of binary numbers. */
export const toPercent = (fraction: number): number => Number((fraction * 100).toPrecision(12));
export const fromPercent = (percent: number): number => Number((percent / 100).toPrecision(12));

/** Never 1e-7: formulas know no exponents. */
function plain(number: number): string {
  const text = String(number);
  return text.includes("e") ? number.toFixed(15).replace(/\.?0+$/, "") : text;
}
