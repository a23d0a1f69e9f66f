"""Loans and cash flows, with Excel's signs: money paid out is negative. `due` 1 = payment at the period's start."""

from collections.abc import Callable
from decimal import Context, Decimal, InvalidOperation, Overflow
from itertools import pairwise
from typing import Any

from engines.formula.errors import DIV0, NUM, Fail
from engines.formula.functions.stats import items
from engines.formula.registry import Category
from engines.formula.values import ONE, WIDE, ZERO, number

declare = Category("finance")
_STABLE = Context(prec=10)
_ROUNDS = 100
_MOST_PERIODS = 100_000


def _growth(rate: Decimal, periods: Decimal) -> Decimal:
    base = WIDE.add(ONE, rate)
    if base <= 0 or abs(periods) > _MOST_PERIODS:
        raise Fail(NUM)
    try:
        return WIDE.power(base, periods)
    except (Overflow, InvalidOperation):
        raise Fail(NUM) from None


def _annuity(rate: Decimal, periods: Decimal, due: Decimal) -> Decimal:
    """The future value of one unit paid each period."""
    if not rate:
        return periods
    factor = WIDE.divide(WIDE.subtract(_growth(rate, periods), ONE), rate)
    return WIDE.multiply(factor, WIDE.add(ONE, rate)) if due else factor


def _ratio(top: Decimal, bottom: Decimal) -> Decimal:
    if not bottom:
        raise Fail(DIV0)
    return WIDE.divide(top, bottom)


@declare(
    "PMT",
    "rate: number, periods: number, present: number, future?: number, due?: number -> number",
    approximate=True,
    zh="每期等额还款额。",
    en="The payment of each period.",
    examples=(
        ("ROUND(PMT(0.05/12, 360, 1000000), 2)", -5368.22),
        ("PMT(0, 10, 1000)", -100),
        ("PMT(0.1, 0, 100)", "#DIV/0!"),
    ),
)
def pmt(rate: Decimal, periods: Decimal, present: Decimal, future: Decimal = ZERO, due: Decimal = ZERO) -> Decimal:
    grown = WIDE.add(WIDE.multiply(present, _growth(rate, periods)), future)
    return number(-_ratio(grown, _annuity(rate, periods, due)))


@declare(
    "FV",
    "rate: number, periods: number, payment: number, present?: number, due?: number -> number",
    approximate=True,
    zh="终值。",
    en="The future value.",
    examples=(("ROUND(FV(0.06/12, 10, -200, -500, 1), 2)", 2581.4), ("FV(0, 3, -10)", 30)),
)
def fv(rate: Decimal, periods: Decimal, payment: Decimal, present: Decimal = ZERO, due: Decimal = ZERO) -> Decimal:
    grown = WIDE.multiply(present, _growth(rate, periods))
    return number(-WIDE.add(grown, WIDE.multiply(payment, _annuity(rate, periods, due))))


@declare(
    "PV",
    "rate: number, periods: number, payment: number, future?: number, due?: number -> number",
    approximate=True,
    zh="现值。",
    en="The present value.",
    examples=(("ROUND(PV(0.08/12, 240, 500), 2)", -59777.15), ("PV(0, 3, 10)", -30)),
)
def pv(rate: Decimal, periods: Decimal, payment: Decimal, future: Decimal = ZERO, due: Decimal = ZERO) -> Decimal:
    paid = WIDE.add(WIDE.multiply(payment, _annuity(rate, periods, due)), future)
    return number(-_ratio(paid, _growth(rate, periods)))


@declare(
    "NPER",
    "rate: number, payment: number, present: number, future?: number -> number",
    approximate=True,
    zh="期数。",
    en="How many periods it takes.",
    examples=(("ROUND(NPER(0.01, -100, 1000), 4)", 10.5886), ("NPER(0, -100, 1000)", 10)),
)
def nper(rate: Decimal, payment: Decimal, present: Decimal, future: Decimal = ZERO) -> Decimal:
    if not rate:
        return number(-_ratio(WIDE.add(present, future), payment))
    top = WIDE.subtract(payment, WIDE.multiply(future, rate))
    quotient = _ratio(top, WIDE.add(payment, WIDE.multiply(present, rate)))
    if quotient <= 0 or rate <= -1:
        raise Fail(NUM)
    return number(WIDE.divide(WIDE.ln(quotient), WIDE.ln(WIDE.add(ONE, rate))))


@declare(
    "IPMT",
    "rate: number, period: number, periods: number, present: number -> number",
    approximate=True,
    zh="某一期还款中的利息。",
    en="The interest part of a period's payment.",
    examples=(("ROUND(IPMT(0.1/12, 1, 36, 8000), 2)", -66.67),),
)
def ipmt(rate: Decimal, period: Decimal, periods: Decimal, present: Decimal) -> Decimal:
    if not 1 <= period <= periods:
        raise Fail(NUM)
    balance = fv(rate, period - 1, pmt(rate, periods, present), present)
    return number(WIDE.multiply(balance, rate))


