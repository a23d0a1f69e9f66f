"""Text functions in polars."""

import polars as pl

from engines.formula.errors import Unsupported
from engines.formula.limits import MAX_TEXT
from engines.formula.polars_parts import (
    NUMBER,
    Context,
    Part,
    blank_text,
    builder,
    error_if,
    errors_of,
    first_error,
    literal_of,
    text,
    zero,
)


def _text(value: pl.Expr, parts: list[Part], *errors: pl.Expr) -> Part:
    return Part(blank_text(value), "text", first_error(errors_of(parts), *errors))


def _given(part: Part) -> pl.Expr:
    """A text with its blanks."""
    return part.value.cast(pl.String)


def _count(part: Part, least: int = 0) -> tuple[pl.Expr, pl.Expr]:
    """(a length or position as a whole number, #VALUE! where it is too small)."""
    value = zero(part)
    return value.clip(0, MAX_TEXT + 1).cast(pl.Int64), error_if(value < least, "#VALUE!")


@builder("LEN")
def len_(context: Context, parts: list[Part]) -> Part:
    return Part(text(parts[0]).str.len_chars().cast(NUMBER), "number", errors_of(parts))


@builder("LEFT")
def left(context: Context, parts: list[Part]) -> Part:
    if len(parts) == 1:
        return _text(text(parts[0]).str.head(1), parts)
    count, error = _count(parts[1])
    return _text(text(parts[0]).str.slice(0, count), parts, error)


@builder("RIGHT")
def right(context: Context, parts: list[Part]) -> Part:
    if len(parts) == 1:
        return _text(text(parts[0]).str.tail(1), parts)
    count, error = _count(parts[1])
    length = text(parts[0]).str.len_chars().cast(pl.Int64)
    start = (length - count).clip(0)
    return _text(text(parts[0]).str.slice(start), parts, error)


@builder("MID")
def mid(context: Context, parts: list[Part]) -> Part:
    start, early = _count(parts[1], 1)
    count, negative = _count(parts[2])
    return _text(text(parts[0]).str.slice((start - 1).clip(0), count), parts, early, negative)


@builder("TRIM")
def trim(context: Context, parts: list[Part]) -> Part:
    value = text(parts[0]).str.replace_all(" {2,}", " ").str.strip_chars(" ")
    return _text(value, parts)


@builder("CLEAN")
def clean(context: Context, parts: list[Part]) -> Part:
    return _text(text(parts[0]).str.replace_all(r"[\x00-\x1f]", ""), parts)


@builder("UPPER")
def upper(context: Context, parts: list[Part]) -> Part:
    return _text(text(parts[0]).str.to_uppercase(), parts)


@builder("LOWER")
def lower(context: Context, parts: list[Part]) -> Part:
    return _text(text(parts[0]).str.to_lowercase(), parts)


@builder("CONCATENATE")
def concatenate(context: Context, parts: list[Part]) -> Part:
    if any(part.kind == "list" for part in parts):
        raise Unsupported("CONCATENATE", "polars")
    joined = pl.concat_str([text(part) for part in parts])
    return _text(joined, parts, error_if(joined.str.len_chars() > MAX_TEXT, "#VALUE!"))


@builder("REPLACE")
def replace(context: Context, parts: list[Part]) -> Part:
    start, early = _count(parts[1], 1)
    count, negative = _count(parts[2])
    first = (start - 1).clip(0)
    whole = text(parts[0])
    joined = whole.str.slice(0, first) + text(parts[3]) + whole.str.slice(first + count)
    too_long = error_if(joined.str.len_chars() > MAX_TEXT, "#VALUE!")
    return _text(joined, parts, early, negative, too_long)


def _find(part: pl.Expr, whole: pl.Expr, parts: list[Part], name: str) -> Part:
    if len(parts) > 2:
        raise Unsupported(name, "polars")
    before = whole.str.splitn(part, 2).struct.field("field_0")
    place = pl.when(part == "").then(0).otherwise(before.str.len_chars().cast(pl.Int64)) + 1
    missing = ~whole.str.contains(part, literal=True)
    return Part(place.cast(NUMBER), "number", first_error(errors_of(parts), error_if(missing, "#VALUE!")))


@builder("FIND")
def find(context: Context, parts: list[Part]) -> Part:
    literal_of("FIND", parts[0])
    return _find(text(parts[0]), text(parts[1]), parts, "FIND")


@builder("SEARCH")
def search(context: Context, parts: list[Part]) -> Part:
    literal_of("SEARCH", parts[0])
    return _find(text(parts[0]).str.to_lowercase(), text(parts[1]).str.to_lowercase(), parts, "SEARCH")


@builder("CONTAINS")
def contains(context: Context, parts: list[Part]) -> Part:
    return Part(
        _given(parts[0]).str.contains(_given(parts[1]), literal=True).fill_null(False), "boolean", errors_of(parts)
    )


@builder("STARTSWITH")
def startswith(context: Context, parts: list[Part]) -> Part:
    return Part(_given(parts[0]).str.starts_with(_given(parts[1])).fill_null(False), "boolean", errors_of(parts))


@builder("ENDSWITH")
def endswith(context: Context, parts: list[Part]) -> Part:
    return Part(_given(parts[0]).str.ends_with(_given(parts[1])).fill_null(False), "boolean", errors_of(parts))


@builder("EXACT")
def exact(context: Context, parts: list[Part]) -> Part:
    return Part(text(parts[0]) == text(parts[1]), "boolean", errors_of(parts))
