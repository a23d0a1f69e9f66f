/**
 * Values at run time, as engines/formula/values.py has them: number → Decimal, text → string (never ""),
 * boolean, PlainDate, Instant, ids as text, lists as arrays; blank is null. Errors are values too, but
 * travel through the closures as the exception `Fail`.
 */
import { Decimal, decimalOf, PRECISION, settle, Wide, ZERO } from "./decimal";
import {
  civilInZone,
  dateFromDays,
  dateFromIso,
  dateInZone,
  dateToIso,
  Instant,
  instantFromIso,
  instantToIso,
  MAX_INSTANT,
  MIN_INSTANT,
  PlainDate,
  startOfDay,
} from "./dates";
import { elementKind, isListType, type FormulaType } from "./ast";

export class ErrorValue {
  constructor(readonly code: string) {}
}
export const DIV0 = new ErrorValue("#DIV/0!");
export const VALUE = new ErrorValue("#VALUE!");
export const NA = new ErrorValue("#N/A");
export const NUM = new ErrorValue("#NUM!");
export const REF = new ErrorValue("#REF!");
/** The budget of steps is used up; IFERROR does not hide it. */
export const LIMIT = new ErrorValue("#LIMIT!");
const ERRORS = new Map([DIV0, VALUE, NA, NUM, REF, LIMIT].map((error) => [error.code, error]));

export type Value = Decimal | string | boolean | PlainDate | Instant | ErrorValue | null | Value[] | object;

/** An error value on its way up. */
export class Fail extends Error {
  constructor(readonly error: ErrorValue) {
    super(error.code);
  }
}
/** A value of unknown type met an operation that isn't made for it: #VALUE! for the whole formula. */
export class Mismatch extends Error {}

export const isError = (value: unknown): value is ErrorValue => value instanceof ErrorValue;
export const isNumber = (value: unknown): value is Decimal => value instanceof Decimal;

export const MAX_TEXT = 32_767;
const MAX_EXPONENT = 307;

/** A number as the language keeps it: 15 digits, #NUM! when too large, 0 when too small. */
export function number(value: Decimal): Decimal {
  if (!value.isFinite()) throw new Fail(NUM);
  // Arithmetic of 15-digit numbers is rounded already; only what comes from wider steps has more.
  const rounded = value.precision() > PRECISION ? settle(value) : value;
  if (rounded.isZero()) return ZERO;
  if (rounded.e > MAX_EXPONENT) throw new Fail(NUM);
  if (rounded.e >= -MAX_EXPONENT) return rounded;
  return new Decimal(value.toDecimalPlaces(MAX_EXPONENT + 14));
}

export function numberFromFloat(value: number): Decimal {
  if (!Number.isFinite(value)) throw new Fail(NUM);
  return number(new Decimal(value));
}

/** What an operand of arithmetic must be; TRUE counts as 1 where the type is not known. */
export function num(value: Value): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === "boolean") return new Decimal(value ? 1 : 0);
  throw new Mismatch();
}

/** VALUE's reading of a text: sign, thousands commas, decimals, exponent, a final %. */
export function parseNumber(text: string): Decimal {
  const cleaned = text.trim();
  const percent = cleaned.endsWith("%");
  const digits = (percent ? cleaned.slice(0, -1) : cleaned).trimEnd().replaceAll(",", "");
  if (digits.length > 400 || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) throw new Fail(VALUE);
  const result = new Decimal(digits);
  if (result.e > MAX_EXPONENT) throw new Fail(VALUE);
  const settled = number(result);
  return percent ? settled.div(100) : settled;
}

/** Plain decimal digits, no exponent, no trailing zeros. */
export function numberText(value: Decimal): string {
  const text = value.toFixed();
  return text === "-0" ? "0" : text;
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

/** The text of a scalar: numbers plain, dates ISO, instants as the zone's wall clock, TRUE/FALSE. */
export function toText(value: Value, zone: string): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (value instanceof Decimal) return numberText(value);
  if (value instanceof PlainDate) return dateToIso(value);
  if (value instanceof Instant) {
    const at = civilInZone(value, zone);
    const date = `${pad(at.year, 4)}-${pad(at.month)}-${pad(at.day)}`;
    return `${date} ${pad(at.hour)}:${pad(at.minute)}:${pad(at.second)}`;
  }
  throw new Fail(VALUE);
}

export function bounded(text: string): string {
  if (textLength(text) > MAX_TEXT) throw new Fail(VALUE);
  return text;
}

/** Characters as people (and the server) count them: code points. */
export const textLength = (text: string): number => [...text].length;

