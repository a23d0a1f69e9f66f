/**
 * Decimal numbers of the formula language: 15 significant digits, half away from zero, as Excel.
 *
 * Every arithmetic result is rounded to 15 digits, so that a JSON number (IEEE double) carries each
 * value without loss. Division and the like therefore give the same digits as the server's
 * `decimal.Context(prec=15, rounding=ROUND_HALF_UP)`.
 */
import DecimalJs from "decimal.js";

export const PRECISION = 15;

/** Arithmetic as the language rounds it. */
export const Decimal = DecimalJs.clone({
  precision: PRECISION,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

/** The same without rounding to 15 digits on the way, for functions that round once at their end. */
export const Wide = DecimalJs.clone({
  precision: 34,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});

export const ZERO = new Decimal(0);
export const ONE = new Decimal(1);

/** Rounds any decimal to 15 significant digits. */
export const settle = (value: DecimalJs): DecimalJs =>
  new Decimal(value.toSignificantDigits(PRECISION, DecimalJs.ROUND_HALF_UP));

export const decimal = (value: number | string): DecimalJs => new Decimal(value);

const known = new Map<number, DecimalJs>();
const MOST_KNOWN = 10_000;

/** Of a JSON number. The same numbers are read again and again (a total by every row), and decimals never change. */
export function decimalOf(value: number): DecimalJs {
  const before = known.get(value);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = new Decimal(value);
  known.set(value, made);
  return made;
}
