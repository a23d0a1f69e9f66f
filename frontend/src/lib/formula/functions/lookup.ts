/** Lists: positions, lookups, distinct values (engines/formula/functions/lookup.py). */
import type { Decimal } from "../decimal";
import { truth } from "../operators";
import { compare, equal, Fail, isError, NA, REF, VALUE, type Value } from "../values";
import { contains, distinct, int, items, type Family } from "./family";

const list = (value: Value | undefined): Value[] => value as Value[];

/** The list with its blanks; an error inside fails. */
function clean(value: Value | undefined): Value[] {
  for (const element of list(value)) if (isError(element)) throw new Fail(element);
  return list(value);
}

function sound(value: Value): Value {
  if (isError(value)) throw new Fail(value);
  return value;
}

function index([values, position]: Value[]): Value {
  const { length } = list(values);
  const place = position === null ? 0 : (position as Decimal).trunc().toNumber();
  if (place === 0 || place < -length || place > length) throw new Fail(REF);
  return sound(list(values).at(place > 0 ? place - 1 : place)!);
}

function placeOf(value: Value, values: Value[]): number {
  return value === null ? -1 : values.findIndex((element) => equal(element, value));
}

function xlookup([value, values, results, ...fallback]: Value[]): Value {
  const found = clean(values);
  if (found.length !== list(results).length) throw new Fail(VALUE);
  const place = placeOf(value!, found);
  if (place >= 0) return sound(list(results)[place]!);
  if (fallback.length === 0) throw new Fail(NA);
  return fallback[0]!;
}

function sort([values, descending]: Value[]): Value {
  const sign = truth(descending ?? false) ? -1 : 1;
  return items([values!]).sort((a, b) => compare(a, b) * sign);
}

/** In the order of another list; equal ones keep their order, blank keys come last. */
function sortBy([values, by, descending]: Value[]): Value {
  const keys = clean(by);
  if (keys.length !== list(values).length) throw new Fail(VALUE);
  const sign = truth(descending ?? false) ? -1 : 1;
  const places = keys.map((_, place) => place);
  const known = places
    .filter((place) => keys[place] !== null)
    .sort((a, b) => compare(keys[a]!, keys[b]!) * sign);
  return [...known, ...places.filter((place) => keys[place] === null)].map((place) => list(values)[place]!);
}

export const LOOKUP: Family = {
  INDEX: index,
  FIRST: ([values]) => items([values!])[0] ?? null,
  LAST: ([values]) => items([values!]).at(-1) ?? null,
  MATCH: ([value, values]) => {
    const place = placeOf(value!, clean(values));
    if (place < 0) throw new Fail(NA);
    return int(place + 1);
  },
  XLOOKUP: xlookup,
  UNIQUE: ([values]) => distinct(items([values!])),
  UNION: (lists) => distinct(items(lists)),
  COUNTUNIQUE: ([values]) => int(distinct(items([values!])).length),
  SORT: sort,
  SORTBY: sortBy,
  HASANY: ([values, ...wanted]) => {
    const have = items([values!]);
    return items(wanted).some((value) => contains(have, value));
  },
  HASALL: ([values, ...wanted]) => {
    const have = items([values!]);
    return items(wanted).every((value) => contains(have, value));
  },
};
