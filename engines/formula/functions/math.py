"""Numbers: rounding, division, powers, logarithms, angles."""

import math
from collections.abc import Callable
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
from engines.formula.values import NUMBERS, ONE, WIDE, ZERO, divide, number, number_from_float, power

declare = Category("math")
TWO = Decimal(2)
_MOST_DIGITS = 307
_LARGEST_QUOTIENT = Decimal(10) ** 15
PI = number(Decimal("3.14159265358979323846"))


_UNITS = {Decimal(places): ONE.scaleb(-places) for places in range(16)}


def whole(value: Decimal) -> int:
    """The integer part, toward zero; #NUM! beyond what a place or a count can be."""
    if abs(value) > _LARGEST_QUOTIENT:
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
    if abs(WIDE.divide(value, divisor)) >= _LARGEST_QUOTIENT:
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


@declare(
    "POWER",
    "number: number, exponent: number -> number",
    approximate=True,
    polars=True,
    zh="乘方,同 ^。",
    en="number ^ exponent.",
    examples=(("POWER(2, 10)", 1024), ("POWER(0, 0)", "#NUM!"), ("POWER(10, 400)", "#NUM!")),
)
def power_(base: Decimal, exponent: Decimal) -> Decimal:
    return power(base, exponent)


@declare(
    "SQRT",
    "number: number -> number",
    approximate=True,
    polars=True,
    zh="平方根;负数得 #NUM!。",
    en="The square root; #NUM! for negative numbers.",
    examples=(("SQRT(16)", 4), ("SQRT(-1)", "#NUM!")),
)
def sqrt(value: Decimal) -> Decimal:
    if value < 0:
        raise Fail(NUM)
    return NUMBERS.sqrt(value)


@declare(
    "EXP",
    "number: number -> number",
    approximate=True,
    polars=True,
    zh="e 的乘方。",
    en="e raised to the number.",
    examples=(("EXP(0)", 1), ("EXP(1)", 2.71828182845905), ("EXP(1000)", "#NUM!")),
)
def exp(value: Decimal) -> Decimal:
    if value > 708:
        raise Fail(NUM)
    return ZERO if value < -708 else number(WIDE.exp(value))


def _logarithm(value: Decimal) -> Decimal:
    if value <= 0:
        raise Fail(NUM)
    return WIDE.ln(value)


@declare(
    "LN",
    "number: number -> number",
    approximate=True,
    polars=True,
    zh="自然对数;不大于 0 得 #NUM!。",
    en="The natural logarithm; #NUM! for 0 and below.",
    examples=(("LN(1)", 0), ("LN(0)", "#NUM!")),
)
def ln(value: Decimal) -> Decimal:
    return number(_logarithm(value))


@declare(
    "LOG",
    "number: number, base?: number -> number",
    approximate=True,
    polars=True,
    zh="对数,底数省略为 10。",
    en="The logarithm; base 10 when left out.",
    examples=(("LOG(1000)", 3), ("LOG(8, 2)", 3), ("LOG(8, 1)", "#DIV/0!")),
)
def log(value: Decimal, base: Decimal = Decimal(10)) -> Decimal:
    top, bottom = _logarithm(value), _logarithm(base)
    if not bottom:
        raise Fail(DIV0)
    return number(WIDE.divide(top, bottom))


@declare(
    "LOG10",
    "number: number -> number",
    approximate=True,
    polars=True,
    zh="以 10 为底的对数。",
    en="The logarithm to base 10.",
    examples=(("LOG10(100)", 2),),
)
def log10(value: Decimal) -> Decimal:
    return log(value)


@declare(
    "FACT",
    "number: number -> number",
    zh="阶乘;负数或大于 170 得 #NUM!。",
    en="The factorial; #NUM! for negative numbers and above 170.",
    examples=(("FACT(5)", 120), ("FACT(0)", 1), ("FACT(171)", "#NUM!")),
)
def fact(value: Decimal) -> Decimal:
    if value < 0 or value >= 171:
        raise Fail(NUM)
    return number(Decimal(math.factorial(int(value))))


def _whole_numbers(values: tuple[Decimal, ...]) -> list[int]:
    numbers = [whole(value) for value in values]
    if any(value < 0 for value in numbers):
        raise Fail(NUM)
    return numbers


