/** Loans and cash flows, with Excel's signs (engines/formula/functions/finance.py). */
import DecimalJs from "decimal.js";
import { Wide, ZERO, type Decimal } from "../decimal";
import { DIV0, Fail, NUM, type Value } from "../values";
import { decimals, narrow, wide, type Family } from "./family";

const MOST_PERIODS = 100_000;
const ROUNDS = 100;

type D = DecimalJs;
const one = new Wide(1);

function growth(rate: D, periods: D): D {
  const base = one.plus(rate);
  if (base.lte(0) || periods.abs().gt(MOST_PERIODS)) throw new Fail(NUM);
  const grown = base.pow(periods);
  if (!grown.isFinite() || Math.abs(grown.e) > 6000) throw new Fail(NUM);
  return grown;
}

/** The future value of one unit paid each period. */
function annuity(rate: D, periods: D, due: D): D {
  if (rate.isZero()) return periods;
  const factor = growth(rate, periods).minus(1).div(rate);
  return due.isZero() ? factor : factor.times(one.plus(rate));
}

function ratio(top: D, bottom: D): D {
  if (bottom.isZero()) throw new Fail(DIV0);
  return top.div(bottom);
}

function pmt(rate: D, periods: D, present: D, future: D, due: D): Decimal {
  const grown = present.times(growth(rate, periods)).plus(future);
  return narrow(ratio(grown, annuity(rate, periods, due)).neg());
}

function fv(rate: D, periods: D, payment: D, present: D, due: D): Decimal {
  const grown = present.times(growth(rate, periods));
  return narrow(grown.plus(payment.times(annuity(rate, periods, due))).neg());
}

function pv(rate: D, periods: D, payment: D, future: D, due: D): Decimal {
  const paid = payment.times(annuity(rate, periods, due)).plus(future);
  return narrow(ratio(paid, growth(rate, periods)).neg());
}

function nper(rate: D, payment: D, present: D, future: D): Decimal {
  if (rate.isZero()) return narrow(ratio(present.plus(future), payment).neg());
  const quotient = ratio(payment.minus(future.times(rate)), payment.plus(present.times(rate)));
  if (quotient.lte(0) || rate.lte(-1)) throw new Fail(NUM);
  return narrow(quotient.ln().div(one.plus(rate).ln()));
}

function ipmt(rate: D, period: D, periods: D, present: D): Decimal {
  if (period.lt(1) || period.gt(periods)) throw new Fail(NUM);
  const payment = wide(pmt(rate, periods, present, wide(ZERO), wide(ZERO)));
  const before = narrow(period.minus(1));
  return narrow(wide(fv(rate, wide(before), payment, present, wide(ZERO))).times(rate));
}

/** The flows discounted to time 0, the first one at `first`. */
function presentValue(rate: D, flows: D[], first: number): D {
  const factor = one.div(one.plus(rate));
  let weight = factor.pow(first);
  let total: D = new Wide(0);
  for (const flow of flows) {
    total = total.plus(wide(flow).times(weight));
    weight = weight.times(factor);
  }
  return total;
}

const GRID = ["0", "0.01", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "100"];
const BELOW = ["0", "-0.01", "-0.05", "-0.1", "-0.3", "-0.5", "-0.8", "-0.95", "-0.999"];

/** Ten digits, rounded half to even as the server's default context does. */
const stable = (value: D): Decimal => narrow(value.toSignificantDigits(10, DecimalJs.ROUND_HALF_EVEN));

/** A zero: the sign change nearest to 0 on a fixed grid, then bisection. */
function root(compute: (rate: D) => D): Decimal {
  for (const grid of [GRID, BELOW])
    for (let at = 0; at + 1 < grid.length; at += 1) {
      const low = new Wide(grid[at]!);
      const high = new Wide(grid[at + 1]!);
      const lowValue = compute(low);
      const highValue = compute(high);
      if (lowValue.isZero()) return narrow(low);
      if (lowValue.lt(0) !== highValue.lt(0)) return bisect(compute, low, high, lowValue);
    }
  throw new Fail(NUM);
}

function bisect(compute: (rate: D) => D, from: D, to: D, fromValue: D): Decimal {
  let [low, high, lowValue] = [from, to, fromValue];
  for (let round = 0; round < ROUNDS; round += 1) {
    const middle = low.plus(high).div(2);
    const value = compute(middle);
    if (value.isZero() || high.minus(low).abs().lt("1e-18")) return stable(middle);
    if (value.lt(0) === lowValue.lt(0)) [low, lowValue] = [middle, value];
    else high = middle;
  }
  return stable(low);
}

function irr(args: Value[]): Value {
  const flows = decimals(args);
  if (!flows.some((flow) => flow.gt(0)) || !flows.some((flow) => flow.lt(0))) throw new Fail(NUM);
  return root((rate) => presentValue(rate, flows, 0));
}

function rate([periods, payment, present, future]: D[]): Decimal {
  if (periods!.lte(0) || periods!.gt(1200)) throw new Fail(NUM);
  return root((guess) =>
    present!
      .times(growth(guess, periods!))
      .plus(payment!.times(annuity(guess, periods!, wide(ZERO))))
      .plus(future ?? ZERO),
  );
}

/** Arguments with 34 digits, those left out as 0. */
const withZeros =
  (count: number, compute: (...args: D[]) => Value) =>
  (args: Value[]): Value =>
    compute(...Array.from({ length: count }, (_, at) => wide(args[at] ?? ZERO)));

export const FINANCE: Family = {
  PMT: withZeros(5, (...[r, n, p, f, d]) => pmt(r!, n!, p!, f!, d!)),
  FV: withZeros(5, (...[r, n, p, v, d]) => fv(r!, n!, p!, v!, d!)),
  PV: withZeros(5, (...[r, n, p, f, d]) => pv(r!, n!, p!, f!, d!)),
  NPER: withZeros(4, (...[r, p, v, f]) => nper(r!, p!, v!, f!)),
  IPMT: withZeros(4, (...[r, k, n, p]) => ipmt(r!, k!, n!, p!)),
  PPMT: withZeros(4, (...[r, k, n, p]) =>
    narrow(wide(pmt(r!, n!, p!, wide(ZERO), wide(ZERO))).minus(ipmt(r!, k!, n!, p!))),
  ),
  SLN: withZeros(3, (...[cost, salvage, life]) => narrow(ratio(cost!.minus(salvage!), life!))),
  NPV: ([rateOf, ...values]) => {
    const used = wide((rateOf as Decimal | null) ?? ZERO);
    if (used.eq(-1)) throw new Fail(DIV0);
    return narrow(presentValue(used, decimals(values), 1));
  },
  IRR: irr,
  RATE: withZeros(4, (...args) => rate(args)),
};
