"""Column types that mean the same on PostgreSQL and SQLite."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import JSON, Dialect, Float, Numeric, String, Text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, UUID
from sqlalchemy.types import TypeDecorator, TypeEngine


class Id(TypeDecorator[str]):
    """UUIDv7 as text in Python; UUID on PostgreSQL, TEXT(36) on SQLite."""

    impl = String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(UUID(as_uuid=False))
        return dialect.type_descriptor(String(36))


def iso_instant(value: datetime) -> str:
    """`2026-11-22T08:30:00.000Z`: how an instant is written in JSON and in SQLite; sorts as it means."""
    # isoformat, because strftime("%Y") doesn't pad years below 1000
    return value.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant with millisecond precision. Naive values are refused: they have no meaning."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True, precision=3))
        return dialect.type_descriptor(String(24))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone can't be stored")
        return value if dialect.name == "postgresql" else iso_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(value)


class Number(TypeDecorator[Decimal]):
    """A decimal of at most 15 significant digits.

    NUMERIC on PostgreSQL. SQLite has no decimals; a double carries 15 significant digits without loss (IEEE 754,
    DBL_DIG = 15), and its shortest text is the decimal that was stored.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int | None = None, scale: int | None = None) -> None:
        super().__init__(precision=precision, scale=scale, asdecimal=True)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Numeric(self.precision, self.scale, asdecimal=True))
        return dialect.type_descriptor(Float())

    def process_bind_param(self, value: Decimal | int | float | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return float(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        return plain_decimal(value)


def plain_decimal(value: int | float) -> Decimal:
    """The decimal a double stands for: its shortest text, without a trailing `.0`."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return Decimal(int(value))
    return Decimal(repr(value))


class JsonDoc(TypeDecorator[Any]):
    """A JSON document: JSONB on PostgreSQL, text on SQLite. Python None is SQL NULL, never JSON null."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))


class CodePointText(TypeDecorator[str]):
    """Text that sorts by code point on both databases (`COLLATE "C"` on PostgreSQL, BINARY on SQLite)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())


def dump_json(value: Any) -> str:
    """JSON text for columns, with decimals as plain numbers: what every driver is given."""
    return orjson.dumps(value, default=_plain).decode()


def load_json(stored: Any) -> Any:
    """What `dump_json` wrote. SQLite keeps a document that is but a number as a number."""
    return stored if isinstance(stored, int | float) else orjson.loads(stored)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, datetime):
        return iso_instant(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
