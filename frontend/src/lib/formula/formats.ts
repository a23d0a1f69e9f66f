/** TEXT's formats, and amounts in Chinese capital numerals (engines/formula/formats.py says what they mean). */
import DecimalJs from "decimal.js";
import type { Decimal } from "./decimal";
import { Fail, numberText, VALUE } from "./values";
import { wide } from "./functions/family";

const PARTS = /"([^"]*)"|\\([\s\S])|([0#][0#,]*(?:\.[0#]*)?|\.[0#]+)|(%)|([^0-9A-Za-z#])/uy;
const TOKENS =
  /"([^"]*)"|\\([\s\S])|(AM\/PM|yyyy|yy|y|mmmm|mmm|mm|m|dddd|ddd|dd|d|aaaa|aaa|hh|h|ss|s)|([^0-9A-Za-z])/iuy;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WEEK = "一二三四五六日";
const MOST_PLACES = 30;

/** Wall-clock time of a date or an instant. */
export interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Monday is 0. */
  weekday: number;
}

function* matches(expression: RegExp, pattern: string): Generator<RegExpExecArray> {
  let place = 0;
  while (place < pattern.length) {
    expression.lastIndex = place;
    const match = expression.exec(pattern);
    if (!match) throw new Fail(VALUE);
    place = expression.lastIndex;
    yield match;
  }
}

function splitNumberFormat(pattern: string): {
  prefix: string;
  digits: string;
  suffix: string;
  percents: number;
} {
  let prefix = "";
  let suffix = "";
  let digits: string | null = null;
  let percents = 0;
  for (const match of matches(PARTS, pattern)) {
    if (match[5] === ";") throw new Fail(VALUE);
    if (match[3] !== undefined) {
      if (digits !== null) throw new Fail(VALUE);
      digits = match[3];
      continue;
    }
    const shown = match[1] ?? match[2] ?? match[4] ?? match[5] ?? "";
    if (match[4] !== undefined) percents += 1;
    if (digits === null) prefix += shown;
    else suffix += shown;
  }
  if (digits === null || percents > 1) throw new Fail(VALUE);
  return { prefix, digits, suffix, percents };
}

const partition = (text: string, by: string): [string, string] => {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
};

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export function formatNumber(value: Decimal, pattern: string): string {
  if (["general", "@", "常规"].includes(pattern.toLowerCase())) return numberText(value);
  const { prefix, digits, suffix, percents } = splitNumberFormat(pattern);
  const [whole, decimals] = partition(digits, ".");
  if (decimals.length > MOST_PLACES || whole.length > 40) throw new Fail(VALUE);
  const scaled = wide(value).times(percents ? 100 : 1);
  const rounded = scaled.toDecimalPlaces(decimals.length, DecimalJs.ROUND_HALF_UP);
  const sign = rounded.lt(0) ? "-" : "";
  const [integer, fraction] = partition(rounded.abs().toFixed(decimals.length), ".");
  const zeros = whole.split("0").length - 1;
  let left = integer.replace(/^0+/, "").padStart(zeros, "0");
  if (whole.includes(",")) left = grouped(left);
  const least = decimals.replace(/#+$/, "").length;
  const right = fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, "");
  const pointed = digits.includes(".") && (right !== "" || decimals === "" || decimals.includes("0"));
  return `${sign}${prefix}${left}${pointed ? "." : ""}${right}${suffix}`;
}

interface Token {
  token: boolean;
  text: string;
}

/** m and mm are minutes after hours or before seconds, as in Excel. */
function tellMinutesFromMonths(tokens: Token[]): void {
  const places = tokens.filter((each) => each.token);
  places.forEach((each, order) => {
    if (each.text !== "m" && each.text !== "mm") return;
    const before = places[order - 1]?.text ?? "";
    const after = places[order + 1]?.text ?? "";
    if (["h", "hh"].includes(before) || ["s", "ss"].includes(after)) each.text = `minute${each.text}`;
  });
}

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

function datePart(at: Moment, token: string, twelve: boolean): string {
  const hour = twelve ? at.hour % 12 || 12 : at.hour;
  const parts: Record<string, string> = {
    yyyy: pad(at.year, 4),
    yy: pad(at.year % 100),
    y: pad(at.year % 100),
    mmmm: MONTHS[at.month - 1]!,
    mmm: MONTHS[at.month - 1]!.slice(0, 3),
    mm: pad(at.month),
    m: `${at.month}`,
    dddd: DAYS[at.weekday]!,
    ddd: DAYS[at.weekday]!.slice(0, 3),
    dd: pad(at.day),
    d: `${at.day}`,
    aaaa: `星期${WEEK[at.weekday]}`,
    aaa: WEEK[at.weekday]!,
    hh: pad(hour),
    h: `${hour}`,
    minutemm: pad(at.minute),
    minutem: `${at.minute}`,
    ss: pad(at.second),
    s: `${at.second}`,
    "am/pm": at.hour < 12 ? "AM" : "PM",
  };
  return parts[token]!;
}

export function formatDate(at: Moment, pattern: string): string {
  const tokens: Token[] = [];
  for (const match of matches(TOKENS, pattern))
    tokens.push(
      match[3] !== undefined
        ? { token: true, text: match[3].toLowerCase() }
        : { token: false, text: match[1] ?? match[2] ?? match[4] ?? "" },
    );
  tellMinutesFromMonths(tokens);
  const twelve = tokens.some((each) => each.token && each.text === "am/pm");
  return tokens.map((each) => (each.token ? datePart(at, each.text, twelve) : each.text)).join("");
}

const NUMERALS = "零壹贰叁肆伍陆柒捌玖";
const UNITS = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];

/** An amount of at most two decimals: 12345.67 → 壹万贰仟叁佰肆拾伍元陆角柒分. */
export function upperCaseAmount(amount: Decimal): string {
  const cents = BigInt(wide(amount).abs().times(100).trunc().toFixed());
  if (cents >= 10n ** 18n) throw new Fail(VALUE);
  const yuan = cents / 100n;
  const jiao = Number((cents % 100n) / 10n);
  const fen = Number(cents % 10n);
  let text = yuan || !(jiao || fen) ? `${wholeAmount(yuan)}元` : "";
  if (!jiao && !fen) text += "整";
  else {
    if (jiao) text += `${NUMERALS[jiao]}角`;
    else if (yuan) text += "零";
    text += fen ? `${NUMERALS[fen]}分` : "整";
  }
  return amount.lt(0) ? `负${text}` : text;
}

function wholeAmount(value: bigint): string {
  if (!value) return "零";
  let text = "";
  let gap = false;
  for (let group = 3; group >= 0; group -= 1) {
    const digits = Number((value / 10n ** BigInt(4 * group)) % 10_000n);
    if (!digits) {
      gap ||= text !== "";
      continue;
    }
    if (text && (gap || digits < 1000)) text += "零";
    text += fourDigits(digits) + GROUPS[group];
    gap = false;
  }
  return text;
}

function fourDigits(value: number): string {
  let text = "";
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (!digit) {
      gap ||= text !== "";
      continue;
    }
    text += `${gap ? "零" : ""}${NUMERALS[digit]}${UNITS[place]}`;
    gap = false;
  }
  return text;
}
