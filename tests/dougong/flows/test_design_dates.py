"""Each date finds its day: once a year, in leap years and others, before and after, over holidays."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dougong.flows.dates import _birthdays, dates_of, is_anniversary
from engines.calendar import DEFAULT_CALENDAR, WorkCalendar
from engines.flow.triggers import OnDate

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
LEAPS = st.sampled_from(["02-28", "03-01"])
CALENDARS = st.builds(
    lambda free, worked: WorkCalendar(holidays=frozenset(free), workdays=frozenset(worked)),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=10),
)


def every_day_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(days=n)).year == year
    ]


@given(born=DAYS, year=st.integers(2020, 2060), leap=LEAPS)
@settings(max_examples=150)
def test_R068_everybody_has_exactly_one_birthday_a_year(born: date, year: int, leap: str) -> None:
    celebrated = [day for day in every_day_of(year) if is_anniversary(born, day, leap)]
    assert len(celebrated) == (1 if born.year <= year else 0)
    assert all(
        (day.month, day.day) == (born.month, born.day) or (born.month, born.day) == (2, 29) for day in celebrated
    )


@given(born=DAYS, day=st.dates(date(2020, 1, 1), date(2060, 12, 31)), leap=LEAPS)
def test_the_dates_looked_for_on_a_day_are_those_whose_anniversary_it_is(born: date, day: date, leap: str) -> None:
    assert (born in _birthdays(day, leap)) == is_anniversary(born, day, leap)


@given(
    when=st.dates(date(2026, 3, 1), date(2026, 10, 31)),
    offset=st.integers(-20, 20).filter(bool),
    calendar=CALENDARS,
)
def test_workdays_before_and_after_a_date_lead_to_the_day_that_finds_it(
    when: date, offset: int, calendar: WorkCalendar
) -> None:
    trigger = OnDate(on="date", field="due", offset=offset, business=True)
    day = calendar.add_workdays(when, offset)
    assert when in dates_of(trigger, day, calendar)
    others = [
        each for each in (day - timedelta(days=1), day + timedelta(days=1)) if when in dates_of(trigger, each, calendar)
    ]
    assert others == [], "no other day finds it too"


def test_without_an_offset_a_free_day_is_found_on_the_next_workday() -> None:
    trigger = OnDate(on="date", field="due", business=True)
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    assert dates_of(trigger, saturday, DEFAULT_CALENDAR) == []
    assert dates_of(trigger, monday, DEFAULT_CALENDAR) == [saturday, saturday + timedelta(days=1), monday]
