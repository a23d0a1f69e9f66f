"""Operators and conversions in polars."""

from decimal import Decimal

import polars as pl

from engines.formula import ast
from engines.formula.errors import Unsupported
from engines.formula.polars_parts import (
    INSTANT,
    NUMBER,
    Builder,
    Context,
    Part,
    blank_text,
    checked,
    error_if,
    errors_of,
    fifteen,
    first_error,
    text,
    truth,
    zero,
)
from engines.formula.values import number_text

_DATES = ("date", "datetime")
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31 as days since 1970."""
_MS_PER_DAY = 86_400_000
_ORDER = {"lt": "lt", "le": "le", "gt": "gt", "ge": "ge"}


def operator(context: Context, name: str, node: ast.Node, parts: list[Part]) -> Part:
    """The compiled operator `name`."""
    if name in ("add", "sub", "mul", "div", "pow", "neg"):
        return _arithmetic(name, node, parts)
    if name in ("eq", "ne"):
        return _equality(name, node, parts)
    if name in _ORDER:
        compared = getattr(parts[0].value, name)(parts[1].value)
        return Part(compared.fill_null(False), "boolean", errors_of(parts))
    if name == "and":
        value = truth(parts[0]) & truth(parts[1])
        return Part(value, "boolean", short_circuit(parts, go_on=True))
    if name == "or":
        return Part(truth(parts[0]) | truth(parts[1]), "boolean", short_circuit(parts, go_on=False))
    return _OTHERS[name](context, parts)


def short_circuit(parts: list[Part], *, go_on: bool) -> pl.Expr | None:
    """Errors of and/or: an operand counts only while all before it were `go_on`."""
    result: pl.Expr | None = None
    for part in reversed(parts):
        rest = None
        if result is not None:
            goes_on = truth(part) if go_on else ~truth(part)
            rest = pl.when(goes_on).then(result).otherwise(pl.lit(None, dtype=pl.String))
        result = first_error(part.error, rest)
    return result


def _arithmetic(name: str, node: ast.Node, parts: list[Part]) -> Part:
    kinds = [part.kind for part in parts]
    if set(kinds) & set(_DATES):
        return _date_arithmetic(name, node, parts)
    errors = errors_of(parts)
    if name == "neg":
        return Part(0.0 - zero(parts[0]), "number", errors)
    left, right = zero(parts[0]), zero(parts[1])
    match name:
        case "add" | "sub":
            return checked(exact_sum(left, right if name == "add" else 0.0 - right), errors)
        case "mul":
            return checked(left * right, errors)
        case "div":
            return checked(divided(left, right), errors, error_if(right == 0, "#DIV/0!"))
    return raised(left, right, errors)


def divided(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """left / right, null where right is 0."""
    return left / pl.when(right == 0).then(None).otherwise(right)


def exact_sum(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """left + right without the dust of doubles: 1000000.1 - 1000000 is 0.1.

    Decimals of 15 digits have no digit below the larger operand's 15th place (but for operands that use all
    their digits), so the sum is rounded there.
    """
    larger = pl.max_horizontal(left.abs(), right.abs())
    exponent = pl.when(larger > 0).then(larger.log10().floor()).otherwise(0.0)
    places = (14.0 - exponent).clip(0.0, 22.0)
    scale = pl.lit(10.0).pow(places)
    total = left + right
    in_range = (exponent <= 14) & (exponent >= -8)
    rounded = (total * scale).round(0, mode="half_away_from_zero") / scale
    return pl.when(in_range).then(rounded).otherwise(total)


def raised(base: pl.Expr, exponent: pl.Expr, errors: pl.Expr | None) -> Part:
    """base ^ exponent with Excel's errors."""
    whole = exponent == exponent.floor()
    impossible = ((base == 0) & (exponent == 0)) | ((base < 0) & ~whole)
    by_zero = error_if((base == 0) & (exponent < 0), "#DIV/0!")
    safe = pl.when(impossible | (base == 0)).then(pl.when(base == 0).then(0.0)).otherwise(base.pow(exponent))
    return checked(safe.fill_null(0.0), errors, error_if(impossible, "#NUM!"), by_zero)


