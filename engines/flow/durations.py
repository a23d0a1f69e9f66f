"""Durations of flows (`30 minutes`, `8 business hours`, `2 business days`, `1 week`) and when they are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from engines.calendar import (
    Span,
    WorkCalendar,
    add_business_days,
    add_working_time,
    next_working_instant,
    slots_of,
    working_time,
)
from engines.flow.env import World

Unit = Literal["minute", "hour", "day", "week"]
_MINUTES: dict[Unit, int] = {"minute": 1, "hour": 60, "day": 1_440, "week": 10_080}
_UNITS: dict[str, Unit] = {unit: unit for unit in _MINUTES}
FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""What is later than every calendar is due here: never, for people."""


@dataclass(frozen=True, slots=True)
class Length:
    """A duration as its author wrote it."""

    amount: Decimal
    unit: Unit
    business: bool


@lru_cache(maxsize=4_096)
def parse(text: str) -> Length:
    """The parts of a duration (its shape is checked by `parts.Duration`)."""
    words = text.split()
    unit = _UNITS[words[-1].removesuffix("s")]
    return Length(Decimal(words[0]), unit, "business" in words and unit != "week")


def after(start: datetime, text: str, world: World, pauses: Sequence[Span] = ()) -> datetime:
    """When a duration that begins at `start` is over (UTC, milliseconds).

    Calendar durations are elapsed time, but days and weeks keep the wall-clock time when clocks change. `pauses` stop
    business time only."""
    length = parse(text)
    try:
        due = _business(start, length, world, pauses) if length.business else _elapsed(start, length, world.tz)
    except OverflowError:
        return FAR
    return due.replace(microsecond=due.microsecond // 1_000 * 1_000)


def resumed(due: datetime, text: str, stop: datetime, again: datetime, world: World) -> datetime:
    """When a duration is over that would have been at `due` and stood still from `stop` to `again` (UTC, milliseconds).

    Business time moves by the working time that lies in the pause, elapsed time by all of it. Never before `again`."""
    try:
        if parse(text).business:
            lost = working_time(world.calendar, stop, again, world.tz)
            moved = add_working_time(world.calendar, due, lost, world.tz)
        else:
            moved = due + (again - stop)
    except OverflowError:
        return FAR
    moved = max(moved, again).astimezone(UTC)
    return moved.replace(microsecond=moved.microsecond // 1_000 * 1_000)


def _elapsed(start: datetime, length: Length, zone: tzinfo) -> datetime:
    if length.unit in ("minute", "hour"):
        return start.astimezone(UTC) + _minutes(length.amount * _MINUTES[length.unit])
    local = start.astimezone(zone)
    return (local + _minutes(length.amount * _MINUTES[length.unit])).astimezone(UTC)


def _business(start: datetime, length: Length, world: World, pauses: Sequence[Span]) -> datetime:
    calendar = world.calendar
    if length.unit != "day":
        return add_working_time(calendar, start, _minutes(length.amount * _MINUTES[length.unit]), world.tz, pauses)
    whole = int(length.amount)
    due = add_business_days(calendar, start, whole, world.tz)
    rest = length.amount - whole
    if rest:
        due = add_working_time(calendar, due, _day_length(calendar, due, world.tz) * float(rest), world.tz)
    for stop, again in sorted(pauses):  # a pause moves the end by the working time that lies in it
        if stop < due and again > start:
            lost = working_time(calendar, max(stop, start), again, world.tz)
            due = add_working_time(calendar, due, lost, world.tz)
    return due


def _day_length(calendar: WorkCalendar, day: datetime, zone: tzinfo) -> timedelta:
    working = next_working_instant(calendar, day, zone).astimezone(zone).date()
    spans = ((slot.start, slot.end) for slot in slots_of(calendar, working))
    return sum(
        (datetime.combine(working, end) - datetime.combine(working, start) for start, end in spans), timedelta(0)
    )


def _minutes(amount: Decimal) -> timedelta:
    return timedelta(milliseconds=int(amount * 60_000))