export function toDate(value: Instant, zone: string): PlainDate {
  const date = dateFromDays(dateInZone(value, zone).days);
  if (!date) throw new Fail(NUM);
  return date;
}

export function toDatetime(value: PlainDate, zone: string): Instant {
  return instant(startOfDay(value, zone).ms);
}

/** An instant, or #NUM! outside the years 1 to 9999. */
export function instant(ms: number): Instant {
  if (!(ms >= MIN_INSTANT && ms <= MAX_INSTANT)) throw new Fail(NUM);
  return new Instant(ms);
}

export function addDays(value: PlainDate, days: Decimal): PlainDate {
  const moved = dateFromDays(value.days + days.trunc().toNumber());
  if (!moved) throw new Fail(NUM);
  return moved;
}

export function shiftInstant(value: Instant, days: Decimal): Instant {
  const ms = number(days.times(86_400_000)).toDecimalPlaces(0, Decimal.ROUND_HALF_UP);
  return instant(value.ms + ms.toNumber());
}

export const daysBetween = (later: Instant, earlier: Instant): Decimal =>
  number(new Decimal(Math.floor(later.ms - earlier.ms)).div(86_400_000));

export function divide(left: Decimal, right: Decimal): Decimal {
  if (right.isZero()) throw new Fail(DIV0);
  return number(left.div(right));
}

/** 0^0 and roots of negative numbers are #NUM!, 0 to a negative power #DIV/0!, as in Excel. */
export function power(base: Decimal, exponent: Decimal): Decimal {
  if (base.isZero()) {
    if (exponent.isZero()) throw new Fail(NUM);
    if (exponent.isNegative()) throw new Fail(DIV0);
    return ZERO;
  }
  if (base.isNegative() && !exponent.isInteger()) throw new Fail(NUM);
  const size = exponent.abs().toNumber() * Math.abs(new Wide(base.abs()).log(10).toNumber());
  if (exponent.abs().gt(1) && size > MAX_EXPONENT) {
    if (exponent.gt(0) === base.abs().gt(1)) throw new Fail(NUM);
    return ZERO;
  }
  return number(new Decimal(new Wide(base).pow(new Wide(exponent))));
}

/** Code point order, which is the server's; JavaScript's own compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof Decimal) return b instanceof Decimal ? a.eq(b) : typeof b === "boolean" && a.eq(num(b));
  if (b instanceof Decimal) return typeof a === "boolean" && b.eq(num(a));
  if (a instanceof PlainDate) return b instanceof PlainDate && a.days === b.days;
  if (a instanceof Instant) return b instanceof Instant && a.ms === b.ms;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, at) => equal(item, b[at]!));
  return typeof a === "object" && a !== null && JSON.stringify(a) === JSON.stringify(b);
}

/** Negative, zero or positive; values of different kinds don't compare. */
export function compare(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (a instanceof PlainDate && b instanceof PlainDate) return a.days - b.days;
  if (a instanceof Instant && b instanceof Instant) return a.ms - b.ms;
  return num(a).cmp(num(b));
}

// ---- to and from JSON ------------------------------------------------------------------------

/** A value of the API's JSON as the language holds it. `{error: "#N/A"}` is an error value. */
export function fromJson(json: unknown, type: FormulaType): Value {
  if (json === null || json === undefined) return null;
  if (isListType(type)) {
    const element = (type as { list: FormulaType }).list;
    return Array.isArray(json) ? json.map((item) => fromJson(item, element)) : errorOf(json);
  }
  const error = errorOf(json);
  if (error) return error;
  const kind = elementKind(type);
  if (kind === "number") return typeof json === "number" ? decimalOf(json) : new Decimal(json as string);
  if (kind === "date") return dateFromIso(String(json).slice(0, 10));
  if (kind === "datetime") return instantFromIso(String(json));
  if (["person", "department", "record"].includes(kind))
    return typeof json === "object" && "id" in json ? String(json.id) : String(json);
  if (typeof json === "number") return decimalOf(json);
  return json === "" ? null : (json as Value);
}

function errorOf(json: unknown): ErrorValue | null {
  if (typeof json !== "object" || json === null || !("error" in json)) return null;
  return ERRORS.get(String(json.error)) ?? VALUE;
}

/** A value as the API writes it; errors don't belong here. */
export function toJson(value: Value): unknown {
  if (value instanceof Decimal) return value.toNumber();
  if (value instanceof PlainDate) return dateToIso(value);
  if (value instanceof Instant) return instantToIso(value);
  if (Array.isArray(value)) return value.map(toJson);
  return isError(value) ? { error: value.code } : value;
}