def _date_arithmetic(name: str, node: ast.Node, parts: list[Part]) -> Part:
    left, right = parts
    errors = errors_of(parts)
    if node["t"] == "number":
        if left.kind == "date" and right.kind == "date":
            days = (left.value - right.value).dt.total_days().cast(NUMBER)
            return Part(days, "number", errors)
        milliseconds = (left.value.cast(INSTANT) - right.value.cast(INSTANT)).dt.total_milliseconds()
        return checked(milliseconds.cast(NUMBER) / _MS_PER_DAY, errors)
    moment, amount = (right, left) if right.kind in _DATES else (left, right)
    count = zero(amount) if name == "add" else 0.0 - zero(amount)
    if moment.kind == "date":
        return add_days(moment, count.cast(pl.Float64).fill_null(0.0), errors)
    milliseconds = (fifteen(count * _MS_PER_DAY)).round(0, mode="half_away_from_zero")
    moved = moment.value.cast(INSTANT).cast(pl.Int64) + milliseconds.cast(pl.Int64, strict=False)
    return Part(moved.cast(pl.Datetime("ms")).dt.replace_time_zone("UTC"), "datetime", errors)


def add_days(moment: Part, count: pl.Expr, errors: pl.Expr | None) -> Part:
    """date + whole days; #NUM! outside the years 1 to 9999."""
    whole = count.clip(-1e9, 1e9).cast(pl.Int64)
    days = moment.value.cast(pl.Int32).cast(pl.Int64) + whole
    outside = ~days.is_between(_FIRST_DAY, _LAST_DAY)
    kept = pl.when(outside).then(None).otherwise(days).cast(pl.Int32).cast(pl.Date)
    return Part(kept, "date", first_error(errors, error_if(outside, "#NUM!")))


def _equality(name: str, node: ast.Node, parts: list[Part]) -> Part:
    left, right = parts
    errors = errors_of(parts)
    for blank, other in ((1, left), (0, right)):
        if ast.is_blank_literal(node["a"][blank]):
            value = is_blank(other)
            return Part(value if name == "eq" else ~value, "boolean", errors)
    value = left.value.eq(right.value).fill_null(False)
    return Part(value if name == "eq" else left.value.ne_missing(right.value), "boolean", errors)


def is_blank(part: Part) -> pl.Expr:
    """Null, or an empty list."""
    if part.kind == "list":
        return part.value.is_null() | (part.value.list.len() == 0)
    return part.value.is_null()


def membership(subject: Part, node: ast.Node, choices: list[Part]) -> Part:
    """`in` with a list of elements in brackets."""
    value = pl.lit(False)
    for child, choice in zip(node["a"], choices, strict=True):
        same = (
            subject.value.is_null() if ast.is_blank_literal(child) else subject.value.eq(choice.value).fill_null(False)
        )
        value = value | same
    return Part(value, "boolean", errors_of([subject, *choices]))


def _concat(context: Context, parts: list[Part]) -> Part:
    joined = text(parts[0]) + text(parts[1])
    too_long = error_if(joined.str.len_chars() > 32_767, "#VALUE!")
    return Part(blank_text(joined), "text", first_error(errors_of(parts), too_long))


def _not(context: Context, parts: list[Part]) -> Part:
    return Part(~truth(parts[0]), "boolean", parts[0].error)


def _in(context: Context, parts: list[Part]) -> Part:
    subject, choices = parts
    found = choices.value.list.contains(subject.value)
    return Part((found & subject.value.is_not_null()).fill_null(False), "boolean", errors_of(parts))


def _totext(context: Context, parts: list[Part]) -> Part:
    part = parts[0]
    match part.kind:
        case "number":
            value = part.value.cast(NUMBER).map_batches(_number_texts, return_dtype=pl.String, is_elementwise=True)
        case "boolean":
            value = pl.when(part.value).then(pl.lit("TRUE")).when(~part.value).then(pl.lit("FALSE"))
        case "date":
            value = part.value.dt.strftime("%Y-%m-%d")
        case "datetime":
            value = part.value.dt.convert_time_zone(context.tz).dt.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            value = part.value.cast(pl.String)
    return Part(value, "text", part.error)


def _number_texts(column: pl.Series) -> pl.Series:
    texts = [None if value is None else number_text(Decimal(repr(value))) for value in column.to_list()]
    return pl.Series(column.name, texts, dtype=pl.String)


def _todate(context: Context, parts: list[Part]) -> Part:
    return Part(parts[0].value.dt.convert_time_zone(context.tz).dt.date(), "date", parts[0].error)


def _todatetime(context: Context, parts: list[Part]) -> Part:
    # A day whose midnight does not exist in the zone would be answered differently.
    raise Unsupported("todatetime", "polars")


_OTHERS: dict[str, Builder] = {
    "concat": _concat,
    "not": _not,
    "in": _in,
    "totext": _totext,
    "todate": _todate,
    "todatetime": _todatetime,
}
