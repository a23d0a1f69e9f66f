"""From driver values to JSON-ready ones, per column type and database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import Boolean, Date, Numeric, Select

from dougong.kit.types import JsonDoc, Number, UtcDateTime, iso_instant

Convert = Callable[[Any], Any]


def number(value: Any) -> int | float:
    """A plain JSON number; whole ones without a fraction."""
    as_float = float(value)
    return int(as_float) if as_float.is_integer() and abs(as_float) < 1e15 else as_float


def _converter(kind: Any, dialect: str) -> Convert | None:
    sqlite = dialect == "sqlite"
    if isinstance(kind, (Number, Numeric)):
        return number
    if isinstance(kind, UtcDateTime):
        return None if sqlite else iso_instant
    if isinstance(kind, Date):
        return None if sqlite else (lambda value: value.isoformat())
    if isinstance(kind, Boolean):
        return bool if sqlite else None
    if isinstance(kind, JsonDoc):
        return orjson.loads
    return None


def converters(statement: Select[Any], dialect: str) -> list[Convert | None]:
    """One per column of the statement; None where the driver's value is JSON-ready already."""
    return [_converter(column.type, dialect) for column in statement.selected_columns]
