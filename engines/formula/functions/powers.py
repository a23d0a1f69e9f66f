"""Powers, logarithms, factorials, angles."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from engines.formula.errors import DIV0, NUM, Fail
from engines.formula.functions.math import LARGEST_WHOLE, round_to, whole
from engines.formula.registry import Category
from engines.formula.values import NUMBERS, WIDE, ZERO, number, number_from_float, power

declare = Category("math")
PI = number(Decimal("3.14159265358979323846"))


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
        if result > LARGEST_WHOLE:
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
