"""Numbers: rounding, division, powers, logarithms, angles."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DivisionImpossible,
    InvalidOperation,
)

from engines.formula.errors import DIV0, NUM, Fail
from engines.formula.registry import Category
from engines.formula.values import ONE, WIDE, ZERO, divide, number

declare = Category("math")
TWO = Decimal(2)
_MOST_DIGITS = 307
LARGEST_WHOLE = Decimal(10) ** 15


_UNITS = {Decimal(places): ONE.scaleb(-places) for places in range(16)}


def whole(value: Decimal) -> int:
    """The integer part, toward zero; #NUM! beyond what a place or a count can be."""
    if abs(value) > LARGEST_WHOLE:
        raise Fail(NUM)
    return int(value)


def round_to(value: Decimal, digits: Decimal, rounding: str) -> Decimal:
    """`value` at `digits` decimals (negative: tens, hundreds …)."""
    unit = _UNITS.get(digits)
    if unit is not None:
        try:
            return value.quantize(unit, rounding, WIDE)
        except InvalidOperation:  # the value has far more digits before the point
            return value
    places = int(max(min(digits, Decimal(_MOST_DIGITS)), Decimal(-_MOST_DIGITS)))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, str) or exponent >= -places:
        return value
    if value.adjusted() < -places - 1:  # far below the last digit that is kept
        away = rounding == ROUND_UP and value != 0
        return number(Decimal(1).scaleb(-places).copy_sign(value)) if away else ZERO
    return number(value.quantize(ONE.scaleb(-places), rounding, WIDE))


