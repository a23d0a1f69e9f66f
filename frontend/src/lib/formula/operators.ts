/** Closures of the operators and of the conversions that the checker inserts (engines/formula/operators.py). */
import { elementKind, type CallNode, type Node } from "./ast";
import { Instant, PlainDate } from "./dates";
import { Decimal, ZERO } from "./decimal";
import {
  addDays,
  bounded,
  compare,
  daysBetween,
  divide,
  equal,
  Fail,
  isError,
  Mismatch,
  num,
  number,
  power,
  shiftInstant,
  toDate,
  toDatetime,
  toText,
  type Value,
} from "./values";
import type { Closure } from "./env";

type OperatorCompiler = (node: CallNode, operands: Closure[]) => Closure;

const DATES = new Set(["date", "datetime"]);

export const isBlank = (value: Value): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

const isBlankLiteral = (node: Node | undefined): boolean => node?.k === "lit" && node.v === null;

/** A number operator; a blank operand counts as 0. */
const arithmetic =
  (operation: (left: Decimal, right: Decimal) => Decimal): OperatorCompiler =>
  (_node, [left, right]) =>
  (env) => {
    const x = left!(env);
    const y = right!(env);
    return operation(x === null ? ZERO : num(x), y === null ? ZERO : num(y));
  };

const plus = arithmetic((x, y) => number(x.plus(y)));
const minus = arithmetic((x, y) => number(x.minus(y)));

function shift(kind: string, moment: Closure, days: Closure, sign: number): Closure {
  return (env) => {
    const start = moment(env);
    const amount = days(env);
    if (start === null) return null;
    if (amount === null) return start;
    const by = num(amount).times(sign);
    if (kind === "date" && start instanceof PlainDate) return addDays(start, by);
    if (start instanceof Instant) return shiftInstant(start, by);
    throw new Mismatch();
  };
}

const kindsOf = (node: CallNode): string[] => node.a.map((argument) => elementKind(argument.t));

const add: OperatorCompiler = (node, operands) => {
  const [left = "", right = ""] = kindsOf(node);
  if (DATES.has(right)) return shift(right, operands[1]!, operands[0]!, 1);
  if (DATES.has(left)) return shift(left, operands[0]!, operands[1]!, 1);
  return plus(node, operands);
};

const sub: OperatorCompiler = (node, operands) => {
  const result = elementKind(node.t);
  if (DATES.has(result)) return shift(result, operands[0]!, operands[1]!, -1);
  if (!kindsOf(node).some((kind) => DATES.has(kind))) return minus(node, operands);
  return (env) => {
    const later = operands[0]!(env);
    const earlier = operands[1]!(env);
    if (later === null || earlier === null) return null;
    if (later instanceof Instant && earlier instanceof Instant) return daysBetween(later, earlier);
    if (later instanceof PlainDate && earlier instanceof PlainDate)
      return new Decimal(later.days - earlier.days);
    throw new Mismatch();
  };
};

const concat: OperatorCompiler =
  (_node, [left, right]) =>
  (env) => {
    const text = `${(left!(env) as string | null) ?? ""}${(right!(env) as string | null) ?? ""}`;
    return bounded(text) || null;
  };

/** `= NULL` asks for blank; else a blank equals nothing, and an unequal one is unequal to everything. */
const equality =
  (wanted: boolean): OperatorCompiler =>
  (node, [left, right]) => {
    if (isBlankLiteral(node.a[1])) return (env) => isBlank(left!(env)) === wanted;
    if (isBlankLiteral(node.a[0])) return (env) => isBlank(right!(env)) === wanted;
    return (env) => {
      const x = left!(env);
      const y = right!(env);
      if (wanted) return x !== null && equal(x, y);
      return !equal(x, y);
    };
  };

const ordering =
  (holds: (order: number) => boolean): OperatorCompiler =>
  (_node, [left, right]) =>
  (env) => {
    const x = left!(env);
    const y = right!(env);
    return x !== null && y !== null && holds(compare(x, y));
  };

/** Python's truth of a value: blank, FALSE, 0, "" and [] are false. */
export const truth = (value: Value): boolean =>
  value instanceof Decimal ? !value.isZero() : Array.isArray(value) ? value.length > 0 : !!value;

const membership: OperatorCompiler = (node, [subject, choices]) => {
  const list = node.a[1];
  const blankWanted = list?.k === "list" && list.a.some(isBlankLiteral);
  return (env) => {
    const value = subject!(env);
    const found = choices!(env) as Value[];
    for (const choice of found) if (isError(choice)) throw new Fail(choice);
    return value === null ? blankWanted : found.some((choice) => choice !== null && equal(choice, value));
  };
};

const conversion =
  (convert: (value: never, zone: string) => Value): OperatorCompiler =>
  (_node, [operand]) =>
  (env) => {
    const value = operand!(env);
    return value === null ? null : convert(value as never, env.zone);
  };

export const OPERATORS: Record<string, OperatorCompiler> = {
  add,
  sub,
  mul: arithmetic((x, y) => number(x.times(y))),
  div: arithmetic(divide),
  pow: arithmetic(power),
  neg:
    (_node, [operand]) =>
    (env) => {
      const value = operand!(env);
      return value === null ? ZERO : number(num(value).neg());
    },
  concat,
  eq: equality(true),
  ne: equality(false),
  lt: ordering((order) => order < 0),
  le: ordering((order) => order <= 0),
  gt: ordering((order) => order > 0),
  ge: ordering((order) => order >= 0),
  and:
    (_node, [left, right]) =>
    (env) =>
      truth(left!(env)) && truth(right!(env)),
  or:
    (_node, [left, right]) =>
    (env) =>
      truth(left!(env)) || truth(right!(env)),
  not:
    (_node, [operand]) =>
    (env) =>
      !truth(operand!(env)),
  in: membership,
  totext: conversion((value, zone) => toText(value, zone)),
  todate: conversion((value, zone) => toDate(value, zone)),
  todatetime: conversion((value, zone) => toDatetime(value, zone)),
};
