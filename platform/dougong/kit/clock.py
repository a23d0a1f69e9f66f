"""The only place that reads the wall clock, so that tests and simulations can put another one in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant in UTC, cut to milliseconds: the precision stored, sent and compared everywhere."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
