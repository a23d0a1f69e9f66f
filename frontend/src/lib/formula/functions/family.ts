/** The shape of a function's implementation, and small helpers that the families share. */
import type DecimalJs from "decimal.js";
import type { Closure, Env } from "../env";
import { Decimal, Wide } from "../decimal";
import { compare, equal, Fail, isError, NUM, number, numberText, type Value } from "../values";
import { PlainDate, Instant } from "../dates";

/** Gets its arguments with blanks already handled by the declared null rule. */
export type Strict = (args: Value[], env: Env) => Value;
/** Decides itself which arguments it evaluates. */
export interface Lazy {
  lazy: (args: Closure[]) => Closure;
}
export type Implementation = Strict | Lazy;
export type Family = Record<string, Implementation>;

export const int = (value: number): Decimal => new Decimal(value);

const LARGEST_WHOLE = 1e15;

/** The integer part, toward zero; #NUM! beyond what a place or a count can be. */
export function whole(value: Value): number {
  const decimal = value as Decimal;
  if (decimal.abs().gt(LARGEST_WHOLE)) throw new Fail(NUM);
  return decimal.trunc().toNumber();
}

/** The values that are not blank, lists opened. The first error inside a list fails. */
export function items(args: Value[]): Value[] {
  const found: Value[] = [];
  for (const arg of args)
    for (const item of Array.isArray(arg) ? arg : [arg]) {
      if (isError(item)) throw new Fail(item);
      if (item !== null) found.push(item);
    }
  return found;
}

export const decimals = (args: Value[]): Decimal[] => items(args) as Decimal[];

/** A sum of 34 digits; the caller rounds it. */
export const wideSum = (values: DecimalJs[]): DecimalJs =>
  values.reduce((total, value) => total.plus(value), new Wide(0) as DecimalJs);

/** Back from 34 digits to the language's 15. */
export const narrow = (value: DecimalJs): Decimal => number(new Decimal(value));

export const wide = (value: Value | DecimalJs): DecimalJs => new Wide(value as DecimalJs);

/** A key by which equal values are the same. */
export function keyOf(value: Value): string {
  if (value instanceof Decimal) return `n${numberText(value)}`;
  if (typeof value === "boolean") return `n${value ? 1 : 0}`;
  if (value instanceof PlainDate) return `d${value.days}`;
  if (value instanceof Instant) return `i${value.ms}`;
  return `${typeof value}${typeof value === "string" ? value : JSON.stringify(value)}`;
}

export function distinct(values: Value[]): Value[] {
  const seen = new Map<string, Value>();
  for (const value of values) if (!seen.has(keyOf(value))) seen.set(keyOf(value), value);
  return [...seen.values()];
}

export const contains = (values: Value[], wanted: Value): boolean =>
  values.some((value) => equal(value, wanted));

/** The first of the largest values by `sign` 1, of the smallest by -1; blank when there is none. */
export function extreme(values: Value[], sign: 1 | -1): Value {
  let best: Value = null;
  for (const value of values) if (best === null || compare(value, best) * sign > 0) best = value;
  return best;
}
