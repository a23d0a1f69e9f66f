"""Short ways to write frames for tests of metrics."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from engines.report.metrics.base import Scene

SHANGHAI = ZoneInfo("Asia/Shanghai")
INSTANT = pl.Datetime("ms", "UTC")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
SCENE = Scene(now=NOW)


def rows(columns: str, *values: Sequence[Any], **types: Any) -> pl.DataFrame:
    """A frame from rows; `columns` are names parted by blanks. Types of columns that are all null can be given."""
    names = columns.split()
    data = {name: [row[i] for row in values] for i, name in enumerate(names)}
    guessed = {
        name: INSTANT for name in names if any(isinstance(v, datetime) for v in data[name]) and name not in types
    }
    return pl.DataFrame(data, schema_overrides={**guessed, **types}, strict=False)


def at(text: str) -> datetime:
    """An instant from local time in Shanghai: `2026-11-21 15:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def day(text: str) -> date:
    """A date from `2026-11-21`."""
    return date.fromisoformat(text)


def scores(values: Iterable[float | None]) -> pl.DataFrame:
    """Anonymous answers of a survey."""
    return pl.DataFrame({"score": list(values)}, schema={"score": pl.Float64})
