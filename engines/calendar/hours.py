"""Working time between instants: business hours over several slots a day, holidays, make-up workdays, pauses.

Slots are wall-clock times of a zone; what lies between two instants is real elapsed time, so a slot in which clocks
change is an hour shorter or longer. Pauses are spans in which the clock stands still.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from engines.calendar.days import Slot, WorkCalendar

Span = tuple[datetime, datetime]
"""From an aware instant (included) to a later one (excluded)."""
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_MAX_DAYS = 366 * 400


def slots_of(calendar: WorkCalendar, day: date) -> tuple[Slot, ...]:
    """The working slots of a day, in order. A make-up workday without slots of its own weekday has those of the first
    weekday that has some."""
    if not calendar.is_workday(day):
        return ()
    slots = calendar.weekly.get(day.weekday()) or next(
        (slots for _, slots in sorted(calendar.weekly.items()) if slots), ()
    )
    return tuple(sorted(slots, key=lambda slot: slot.start))


def spans_from(calendar: WorkCalendar, start: datetime, zone: tzinfo) -> Iterator[Span]:
    """The working spans from an instant on, as UTC; the first one may be cut by `start`. Ends after 400 years."""
    day = start.astimezone(zone).date()
    for _ in range(_MAX_DAYS):
        for slot in slots_of(calendar, day):
            begin, end = _instant(day, slot, zone)
            if end > start and begin < end:
                yield max(begin, start.astimezone(UTC)), end
        if day == date.max:
            return
        day += _DAY


def add_working_time(
    calendar: WorkCalendar,
    start: datetime,
    duration: timedelta,
    zone: tzinfo,
    pauses: Sequence[Span] = (),
) -> datetime:
    """The instant (UTC) at which `duration` of working time has passed since `start`.

    Zero gives `start` itself. When the time is up exactly at the end of a slot, it is that end. Raises OverflowError
    when the calendar has not that much working time within 400 years."""
    left = duration
    if left <= _NOTHING:
        return start.astimezone(UTC)
    paused = sorted(pauses)
    for span in spans_from(calendar, start, zone):
        for begin, end in _without(span, paused):
            if end - begin >= left:
                return begin + left
            left -= end - begin
    raise OverflowError("the calendar has not that much working time")


def working_time(
    calendar: WorkCalendar, start: datetime, end: datetime, zone: tzinfo, pauses: Sequence[Span] = ()
) -> timedelta:
    """How much working time lies between two instants; negative when `end` is earlier."""
    if end < start:
        return -working_time(calendar, end, start, zone, pauses)
    total, paused = _NOTHING, sorted(pauses)
    for begin, stop in spans_from(calendar, start, zone):
        if begin >= end:
            break
        for part in _without((begin, min(stop, end.astimezone(UTC))), paused):
            total += part[1] - part[0]
    return total


def next_working_instant(calendar: WorkCalendar, start: datetime, zone: tzinfo) -> datetime:
    """`start` itself inside working time, else the beginning of the next slot (UTC). Raises OverflowError when there is
    none."""
    for begin, _ in spans_from(calendar, start, zone):
        return begin
    raise OverflowError("the calendar has no working time")


def add_business_days(calendar: WorkCalendar, start: datetime, count: int, zone: tzinfo) -> datetime:
    """The same wall-clock time `count` workdays later (UTC). Outside working time it counts from the beginning of the
    next slot. Raises OverflowError beyond the calendar."""
    begin = next_working_instant(calendar, start, zone).astimezone(zone)
    day = calendar.add_workdays(begin.date(), count)
    return datetime.combine(day, begin.time(), tzinfo=zone).astimezone(UTC)


def _instant(day: date, slot: Slot, zone: tzinfo) -> Span:
    begin = datetime.combine(day, slot.start, tzinfo=zone).astimezone(UTC)
    return begin, datetime.combine(day, slot.end, tzinfo=zone).astimezone(UTC)


def _without(span: Span, pauses: Iterable[Span]) -> Iterator[Span]:
    """The span without the pauses (sorted by their beginning)."""
    begin, end = span
    for stop, again in pauses:
        if again <= begin:
            continue
        if stop >= end:
            break
        if stop > begin:
            yield begin, stop.astimezone(UTC)
        begin = max(begin, again.astimezone(UTC))
    if begin < end:
        yield begin, end
