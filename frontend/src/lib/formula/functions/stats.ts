/** Sums, counts, averages and ranks; blanks are skipped (engines/formula/functions/stats.py). */
import type DecimalJs from "decimal.js";
import type { Decimal } from "../decimal";
import { ONE, Wide, ZERO } from "../decimal";
import { truth } from "../operators";
import { compare, DIV0, Fail, isError, NA, NUM, VALUE, type Value } from "../values";
import { contains, decimals, extreme, int, items, keyOf, narrow, wide, wideSum, type Family } from "./family";

const asList = (value: Value | undefined): Value[] => value as Value[];

function sameLength(lists: Value[][]): void {
  if (new Set(lists.map((list) => list.length)).size > 1) throw new Fail(VALUE);
}

/** Per row, whether all conditions hold. */
function matching(conditions: Value[][]): boolean[] {
  sameLength(conditions);
  return (conditions[0] ?? []).map((_, row) => {
    for (const condition of conditions) {
      const cell = condition[row]!;
      if (isError(cell)) throw new Fail(cell);
    }
    return conditions.every((condition) => truth(condition[row]!));
  });
}

function chosen([values, ...conditions]: Value[]): Value[] {
  const keep = matching(conditions.map(asList));
  if (keep.length !== asList(values).length) throw new Fail(VALUE);
  return items([asList(values).filter((_, row) => keep[row])]);
}

function average(args: Value[]): Decimal {
  const found = decimals(args);
  if (found.length === 0) throw new Fail(DIV0);
  return narrow(wideSum(found).div(found.length));
}

function product(args: Value[]): Decimal {
  const found = decimals(args);
  return found.reduce((result, value) => narrow(wide(result).times(value)), found.length ? ONE : ZERO);
}

function sumProduct(lists: Value[]): Decimal {
  const columns = lists.map(asList);
  sameLength(columns);
  const rows = (columns[0] ?? []).map((_, row) =>
    columns.reduce((result, column) => {
      const cell = column[row]!;
      if (isError(cell)) throw new Fail(cell);
      return narrow(wide(result).times((cell as Decimal | null) ?? ZERO));
    }, ONE),
  );
  return narrow(wideSum(rows));
}

function variance(found: Decimal[], degrees: number): DecimalJs {
  if (found.length - degrees < 1) throw new Fail(DIV0);
  const mean = wideSum(found).div(found.length);
  const squares = found.map((value) => wide(value).minus(mean).pow(2));
  return wideSum(squares).div(found.length - degrees);
}

const spread =
  (degrees: number, root: boolean) =>
  (args: Value[]): Value => {
    const found = variance(decimals(args), degrees);
    return narrow(root ? found.sqrt() : found);
  };

/** Linear interpolation between the ranks, ends included (Excel's PERCENTILE.INC). */
function percentile(found: Decimal[], share: DecimalJs): Decimal {
  if (found.length === 0 || share.lt(0) || share.gt(1)) throw new Fail(NUM);
  const sorted = [...found].sort((a, b) => a.cmp(b));
  const place = wide(share).times(sorted.length - 1);
  const low = place.floor().toNumber();
  const high = Math.min(low + 1, sorted.length - 1);
  const step = wide(sorted[high]!).minus(sorted[low]!).times(place.minus(low));
  return narrow(wide(sorted[low]!).plus(step));
}

const kth =
  (sign: 1 | -1) =>
  ([values, k]: Value[]): Value => {
    const found = decimals([values!]).sort((a, b) => a.cmp(b) * sign);
    const place = k as Decimal | null;
    if (place === null || place.lt(1) || !place.lt(found.length + 1)) throw new Fail(NUM);
    return found[place.trunc().toNumber() - 1]!;
  };

function rank([value, values, ascending]: Value[]): Value {
  const found = items([values!]);
  if (value === null || !contains(found, value!)) throw new Fail(NA);
  const better = found.filter((other) => compare(other, value!) * (truth(ascending ?? false) ? 1 : -1) < 0);
  return int(better.length + 1);
}

function mode(args: Value[]): Value {
  const counts = new Map<string, { value: Value; times: number }>();
  for (const value of items(args)) {
    const key = keyOf(value);
    counts.set(key, { value: counts.get(key)?.value ?? value, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  let best = { value: null as Value, times: 1 };
  for (const entry of counts.values()) if (entry.times > best.times) best = entry;
  if (best.value === null) throw new Fail(NA);
  return best.value;
}

const count = (args: Value[]): Value => int(items(args).length);
const blanks = (args: Value[]): number =>
  args.flatMap((value) => (Array.isArray(value) ? value : [value])).filter((value) => value === null).length;

export const STATS: Family = {
  SUM: (args) => narrow(wideSum(decimals(args))),
  PRODUCT: product,
  SUMPRODUCT: sumProduct,
  COUNT: count,
  COUNTA: count,
  COUNTBLANK: (args) => int(blanks(args)),
  COUNTIFS: (args) => int(matching(args.map(asList)).filter(Boolean).length),
  SUMIFS: (args) => narrow(wideSum(chosen(args) as Decimal[])),
  AVERAGEIFS: (args) => average([chosen(args)]),
  MAXIFS: (args) => extreme(chosen(args), 1),
  MINIFS: (args) => extreme(chosen(args), -1),
  AVERAGE: average,
  MAX: (args) => extreme(items(args), 1),
  MIN: (args) => extreme(items(args), -1),
  MEDIAN: (args) => percentile(decimals(args), new Wide("0.5")),
  MODE: mode,
  VAR: spread(1, false),
  VARP: spread(0, false),
  STDEV: spread(1, true),
  STDEVP: spread(0, true),
  LARGE: kth(-1),
  SMALL: kth(1),
  RANK: rank,
  PERCENTILE: ([values, share]) => percentile(decimals([values!]), (share as Decimal | null) ?? ZERO),
  QUARTILE: ([values, quarter]) =>
    percentile(decimals([values!]), wide((quarter as Decimal | null)?.trunc() ?? ZERO).div(4)),
};
