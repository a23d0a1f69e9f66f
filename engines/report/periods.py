"""Periods: where they begin, the next one, the same one a shift away, spans of a query. Dates are local dates.

A member of a time dimension is the first day of its period (a date), the instant an `hour` begins (aware UTC), or
for cyclic grains a number: `month_of_year` 1–12, `day_of_month` 1–31, `weekday` 1–7 (Monday 1, ISO 8601),
`hour_of_day` 0–23, `weekday_hour` (weekday - 1) × 24 + hour, so 0–167.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from engines.report.parts import Calendar, TimeGrain

CYCLIC: dict[str, tuple[int, int]] = {
    "month_of_year": (1, 12), "day_of_month": (1, 31), "weekday": (1, 7), "hour_of_day": (0, 23),
    "weekday_hour": (0, 167),
}  # fmt: skip
"""First and last member of the cyclic grains."""
NEED_TIME = frozenset({"hour", "hour_of_day", "weekday_hour"})
MONTHS_OF = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
_WEEKS = ("week", "iso_week")
_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Shift:
    """A move in time: `n` units (day, week, month, quarter, year), back when negative. `days` and `weeks` are exact;
    months clip to the last day: 31 March - 1 month is 28 February."""

    n: int
    unit: str

    @property
    def months(self) -> int | None:
        """The move as months, None for days and weeks."""
        size = MONTHS_OF.get(self.unit)
        return None if size is None else self.n * size

    def __neg__(self) -> Shift:
        return Shift(-self.n, self.unit)

    @classmethod
    def parse(cls, text: str) -> Shift:
        """`-1 year` → Shift(-1, "year")."""
        count, unit = text.split()
        return cls(int(count), unit.removesuffix("s"))


def moved(day: date, shift: Shift) -> date:
    """The day a shift away; the first or last day there is when that is outside the years 1–9999."""
    by_months = shift.months
    try:
        if by_months is None:
            return day + timedelta(days=shift.n * (_DAYS_A_WEEK if shift.unit == "week" else 1))
        index = day.year * 12 + day.month - 1 + by_months
        year, month = divmod(index, 12)
        return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return date.min if shift.n < 0 else date.max


def start_of(grain: str, day: date, calendar: Calendar) -> date:
    """The first day of the period of `grain` that holds `day`."""
    if grain in _WEEKS:
        first = calendar.week_start if grain == "week" else 1
        return day - timedelta(days=(day.isoweekday() - first) % _DAYS_A_WEEK)
    if grain == "day":
        return day
    offset = calendar.fiscal_month - 1 if grain.startswith("fiscal") else 0
    size = MONTHS_OF[grain]
    index = day.year * 12 + day.month - 1 - offset
    year, month = divmod(index // size * size + offset, 12)
    return date(year, month + 1, 1)


def next_start(grain: str, start: date) -> date:
    """The first day of the period after the one that begins on `start`."""
    if grain in _WEEKS:
        return moved(start, Shift(1, "week"))
    return moved(start, Shift(1, "day") if grain == "day" else Shift(MONTHS_OF[grain], "month"))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant the local day begins (its first instant where midnight is skipped by summer time)."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def hour_start(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the local hour of `instant` began. The hour that summer time's end repeats is two hours."""
    local = instant.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (instant - past).astimezone(UTC)


def period_of(grain: TimeGrain, value: date | datetime, calendar: Calendar) -> date | datetime | int:
    """The member of a time dimension that a value belongs to."""
    zone = ZoneInfo(calendar.tz)
    local = value.astimezone(zone) if isinstance(value, datetime) else None
    day = local.date() if local is not None else value
    hour = local.hour if local is not None else 0
    match grain:
        case "hour":
            return hour_start(value if isinstance(value, datetime) else midnight(value, zone), zone)
        case "month_of_year":
            return day.month
        case "day_of_month":
            return day.day
        case "weekday":
            return day.isoweekday()
        case "hour_of_day":
            return hour
        case "weekday_hour":
            return (day.isoweekday() - 1) * 24 + hour
    return start_of(grain, day, calendar)


def periods_between(grain: TimeGrain, start: date, end: date, calendar: Calendar) -> Iterator[date | datetime]:
    """The periods that begin in or hold days of start ≤ day < end, in order."""
    if grain == "hour":
        zone = ZoneInfo(calendar.tz)
        instant, last = midnight(start, zone), midnight(end, zone)
        while instant < last:
            yield instant
            instant = hour_start(instant + timedelta(hours=1), zone)
        return
    period = start_of(grain, start, calendar)
    while period < end:
        yield period
        following = next_start(grain, period)
        if following <= period:
            return
        period = following


def counterpart(grain: str, member: date | datetime, shift: Shift, calendar: Calendar) -> date | datetime:
    """The period that `member` is compared with. Weeks moved by months or years: the week that begins nearest."""
    if isinstance(member, datetime):
        zone = ZoneInfo(calendar.tz)
        local = member.astimezone(zone)
        there = moved(local.date(), shift)
        return local.replace(year=there.year, month=there.month, day=there.day).astimezone(UTC)
    there = moved(member, shift)
    if grain in _WEEKS and shift.months is not None:
        there = moved(there, Shift(3, "day"))
    return start_of(grain, there, calendar)


def fits_grain(grain: str, shift: Shift) -> bool:
    """Whether a shift moves whole periods onto whole periods."""
    if grain in ("day", "hour"):
        return True
    if grain in _WEEKS:
        return shift.unit != "day" or shift.n % _DAYS_A_WEEK == 0
    by_months = shift.months
    return by_months is not None and by_months % MONTHS_OF[grain] == 0
