/** Rounding, division, powers, logarithms, angles (engines/formula/functions/math.py). */
import DecimalJs from "decimal.js";
import { Decimal, ONE, Wide, ZERO } from "../decimal";
import { DIV0, divide, Fail, NUM, number, numberFromFloat, power, type Value } from "../values";
import { int, narrow, wide, whole, type Family } from "./family";

const { ROUND_UP, ROUND_DOWN, ROUND_CEIL, ROUND_FLOOR, ROUND_HALF_UP } = DecimalJs;
const MOST_DIGITS = 307;
const LARGEST_QUOTIENT = new Decimal("1e15");
const PI = new Decimal("3.14159265358979");

const num = (value: Value | undefined): Decimal => value as Decimal;

/** `value` at `digits` decimals (negative: tens, hundreds …). */
export function roundTo(value: Decimal, digits: Decimal, rounding: DecimalJs.Rounding): Decimal {
  const places = Decimal.max(Decimal.min(digits, MOST_DIGITS), -MOST_DIGITS).trunc().toNumber();
  if (value.isZero()) return ZERO;
  if (places >= 0 && value.decimalPlaces() <= places) return value;
  if (value.e < -places - 1) {
    if (rounding !== ROUND_UP) return ZERO;
    const unit = new Decimal(10).pow(-places);
    return number(value.isNegative() ? unit.neg() : unit);
  }
  if (places >= 0) return number(value.toDecimalPlaces(places, rounding));
  const unit = new Wide(10).pow(-places);
  return narrow(wide(value).div(unit).toDecimalPlaces(0, rounding).times(unit));
}

/** `value` as a multiple of `step`, the factor rounded as told. */
function toMultiple(value: Decimal, step: Decimal, rounding: DecimalJs.Rounding): Decimal {
  return narrow(wide(value).div(step).toDecimalPlaces(0, rounding).times(step));
}

const rounder =
  (rounding: DecimalJs.Rounding) =>
  ([value, digits = ZERO]: Value[]): Value =>
    roundTo(num(value), num(digits), rounding);

function mod(value: Decimal, divisor: Decimal): Decimal {
  if (divisor.isZero()) throw new Fail(DIV0);
  if (wide(value).div(divisor).abs().gte(LARGEST_QUOTIENT)) throw new Fail(NUM);
  const rest = wide(value).mod(divisor);
  const other = !rest.isZero() && rest.isNegative() !== divisor.isNegative();
  return narrow(other ? rest.plus(divisor) : rest);
}

function logarithm(value: Decimal): DecimalJs {
  if (value.lte(0)) throw new Fail(NUM);
  return wide(value).ln();
}

function log(value: Decimal, base: Decimal): Decimal {
  const top = logarithm(value);
  const bottom = logarithm(base);
  if (bottom.isZero()) throw new Fail(DIV0);
  return narrow(top.div(bottom));
}

function factorial(value: Decimal): Decimal {
  if (value.isNegative() || value.gte(171)) throw new Fail(NUM);
  let result = 1n;
  for (let factor = 2n; factor <= BigInt(value.trunc().toNumber()); factor += 1n) result *= factor;
  return number(new Decimal(result.toString()));
}

function wholeNumbers(values: Value[]): bigint[] {
  return values.map((value) => {
    const found = whole(value);
    if (found < 0) throw new Fail(NUM);
    return BigInt(found);
  });
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

function lcm(values: Value[]): Decimal {
  let result = 1n;
  for (const value of wholeNumbers(values)) {
    result = result === 0n || value === 0n ? 0n : (result / gcd(result, value)) * value;
    if (result > 10n ** 15n) throw new Fail(NUM);
  }
  return new Decimal(result.toString());
}

/** Doubles differ in the last digit between libraries: 14 places are what all of them agree on. */
const angle =
  (compute: (value: number) => number, limit?: number) =>
  ([value]: Value[]): Value => {
    const x = num(value);
    if (x.abs().gt(limit ?? 1e9)) throw new Fail(NUM);
    return roundTo(numberFromFloat(compute(x.toNumber())), int(14), ROUND_HALF_UP);
  };

function sameSign(value: Decimal, step: Decimal): void {
  if (value.gt(0) && step.lt(0)) throw new Fail(NUM);
}

export const MATH: Family = {
  ABS: ([value]) => num(value).abs(),
  SIGN: ([value]) => int(num(value).cmp(0)),
  ROUND: rounder(ROUND_HALF_UP),
  ROUNDUP: rounder(ROUND_UP),
  ROUNDDOWN: rounder(ROUND_DOWN),
  TRUNC: rounder(ROUND_DOWN),
  INT: ([value]) => num(value).floor(),
  MROUND: ([value, multiple]) => {
    if (num(multiple).isZero() || num(value).isZero()) return ZERO;
    if (num(value).gt(0) !== num(multiple).gt(0)) throw new Fail(NUM);
    return toMultiple(num(value), num(multiple), ROUND_HALF_UP);
  },
  CEILING: ([value, step = ONE]) => {
    if (num(step).isZero() || num(value).isZero()) return ZERO;
    sameSign(num(value), num(step));
    return toMultiple(num(value), num(step), ROUND_CEIL);
  },
  FLOOR: ([value, step = ONE]) => {
    if (num(value).isZero()) return ZERO;
    if (num(step).isZero()) throw new Fail(DIV0);
    sameSign(num(value), num(step));
    return toMultiple(num(value), num(step), ROUND_FLOOR);
  },
  EVEN: ([value]) => toMultiple(num(value), int(2), ROUND_UP),
  ODD: ([value]) => {
    const x = num(value);
    const lifted = x.abs().gt(1) ? toMultiple(number(x.abs().minus(1)), int(2), ROUND_UP) : ZERO;
    return number(lifted.plus(1).times(x.lt(0) ? -1 : 1));
  },
  MOD: ([value, divisor]) => mod(num(value), num(divisor)),
  QUOTIENT: ([value, divisor]) => divide(num(value), num(divisor)).trunc(),
  POWER: ([base, exponent]) => power(num(base), num(exponent)),
  SQRT: ([value]) => {
    if (num(value).lt(0)) throw new Fail(NUM);
    return number(num(value).sqrt());
  },
  EXP: ([value]) => {
    if (num(value).gt(708)) throw new Fail(NUM);
    return num(value).lt(-708) ? ZERO : narrow(wide(value!).exp());
  },
  LN: ([value]) => narrow(logarithm(num(value))),
  LOG: ([value, base = int(10)]) => log(num(value), num(base)),
  LOG10: ([value]) => log(num(value), int(10)),
  FACT: ([value]) => factorial(num(value)),
  GCD: (values) => new Decimal(wholeNumbers(values).reduce(gcd, 0n).toString()),
  LCM: lcm,
  PI: () => PI,
  SIN: angle(Math.sin),
  COS: angle(Math.cos),
  TAN: angle(Math.tan),
  ASIN: angle(Math.asin, 1),
  ACOS: angle(Math.acos, 1),
  ATAN: angle(Math.atan),
  RADIANS: ([value]) => number(number(num(value).times(PI)).div(180)),
  DEGREES: ([value]) => number(number(num(value).times(180)).div(PI)),
};
