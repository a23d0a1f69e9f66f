"""Workdays by arithmetic equal workdays by counting."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.calendar import DEFAULT_CALENDAR, Slot, WorkCalendar

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
SLOT = (Slot(time(9), time(17)),)
CALENDARS = st.builds(
    WorkCalendar,
    weekly=st.sets(st.integers(0, 6), min_size=1).map(lambda days: dict.fromkeys(days, SLOT)),
    holidays=st.frozensets(DAYS, max_size=30),
    workdays=st.frozensets(DAYS, max_size=10),
)


@given(CALENDARS, DAYS, DAYS)
def test_between_equals_counting(calendar: WorkCalendar, start: date, end: date) -> None:
    low, high = min(start, end), max(start, end)
    counted = sum(calendar.is_workday(low + timedelta(days=i)) for i in range((high - low).days + 1))
    assert calendar.workdays_between(start, end) == (counted if start <= end else -counted)


@given(CALENDARS, DAYS, st.integers(-60, 60))
def test_add_equals_stepping(calendar: WorkCalendar, start: date, count: int) -> None:
    step = timedelta(days=1 if count > 0 else -1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= calendar.is_workday(day)
    assert calendar.add_workdays(start, count) == day


def test_extra_holidays_are_free() -> None:
    monday = date(2026, 3, 9)
    assert DEFAULT_CALENDAR.add_workdays(date(2026, 3, 6), 1, [monday]) == date(2026, 3, 10)
    assert DEFAULT_CALENDAR.workdays_between(monday, monday, [monday]) == 0


def test_no_workday_at_all_is_said() -> None:
    with pytest.raises(OverflowError):
        WorkCalendar(weekly={}).add_workdays(date(2026, 1, 1), 1)
    with pytest.raises(OverflowError):
        DEFAULT_CALENDAR.add_workdays(date(2026, 1, 1), 10_000_000)


def test_a_slot_must_end_after_it_starts() -> None:
    with pytest.raises(ValueError, match="end after"):
        Slot(time(9), time(9))
