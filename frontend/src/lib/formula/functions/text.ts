/** Texts; lengths and positions count code points (engines/formula/functions/text.py). */
import DecimalJs from "decimal.js";
import type { PlainDate } from "../dates";
import { civilFromDays, civilInZone, daysFromCivil, Instant } from "../dates";
import { Decimal, ONE } from "../decimal";
import { formatDate, formatNumber, upperCaseAmount, type Moment } from "../formats";
import { truth } from "../operators";
import { bounded, Fail, MAX_TEXT, numberText, parseNumber, textLength, VALUE, type Value } from "../values";
import { int, items, type Family } from "./family";
import { roundTo } from "./math";

/** Characters of TEXT's format. */
const MAX_FORMAT = 255;

const text = (value: Value | undefined): string => value as string;

/** A length or a position; #VALUE! below `least`. Anything beyond the longest text means the longest. */
function count(value: Value | undefined, least = 0): number {
  const wanted = value as Decimal;
  if (wanted.lt(least)) throw new Fail(VALUE);
  return Decimal.min(wanted, MAX_TEXT + 1)
    .trunc()
    .toNumber();
}

const join = (delimiter: string, parts: string[]): string => bounded(parts.join(delimiter));

/** Where `part` begins, in code points, from `first` on; -1 when it isn't there. */
function indexOf(whole: string, part: string, first: number): number {
  const chars = [...whole];
  if (first > chars.length) return -1;
  const skipped = chars.slice(0, first).join("").length;
  const at = whole.indexOf(part, skipped);
  return at < 0 ? -1 : textLength(whole.slice(0, at));
}

function find(part: string, whole: string, start: Value | undefined): Value {
  const place = indexOf(whole, part, count(start, 1) - 1);
  if (place < 0) throw new Fail(VALUE);
  return int(place + 1);
}

function substitute([whole, old, fresh, instance]: Value[]): Value {
  const which = instance as Decimal | null | undefined;
  if (which?.lt(1)) throw new Fail(VALUE);
  if (!old) return whole!;
  if (!which) return bounded(text(whole).split(text(old)).join(text(fresh)));
  let place = -1;
  for (let round = 0; round < Math.min(which.trunc().toNumber(), MAX_TEXT); round += 1) {
    place = text(whole).indexOf(text(old), place < 0 ? 0 : place + text(old).length);
    if (place < 0) return whole!;
  }
  return bounded(text(whole).slice(0, place) + text(fresh) + text(whole).slice(place + text(old).length));
}

/** What is missing to a length, made of `fill`. */
function filling([whole, length, fill = " "]: Value[]): string {
  const wanted = count(length);
  if (wanted > MAX_TEXT) throw new Fail(VALUE);
  const missing = Math.max(wanted - textLength(text(whole)), 0);
  const pieces = [...text(fill)];
  return Array.from({ length: pieces.length ? missing : 0 }, (_, at) => pieces[at % pieces.length]).join("");
}

function proper(value: string): string {
  let inWord = false;
  const chars = [...value].map((char) => {
    const shown = inWord ? char.toLowerCase() : char.toUpperCase();
    inWord = /\p{L}/u.test(char);
    return shown;
  });
  return bounded(chars.join(""));
}

export function momentOf(value: Value, zone: string): Moment {
  const civil =
    value instanceof Instant
      ? civilInZone(value, zone)
      : { ...civilFromDays((value as PlainDate).days), hour: 0, minute: 0, second: 0 };
  return { ...civil, weekday: (((daysFromCivil(civil) + 3) % 7) + 7) % 7 };
}

function char(code: Decimal): string {
  const found = code.abs().lt(0x110000) ? code.trunc().toNumber() : 0;
  if (found < 1 || (found >= 0xd800 && found < 0xe000)) throw new Fail(VALUE);
  return String.fromCodePoint(found);
}

