"""Program + now + calendar → Plan: what to compute, as plain data, for polars and for SQL alike.

A plan is answered in two halves. The first is `Request` → cells: group the rows of one span by one set of keys and
compute the aggregates; every back end does this half in its own language. The second (`assemble.assemble`) is the same
for all: formulas over measures, comparisons, filling, shares, running, having, order, limit.

What a back end has to know of a request:

* rows: the records of `program.table` for which `program.where` and the span hold; NULL is not TRUE.
* `by`: keys of `program.groups`. `group_key` rules stand in periods.py (grains) and here (`bins`).
* each aggregate works on its own `entity` rows (see program.py) and ignores blank values; nothing gives 0 for count,
  distinct and sum, blank for the others; stddev is of the sample (n - 1), percentiles interpolate as PERCENTILE.INC.
* `tops`: members of these groups are kept, all others become one (`OTHERS`) before anything is counted.
* a group exists when a record has it, whatever the measures say; with `by = ()` there is always exactly one cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engines.report.errors import refuse
from engines.report.parts import Calendar
from engines.report.periods import Shift, fits_grain, midnight, moved, next_start, start_of
from engines.report.program import Group, Program, compared_along
from engines.report.query import Compare, Order, Period
from engines.report.scope import Path, Route
from engines.report.totals import Keys, detail, needed_sets, shown_totals


class _Others:
    """The member that gathers what a top list leaves out. There is one: OTHERS."""

    def __repr__(self) -> str:
        return "OTHERS"

    def __reduce__(self) -> str:
        return "OTHERS"


MOST_SPELLINGS = 4
"""As many ways to write a word (VIP, vip) count as one; rarer ones are not looked for."""


@dataclass(frozen=True)
class Containing:
    """Every text in which one of these spellings stands: the member of a word in a cloud of words cut out of texts."""

    spellings: tuple[str, ...]


OTHERS = _Others()
Member = Any
"""A canonical value (number bins: the lower bound, edges: the place 0 … n), None for blank, OTHERS, or Containing."""


@dataclass(frozen=True)
class Span:
    """start ≤ value < end. Dates for a date field; for an instant the same as instants (`start_at`, `end_at`)."""

    route: Route
    start: date | None
    end: date | None
    start_at: datetime | None
    end_at: datetime | None

    @property
    def instants(self) -> bool:
        return self.route.type.kind == "datetime"


@dataclass(frozen=True)
class Comparison:
    """What each measure is compared with. `span`: the records of the other time (None: the same records, other
    members). `along`: the dimension whose members move, by `shift`, or place by place when there is no shift."""

    key: str
    span: Span | None
    shift: Shift | None
    along: str | None


@dataclass(frozen=True)
class First:
    """The first `count` cells in the order of `orders`, then of the members; nothing else of the request is shown."""

    orders: tuple[Order, ...]
    count: int


@dataclass(frozen=True)
class Request:
    """One grouping to compute: the rows of `span`, by `by`, with the members kept of each top list. A back end may
    leave out what is not among `first`, if it says how many cells there are (`Cells.groups`)."""

    by: Keys
    span: Span | None
    tops: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    first: First | None = None


RECORDS = "#records"


class Cells(dict[tuple[Member, ...], dict[str, Any]]):
    """Members of the request's `by` → measure key → value (numbers exact, not rounded to 15 digits yet), and under
    RECORDS how many records the cell has. A measure without rows may be left out. `groups`: how many cells there are,
    when only the first are here."""

    groups: int | None = None


@dataclass(frozen=True)
class Plan:
    """A program at a moment, in a calendar. `constants`: values of the paths that are no columns."""

    program: Program
    now: datetime
    calendar: Calendar
    span: Span | None
    comparisons: tuple[Comparison, ...]
    detail: Keys
    totals: tuple[Keys, ...]
    sets: tuple[Keys, ...]
    constants: Mapping[Path, Any] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.calendar.tz)


def plan(program: Program, now: datetime, calendar: Calendar, constants: Mapping[Path, Any] | None = None) -> Plan:
    """Resolve the times of a program. `now` is aware; `constants` gives each of `program.constants()` its value."""
    try:
        zone = ZoneInfo(calendar.tz)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse("calendar", f"没有时区“{calendar.tz}”", f"There is no time zone “{calendar.tz}”") from None
    given = dict(constants or {})
    if missing := program.constants() - given.keys():
        name = ".".join(sorted(missing)[0])
        raise refuse("where", f"缺少“{name}”的值", f"The value of “{name}” is missing")
    period, today = program.query.period, now.astimezone(zone).date()
    span = None
    if period is not None and program.period is not None:
        span = _span(program.period, *_bounds(period, today, calendar), zone)
    comparisons = tuple(_comparison(program, compare, span, zone) for compare in program.query.compare)
    return Plan(
        program, now, calendar, span, comparisons, detail(program), shown_totals(program), needed_sets(program), given
    )


def _bounds(period: Period, today: date, calendar: Calendar) -> tuple[date | None, date | None]:
    """First day, and the day after the last."""
    if period.unit is None or period.last is None:
        try:
            start = date.fromisoformat(period.start) if period.start else None
            end = moved(date.fromisoformat(period.end), Shift(1, "day")) if period.end else None
        except ValueError:
            raise refuse("period", "没有这个日期", "There is no such date") from None
        return start, end
    this = start_of(period.unit, today, calendar)
    end = next_start(period.unit, this) if period.current else this
    return moved(end, Shift(-period.last, _unit(period))), end


def _unit(period: Period) -> str:
    return "year" if period.unit == "fiscal_year" else period.unit or "day"


def _span(route: Route, start: date | None, end: date | None, zone: ZoneInfo) -> Span:
    start_at = midnight(start, zone) if start is not None else None
    return Span(route, start, end, start_at, midnight(end, zone) if end is not None else None)


def _comparison(program: Program, compare: Compare, span: Span | None, zone: ZoneInfo) -> Comparison:
    along = compared_along(program)
    key = along.key if along else None
    if span is None:
        shift = Shift(-1, _grain_unit(along)) if compare.shift == "previous" else Shift.parse(compare.shift)
        return Comparison(compare.key, None, shift, key)
    if compare.shift != "previous":
        shift = Shift.parse(compare.shift)
        start, end = (None if day is None else moved(day, shift) for day in (span.start, span.end))
        return Comparison(compare.key, _span(span.route, start, end, zone), shift, key)
    period = program.query.period
    if span.start is None or span.end is None or period is None:
        raise refuse(
            f"compare.{compare.key}",
            "与上一段对比需要有头有尾的时间范围",
            "A comparison with the time before needs a period with a start and an end",
        )
    if period.last is not None:
        shift = Shift(-period.last, _unit(period))
        return Comparison(
            compare.key, _span(span.route, moved(span.start, shift), span.start, zone), _usable(shift, along), key
        )
    days = Shift(-(span.end - span.start).days, "day")
    return Comparison(
        compare.key, _span(span.route, moved(span.start, days), span.start, zone), _usable(days, along), key
    )


def _usable(shift: Shift, along: Group | None) -> Shift | None:
    """The shift when it moves whole periods onto whole periods; else members are compared place by place."""
    grain = along.grain if along is not None else None
    return shift if grain is None or fits_grain(grain, shift) else None


def _grain_unit(along: Group | None) -> str:
    grain = along.grain if along is not None and along.grain else "day"
    return {"iso_week": "week", "fiscal_year": "year", "fiscal_quarter": "quarter", "hour": "day"}.get(grain, grain)


def bin_number(value: float) -> Decimal:
    """A bound of bins as the decimal that was written."""
    return Decimal(repr(value))