def to_multiple(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    """`value` as a multiple of `step`, the factor rounded as told."""
    factor = WIDE.divide(value, step).to_integral_value(rounding)
    return number(WIDE.multiply(factor, step))


@declare(
    "ABS",
    "number: number -> number",
    polars=True,
    zh="绝对值。",
    en="The number without its sign.",
    examples=(("ABS(-3.5)", 3.5), ("ABS(NULL)", 0)),
)
def abs_(value: Decimal) -> Decimal:
    return abs(value)


@declare(
    "SIGN",
    "number: number -> number",
    polars=True,
    zh="正数得 1,负数得 -1,零得 0。",
    en="1 for positive, -1 for negative, 0 for zero.",
    examples=(("SIGN(-8)", -1), ("SIGN(0)", 0)),
)
def sign(value: Decimal) -> Decimal:
    return Decimal((value > 0) - (value < 0))


@declare(
    "ROUND",
    "number: number, digits?: number -> number",
    polars=True,
    zh="四舍五入到指定小数位(远离零);位数为负时舍入到十、百……。不写位数即取整。",
    en="Rounds to the given decimals, half away from zero; negative digits round to tens, hundreds …",
    examples=(("ROUND(2.345, 2)", 2.35), ("ROUND(-2.5)", -3), ("ROUND(1234, -2)", 1200), ("ROUND(1.005, 2)", 1.01)),
)
def round_(value: Decimal, digits: Decimal = ZERO) -> Decimal:
    return round_to(value, digits, ROUND_HALF_UP)


@declare(
    "ROUNDUP",
    "number: number, digits?: number -> number",
    polars=True,
    zh="向远离零的方向舍入。",
    en="Rounds away from zero.",
    examples=(("ROUNDUP(2.341, 2)", 2.35), ("ROUNDUP(-1.1)", -2)),
)
def roundup(value: Decimal, digits: Decimal = ZERO) -> Decimal:
    return round_to(value, digits, ROUND_UP)


@declare(
    "ROUNDDOWN",
    "number: number, digits?: number -> number",
    polars=True,
    zh="向零的方向舍去。",
    en="Rounds toward zero.",
    examples=(("ROUNDDOWN(2.349, 2)", 2.34), ("ROUNDDOWN(-1.9)", -1)),
)
def rounddown(value: Decimal, digits: Decimal = ZERO) -> Decimal:
    return round_to(value, digits, ROUND_DOWN)


@declare(
    "TRUNC",
    "number: number, digits?: number -> number",
    polars=True,
    zh="截去小数(向零)。",
    en="Cuts off decimals (toward zero).",
    examples=(("TRUNC(8.9)", 8), ("TRUNC(-8.97, 1)", -8.9)),
)
def trunc(value: Decimal, digits: Decimal = ZERO) -> Decimal:
    return round_to(value, digits, ROUND_DOWN)


@declare(
    "INT",
    "number: number -> number",
    polars=True,
    zh="不大于该数的最大整数。",
    en="The largest whole number that is not greater.",
    examples=(("INT(8.9)", 8), ("INT(-8.1)", -9)),
)
def int_(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


@declare(
    "MROUND",
    "number: number, multiple: number -> number",
    zh="四舍五入到指定倍数;两数符号不同得 #NUM!。",
    en="Rounds to a multiple; #NUM! when the signs differ.",
    examples=(("MROUND(10, 3)", 9), ("MROUND(0.3, 0.2)", 0.4), ("MROUND(5, -2)", "#NUM!")),
)
def mround(value: Decimal, multiple: Decimal) -> Decimal:
    if not multiple or not value:
        return ZERO
    if (value > 0) != (multiple > 0):
        raise Fail(NUM)
    return to_multiple(value, multiple, ROUND_HALF_UP)


@declare(
    "CEILING",
    "number: number, significance?: number -> number",
    polars=True,
    zh="向上舍入到基数的倍数(省略为 1);正数配负基数得 #NUM!。",
    en="Rounds up to a multiple of significance (1 when left out); #NUM! for a positive number and a negative one.",
    examples=(("CEILING(2.1)", 3), ("CEILING(-2.5, 2)", -2), ("CEILING(-2.5, -2)", -4), ("CEILING(2.5, -2)", "#NUM!")),
)
def ceiling(value: Decimal, significance: Decimal = ONE) -> Decimal:
    if not significance or not value:
        return ZERO
    if value > 0 > significance:
        raise Fail(NUM)
    return to_multiple(value, significance, ROUND_CEILING)


@declare(
    "FLOOR",
    "number: number, significance?: number -> number",
    polars=True,
    zh="向下舍入到基数的倍数(省略为 1);基数为 0 得 #DIV/0!。",
    en="Rounds down to a multiple of significance (1 when left out); #DIV/0! for 0.",
    examples=(("FLOOR(2.9)", 2), ("FLOOR(-2.5, 2)", -4), ("FLOOR(7, 2.5)", 5), ("FLOOR(7, 0)", "#DIV/0!")),
)
def floor(value: Decimal, significance: Decimal = ONE) -> Decimal:
    if not value:
        return ZERO
    if not significance:
        raise Fail(DIV0)
    if value > 0 > significance:
        raise Fail(NUM)
    return to_multiple(value, significance, ROUND_FLOOR)


@declare(
    "EVEN",
    "number: number -> number",
    zh="向远离零方向取偶数。",
    en="Away from zero to an even number.",
    examples=(("EVEN(3)", 4), ("EVEN(-1)", -2), ("EVEN(2)", 2)),
)
def even(value: Decimal) -> Decimal:
    return to_multiple(value, TWO, ROUND_UP)


@declare(
    "ODD",
    "number: number -> number",
    zh="向远离零方向取奇数。",
    en="Away from zero to an odd number.",
    examples=(("ODD(2)", 3), ("ODD(-2)", -3), ("ODD(0)", 1), ("ODD(1.5)", 3)),
)
def odd(value: Decimal) -> Decimal:
    sign_ = -1 if value < 0 else 1
    lifted = to_multiple(number(abs(value) - 1) if abs(value) > 1 else ZERO, TWO, ROUND_UP)
    return number((lifted + 1) * sign_)


@declare(
    "MOD",
    "number: number, divisor: number -> number",
    polars=True,
    zh="余数,符号与除数相同;除数为 0 得 #DIV/0!。",
    en="The remainder, with the divisor's sign; #DIV/0! for 0.",
    examples=(("MOD(7, 3)", 1), ("MOD(-7, 3)", 2), ("MOD(7, -3)", -2), ("MOD(5.5, 2)", 1.5), ("MOD(1, 0)", "#DIV/0!")),
)
def mod(value: Decimal, divisor: Decimal) -> Decimal:
    if not divisor:
        raise Fail(DIV0)
    if abs(WIDE.divide(value, divisor)) >= LARGEST_WHOLE:
        raise Fail(NUM)
    try:
        rest = WIDE.remainder(value, divisor)
    except (InvalidOperation, DivisionImpossible):
        raise Fail(NUM) from None
    return number(WIDE.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest)


@declare(
    "QUOTIENT",
    "number: number, divisor: number -> number",
    polars=True,
    zh="商的整数部分(向零)。",
    en="The whole part of a division (toward zero).",
    examples=(("QUOTIENT(7, 2)", 3), ("QUOTIENT(-7, 2)", -3), ("QUOTIENT(1, 0)", "#DIV/0!")),
)
def quotient(value: Decimal, divisor: Decimal) -> Decimal:
    return divide(value, divisor).to_integral_value(ROUND_DOWN)
