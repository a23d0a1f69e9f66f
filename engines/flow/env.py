"""What `advance` may know of the world, as values: the record behind the instance, the calendar, the time zone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from engines.calendar import DEFAULT_CALENDAR, WorkCalendar
from engines.formula import Env


@dataclass(frozen=True)
class World:
    """`record` answers the paths that the program's `needs` lists (fields, `customer.level`, `old.…`, `user.…`);
    None when the flow runs without a record. The platform loads them before each call, in the same transaction."""

    record: Env | None = None
    calendar: WorkCalendar = field(default=DEFAULT_CALENDAR)
    tz: tzinfo = UTC