function fixed([value, decimals = int(2), noCommas = false]: Value[]): Value {
  const places = Decimal.max(Decimal.min(decimals as Decimal, 127), -127).trunc();
  const rounded = roundTo(value as Decimal, places, DecimalJs.ROUND_HALF_UP);
  const shown = rounded.toFixed(Math.max(places.toNumber(), 0));
  const [whole = "", fraction] = (rounded.isZero() ? shown.replace("-", "") : shown).split(".");
  const left = truth(noCommas) ? whole : whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction ? `${left}.${fraction}` : left;
}

function split([whole, delimiter]: Value[]): Value {
  if (whole === null) return [];
  const parts = delimiter === null ? [text(whole)] : text(whole).split(text(delimiter));
  if (parts.length > 10_000) throw new Fail(VALUE);
  return parts.map((part) => part || null);
}

function textJoin([delimiter, skipBlanks, ...values]: Value[]): Value {
  const filled = items(values) as string[];
  if (truth(skipBlanks!)) return join(text(delimiter) ?? "", filled);
  const all = values.flatMap((value) => (Array.isArray(value) ? value : [value]));
  return join(
    text(delimiter) ?? "",
    all.map((value) => (value as string | null) ?? ""),
  );
}

const chars = (value: Value | undefined): string[] => [...text(value)];

export const TEXT: Family = {
  LEN: ([value]) => int(textLength(text(value))),
  LEFT: ([value, length = ONE]) => chars(value).slice(0, count(length)).join(""),
  RIGHT: ([value, length = ONE]) => {
    const all = chars(value);
    return all.slice(Math.max(all.length - count(length), 0)).join("");
  },
  MID: ([value, start, length]) => {
    const first = count(start, 1) - 1;
    return chars(value)
      .slice(first, first + count(length))
      .join("");
  },
  TRIM: ([value]) => text(value).split(" ").filter(Boolean).join(" "),
  CLEAN: ([value]) =>
    chars(value)
      .filter((each) => each >= " ")
      .join(""),
  UPPER: ([value]) => bounded(text(value).toUpperCase()),
  LOWER: ([value]) => bounded(text(value).toLowerCase()),
  PROPER: ([value]) => proper(text(value)),
  CONCATENATE: (values) => join("", items(values) as string[]),
  TEXTJOIN: textJoin,
  REPLACE: ([value, start, length, fresh]) => {
    const first = count(start, 1) - 1;
    const all = chars(value);
    return bounded(all.slice(0, first).join("") + text(fresh) + all.slice(first + count(length)).join(""));
  },
  SUBSTITUTE: substitute,
  FIND: ([part, whole, start = ONE]) => find(text(part), text(whole), start),
  SEARCH: ([part, whole, start = ONE]) => find(text(part).toLowerCase(), text(whole).toLowerCase(), start),
  CONTAINS: ([whole, part]) => whole !== null && part !== null && text(whole).includes(text(part)),
  STARTSWITH: ([whole, part]) => whole !== null && part !== null && text(whole).startsWith(text(part)),
  ENDSWITH: ([whole, part]) => whole !== null && part !== null && text(whole).endsWith(text(part)),
  EXACT: ([value, other]) => value === other,
  REPT: ([value, times]) => {
    const rounds = count(times);
    if (textLength(text(value)) * rounds > MAX_TEXT) throw new Fail(VALUE);
    return text(value).repeat(rounds);
  },
  LPAD: (args) => filling(args) + text(args[0]),
  RPAD: (args) => text(args[0]) + filling(args),
  CHAR: ([code]) => char(code as Decimal),
  CODE: ([value]) => {
    if (!value) throw new Fail(VALUE);
    return int(text(value).codePointAt(0)!);
  },
  VALUE: ([value]) => parseNumber(text(value)),
  TEXT: ([value, pattern], env) => {
    if (textLength(text(pattern)) > MAX_FORMAT) throw new Fail(VALUE);
    return bounded(
      value instanceof Decimal
        ? formatNumber(value, text(pattern))
        : formatDate(momentOf(value!, env.zone), text(pattern)),
    );
  },
  FIXED: fixed,
  SPLIT: split,
  CNYUPPER: ([amount]) => upperCaseAmount(roundTo(amount as Decimal, int(2), DecimalJs.ROUND_HALF_UP)),
  NUMBERTEXT: ([value]) => numberText(value as Decimal),
};
