/** Choices, conditions, blanks and errors (engines/formula/functions/logic.py). */
import { BudgetExceeded } from "../budget";
import { Decimal, ONE, ZERO } from "../decimal";
import type { Closure, Env } from "../env";
import { isBlank, truth } from "../operators";
import type { ErrorValue } from "../values";
import { equal, Fail, isError, NA, VALUE, type Value } from "../values";
import type { Family } from "./family";

/** The booleans of arguments and lists, one by one, so that the caller can stop early. */
function* truths(closures: Closure[], env: Env): Generator<boolean> {
  for (const closure of closures) {
    const value = closure(env);
    for (const element of Array.isArray(value) ? value : [value]) {
      if (isError(element)) throw new Fail(element);
      yield truth(element);
    }
  }
}

function errorOf(value: Closure, env: Env): ErrorValue | null {
  try {
    value(env);
    return null;
  } catch (error) {
    if (error instanceof BudgetExceeded || !(error instanceof Fail)) throw error;
    return error.error;
  }
}

function pairs(closures: Closure[]): [Closure, Closure][] {
  const found: [Closure, Closure][] = [];
  for (let at = 0; at + 1 < closures.length; at += 2) found.push([closures[at]!, closures[at + 1]!]);
  return found;
}

function switchOf([value, ...rest]: Closure[]): Closure {
  const fallback = rest.length % 2 ? rest.at(-1)! : null;
  const cases = pairs(fallback ? rest.slice(0, -1) : rest);
  return (env) => {
    const subject = value!(env);
    if (subject !== null)
      for (const [when, result] of cases) if (equal(when(env), subject)) return result(env);
    if (!fallback) throw new Fail(NA);
    return fallback(env);
  };
}

/** `fallback` where `value` fails with an error that `caught` takes. */
const guarded =
  (caught: (error: ErrorValue) => boolean) =>
  ([value, fallback]: Closure[]): Closure =>
  (env) => {
    try {
      return value!(env);
    } catch (error) {
      if (error instanceof BudgetExceeded || !(error instanceof Fail) || !caught(error.error)) throw error;
      return fallback!(env);
    }
  };

export const LOGIC: Family = {
  IF: {
    lazy:
      ([condition, then, otherwise]) =>
      (env) =>
        truth(condition!(env)) ? then!(env) : otherwise ? otherwise(env) : null,
  },
  IFS: {
    lazy: (args) => (env) => {
      for (const [condition, value] of pairs(args)) if (truth(condition(env))) return value(env);
      throw new Fail(NA);
    },
  },
  SWITCH: { lazy: switchOf },
  AND: {
    lazy: (args) => (env) => {
      for (const holds of truths(args, env)) if (!holds) return false;
      return true;
    },
  },
  OR: {
    lazy: (args) => (env) => {
      for (const holds of truths(args, env)) if (holds) return true;
      return false;
    },
  },
  XOR: { lazy: (args) => (env) => [...truths(args, env)].filter(Boolean).length % 2 === 1 },
  NOT: ([condition]) => !truth(condition!),
  TRUE: () => true,
  FALSE: () => false,
  BLANK: () => null,
  NA: () => {
    throw new Fail(NA);
  },
  IFERROR: { lazy: guarded(() => true) },
  IFNA: { lazy: guarded((error) => error === NA) },
  ISERROR: {
    lazy:
      ([value]) =>
      (env) =>
        errorOf(value!, env) !== null,
  },
  ISNA: {
    lazy:
      ([value]) =>
      (env) =>
        errorOf(value!, env) === NA,
  },
  ISBLANK: ([value]) => isBlank(value!),
  ISNUMBER: ([value]) => value instanceof Decimal,
  ISTEXT: ([value]) => typeof value === "string",
  ISLOGICAL: ([value]) => typeof value === "boolean",
  COALESCE: {
    lazy: (args) => (env) => {
      for (const arg of args) {
        const value = arg(env);
        if (value !== null) return value;
      }
      return null;
    },
  },
  CHOOSE: {
    lazy:
      ([index, ...values]) =>
      (env) => {
        const wanted = index!(env) as Decimal | null;
        if (wanted === null || wanted.lt(1) || !wanted.lt(values.length + 1)) throw new Fail(VALUE);
        return values[wanted.trunc().toNumber() - 1]!(env);
      },
  },
  N: ([value]): Value => (typeof value === "boolean" ? (value ? ONE : ZERO) : value!),
};
