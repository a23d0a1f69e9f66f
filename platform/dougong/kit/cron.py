"""Cron lines of five fields, in a time zone: whether one is a line, when it comes due, what was missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_NEAR_DAYS = (1, 32, 400)


def is_cron(text: str) -> bool:
    """True for a cron line of five fields that comes due some day."""
    try:
        return len(text.split()) == 5 and next(CronSim(text, _SOME_DAY), None) is not None
    except CronSimError:
        return False


def cron_times(cron: str, timezone: str, after: datetime) -> Iterator[datetime]:
    """All instants after `after` at which the line is due, in UTC."""
    for found in CronSim(cron, after.astimezone(ZoneInfo(timezone))):
        yield found.astimezone(UTC)


def newest_time(times: Callable[[datetime], Iterator[datetime]], at: datetime, now: datetime) -> datetime:
    """The last due time up to now, of something due since `at`; `times(after)` yields due times in order.

    It is looked for close to now first, because a minute's schedule has many.
    """
    for days in _NEAR_DAYS:
        start = now - timedelta(days=days)
        if start <= at:
            break
        found = _last_until(times(start), now)
        if found is not None:
            return found
    return _last_until(times(at), now) or at


def _last_until(instants: Iterator[datetime], end: datetime) -> datetime | None:
    found = None
    for instant in instants:
        if instant > end:
            break
        found = instant
    return found
