"""Working time: which days and hours count as work. Pure values, no clock.

`WorkCalendar` is used by formulas (WORKDAY, NETWORKDAYS), flows (deadlines in business time) and metrics; `hours` adds
and measures working time between instants.
"""

from engines.calendar.days import DEFAULT_CALENDAR, Slot, WorkCalendar
from engines.calendar.hours import (
    Span,
    add_business_days,
    add_working_time,
    next_working_instant,
    slots_of,
    working_time,
)

__all__ = [
    "DEFAULT_CALENDAR", "Slot", "Span", "WorkCalendar", "add_business_days", "add_working_time",
    "next_working_instant", "slots_of", "working_time",
]  # fmt: skip
