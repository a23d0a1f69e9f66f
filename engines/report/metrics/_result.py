"""Results of metrics: a headline value, n, an interval where one is defined, notes. They turn into plain JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import polars as pl

_EXACT = Context(prec=15, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages."""

    zh: str
    en: str

    def to_json(self) -> dict[str, str]:
        """As labels are stored."""
        return {"zh-CN": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of the number must know: `code` for programs, `text` for people."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Interval:
    """From–to at `level`, by default 95 %."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, kw_only=True)
class Result:
    """What every metric answers. `value` is the headline number and None when there is nothing to count; `n` is how
    many cases stand behind it."""

    n: int
    value: float | Decimal | None = None
    interval: Interval | None = None
    notes: tuple[Note, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; numbers with at most 15 significant digits, not-a-number as null. Frames with one row per case
        (customers, leads) are for programs and no part of it."""
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: plain(value) for name, value in values.items() if not isinstance(value, pl.DataFrame)}


def plain(value: Any) -> Any:
    """A value of a result as JSON."""
    if isinstance(value, Text | Result):
        return value.to_json()
    if hasattr(value, "__dataclass_fields__"):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, float):
        return float(_EXACT.create_decimal(repr(value))) if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(exact(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def exact(value: object) -> Decimal:
    """A sum of money as the product shows it: 15 significant digits, rounded half away from zero; nothing is 0."""
    return _EXACT.plus(value) if isinstance(value, Decimal) else Decimal(0)


def total(values: pl.Series) -> float:
    """The sum of a numeric column as a float; 0 for none."""
    found = values.sum()
    return float(found) if found is not None else 0.0


def share(part: float, whole: float) -> float | None:
    """`part / whole`, None for an empty whole."""
    return part / whole if whole else None


def too_few(n: int, needed: int) -> tuple[Note, ...]:
    """The note that a number stands on too few cases; empty when there are enough."""
    if n >= needed:
        return ()
    return (Note("too_few", Text(f"样本太少：{n} 个，至少需要 {needed} 个", f"too few: {n} of at least {needed}")),)


def ignored(count: int, zh: str, en: str) -> tuple[Note, ...]:
    """The note that rows were left out, and why; empty when none were."""
    return (Note("ignored", Text(f"未计入 {count} 条：{zh}", f"{count} left out: {en}")),) if count else ()