@declare(
    "PPMT",
    "rate: number, period: number, periods: number, present: number -> number",
    approximate=True,
    zh="某一期还款中的本金。",
    en="The principal part of a period's payment.",
    examples=(("ROUND(PPMT(0.1/12, 1, 36, 8000), 2)", -191.47),),
)
def ppmt(rate: Decimal, period: Decimal, periods: Decimal, present: Decimal) -> Decimal:
    return number(WIDE.subtract(pmt(rate, periods, present), ipmt(rate, period, periods, present)))


@declare(
    "SLN",
    "cost: number, salvage: number, life: number -> number",
    zh="直线折旧。",
    en="Straight-line depreciation of one period.",
    examples=(("SLN(30000, 7500, 10)", 2250), ("SLN(1, 0, 0)", "#DIV/0!")),
)
def sln(cost: Decimal, salvage: Decimal, life: Decimal) -> Decimal:
    return number(_ratio(WIDE.subtract(cost, salvage), life))


def _present(rate: Decimal, flows: list[Decimal], first: int) -> Decimal:
    """The flows discounted to time 0, the first one at `first`."""
    factor = WIDE.divide(ONE, WIDE.add(ONE, rate))
    weight = WIDE.power(factor, first)
    total = ZERO
    for flow in flows:
        total = WIDE.add(total, WIDE.multiply(flow, weight))
        weight = WIDE.multiply(weight, factor)
    return total


@declare(
    "NPV",
    "rate: number, values: number|[number]... -> number",
    nulls="own",
    approximate=True,
    zh="净现值(第一笔在第 1 期末)。",
    en="The net present value; the first flow stands at the end of period 1.",
    examples=(("ROUND(NPV(0.1, -10000, 3000, 4200, 6800), 2)", 1188.44), ("NPV(-1, 5)", "#DIV/0!")),
)
def npv(rate: Decimal | None, *values: Any) -> Decimal:
    used = ZERO if rate is None else rate
    if used == -1:
        raise Fail(DIV0)
    return number(_present(used, list(items(values)), 1))


@declare(
    "IRR",
    "values: number|[number]... -> number",
    nulls="own",
    approximate=True,
    zh="内部收益率(10 位有效数字);现金流须有正有负,否则 #NUM!。",
    en="The internal rate of return, to 10 digits; #NUM! unless flows of both signs are there.",
    examples=(("ROUND(IRR(-70000, 12000, 15000, 18000, 21000, 26000), 4)", 0.0866), ("IRR(1, 2)", "#NUM!")),
)
def irr(*values: Any) -> Decimal:
    flows = list(items(values))
    if not (any(flow > 0 for flow in flows) and any(flow < 0 for flow in flows)):
        raise Fail(NUM)
    return _root(lambda rate: _present(rate, flows, 0))


@declare(
    "RATE",
    "periods: number, payment: number, present: number, future?: number -> number",
    approximate=True,
    zh="每期利率(10 位有效数字)。",
    en="The rate per period, to 10 digits.",
    examples=(("ROUND(RATE(48, -200, 8000), 6)", 0.007701),),
)
def rate_(periods: Decimal, payment: Decimal, present: Decimal, future: Decimal = ZERO) -> Decimal:
    if periods <= 0 or periods > 1200:
        raise Fail(NUM)

    def remaining(rate: Decimal) -> Decimal:
        grown = WIDE.multiply(present, _growth(rate, periods))
        return WIDE.add(WIDE.add(grown, WIDE.multiply(payment, _annuity(rate, periods, ZERO))), future)

    return _root(remaining)


_GRID = [Decimal(text) for text in ("0", "0.01", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "100")]
_BELOW = [Decimal(text) for text in ("0", "-0.01", "-0.05", "-0.1", "-0.3", "-0.5", "-0.8", "-0.95", "-0.999")]


def _root(function: Callable[[Decimal], Decimal]) -> Decimal:
    """A zero of `function`: the sign change nearest to 0 on a fixed grid, then bisection. Bounded work."""
    for grid in (_GRID, _BELOW):
        for low, high in pairwise(grid):
            low_value, high_value = function(low), function(high)
            if not low_value:
                return number(low)
            if (low_value < 0) != (high_value < 0):
                return _bisect(function, low, high, low_value)
    raise Fail(NUM)


def _bisect(function: Callable[[Decimal], Decimal], low: Decimal, high: Decimal, low_value: Decimal) -> Decimal:
    for _ in range(_ROUNDS):
        middle = WIDE.divide(WIDE.add(low, high), Decimal(2))
        value = function(middle)
        if not value or abs(WIDE.subtract(high, low)) < Decimal("1e-18"):
            return number(_STABLE.plus(middle))
        if (value < 0) == (low_value < 0):
            low, low_value = middle, value
        else:
            high = middle
    return number(_STABLE.plus(low))
