"""Periods of many instants at once: local days and hours by arithmetic, periods by looking the day up.

Asking the time zone row by row costs 0.1 µs each, cutting a date back to its month 0.05 µs. A column's first and last
instant are known at once; between them a zone changes its offset a few times and there are a few thousand days. So the
offset is chosen by comparing with these changes, and the period of each day stands in a table. Same answers as
periods.py, whose functions fill the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from engines.report.parts import Calendar, TimeGrain
from engines.report.periods import CYCLIC, NEED_TIME, period_of

_MS_PER_HOUR = 3_600_000
_MS_PER_DAY = 24 * _MS_PER_HOUR
_THURSDAY = 3
_MOST_DAYS = 5_000
_MOST_CHANGES = 40
_PROBE = timedelta(hours=6)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Range:
    """The first and the last value of a column of dates or instants."""

    low: date | datetime
    high: date | datetime


def range_exprs(column: str) -> list[pl.Expr]:
    """What has to be computed over a column for `range_of`."""
    return [pl.col(column).min().alias("low"), pl.col(column).max().alias("high")]


def range_of(found: Mapping[str, Any]) -> Range | None:
    """The range of a column, None for a blank one."""
    return None if found["low"] is None else Range(found["low"], found["high"])


def period_expr(grain: TimeGrain, value: pl.Expr, known: Range, calendar: Calendar) -> pl.Expr | None:
    """The period of each value; None when the range is too wide for a table."""
    zone = ZoneInfo(calendar.tz)
    if grain in NEED_TIME:
        return _hours(grain, value, known, zone)
    if isinstance(known.low, datetime) and isinstance(known.high, datetime):
        first, last = known.low.astimezone(zone).date(), known.high.astimezone(zone).date()
    else:
        first, last = known.low, known.high
    count = (last - first).days + 1
    if count > _MOST_DAYS:
        return None
    days = _local_days(value, known, zone)
    if days is None:
        return None
    members = [period_of(grain, first + timedelta(days=place), calendar) for place in range(count)]
    table = pl.Series(members, dtype=pl.Int64 if grain in CYCLIC else pl.Date)
    return pl.lit(table).gather(days - (first - _EPOCH.date()).days)


def _hours(grain: TimeGrain, value: pl.Expr, known: Range, zone: ZoneInfo) -> pl.Expr | None:
    """The hour of each instant, or the first millisecond of it; 1970 began on a Thursday."""
    local = _local_ms(value, known, zone)
    if local is None:
        return None
    match grain:
        case "hour_of_day":
            return local.floordiv(_MS_PER_HOUR) % 24
        case "weekday_hour":
            return (local.floordiv(_MS_PER_HOUR) + _THURSDAY * 24) % (7 * 24)
    instant = value.dt.cast_time_unit("ms")
    return (instant.cast(pl.Int64) - local % _MS_PER_HOUR).cast(pl.Datetime("ms", "UTC"))


def _local_days(value: pl.Expr, known: Range, zone: ZoneInfo) -> pl.Expr | None:
    """Days since 1970 in the zone."""
    if not isinstance(known.low, datetime):
        return value.cast(pl.Int32)
    local = _local_ms(value, known, zone)
    return None if local is None else local.floordiv(_MS_PER_DAY).cast(pl.Int32)


def _local_ms(value: pl.Expr, known: Range, zone: ZoneInfo) -> pl.Expr | None:
    """Milliseconds between the zone's own 1970 and what its clocks show; None for dates and restless zones."""
    if not isinstance(known.low, datetime) or not isinstance(known.high, datetime):
        return None
    changes = _changes(zone, known.low, known.high)
    if len(changes) > _MOST_CHANGES:
        return None
    instant = value.dt.cast_time_unit("ms").cast(pl.Int64)
    offset: pl.Expr = pl.lit(changes[0][1], dtype=pl.Int64)
    for since, later in changes[1:]:
        offset = pl.when(instant >= since).then(pl.lit(later, dtype=pl.Int64)).otherwise(offset)
    return instant + offset


def _changes(zone: ZoneInfo, low: datetime, high: datetime) -> list[tuple[int, int]]:
    """(since, offset) in milliseconds, for every offset of the zone between two instants."""
    at = low.astimezone(UTC)
    found = [(_ms(at), _offset(zone, at))]
    while at < high:
        following = at + _PROBE
        if _offset(zone, following) != found[-1][1]:
            found.append((_change(zone, _ms(at), _ms(following)), _offset(zone, following)))
        at = following
    return found


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first millisecond of the new offset, by halving."""
    old = _offset(zone, _EPOCH + timedelta(milliseconds=before))
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, _EPOCH + timedelta(milliseconds=middle)) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None  # every zone has one
    return offset // timedelta(milliseconds=1)


def _ms(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(milliseconds=1)
