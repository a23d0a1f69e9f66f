"""Working time by weeks from that of the install: Monday to Friday, 9–12 and 13–18 o'clock, as the app's calendar.

A moment is minutes since Monday 00:00 of the week of the install; earlier ones are negative."""

from __future__ import annotations

from scripts.crm_data.words import Row, week

_DAY = 24 * 60
_WEEK = 7 * _DAY
_SLOTS = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))


def moment(weeks: int, weekday: int, minute: int) -> int:
    """Weekday 1 is Monday."""
    return weeks * _WEEK + (weekday - 1) * _DAY + minute


def told(when: int) -> Row:
    """The moment as a value of a demo row."""
    weeks, rest = divmod(when, _WEEK)
    days, minute = divmod(rest, _DAY)
    return week(weeks, days + 1, minute)


def later(when: int, minutes: int) -> int:
    """So many working minutes later."""
    left = minutes
    while True:
        day = when // _DAY * _DAY
        if when % _WEEK < 5 * _DAY:
            for start, end in _SLOTS:
                begins = max(when, day + start)
                room = day + end - begins
                if room >= left > 0 or (room > 0 and left == 0):
                    return begins + left
                left -= max(0, room)
        when = day + _DAY
