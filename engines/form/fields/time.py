"""A time of the day on the wall clock, without date and zone."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.form.fields._texts import TextLike, cell_text
from engines.form.fields.base import PLAIN, FieldModel, Reading, ValueProblem, wrong_kind
from engines.form.labels import Sentence, sentence
from engines.form.text import halfwidth

_STRICT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_DAY = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[T ]\s*)?"
_LENIENT = re.compile(
    _DAY + r"(?P<half>凌晨|早上|上午|中午|下午|晚上|AM|PM)?\s*(?P<h>\d{1,2})(?:[:时点](?P<m>\d{1,2}|半)?"
    r"(?:[:分](?P<s>\d{1,2})(?:\.\d+)?)?[分秒]?)?\s*(?P<ampm>AM|PM)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{2})(\d{2})")
_LATER = ("下午", "晚上", "PM")
Clock = Annotated[str, Field(pattern=rf"^{_STRICT.pattern}$")]


class TimeField(FieldModel):
    """时间 / Time. `seconds`: values are HH:MM:SS, otherwise HH:MM. `min` and `max` are inclusive."""

    type: Literal["time"]
    seconds: bool = False
    min: Clock | None = None
    max: Clock | None = None


class TimeType(TextLike[TimeField]):
    """Behaviour of `time`. Kept as text of one width, so that its order is the clock's."""

    key = "time"
    model = TimeField
    label = sentence("时间", "Time")
    icon = "clock"
    group = "time"
    widget = "time"
    searchable = False

    def schema(self, field: TimeField) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^{_STRICT.pattern}$"}

    def accept(self, field: TimeField, text: str) -> str:
        match = _STRICT.fullmatch(text)
        if match is None or (not field.seconds and match[3] not in (None, "00")):
            example = "09:30:00" if field.seconds else "09:30"
            raise wrong_kind(f"时间，如 {example}", f"a time such as {example}")
        return self._written(field, int(match[1]), int(match[2]), int(match[3] or 0))

    def guess(self, field: TimeField, raw: Any, locale: str, reading: Reading) -> str:
        if isinstance(raw, dt.datetime):
            raw = raw.astimezone(reading.tz).time() if raw.tzinfo else raw.time()
        if isinstance(raw, dt.time):
            return self._written(field, raw.hour, raw.minute, raw.second)
        if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
            return self._of_day(field, raw)
        return self._of_text(field, halfwidth(cell_text(raw, reading)).strip())

    def coerce(self, field: TimeField, value: Any, reading: Reading = PLAIN) -> str:
        return self.guess(field, value, "zh-CN", reading)

    def check(self, field: TimeField, value: str, old: Any = None) -> list[ValueProblem]:
        low, high = (None if one is None else self.accept(_EXACT, one) for one in (field.min, field.max))
        at = self.accept(_EXACT, value)
        if low is not None and at < low:
            return [ValueProblem("min", f"不能早于 {field.min}", f"must not be before {field.min}", {"min": field.min})]
        if high is not None and at > high:
            return [ValueProblem("max", f"不能晚于 {field.max}", f"must not be after {field.max}", {"max": field.max})]
        return []

    def problems(self, field: TimeField) -> list[tuple[str, Sentence]]:
        if field.min is not None and field.max is not None and field.min > field.max:
            return [("min", sentence("最早时间晚于最晚时间。", "min is after max."))]
        return []

    def example(self, field: TimeField) -> str:
        return self.accept(field, (field.min or field.max or "09:30")[:5])

    def _of_day(self, field: TimeField, share: float | Decimal) -> str:
        """Excel's own: 0.5 is noon."""
        seconds = round(float(share) * 86_400)
        if not 0 <= share < 1 or seconds >= 86_400:
            raise _unreadable(str(share))
        return self._written(field, seconds // 3600, seconds // 60 % 60, seconds % 60)

    def _of_text(self, field: TimeField, text: str) -> str:
        compact = _COMPACT.fullmatch(text)
        match = _LENIENT.fullmatch(f"{compact[1]}:{compact[2]}" if compact else text)
        if match is None or (text.isdigit() and not compact):
            raise _unreadable(text)
        hour, half = int(match["h"]), (match["half"] or match["ampm"] or "").upper()
        if half in _LATER and hour < 12:
            hour += 12
        if half in ("凌晨", "上午", "AM") and hour == 12:
            hour = 0
        minute = 30 if match["m"] == "半" else int(match["m"] or 0)
        second = int(match["s"] or 0)
        if hour > 23 or minute > 59 or second > 59:
            raise _unreadable(text)
        return self._written(field, hour, minute, second)

    def _written(self, field: TimeField, hour: int, minute: int, second: int) -> str:
        return f"{hour:02}:{minute:02}:{second:02}" if field.seconds else f"{hour:02}:{minute:02}"


def _unreadable(text: str) -> ValueProblem:
    return ValueProblem("time_invalid", f"“{text[:40]}”不是时间", f"“{text[:40]}” is not a time")


_EXACT = TimeField(key="x", type="time", seconds=True)
