"""Members of a dimension: their natural order, and all there could be (for filling in)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engines.formula.values import NUMBERS
from engines.report.periods import CYCLIC, next_start, periods_between
from engines.report.plan import OTHERS, Member, Plan, Span, bin_number
from engines.report.program import Group
from engines.report.query import MAX_CELLS

_BLANK, _OTHERS = 1, 2


def natural(group: Group, plan: Plan, member: Member) -> tuple[int, Any]:
    """Sort key: values in their order (options as listed, weekdays from the first of the week), blank, others."""
    if member is None:
        return (_BLANK, 0)
    if member is OTHERS:
        return (_OTHERS, 0)
    if group.options is not None:
        known = member in group.options
        return (0, (0, group.options.index(member), "") if known else (1, 0, str(member)))
    first = plan.calendar.week_start - 1
    if group.grain == "weekday":
        return (0, (int(member) - 1 - first) % 7)
    if group.grain == "weekday_hour":
        return (0, (int(member) - first * 24) % 168)
    return (0, member)


def domain(group: Group, plan: Plan, present: Iterable[Member]) -> list[Member]:
    """Every member that there could be, given those that there are; MAX_CELLS + 1 at most."""
    found = [member for member in present if member is not None and member is not OTHERS]
    if group.grain in CYCLIC:
        low, high = CYCLIC[group.grain]
        return [Decimal(number) for number in range(low, high + 1)]
    if group.grain is not None:
        return _periods(group, plan, found)
    if group.bins is not None:
        return _bins(group, found)
    if group.options is not None:
        return [*group.options, *(member for member in found if member not in group.options)]
    return [False, True]


def _periods(group: Group, plan: Plan, found: list[Any]) -> list[Member]:
    span = plan.span if plan.span is not None and plan.span.route.path == group.route.path else None
    start, end = (span.start, span.end) if span is not None else (None, None)
    days = [member.astimezone(plan.zone).date() if isinstance(member, datetime) else member for member in found]
    if days:
        start = start or min(days)
        last = max(days)
        end = end or (last + timedelta(days=1) if group.grain == "hour" else next_start(group.grain or "day", last))
    if start is None or end is None:
        return []
    return first_few(periods_between(group.grain or "day", start, end, plan.calendar))


def span_periods(group: Group, span: Span, plan: Plan) -> list[date | datetime] | None:
    """The periods of a span, None when it has no start or end."""
    if span.start is None or span.end is None or group.grain is None:
        return None
    return first_few(periods_between(group.grain, span.start, span.end, plan.calendar))


def first_few(members: Iterable[Any]) -> list[Any]:
    """The members, MAX_CELLS + 1 at most: more can't be shown anyway."""
    return [member for member, _place in zip(members, range(MAX_CELLS + 1), strict=False)]


def _bins(group: Group, found: list[Any]) -> list[Member]:
    bins = group.bins
    if bins is not None and bins.edges is not None:
        return [Decimal(place) for place in range(len(bins.edges) + 1)]
    if bins is None or bins.width is None or not found:
        return []
    width, start, low, high = bin_number(bins.width), bin_number(bins.start), min(found), max(found)
    first = int(((low - start) / width).to_integral_value())
    last = int(((high - start) / width).to_integral_value())
    return [NUMBERS.plus(start + step * width) for step in range(first, min(last, first + MAX_CELLS) + 1)]
