/**
 * The operators of the filter builder. Each writes one condition as a formula and recognises exactly
 * what it writes (`readFilter` proves it by writing again): the page never interprets formulas.
 */
import type { Field } from "@/lib/form-runtime/definition";
import { isListKind } from "@/lib/form-runtime/kinds";
import { isMany, isNumeric } from "@/lib/records/columns";
import { valueKind } from "@/lib/form-runtime/kinds";
import { readText, readTexts, text, texts, type Reading } from "./filter-texts";

export interface Operator {
  /** What has to be given: nothing, one value, two, a list of values, or a period. */
  takes: "nothing" | "one" | "two" | "many" | "period";
  write(field: string, value: unknown): string;
  read(condition: string): Reading | null;
}

const KEY = "([a-z][a-z0-9_]*)";
const NUMBER = "(-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)";
const DATE = "(DATE\\(\\d{1,4}, \\d{1,2}, \\d{1,2}\\))";

const found = (pattern: string, condition: string): string[] | null =>
  new RegExp(`^${pattern}$`, "s").exec(condition)?.slice(1) ?? null;

/** `2026-05-01` ↔ `DATE(2026, 5, 1)`. */
export const dateText = (iso: unknown): string => {
  const [year, month, day] = String(iso).slice(0, 10).split("-").map(Number);
  return `DATE(${year}, ${month}, ${day})`;
};
const readDate = (written: string): string => {
  const [year = "", month = "", day = ""] = written.match(/\d+/g) ?? [];
  return `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
};

const plain = {
  number: { pattern: NUMBER, write: (value: unknown) => String(value), read: (part: string) => Number(part) },
  date: { pattern: DATE, write: dateText, read: readDate },
};
type Plain = keyof typeof plain;

const compare = (kind: Plain, sign: string): Operator => ({
  takes: "one",
  write: (field, value) => `${field} ${sign} ${plain[kind].write(value)}`,
  read: (condition) => {
    const parts = found(`${KEY} ${sign} ${plain[kind].pattern}`, condition);
    return parts && { field: parts[0]!, value: plain[kind].read(parts[1]!) };
  },
});

const between = (kind: Plain): Operator => ({
  takes: "two",
  write: (field, value) => {
    const [from, to] = value as unknown[];
    return `(${field} >= ${plain[kind].write(from)} and ${field} <= ${plain[kind].write(to)})`;
  },
  read: (condition) => {
    const { pattern, read } = plain[kind];
    const parts = found(`\\(${KEY} >= ${pattern} and ${KEY} <= ${pattern}\\)`, condition);
    return parts && parts[0] === parts[2]
      ? { field: parts[0]!, value: [read(parts[1]!), read(parts[3]!)] }
      : null;
  },
});

const fixed = (before: string, after: string): Operator => ({
  takes: "nothing",
  write: (field) => `${before}${field}${after}`,
  read: (condition) => {
    const inner = condition.slice(before.length, condition.length - after.length);
    const fits = condition === `${before}${inner}${after}` && /^[a-z][a-z0-9_]*$/.test(inner);
    return fits ? { field: inner, value: null } : null;
  },
});

const onText = (before: string, between: string, after: string): Operator => ({
  takes: "one",
  write: (field, value) => `${before}${field}${between}${text(value)}${after}`,
  read: (condition) => readText(condition, before, between, after),
});

const among: Operator = {
  takes: "many",
  write: (field, value) => {
    const values = value as unknown[];
    return values.length === 1 ? `${field} = ${text(values[0])}` : `${field} in (${texts(values)})`;
  },
  read: (condition) => {
    const one = readText(condition, "", " = ", "");
    return one ? { field: one.field, value: [one.value] } : readTexts(condition, " in (");
  },
};

const notAmong: Operator = {
  takes: "many",
  write: (field, value) => `${field} not in (${texts(value as unknown[])})`,
  read: (condition) => readTexts(condition, " not in ("),
};

/** Fields of several values are asked value by value: `('a' in tags or 'b' in tags)`. */
const holding = (before: string, word: "and" | "or", after: string): Operator => ({
  takes: "many",
  write: (field, value) => {
    const parts = (value as unknown[]).map((each) => `${text(each)} in ${field}`);
    const joined = parts.join(` ${word} `);
    return before === "" && parts.length > 1 ? `(${joined})` : `${before}${joined}${after}`;
  },
  read: (condition) => {
    const field = / in ([a-z][a-z0-9_]*)\)?$/.exec(condition)?.[1];
    if (!field || !condition.startsWith(before)) return null;
    const value = [...condition.matchAll(/'((?:[^']|'')*)' in /g)].map((match) =>
      match[1]!.replaceAll("''", "'"),
    );
    return value.length > 0 ? { field, value } : null;
  },
});

const MONDAY = "TODAY() - WEEKDAY(TODAY(), 2)";
const span = (from: string, to: string) => (f: string) => `(${f} >= ${from} and ${f} <= ${to})`;

/** Periods relative to today, in the zone of whoever looks. Weeks begin on Monday. */
export const PERIODS: Record<string, (field: string) => string> = {
  today: (f) => `${f} = TODAY()`,
  yesterday: (f) => `${f} = TODAY() - 1`,
  tomorrow: (f) => `${f} = TODAY() + 1`,
  this_week: span(`${MONDAY} + 1`, `${MONDAY} + 7`),
  last_week: span(`${MONDAY} - 6`, MONDAY),
  next_week: span(`${MONDAY} + 8`, `${MONDAY} + 14`),
  this_month: span("EOMONTH(TODAY(), -1) + 1", "EOMONTH(TODAY(), 0)"),
  last_month: span("EOMONTH(TODAY(), -2) + 1", "EOMONTH(TODAY(), -1)"),
  next_month: span("EOMONTH(TODAY(), 0) + 1", "EOMONTH(TODAY(), 1)"),
  this_year: (f) => `YEAR(${f}) = YEAR(TODAY())`,
  last_7: span("TODAY() - 6", "TODAY()"),
  last_30: span("TODAY() - 29", "TODAY()"),
  next_7: span("TODAY()", "TODAY() + 6"),
  next_30: span("TODAY()", "TODAY() + 29"),
  past: (f) => `${f} < TODAY()`,
  future: (f) => `${f} > TODAY()`,
};

const period: Operator = {
  takes: "period",
  write: (field, value) => (PERIODS[String(value)] ?? PERIODS.today!)(field),
  read: (condition) => {
    const field = /([a-z][a-z0-9_]*) [<>=]|YEAR\(([a-z][a-z0-9_]*)\)/.exec(condition);
    const key = field?.[1] ?? field?.[2];
    if (!key) return null;
    const value = Object.keys(PERIODS).find((each) => PERIODS[each]!(key) === condition);
    return value ? { field: key, value } : null;
  },
};

/** A place of a tree with everything below it: `(region = 'zj' or STARTSWITH(region, 'zj/'))`. */
const within: Operator = {
  takes: "one",
  write: (field, value) =>
    `(${field} = ${text(value)} or STARTSWITH(${field}, ${text(`${String(value)}/`)}))`,
  read: (condition) => {
    const start = condition.indexOf(" or STARTSWITH(");
    const own = start < 0 ? null : readText(condition.slice(1, start), "", " = ", "");
    return own && within.write(own.field, own.value) === condition ? own : null;
  },
};

const blank = fixed("ISBLANK(", ")");
const filled = fixed("not ISBLANK(", ")");

const ofText = {
  contains: onText("CONTAINS(", ", ", ")"),
  lacks: onText("not CONTAINS(", ", ", ")"),
  is: onText("", " = ", ""),
  is_not: onText("", " <> ", ""),
  starts: onText("STARTSWITH(", ", ", ")"),
  ends: onText("ENDSWITH(", ", ", ")"),
  blank,
  filled,
};
const ofNumber = {
  eq: compare("number", "="),
  ne: compare("number", "<>"),
  gt: compare("number", ">"),
  ge: compare("number", ">="),
  lt: compare("number", "<"),
  le: compare("number", "<="),
  between: between("number"),
  blank,
  filled,
};
const ofDate = {
  period,
  on: compare("date", "="),
  before: compare("date", "<"),
  after: compare("date", ">"),
  until: compare("date", "<="),
  from: compare("date", ">="),
  between: between("date"),
  blank,
  filled,
};
const ofChoice = { any: among, none: notAmong, blank, filled };
const ofMany = {
  any: holding("", "or", ""),
  all: holding("", "and", ""),
  none: holding("not (", "or", ")"),
  blank,
  filled,
};

export type Operators = Record<string, Operator>;

/** The operators a field offers, the likeliest first; none for what can't be filtered. */
export function operatorsOf(field: Field): Operators {
  if (isListKind(field.type) || isMany(field)) return ofMany;
  if (isNumeric(field)) return ofNumber;
  switch (valueKind(field)) {
    case "date":
    case "datetime":
      return ofDate;
    case "boolean":
      return { yes: fixed("", " = TRUE"), no: fixed("", " <> TRUE") };
    case "member":
      return { me: fixed("", " = user.id"), ...ofChoice, not_me: fixed("", " <> user.id") };
    case "select":
    case "department":
    case "link":
      return ofChoice;
    case "cascade":
      return { within, blank, filled };
    case "attachment":
    case "image":
    case "signature":
      return { filled, blank };
    case "subform":
    case "button":
      return {};
    default:
      return ofText;
  }
}
