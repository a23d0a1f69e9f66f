"""Builders of the functions that polars can do: logic and statistics. Numbers, texts, dates in their own files."""

import polars as pl

from engines.formula import polars_dates as _dates
from engines.formula import polars_math as _math
from engines.formula import polars_text as _text
from engines.formula.errors import Unsupported
from engines.formula.polars_operators import is_blank, short_circuit
from engines.formula.polars_parts import (
    NUMBER,
    Context,
    Part,
    builder,
    checked,
    error_if,
    errors_of,
    fifteen,
    first_error,
    truth,
    zero,
)

MODULES = (_math, _text, _dates)
_NO_ERROR = pl.lit(None, dtype=pl.String)


def _kind(parts: list[Part]) -> str:
    """The common kind of branches."""
    return next((part.kind for part in parts if part.kind != "null"), "null")


def _error(part: Part) -> pl.Expr:
    return _NO_ERROR if part.error is None else part.error


def _choose(condition: pl.Expr, then: Part, otherwise: Part) -> Part:
    value = pl.when(condition).then(then.value).otherwise(otherwise.value)
    error = None
    if then.error is not None or otherwise.error is not None:
        error = pl.when(condition).then(_error(then)).otherwise(_error(otherwise))
    return Part(value, _kind([then, otherwise]), error)


_BLANK = Part(pl.lit(None), "null")
_NOT_AVAILABLE = Part(pl.lit(None), "null", pl.lit("#N/A"))


@builder("IF")
def if_(context: Context, parts: list[Part]) -> Part:
    chosen = _choose(truth(parts[0]), parts[1], parts[2] if len(parts) == 3 else _BLANK)
    return Part(chosen.value, chosen.kind, first_error(parts[0].error, chosen.error))


@builder("IFS")
def ifs(context: Context, parts: list[Part]) -> Part:
    result = _NOT_AVAILABLE
    for place in range(len(parts) - 2, -1, -2):
        result = if_(context, [parts[place], parts[place + 1], result])
    return result


