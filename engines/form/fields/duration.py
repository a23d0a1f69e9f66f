"""A length of time, kept in seconds."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Literal

from engines.form.fields._decimals import DecimalField, DecimalType, digits, exact, round_to
from engines.form.fields.base import PLAIN, Reading, ValueProblem
from engines.form.labels import sentence
from engines.form.text import halfwidth

Display = Literal["units", "clock", "clock_seconds", "minutes", "hours"]
_MOST = Decimal(10**10)  # three centuries
_UNITS = {
    "周": 604_800, "weeks": 604_800, "week": 604_800, "w": 604_800,
    "天": 86_400, "日": 86_400, "days": 86_400, "day": 86_400, "d": 86_400,
    "个小时": 3600, "小时": 3600, "钟头": 3600, "时": 3600,
    "hours": 3600, "hour": 3600, "hrs": 3600, "hr": 3600, "h": 3600,
    "分钟": 60, "分": 60, "minutes": 60, "minute": 60, "mins": 60, "min": 60, "m": 60,
    "秒钟": 1, "秒": 1, "seconds": 1, "second": 1, "secs": 1, "sec": 1, "s": 1,
}  # fmt: skip
_WORD = "|".join(sorted(_UNITS, key=len, reverse=True))
_PART = re.compile(rf"(\d+(?:\.\d+)?|半)\s*({_WORD})\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d)(?:\.\d+)?)?")
_NAMES = {"zh-CN": ("小时", "分", "秒", "分钟", "小时"), "en": ("h", "m", "s", "min", "h")}


class DurationField(DecimalField):
    """时长 / Duration. `min` and `max` in seconds; `display`: `1h 30m`, `1:30`, `1:30:00`, `90 min`, `1.5 h`."""

    type: Literal["duration"]
    decimals: Literal[0] = 0
    display: Display = "units"


class DurationType(DecimalType[DurationField]):
    """Behaviour of `duration`: whole seconds, in the API and in formulas. A bare number in a cell counts the
    smallest unit shown: seconds in `1:30:00`, hours in `1.5 h`, minutes otherwise."""

    key = "duration"
    model = DurationField
    label = sentence("时长", "Duration")
    icon = "timer"
    group = "time"
    widget = "duration"

    def read(self, field: DurationField, raw: Any) -> Decimal:
        return _bounded(super().read(field, raw))

    def coerce(self, field: DurationField, value: Any, reading: Reading = PLAIN) -> Decimal:
        return _bounded(super().coerce(field, value, reading))

    def guess(self, field: DurationField, raw: Any, locale: str, reading: Reading) -> Decimal:
        if isinstance(raw, dt.timedelta):
            return _bounded(round_to(Decimal(repr(raw.total_seconds())), 0))
        if isinstance(raw, dt.time):
            return Decimal(raw.hour * 3600 + raw.minute * 60 + raw.second)
        if isinstance(raw, str):
            return _bounded(round_to(self._of_text(field, raw), 0))
        return _bounded(round_to(exact(raw) * self.unit(field), 0))

    def unit(self, field: DurationField) -> int:
        """Seconds that a bare number counts."""
        return {"clock_seconds": 1, "hours": 3600}.get(field.display, 60)

    def format(
        self, field: DurationField, value: Decimal | None, locale: str = "zh-CN", reading: Reading = PLAIN
    ) -> str:
        if value is None:
            return ""
        sign = "-" if value < 0 else ""
        return sign + _shown(field.display, int(abs(value)), _NAMES["en" if locale == "en" else "zh-CN"])

    def example(self, field: DurationField) -> Decimal:
        low = field.min if field.min is not None else min(field.max or Decimal(0), Decimal(0))
        return max(Decimal(5400) if field.max is None or field.max >= 5400 else field.max, low)

    def _of_text(self, field: DurationField, raw: str) -> Decimal:
        text = halfwidth(raw).strip().replace("−", "-")
        sign = -1 if text.startswith("-") else 1
        text = text.removeprefix("-").strip()
        clock = _CLOCK.fullmatch(text)
        if clock:
            return sign * Decimal(int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0))
        if re.fullmatch(r"\d+(\.\d+)?", text):
            return sign * Decimal(text) * self.unit(field)
        if re.fullmatch(r"P[\dDHMSTW.]+", text):  # ISO 8601
            text = text.replace("P", "").replace("T", "")
        text = re.sub(r"(\d\s*(?:h|小时|时))\s*(\d+)$", r"\1\2m", text, flags=re.IGNORECASE)
        text = re.sub(r"小时半$", "小时30分", text)
        parts = _PART.findall(text)
        if not parts or _PART.sub("", text).strip(" ,，"):
            raise ValueProblem("duration_invalid", f"“{raw[:40]}”不是时长", f"“{raw[:40]}” is not a duration")
        size = (Decimal("0.5") if number == "半" else Decimal(number) for number, _unit in parts)
        return sign * sum(
            (many * _UNITS[unit.lower()] for many, (_n, unit) in zip(size, parts, strict=True)), Decimal(0)
        )


def _bounded(value: Decimal) -> Decimal:
    if abs(value) > _MOST:
        raise ValueProblem("duration_too_long", "时长过大", "too long a time")
    return value


def _shown(display: Display, seconds: int, names: tuple[str, ...]) -> str:
    """Nothing is hidden: what a display can't tell exactly is told in units."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if display == "clock_seconds" or (display == "clock" and rest):
        return f"{hours}:{minutes:02}:{rest:02}"
    if display == "clock":
        return f"{hours}:{minutes:02}"
    if display == "minutes" and rest == 0:
        return f"{seconds // 60} {names[3]}"
    if display == "hours" and seconds % 36 == 0:
        return f"{digits(Decimal(seconds) / 3600, 0, thousands=False)} {names[4]}"
    gap = " " if names[0] == "h" else ""
    parts = [f"{many}{name}" for many, name in zip((hours, minutes, rest), names, strict=False) if many]
    return gap.join(parts) or f"0{names[1]}"
