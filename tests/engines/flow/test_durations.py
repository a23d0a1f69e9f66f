"""Durations of flows in calendar and in business time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.calendar import Slot, WorkCalendar
from engines.flow.durations import FAR, after
from engines.flow.env import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = (Slot(time(9), time(12)), Slot(time(13, 30), time(18)))
CHINA = WorkCalendar(
    weekly=dict.fromkeys(range(5), OFFICE),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),  # a Sunday and a Saturday (调休)
)
WORLD = World(calendar=CHINA, tz=SHANGHAI)


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2026-11-23T10:00", "30 minutes", "2026-11-23T10:30"),
        ("2026-11-23T10:00", "1.5 hours", "2026-11-23T11:30"),
        ("2026-11-23T10:00", "1 week", "2026-11-30T10:00"),
        ("2026-11-23T10:00", "2 business hours", "2026-11-23T12:00"),
        ("2026-11-23T10:00", "3 business hours", "2026-11-23T14:30"),
        ("2026-11-23T12:30", "1 business hour", "2026-11-23T14:30"),
        ("2026-11-23T17:45", "30 business minutes", "2026-11-24T09:15"),
        ("2026-11-27T17:00", "2 business hours", "2026-11-30T10:00"),
        ("2026-11-28T03:00", "1 business hour", "2026-11-30T10:00"),
        ("2026-09-30T17:00", "2 business hours", "2026-10-08T10:00"),
        ("2026-09-26T10:00", "1 business hour", "2026-09-27T10:00"),
        ("2026-10-09T17:00", "2 business hours", "2026-10-10T10:00"),
        ("2026-11-23T15:00", "2 business days", "2026-11-25T15:00"),
        ("2026-11-27T15:00", "1 business day", "2026-11-30T15:00"),
        ("2026-11-28T15:00", "1 business day", "2026-12-01T09:00"),
        ("2026-11-23T20:00", "1 business day", "2026-11-25T09:00"),
        ("2026-09-30T11:00", "1 business day", "2026-10-08T11:00"),
        ("2026-11-23T09:00", "0.5 business days", "2026-11-23T14:15"),
        ("2026-11-23T09:00", "1.5 business days", "2026-11-24T14:15"),
        ("2026-11-23T09:00", "0 business hours", "2026-11-23T09:00"),
    ],
)
def test_when_a_duration_is_over(start: str, length: str, due: str) -> None:
    assert after(local(start), length, WORLD) == local(due)


def test_days_keep_the_wall_clock_when_clocks_change_and_hours_do_not() -> None:
    world = World(calendar=CHINA, tz=BERLIN)
    start = local("2026-10-24T10:00", BERLIN)  # the night after, clocks go back
    assert after(start, "1 day", world) == local("2026-10-25T10:00", BERLIN)
    assert after(start, "24 hours", world) == local("2026-10-25T09:00", BERLIN)


def test_a_slot_in_which_clocks_change_has_the_hours_it_really_has() -> None:
    night = WorkCalendar(weekly=dict.fromkeys(range(7), (Slot(time(0), time(6)),)))
    world = World(calendar=night, tz=BERLIN)
    spring, autumn = local("2026-03-29T00:00", BERLIN), local("2026-10-25T00:00", BERLIN)
    assert after(spring, "5 business hours", world) == local("2026-03-29T06:00", BERLIN)
    assert after(autumn, "7 business hours", world) == local("2026-10-25T06:00", BERLIN)


def test_pauses_stop_the_clock() -> None:
    pause = (local("2026-11-23T11:00"), local("2026-11-24T10:00"))
    assert after(local("2026-11-23T10:00"), "2 business hours", WORLD, [pause]) == local("2026-11-24T11:00")
    assert after(local("2026-11-23T10:00"), "1 business day", WORLD, [pause]) == local("2026-11-24T18:00")
    assert after(local("2026-11-25T10:00"), "1 business day", WORLD, [pause]) == local("2026-11-26T10:00")


def test_without_working_time_it_is_never_due() -> None:
    assert after(local("2026-11-23T10:00"), "1 business hour", World(calendar=WorkCalendar(weekly={}))) == FAR
    assert after(local("2026-11-23T10:00"), "999999 weeks", WORLD) == FAR


LENGTHS = st.builds(
    lambda amount, unit: f"{amount} {unit}",
    st.integers(0, 200),
    st.sampled_from(["minutes", "hours", "days", "business minutes", "business hours", "business days"]),
)
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - wall-clock bounds


@given(STARTS, LENGTHS)
def test_more_is_never_earlier(start: datetime, length: str) -> None:
    amount, unit = length.split(" ", 1)
    due = after(start, length, WORLD)
    assert due >= start - timedelta(milliseconds=1)
    assert after(start, f"{int(amount) + 1} {unit}", WORLD) > due - timedelta(milliseconds=1)
    assert after(start + timedelta(hours=5), length, WORLD) >= due