@builder("SWITCH")
def switch(context: Context, parts: list[Part]) -> Part:
    subject, rest = parts[0], parts[1:]
    result = rest[-1] if len(rest) % 2 else _NOT_AVAILABLE
    for place in range(len(rest) // 2 * 2 - 2, -1, -2):
        same = Part(subject.value.eq(rest[place].value).fill_null(False), "boolean", rest[place].error)
        result = if_(context, [same, rest[place + 1], result])
    return Part(result.value, result.kind, first_error(subject.error, result.error))


def _scalars(name: str, parts: list[Part]) -> None:
    if any(part.kind == "list" for part in parts):
        raise Unsupported(name, "polars")


@builder("AND")
def and_(context: Context, parts: list[Part]) -> Part:
    _scalars("AND", parts)
    return Part(pl.all_horizontal([truth(part) for part in parts]), "boolean", short_circuit(parts, go_on=True))


@builder("OR")
def or_(context: Context, parts: list[Part]) -> Part:
    _scalars("OR", parts)
    return Part(pl.any_horizontal([truth(part) for part in parts]), "boolean", short_circuit(parts, go_on=False))


@builder("XOR")
def xor(context: Context, parts: list[Part]) -> Part:
    _scalars("XOR", parts)
    count = pl.sum_horizontal([truth(part).cast(pl.Int32) for part in parts])
    return Part(count % 2 == 1, "boolean", errors_of(parts))


@builder("NOT")
def not_(context: Context, parts: list[Part]) -> Part:
    return Part(~truth(parts[0]), "boolean", parts[0].error)


@builder("TRUE")
def true(context: Context, parts: list[Part]) -> Part:
    return Part(pl.lit(True), "boolean")


@builder("FALSE")
def false(context: Context, parts: list[Part]) -> Part:
    return Part(pl.lit(False), "boolean")


@builder("BLANK")
def blank(context: Context, parts: list[Part]) -> Part:
    return _BLANK


@builder("NA")
def na(context: Context, parts: list[Part]) -> Part:
    return _NOT_AVAILABLE


@builder("IFERROR")
def iferror(context: Context, parts: list[Part]) -> Part:
    value, fallback = parts
    return value if value.error is None else _choose(value.error.is_not_null(), fallback, Part(value.value, value.kind))


@builder("IFNA")
def ifna(context: Context, parts: list[Part]) -> Part:
    value, fallback = parts
    if value.error is None:
        return value
    return _choose((value.error == "#N/A").fill_null(False), fallback, value)


@builder("ISERROR")
def iserror(context: Context, parts: list[Part]) -> Part:
    return Part(_error(parts[0]).is_not_null(), "boolean")


@builder("ISNA")
def isna(context: Context, parts: list[Part]) -> Part:
    return Part((_error(parts[0]) == "#N/A").fill_null(False), "boolean")


@builder("ISBLANK")
def isblank(context: Context, parts: list[Part]) -> Part:
    return Part(is_blank(parts[0]), "boolean", parts[0].error)


def _is_kind(parts: list[Part], *kinds: str) -> Part:
    value = parts[0].value.is_not_null() & pl.lit(parts[0].kind in kinds)
    return Part(value, "boolean", parts[0].error)


@builder("ISNUMBER")
def isnumber(context: Context, parts: list[Part]) -> Part:
    return _is_kind(parts, "number")


@builder("ISTEXT")
def istext(context: Context, parts: list[Part]) -> Part:
    return _is_kind(parts, "text", "person", "department", "record")


@builder("ISLOGICAL")
def islogical(context: Context, parts: list[Part]) -> Part:
    return _is_kind(parts, "boolean")


@builder("COALESCE")
def coalesce(context: Context, parts: list[Part]) -> Part:
    error: pl.Expr | None = None
    for part in reversed(parts):
        rest = None if error is None else pl.when(part.value.is_null()).then(error).otherwise(_NO_ERROR)
        error = first_error(part.error, rest)
    return Part(pl.coalesce([part.value for part in parts]), _kind(parts), error)


@builder("CHOOSE")
def choose(context: Context, parts: list[Part]) -> Part:
    index, values = parts[0], parts[1:]
    wanted = zero(index).floor()
    result = Part(pl.lit(None), "null", pl.lit("#VALUE!"))
    for place, value in reversed(list(enumerate(values, 1))):
        result = _choose(wanted == place, value, result)
    return Part(result.value, result.kind, first_error(index.error, result.error))


@builder("N")
def n(context: Context, parts: list[Part]) -> Part:
    return Part(parts[0].value.cast(NUMBER).fill_null(0.0), "number", parts[0].error)


# Statistics ------------------------------------------------------------------------------------------------


def _present(part: Part) -> pl.Expr:
    """How many values are not blank."""
    if part.kind == "list":
        return part.value.list.drop_nulls().list.len().fill_null(0).cast(NUMBER)
    return part.value.is_not_null().cast(NUMBER)


def _total(part: Part) -> pl.Expr:
    value = part.value.list.sum() if part.kind == "list" else part.value.cast(NUMBER)
    return value.fill_null(0.0)


@builder("SUM")
def sum_(context: Context, parts: list[Part]) -> Part:
    return checked(fifteen(pl.sum_horizontal([_total(part) for part in parts])), errors_of(parts))


@builder("COUNT", "COUNTA")
def count(context: Context, parts: list[Part]) -> Part:
    return Part(pl.sum_horizontal([_present(part) for part in parts]), "number", errors_of(parts))


@builder("COUNTBLANK")
def countblank(context: Context, parts: list[Part]) -> Part:
    lengths = [
        part.value.list.len().fill_null(0).cast(NUMBER) if part.kind == "list" else pl.lit(1.0) for part in parts
    ]
    blanks = [length - _present(part) for length, part in zip(lengths, parts, strict=True)]
    return Part(pl.sum_horizontal(blanks), "number", errors_of(parts))


@builder("AVERAGE")
def average(context: Context, parts: list[Part]) -> Part:
    number = pl.sum_horizontal([_present(part) for part in parts])
    total = fifteen(pl.sum_horizontal([_total(part) for part in parts]))
    none = number == 0
    return checked(total / pl.when(none).then(None).otherwise(number), errors_of(parts), error_if(none, "#DIV/0!"))


@builder("MAX")
def max_(context: Context, parts: list[Part]) -> Part:
    values = [part.value.list.max() if part.kind == "list" else part.value for part in parts]
    return Part(pl.max_horizontal(values), _extreme_kind(parts), errors_of(parts))


@builder("MIN")
def min_(context: Context, parts: list[Part]) -> Part:
    values = [part.value.list.min() if part.kind == "list" else part.value for part in parts]
    return Part(pl.min_horizontal(values), _extreme_kind(parts), errors_of(parts))


def _extreme_kind(parts: list[Part]) -> str:
    kind = _kind([part for part in parts if part.kind != "list"])
    if kind == "null" and any(part.kind == "list" for part in parts):
        raise Unsupported("MAX over a list alone", "polars")
    return kind
