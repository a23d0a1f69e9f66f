/**
 * Conditions built by choosing, as formula text and back. What the builder can't show (anything written
 * by hand) parses to null and is edited as a formula.
 */
import type { Field } from "@/lib/form-runtime/definition";
import { isListKind, isNumericKind, valueKind } from "@/lib/form-runtime/kinds";

export type Operator =
  | "eq"
  | "ne"
  | "gt"
  | "ge"
  | "lt"
  | "le"
  | "in"
  | "not_in"
  | "contains"
  | "starts"
  | "has_any"
  | "has_all"
  | "blank"
  | "filled";

export interface Condition {
  field: string;
  operator: Operator;
  /** JSON value of the field; a list for `in` and its kin; `{today: true}` and `{user: true}` stand for the live ones. */
  value: unknown;
}
export interface Conditions {
  join: "and" | "or";
  items: Condition[];
}

const SYMBOLS: Partial<Record<Operator, string>> = {
  eq: "=",
  ne: "<>",
  gt: ">",
  ge: ">=",
  lt: "<",
  le: "<=",
};
const TEXT: Operator[] = ["eq", "ne", "contains", "starts", "blank", "filled"];
const ORDER: Operator[] = ["eq", "ne", "gt", "ge", "lt", "le", "blank", "filled"];

/** What can be asked of a field. */
export function operatorsOf(field: Field): Operator[] {
  const type = valueKind(field);
  if (isNumericKind(type) || ["date", "datetime", "time"].includes(type)) return ORDER;
  if (type === "boolean") return ["eq"];
  if (type === "select") return ["eq", "ne", "in", "not_in", "blank", "filled"];
  if (isListKind(type)) return ["has_any", "has_all", "blank", "filled"];
  if (type === "member" || type === "department")
    return "many" in field && field.many ? ["has_any", "blank", "filled"] : ["eq", "ne", "blank", "filled"];
  if (type === "link")
    return "many" in field && field.many ? ["blank", "filled"] : ["eq", "ne", "blank", "filled"];
  if (type === "attachment" || type === "subform") return ["blank", "filled"];
  return TEXT;
}

export const needsValue = (operator: Operator): boolean => operator !== "blank" && operator !== "filled";
export const takesList = (operator: Operator): boolean =>
  ["in", "not_in", "has_any", "has_all"].includes(operator);

export const isToday = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "today" in value;
export const isUser = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "user" in value;

function literal(value: unknown, type: string): string {
  if (isToday(value)) return "TODAY()";
  if (isUser(value)) return "user";
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  const text = String(value ?? "");
  const day = type === "date" || type === "datetime" ? /^(\d{4})-(\d{2})-(\d{2})/.exec(text) : null;
  if (day) return `DATE(${Number(day[1])}, ${Number(day[2])}, ${Number(day[3])})`;
  return `'${text.replaceAll("'", "''")}'`;
}

function conditionText({ field, operator, value }: Condition, type: string): string {
  const list = (Array.isArray(value) ? value : []).map((each) => literal(each, type)).join(", ");
  switch (operator) {
    case "blank":
      return `ISBLANK(${field})`;
    case "filled":
      return `not ISBLANK(${field})`;
    case "contains":
      return `CONTAINS(${field}, ${literal(value, type)})`;
    case "starts":
      return `STARTSWITH(${field}, ${literal(value, type)})`;
    case "in":
      return `${field} in (${list})`;
    case "not_in":
      return `${field} not in (${list})`;
    case "has_any":
      return `HASANY(${field}, ${list})`;
    case "has_all":
      return `HASALL(${field}, ${list})`;
    default:
      return `${field} ${SYMBOLS[operator]} ${literal(value, type)}`;
  }
}

/** A condition still without its value says nothing yet. */
const complete = ({ operator, value }: Condition): boolean =>
  !needsValue(operator) ||
  (Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== "");

export function toText({ join, items }: Conditions, typeOf: (field: string) => string): string {
  return items
    .filter(complete)
    .map((item) => conditionText(item, typeOf(item.field)))
    .join(` ${join} `);
}

// ---- back --------------------------------------------------------------------------------------

const PATH = "([a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?)";
const BY_SYMBOL = new Map(
  Object.entries(SYMBOLS).map(([operator, symbol]) => [symbol, operator as Operator]),
);

function valueOf(text: string): { value: unknown } | null {
  const plain = text.trim();
  if (/^'(?:[^']|'')*'$/.test(plain)) return { value: plain.slice(1, -1).replaceAll("''", "'") };
  if (/^-?\d+(\.\d+)?$/.test(plain)) return { value: Number(plain) };
  if (plain === "TRUE" || plain === "FALSE") return { value: plain === "TRUE" };
  if (plain === "TODAY()") return { value: { today: true } };
  if (plain === "user") return { value: { user: true } };
  const day = /^DATE\((\d+), (\d+), (\d+)\)$/.exec(plain);
  if (!day) return null;
  return { value: [day[1]!.padStart(4, "0"), day[2]!.padStart(2, "0"), day[3]!.padStart(2, "0")].join("-") };
}

function listOf(text: string): unknown[] | null {
  const parts = splitOutside(text, ",").map(valueOf);
  return parts.every((part) => part !== null) ? parts.map((part) => part!.value) : null;
}

/** Splits at a separator that stands in no quotes and no brackets. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
  }
  return [...parts, text.slice(from)];
}

const match = (pattern: string, text: string): RegExpExecArray | null =>
  new RegExp(`^${pattern}$`).exec(text);

function parseOne(text: string): Condition | null {
  const plain = text.trim();
  const blank = match(`(not )?ISBLANK\\(${PATH}\\)`, plain);
  if (blank) return { field: blank[2]!, operator: blank[1] ? "filled" : "blank", value: null };
  const nothing = match(`${PATH} (=|<>) NULL`, plain);
  if (nothing) return { field: nothing[1]!, operator: nothing[2] === "=" ? "blank" : "filled", value: null };
  const call = match(`(CONTAINS|STARTSWITH)\\(${PATH}, (.+)\\)`, plain);
  if (call) {
    const value = valueOf(call[3]!);
    return (
      value && {
        field: call[2]!,
        operator: call[1] === "CONTAINS" ? "contains" : "starts",
        value: value.value,
      }
    );
  }
  const has = match(`(HASANY|HASALL)\\(${PATH}, (.+)\\)`, plain);
  const within = has ?? match(`${PATH} (not in|in) \\((.+)\\)`, plain);
  if (within) {
    const [field, word] = has ? [within[2]!, within[1]!] : [within[1]!, within[2]!];
    const operator = { HASANY: "has_any", HASALL: "has_all", in: "in", "not in": "not_in" }[word] as Operator;
    const value = listOf(within[3]!);
    return value && { field, operator, value };
  }
  const compared = match(`${PATH} (=|<>|>=|<=|>|<) (.+)`, plain);
  const value = compared && valueOf(compared[3]!);
  return compared && value
    ? { field: compared[1]!, operator: BY_SYMBOL.get(compared[2]!)!, value: value.value }
    : null;
}

/** The conditions of a text; null when the builder didn't write it. */
export function parseConditions(text: string): Conditions | null {
  const plain = text.trim();
  if (plain === "") return { join: "and", items: [] };
  const ands = splitOutside(plain, " and ");
  const ors = splitOutside(plain, " or ");
  if (ands.length > 1 && ors.length > 1) return null;
  const join = ors.length > 1 ? "or" : "and";
  const items = (join === "or" ? ors : ands).map(parseOne);
  return items.every((item) => item !== null) ? { join, items: items as Condition[] } : null;
}
