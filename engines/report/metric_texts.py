"""Numbers of metrics as people read them: shares, money, durations."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engines.report.answer import Column
from engines.report.formats import Look, compact, number_format
from engines.report.parts import Format

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_HUNDREDTH = Decimal("0.01")


def amount_text(value: Any, unit: Format, look: Look) -> str:
    """A number as people read it; durations (seconds) in days, hours and minutes."""
    if value is None:
        return "–"
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if unit == "duration":
        return _duration(float(number), look)
    # Of a plain number from 1 on nobody reads more than two decimals; below it four keep small ones apart.
    if unit == "number" and abs(number) >= 1:
        number = number.quantize(_HUNDREDTH, ROUND_HALF_UP)
    return number_format(number, Column("value", "", "measure", "number", format=unit), look)


def short_text(value: Any, look: Look) -> str | None:
    """Money in few characters, for the little room of a tile."""
    return None if value is None else compact(value if isinstance(value, Decimal) else Decimal(repr(value)), look)


def _duration(seconds: float, look: Look) -> str:
    rest = abs(round(seconds / _MINUTE)) * _MINUTE
    days, rest = divmod(rest, _DAY)
    hours, rest = divmod(rest, _HOUR)
    parts = [(days, look.say("天", "d")), (hours, look.say("小时", "h")), (rest // _MINUTE, look.say("分", "min"))]
    text = " ".join(f"{count} {unit}" for count, unit in parts if count) or look.say("0 分", "0 min")
    return f"-{text}" if seconds < 0 else text
