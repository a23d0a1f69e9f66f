"""Days and instants of demo data, all relative to the install, in the installer's time zone.

```
{"$days": -3}                          the day three days before
{"$days": 3, "years": -34}             the day in three days, 34 years earlier: birthdays (29 February → 28)
{"$week": -2, "weekday": 1}            Monday of the week two before that of the install (7 is Sunday)
{"$month": -1, "day": 31}              the 31st of the month before, or its last day
… with "time": "09:30"                 an instant of that day
{"$minutes": -25}                      the instant 25 minutes before: what is nearly too late when somebody looks
```
In texts (CSV): `$days:-3`, `$days:-3 09:30`, `$week:-2/1 09:30`, `$month:-1/31`, `$minutes:-25`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dougong.kit.types import iso_instant

MOMENTS = ("$days", "$week", "$month", "$minutes")
_KEYS = {
    "$days": {"$days", "years", "time"},
    "$week": {"$week", "weekday", "time"},
    "$month": {"$month", "day", "time"},
    "$minutes": {"$minutes"},
}
_FARTHEST = {"$days": 36_500, "$week": 5_000, "$month": 1_200, "$minutes": 5_000_000, "years": 150}
_TEXT = re.compile(
    r"\$(?:days:(?P<days>-?[0-9]{1,5})|week:(?P<week>-?[0-9]{1,4})/(?P<weekday>[1-7])|"
    r"month:(?P<month>-?[0-9]{1,4})/(?P<day>[0-9]{1,2}))(?: (?P<time>[0-9]{2}:[0-9]{2}))?"
    r"|\$minutes:(?P<minutes>-?[0-9]{1,7})"
)


@dataclass(frozen=True)
class Install:
    """When and where the install happens."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def read(self, value: Mapping[str, Any]) -> str | None:
        """The day or instant in API form; None when the object names none. Raises ValueError when it is wrong."""
        kind = next((key for key in MOMENTS if key in value), None)
        if kind is None:
            return None
        if not value.keys() <= _KEYS[kind]:
            raise ValueError(str(value))
        if kind == "$minutes":
            return iso_instant(self.now + timedelta(minutes=_whole(value, kind)))
        return self._at(self._day(kind, value), value.get("time"))

    def read_text(self, text: str) -> str | None:
        """The same of a cell of a CSV file."""
        found = _TEXT.fullmatch(text)
        if found is None:
            return None
        words = {
            f"${key}" if key in ("days", "week", "month", "minutes") else key: part
            for key, part in found.groupdict().items()
            if part
        }
        return self.read({key: part if key == "time" else int(part) for key, part in words.items()})

    def _day(self, kind: str, value: Mapping[str, Any]) -> date:
        shift = _whole(value, kind)
        match kind:
            case "$week":
                weekday = _between(value, "weekday", 7)
                return self.today + timedelta(weeks=shift, days=weekday - self.today.isoweekday())
            case "$month":
                return _of_month(self.today, shift, _between(value, "day", 31))
            case _:
                day = self.today + timedelta(days=shift)
                return _of_month(day, 12 * _whole(value, "years"), day.day) if "years" in value else day

    def _at(self, day: date, at: Any) -> str:
        if at is None:
            return day.isoformat()
        wall = datetime.combine(day, time.fromisoformat(str(at)), self.zone)
        return iso_instant(wall.astimezone(UTC))


def _of_month(start: date, months: int, day: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _whole(value: Mapping[str, Any], key: str) -> int:
    number = value[key]
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) > _FARTHEST[key]:
        raise ValueError(str(number))
    return number


def _between(value: Mapping[str, Any], key: str, most: int) -> int:
    number = value.get(key)
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
        raise ValueError(str(number))
    return number