@declare(
    "GCD",
    "numbers: number... -> number",
    zh="最大公约数。",
    en="The greatest common divisor.",
    examples=(("GCD(24, 36)", 12), ("GCD(5, 0)", 5)),
)
def gcd(*values: Decimal) -> Decimal:
    return Decimal(math.gcd(*_whole_numbers(values)))


@declare(
    "LCM",
    "numbers: number... -> number",
    zh="最小公倍数。",
    en="The least common multiple.",
    examples=(("LCM(4, 6)", 12), ("LCM(5, 0)", 0)),
)
def lcm(*values: Decimal) -> Decimal:
    result = 1
    for value in _whole_numbers(values):
        result = math.lcm(result, value)
        if result > _LARGEST_QUOTIENT:
            raise Fail(NUM)
    return Decimal(result)


@declare("PI", "-> number", zh="圆周率。", en="3.14159265358979.", examples=(("PI()", 3.14159265358979),), polars=True)
def pi() -> Decimal:
    return PI


def _angle(function: Callable[[float], float], value: Decimal) -> Decimal:
    if abs(value) > 1e9:
        raise Fail(NUM)
    # The last digit of a double's sine differs between libraries: 14 places are what all of them agree on.
    return round_to(number_from_float(function(float(value))), Decimal(14), ROUND_HALF_UP)


@declare(
    "SIN",
    "radians: number -> number",
    approximate=True,
    polars=True,
    zh="正弦(弧度)。",
    en="The sine of an angle in radians.",
    examples=(("SIN(0)", 0), ("SIN(RADIANS(30))", 0.5)),
)
def sin(value: Decimal) -> Decimal:
    return _angle(math.sin, value)


@declare(
    "COS",
    "radians: number -> number",
    approximate=True,
    polars=True,
    zh="余弦(弧度)。",
    en="The cosine of an angle in radians.",
    examples=(("COS(0)", 1), ("COS(PI())", -1)),
)
def cos(value: Decimal) -> Decimal:
    return _angle(math.cos, value)


@declare(
    "TAN",
    "radians: number -> number",
    approximate=True,
    zh="正切(弧度)。",
    en="The tangent of an angle in radians.",
    examples=(("TAN(0)", 0),),
)
def tan(value: Decimal) -> Decimal:
    return _angle(math.tan, value)


@declare(
    "ASIN",
    "number: number -> number",
    approximate=True,
    zh="反正弦(弧度)。",
    en="The arc sine in radians.",
    examples=(("ASIN(0)", 0), ("ASIN(2)", "#NUM!")),
)
def asin(value: Decimal) -> Decimal:
    if abs(value) > 1:
        raise Fail(NUM)
    return _angle(math.asin, value)


@declare(
    "ACOS",
    "number: number -> number",
    approximate=True,
    zh="反余弦(弧度)。",
    en="The arc cosine in radians.",
    examples=(("ACOS(1)", 0), ("ACOS(2)", "#NUM!")),
)
def acos(value: Decimal) -> Decimal:
    if abs(value) > 1:
        raise Fail(NUM)
    return _angle(math.acos, value)


@declare(
    "ATAN",
    "number: number -> number",
    approximate=True,
    zh="反正切(弧度)。",
    en="The arc tangent in radians.",
    examples=(("ATAN(0)", 0),),
)
def atan(value: Decimal) -> Decimal:
    return _angle(math.atan, value)


@declare(
    "RADIANS",
    "degrees: number -> number",
    approximate=True,
    polars=True,
    zh="角度转弧度。",
    en="Degrees as radians.",
    examples=(("RADIANS(180)", 3.14159265358979),),
)
def radians(value: Decimal) -> Decimal:
    return NUMBERS.divide(NUMBERS.multiply(value, PI), Decimal(180))


@declare(
    "DEGREES",
    "radians: number -> number",
    approximate=True,
    polars=True,
    zh="弧度转角度。",
    en="Radians as degrees.",
    examples=(("DEGREES(PI())", 180),),
)
def degrees(value: Decimal) -> Decimal:
    return NUMBERS.divide(NUMBERS.multiply(value, Decimal(180)), PI)
