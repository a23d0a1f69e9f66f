"""Number functions in polars."""

import math
from collections.abc import Callable

import polars as pl

from engines.formula.polars_operators import divided, raised
from engines.formula.polars_parts import (
    Context,
    Part,
    builder,
    checked,
    error_if,
    errors_of,
    fifteen,
    first_error,
    half_up,
    literal_of,
    shifted,
    zero,
)

_MOST_PLACES = 15
_PI = 3.14159265358979


def _places(name: str, parts: list[Part]) -> int:
    """The digits of a rounding function; they must be written as a number."""
    return int(literal_of(name, parts[1])) if len(parts) > 1 else 0


def _rounded(name: str, parts: list[Part], how: Callable[[pl.Expr], pl.Expr]) -> Part:
    places, value = _places(name, parts), zero(parts[0])
    if places > _MOST_PLACES:
        return Part(value, "number", errors_of(parts))
    scaled = shifted(value, max(places, -22))
    return Part(shifted(how(scaled), -max(places, -22)), "number", errors_of(parts))


def _away(value: pl.Expr) -> pl.Expr:
    return pl.when(value < 0).then(value.floor()).otherwise(value.ceil())


def _toward(value: pl.Expr) -> pl.Expr:
    return pl.when(value < 0).then(value.ceil()).otherwise(value.floor())


@builder("ABS")
def abs_(context: Context, parts: list[Part]) -> Part:
    return Part(zero(parts[0]).abs(), "number", errors_of(parts))


@builder("SIGN")
def sign(context: Context, parts: list[Part]) -> Part:
    return Part(zero(parts[0]).sign(), "number", errors_of(parts))


@builder("ROUND")
def round_(context: Context, parts: list[Part]) -> Part:
    return _rounded("ROUND", parts, half_up)


@builder("ROUNDUP")
def roundup(context: Context, parts: list[Part]) -> Part:
    return _rounded("ROUNDUP", parts, _away)


@builder("ROUNDDOWN", "TRUNC")
def rounddown(context: Context, parts: list[Part]) -> Part:
    return _rounded("ROUNDDOWN", parts, _toward)


@builder("INT")
def int_(context: Context, parts: list[Part]) -> Part:
    return Part(zero(parts[0]).floor(), "number", errors_of(parts))


def _multiple(parts: list[Part], how: Callable[[pl.Expr], pl.Expr]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    value = zero(parts[0])
    step = zero(parts[1]) if len(parts) > 1 else pl.lit(1.0)
    result = how(fifteen(divided(value, step))) * step
    return result.fill_null(0.0), value, step


@builder("CEILING")
def ceiling(context: Context, parts: list[Part]) -> Part:
    result, value, step = _multiple(parts, lambda factor: factor.ceil())
    return checked(result, errors_of(parts), error_if((value > 0) & (step < 0), "#NUM!"))


@builder("FLOOR")
def floor(context: Context, parts: list[Part]) -> Part:
    result, value, step = _multiple(parts, lambda factor: factor.floor())
    by_zero = error_if((step == 0) & (value != 0), "#DIV/0!")
    return checked(result, errors_of(parts), by_zero, error_if((value > 0) & (step < 0), "#NUM!"))


@builder("MOD")
def mod(context: Context, parts: list[Part]) -> Part:
    value, divisor = zero(parts[0]), zero(parts[1])
    quotient = fifteen(divided(value, divisor))
    # The remainder can't have finer digits than its operands: 5.3 - 5 × 1.06 is 0, not 4e-16.
    rest = fifteen(value - quotient.floor() * divisor)
    size = pl.max_horizontal(value.abs(), divisor.abs())
    dust = rest.abs() < size * 1e-14
    clean = pl.when(dust).then(0.0).otherwise(rest)
    by_zero = error_if(divisor == 0, "#DIV/0!")
    return checked(half_up(clean, 12), errors_of(parts), by_zero, error_if(quotient.abs() >= 1e15, "#NUM!"))


@builder("QUOTIENT")
def quotient(context: Context, parts: list[Part]) -> Part:
    value, divisor = zero(parts[0]), zero(parts[1])
    by_zero = error_if(divisor == 0, "#DIV/0!")
    return checked(_toward(fifteen(divided(value, divisor))), errors_of(parts), by_zero)


@builder("POWER")
def power(context: Context, parts: list[Part]) -> Part:
    return raised(zero(parts[0]), zero(parts[1]), errors_of(parts))


@builder("SQRT")
def sqrt(context: Context, parts: list[Part]) -> Part:
    value = zero(parts[0])
    negative = value < 0
    root = pl.when(negative).then(0.0).otherwise(value).sqrt()
    return Part(fifteen(root), "number", first_error(errors_of(parts), error_if(negative, "#NUM!")))


@builder("EXP")
def exp(context: Context, parts: list[Part]) -> Part:
    value = zero(parts[0])
    too_large = value > 708
    result = pl.when(too_large).then(0.0).otherwise(value).exp()
    return checked(pl.when(value < -708).then(0.0).otherwise(result), errors_of(parts), error_if(too_large, "#NUM!"))


def _logarithm(parts: list[Part], how: Callable[[pl.Expr], pl.Expr]) -> Part:
    value = zero(parts[0])
    impossible = value <= 0
    result = how(pl.when(impossible).then(1.0).otherwise(value))
    return checked(result, errors_of(parts), error_if(impossible, "#NUM!"))


@builder("LN")
def ln(context: Context, parts: list[Part]) -> Part:
    return _logarithm(parts, lambda value: value.log())


@builder("LOG", "LOG10")
def log(context: Context, parts: list[Part]) -> Part:
    if len(parts) == 1:
        return _logarithm(parts, lambda value: value.log10())
    base = float(literal_of("LOG", parts[1]))
    if base <= 0:
        return Part(pl.lit(None), "number", pl.lit("#NUM!"))
    if base == 1:
        part = _logarithm(parts, lambda value: value.log())
        return Part(part.value, "number", first_error(part.error, pl.lit("#DIV/0!")))
    return _logarithm(parts, lambda value: value.log() / math.log(base))


@builder("PI")
def pi(context: Context, parts: list[Part]) -> Part:
    return Part(pl.lit(_PI), "number")


def _angle(parts: list[Part], how: Callable[[pl.Expr], pl.Expr]) -> Part:
    value = zero(parts[0])
    return Part(half_up(how(value), 14), "number", first_error(errors_of(parts), error_if(value.abs() > 1e9, "#NUM!")))


@builder("SIN")
def sin(context: Context, parts: list[Part]) -> Part:
    return _angle(parts, lambda value: value.sin())


@builder("COS")
def cos(context: Context, parts: list[Part]) -> Part:
    return _angle(parts, lambda value: value.cos())


@builder("RADIANS")
def radians(context: Context, parts: list[Part]) -> Part:
    return checked(fifteen(zero(parts[0]) * _PI) / 180.0, errors_of(parts))


@builder("DEGREES")
def degrees(context: Context, parts: list[Part]) -> Part:
    return checked(fifteen(zero(parts[0]) * 180.0) / _PI, errors_of(parts))
