"""Date functions in polars."""

from datetime import UTC

import polars as pl

from engines.formula.errors import Unsupported
from engines.formula.polars_parts import (
    INSTANT,
    NUMBER,
    Context,
    Part,
    builder,
    error_if,
    errors_of,
    first_error,
    literal_of,
    zero,
)


@builder("TODAY")
def today(context: Context, parts: list[Part]) -> Part:
    if context.today is None:
        raise Unsupported("TODAY without now", "polars")
    return Part(pl.lit(context.today), "date")


@builder("NOW")
def now(context: Context, parts: list[Part]) -> Part:
    if context.now is None:
        raise Unsupported("NOW without now", "polars")
    return Part(pl.lit(context.now.astimezone(UTC)).cast(INSTANT), "datetime")


@builder("TODATE")
def todate(context: Context, parts: list[Part]) -> Part:
    return parts[0]


def _number(value: pl.Expr, parts: list[Part]) -> Part:
    return Part(value.cast(NUMBER), "number", errors_of(parts))


@builder("YEAR")
def year(context: Context, parts: list[Part]) -> Part:
    return _number(parts[0].value.cast(pl.Date).dt.year(), parts)


@builder("QUARTER")
def quarter(context: Context, parts: list[Part]) -> Part:
    return _number(parts[0].value.cast(pl.Date).dt.quarter(), parts)


@builder("MONTH")
def month(context: Context, parts: list[Part]) -> Part:
    return _number(parts[0].value.cast(pl.Date).dt.month(), parts)


@builder("DAY")
def day(context: Context, parts: list[Part]) -> Part:
    return _number(parts[0].value.cast(pl.Date).dt.day(), parts)


@builder("ISOWEEKNUM")
def isoweeknum(context: Context, parts: list[Part]) -> Part:
    return _number(parts[0].value.cast(pl.Date).dt.week(), parts)


def _local(context: Context, part: Part) -> pl.Expr:
    return part.value.cast(INSTANT).dt.convert_time_zone(context.tz)


@builder("HOUR")
def hour(context: Context, parts: list[Part]) -> Part:
    return _number(_local(context, parts[0]).dt.hour(), parts)


@builder("MINUTE")
def minute(context: Context, parts: list[Part]) -> Part:
    return _number(_local(context, parts[0]).dt.minute(), parts)


@builder("SECOND")
def second(context: Context, parts: list[Part]) -> Part:
    return _number(_local(context, parts[0]).dt.second(), parts)


_WEEK_STARTS = {1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6}


@builder("WEEKDAY")
def weekday(context: Context, parts: list[Part]) -> Part:
    base = int(literal_of("WEEKDAY", parts[1])) if len(parts) > 1 else 1
    from_monday = parts[0].value.cast(pl.Date).dt.weekday().cast(pl.Int32) - 1
    if base == 3:
        return _number(from_monday, parts)
    if base not in _WEEK_STARTS:
        return Part(pl.lit(None), "number", pl.lit("#NUM!"))
    return _number((from_monday - _WEEK_STARTS[base] + 7) % 7 + 1, parts)


_FIRST_MONTH, _LAST_MONTH = 12, 9999 * 12 + 11


def _months_later(part: Part, months: pl.Expr) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """(year, month, whether that is outside of the calendar)."""
    day_ = part.value.cast(pl.Date)
    total = day_.dt.year().cast(pl.Int64) * 12 + day_.dt.month() - 1 + months.clip(-1e9, 1e9).cast(pl.Int64)
    outside = ~total.is_between(_FIRST_MONTH, _LAST_MONTH)
    kept = pl.when(outside).then(None).otherwise(total)
    return kept // 12, kept % 12 + 1, outside


def _month_end(year_: pl.Expr, month_: pl.Expr) -> pl.Expr:
    return pl.date(year_, month_, 1).dt.month_end()


@builder("EDATE")
def edate(context: Context, parts: list[Part]) -> Part:
    year_, month_, outside = _months_later(parts[0], zero(parts[1]))
    last = _month_end(year_, month_).dt.day()
    day_ = pl.min_horizontal(parts[0].value.cast(pl.Date).dt.day(), last)
    moved = pl.date(year_, month_, day_)
    return Part(moved, "date", first_error(errors_of(parts), error_if(outside, "#NUM!")))


@builder("EOMONTH")
def eomonth(context: Context, parts: list[Part]) -> Part:
    year_, month_, outside = _months_later(parts[0], zero(parts[1]))
    return Part(_month_end(year_, month_), "date", first_error(errors_of(parts), error_if(outside, "#NUM!")))


@builder("DAYS")
def days(context: Context, parts: list[Part]) -> Part:
    return _number((parts[0].value.cast(pl.Date) - parts[1].value.cast(pl.Date)).dt.total_days(), parts)


@builder("DATEDIF")
def datedif(context: Context, parts: list[Part]) -> Part:
    unit = str(literal_of("DATEDIF", parts[2])).lower()
    if unit not in ("d", "m", "y", "ym"):
        raise Unsupported("DATEDIF", "polars")
    start, end = parts[0].value.cast(pl.Date), parts[1].value.cast(pl.Date)
    error = first_error(errors_of(parts), error_if(start > end, "#NUM!"))
    if unit == "d":
        return Part((end - start).dt.total_days().cast(NUMBER), "number", error)
    years = (end.dt.year() - start.dt.year()).cast(pl.Int64)
    months = (
        years * 12 + end.dt.month().cast(pl.Int64) - start.dt.month() - (end.dt.day() < start.dt.day()).cast(pl.Int64)
    )
    value = {"m": months, "y": months // 12, "ym": months % 12}[unit]
    return Part(value.cast(NUMBER), "number", error)
