"""Working time between instants, against a count of every working minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.calendar import (
    Slot,
    WorkCalendar,
    add_business_days,
    add_working_time,
    next_working_instant,
    slots_of,
    working_time,
)

BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = WorkCalendar(
    weekly={0: (Slot(time(13), time(18)), Slot(time(9), time(12))), 2: (Slot(time(8), time(9)),), 6: ()},
    holidays=frozenset({date(2026, 3, 30)}),
    workdays=frozenset({date(2026, 3, 29)}),  # a Sunday, on which clocks go forward
)
MINUTE = timedelta(minutes=1)


def works(at: datetime) -> bool:
    """Whether people work in the minute that begins at an instant."""
    local = at.astimezone(BERLIN)
    return any(slot.start <= local.time() < slot.end for slot in slots_of(CALENDAR, local.date()))


def counted(start: datetime, end: datetime, pauses: list[tuple[datetime, datetime]]) -> timedelta:
    """By looking at every minute."""
    total, at = timedelta(0), start
    while at < end:
        if works(at) and not any(begin <= at < stop for begin, stop in pauses):
            total += MINUTE
        at += MINUTE
    return total


INSTANTS = st.integers(0, 6 * 24 * 60).map(lambda n: datetime(2026, 3, 27, 20, tzinfo=UTC) + n * MINUTE)


@settings(max_examples=40, deadline=None)
@given(INSTANTS, INSTANTS, st.lists(st.tuples(INSTANTS, INSTANTS), max_size=3))
def test_as_many_minutes_as_there_are(one: datetime, two: datetime, pauses: list[tuple[datetime, datetime]]) -> None:
    start, end = sorted((one, two))
    spans = [(min(pair), max(pair)) for pair in pauses]
    expected = counted(start, end, spans)
    assert working_time(CALENDAR, start, end, BERLIN, spans) == expected
    assert working_time(CALENDAR, end, start, BERLIN, spans) == -expected
    due = add_working_time(CALENDAR, start, expected, BERLIN, spans)
    assert due <= max(end, start)
    assert counted(start, due, spans) == expected


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-11-14 15:00", "2026-11-16 13:00"), ("2026-11-14 20:00", "2026-11-16 13:00"),
     ("2026-11-13 17:00", "2026-11-16 12:00")],
)  # fmt: skip
def test_R062_golden_four_working_hours_from_a_weekend_and_a_friday_evening(start: str, due: str) -> None:
    """Monday to Friday, 9 to 18. Adding whole days to Saturday 15:00 would say Tuesday 10:00."""
    nine_to_six = WorkCalendar(weekly={weekday: (Slot(time(9), time(18)),) for weekday in range(5)})
    began = datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    ends = add_working_time(nine_to_six, began, timedelta(hours=4), BERLIN, ())
    assert ends == datetime.fromisoformat(due).replace(tzinfo=BERLIN)


def test_slots_come_in_order_and_a_make_up_day_has_those_of_a_weekday() -> None:
    assert [slot.start for slot in slots_of(CALENDAR, date(2026, 4, 6))] == [time(9), time(13)]
    assert slots_of(CALENDAR, date(2026, 3, 29)) == slots_of(CALENDAR, date(2026, 4, 6))
    assert slots_of(CALENDAR, date(2026, 3, 30)) == ()
    assert slots_of(CALENDAR, date(2026, 3, 31)) == ()


def test_the_next_working_instant_is_now_or_the_next_slot() -> None:
    inside = datetime(2026, 4, 6, 10, tzinfo=BERLIN)
    assert next_working_instant(CALENDAR, inside, BERLIN) == inside
    assert next_working_instant(CALENDAR, datetime(2026, 4, 6, 18, tzinfo=BERLIN), BERLIN) == datetime(
        2026, 4, 8, 8, tzinfo=BERLIN
    )


def test_business_days_count_workdays_from_working_time_on() -> None:
    monday = datetime(2026, 4, 6, 10, tzinfo=BERLIN)
    assert add_business_days(CALENDAR, monday, 1, BERLIN) == datetime(2026, 4, 8, 10, tzinfo=BERLIN)
    assert add_business_days(CALENDAR, datetime(2026, 4, 4, 10, tzinfo=BERLIN), 1, BERLIN) == datetime(
        2026, 4, 8, 9, tzinfo=BERLIN
    )


def test_a_calendar_without_working_time_says_so() -> None:
    empty = WorkCalendar(weekly={})
    start = datetime(2026, 4, 6, tzinfo=UTC)
    for ask in (
        lambda: add_working_time(empty, start, MINUTE, UTC),
        lambda: next_working_instant(empty, start, UTC),
        lambda: add_business_days(empty, start, 1, UTC),
    ):
        with pytest.raises(OverflowError):
            ask()
    assert working_time(empty, start, start + timedelta(days=9), UTC) == timedelta(0)
