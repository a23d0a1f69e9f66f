"""Working time: which days and hours count as work. Pure values, no clock.

`WorkCalendar` is used by formulas (WORKDAY, NETWORKDAYS), flows (deadlines in business time) and metrics.
"""

from engines.calendar.days import DEFAULT_CALENDAR, Slot, WorkCalendar

__all__ = ["DEFAULT_CALENDAR", "Slot", "WorkCalendar"]
