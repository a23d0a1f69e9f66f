"""Workdays: a weekly pattern, holidays, and make-up workdays (调休).

A day is a workday when it is a make-up workday, or when its weekday has a slot and it is no holiday.
All counts are arithmetic over weeks plus the exceptions in range, so that a span of centuries costs the
same as a span of days.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

_DAYS_PER_WEEK = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """One span of working time of a day, local time; `end` is exclusive and later than `start`."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a slot must end after it starts: {self.start}–{self.end}")


OFFICE_DAY = (Slot(time(9), time(12)), Slot(time(13), time(18)))


def _five_day_week() -> Mapping[int, tuple[Slot, ...]]:
    return dict.fromkeys(range(5), OFFICE_DAY)


@dataclass(frozen=True)
class WorkCalendar:
    """Weekly slots by weekday (0 = Monday), holidays, and make-up workdays on days that are otherwise free.

    A day that is both a holiday and a make-up workday counts as a workday: the make-up is the later decision.
    """

    weekly: Mapping[int, tuple[Slot, ...]] = field(default_factory=_five_day_week)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        """Whether people work on `day`."""
        if day in self.workdays:
            return True
        return bool(self.weekly.get(day.weekday())) and day not in self.holidays

    def add_workdays(self, day: date, count: int, extra_holidays: Iterable[date] = ()) -> date:
        """The `count`-th workday after (negative: before) `day`; 0 gives `day` itself, as Excel's WORKDAY.

        Raises OverflowError when there is no such day between the years 1 and 9999.
        """
        if count == 0:
            return day
        calendar = self._with_holidays(extra_holidays)
        if not calendar.workdays and not any(calendar.weekly.values()):
            raise OverflowError("the calendar has no workday")
        target = calendar._ordinal_of_workday(day, count)
        if target is None:
            raise OverflowError("no such workday between the years 1 and 9999")
        return target

    def workdays_between(self, start: date, end: date, extra_holidays: Iterable[date] = ()) -> int:
        """Workdays from `start` to `end`, both included; negative when `end` is earlier (NETWORKDAYS)."""
        if end < start:
            return -self.workdays_between(end, start, extra_holidays)
        calendar = self._with_holidays(extra_holidays)
        return calendar._count_before(end.toordinal() + 1) - calendar._count_before(start.toordinal())

    def _with_holidays(self, extra: Iterable[date]) -> "WorkCalendar":
        more = frozenset(extra)
        if not more:
            return self
        return WorkCalendar(self.weekly, self.holidays | more, self.workdays - more)

    def _ordinal_of_workday(self, day: date, count: int) -> date | None:
        """Binary search on the monotonous count of workdays."""
        if count > 0:
            low, high = day.toordinal() + 1, date.max.toordinal()
            wanted = self._count_before(low) + count
        else:
            low, high = 1, day.toordinal() - 1
            wanted = self._count_before(day.toordinal()) + count + 1
        if wanted < 1 or high < low or self._count_before(high + 1) < wanted:
            return None
        while low < high:
            middle = (low + high) // 2
            if self._count_before(middle + 1) >= wanted:
                high = middle
            else:
                low = middle + 1
        return date.fromordinal(low)

    def _count_before(self, ordinal: int) -> int:
        """Workdays on days 1 … ordinal - 1 (day 1 = 0001-01-01, a Monday)."""
        weeks, rest = divmod(ordinal - 1, _DAYS_PER_WEEK)
        free, made_up = self._exceptions
        total = weeks * sum(self._pattern) + sum(self._pattern[:rest])
        return total - bisect_left(free, ordinal) + bisect_left(made_up, ordinal)

    @cached_property
    def _pattern(self) -> tuple[int, ...]:
        return tuple(1 if self.weekly.get(weekday) else 0 for weekday in range(_DAYS_PER_WEEK))

    @cached_property
    def _exceptions(self) -> tuple[list[int], list[int]]:
        """Ordinals that the weekly pattern calls work but are free, and the other way round."""
        free = [d.toordinal() for d in self.holidays - self.workdays if self._pattern[d.weekday()]]
        made_up = [d.toordinal() for d in self.workdays if not self._pattern[d.weekday()]]
        return sorted(free), sorted(made_up)


DEFAULT_CALENDAR = WorkCalendar()
"""Monday to Friday, 9–12 and 13–18, no holidays."""
