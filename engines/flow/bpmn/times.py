"""ISO 8601 times of BPMN ↔ durations of ours (`30 minutes`, `2 business days`) and formulas."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_PART = r"(?:(\d+(?:[.,]\d+)?){})?"
_ISO = re.compile(
    "P" + "".join(_PART.format(unit) for unit in "YMWD") + "(?:T" + "".join(_PART.format(u) for u in "HMS") + ")?"
)
_MINUTES = (*map(Decimal, (525_600, 43_200, 10_080, 1_440, 60, 1)), Decimal(1) / 60)
_UNITS = {10_080: "week", 1_440: "day", 60: "hour", 1: "minute"}
_REPEAT = re.compile(r"R(\d*)/(P.+)")
_CRON = frozenset("0123456789*/,-? ABCDEFGHIJKLMNOPQRSTUVWXYZ#")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")


def duration_of(text: str) -> str | None:
    """An ISO duration as ours: in its own unit if it has only one, else in the largest unit that fits. A month is 30
    days, a year 365. None when it isn't one, or is nothing."""
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    given = [
        (Decimal((part or "0").replace(",", ".")), unit) for part, unit in zip(found.groups(), _MINUTES, strict=True)
    ]
    minutes = sum((amount * unit for amount, unit in given), Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if minutes <= 0:
        return None
    said = [unit for amount, unit in given if amount]
    units = [int(said[0])] if len(said) == 1 and said[0] in _UNITS else list(_UNITS)
    for unit in units:
        amount = minutes / unit
        if amount == amount.quantize(Decimal("0.01")) and amount < 1_000_000:
            return _worded(amount, _UNITS[unit])
    return None


def _worded(amount: Decimal, unit: str) -> str:
    number = f"{amount.normalize():f}"
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def iso_of(duration: str) -> str:
    """Ours as ISO; «business» is lost there."""
    amount, *_, unit = duration.split()
    letter = unit[0].upper()
    return f"PT{amount}{letter}" if letter in "HM" else f"P{amount}{letter}"


def cycle_of(text: str) -> tuple[str, int] | None:
    """`R3/PT10M` as duration and how often it comes again (1,000 when it never ends)."""
    found = _REPEAT.fullmatch(text.strip())
    duration = duration_of(found[2]) if found else None
    if found is None or duration is None:
        return None
    return duration, min(int(found[1]) - 1, 1_000) if found[1] else 1_000


def cron_of(text: str) -> str | None:
    """A cron line of five fields, also from those with seconds and year (Quartz, Spring), or None."""
    parts = text.split()
    if not text.strip() or not set(text) <= _CRON:
        return None
    if len(parts) in (6, 7) and parts[0] in ("0", "00"):
        parts = parts[1:6]
    return " ".join(parts).replace("?", "*") if len(parts) == 5 and parts[0][0] in "0123456789*" else None


def counts_weekdays(text: str) -> bool:
    """A cron line with seconds that names days of the week by number: Quartz counts from Sunday = 1, others not."""
    parts = text.split()
    return len(parts) > 5 and any(letter.isdigit() for letter in parts[5])


def instant_of(text: str) -> tuple[str, bool] | None:
    """An ISO date or instant as a formula, and whether it named a zone (which is lost)."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    date = f"DATE({int(year)}, {int(month)}, {int(day)})"
    if hour is None:
        return date, False
    return f"DATETIME({date}, {int(hour)}, {int(minute)}, {int(second or 0)})", zone is not None
