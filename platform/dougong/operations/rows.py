"""Rows in a form that means the same on SQLite and PostgreSQL, and a digest of a table that both compute alike.

A row is a JSON array in the order of the table's columns. What a value looks like hangs on the column's kind:

| kind    | in the row                    | SQLite column | PostgreSQL column |
|---------|-------------------------------|---------------|-------------------|
| text    | text                          | VARCHAR, TEXT | VARCHAR, TEXT, UUID |
| instant | `2026-11-22T08:30:00.000Z`    | VARCHAR(24)   | TIMESTAMPTZ       |
| date    | `2026-11-22`                  | DATE          | DATE              |
| number  | the decimal as text           | FLOAT         | NUMERIC, DOUBLE   |
| integer | number                        | INTEGER       | INTEGER, BIGINT   |
| boolean | true, false                   | BOOLEAN       | BOOLEAN           |
| json    | its text                      | JSON          | JSON, JSONB       |
| bytes   | base64                        | BLOB          | BYTEA             |
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Literal, TypeVar

import orjson
from sqlalchemy import ColumnElement, Text, cast, column, insert, inspect, select, table
from sqlalchemy.types import JSON as Json
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, LargeBinary, Numeric, TypeEngine

from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant, plain_decimal

Kind = Literal["text", "instant", "date", "number", "integer", "boolean", "json", "bytes"]
Row = list[Any]
T = TypeVar("T")
_BATCH = 1000
_MODULUS = 1 << 128


@dataclass(frozen=True)
class Shape:
    """A table as the database knows it: columns with their kinds, in order."""

    name: str
    columns: tuple[tuple[str, Kind], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _kind in self.columns)


def shapes(tx: Transaction) -> dict[str, Shape]:
    """Every table of the database."""
    found = inspect(tx.connection).get_multi_columns()
    return {
        str(name): Shape(str(name), tuple((each["name"], _kind(each["type"])) for each in columns))
        for (_schema, name), columns in sorted(found.items(), key=lambda item: str(item[0][1]))
    }


def read_rows(tx: Transaction, shape: Shape, where: ColumnElement[bool] | None = None) -> Iterator[Row]:
    """All rows of a table, streamed; or those of a condition."""
    source = table(shape.name, *(column(name) for name in shape.names))
    wanted = [cast(source.c[name], Text) if kind == "json" else source.c[name] for name, kind in shape.columns]
    encoders = [_ENCODERS.get(kind) for _name, kind in shape.columns]
    statement = select(*wanted).select_from(source)
    if where is not None:
        statement = statement.where(where)
    for row in tx.execute(statement.execution_options(yield_per=_BATCH)):
        yield [
            value if value is None or encode is None else encode(value)
            for value, encode in zip(row, encoders, strict=True)
        ]


def write_rows(tx: Transaction, shape: Shape, names: Sequence[str], rows: Iterable[Row]) -> int:
    """Inserts rows whose values stand in the order of `names`; columns that the table no longer has must have been
    left out by the caller. → how many"""
    kinds = dict(shape.columns)
    decoders = [_DECODERS[tx.dialect].get(kinds[name]) for name in names]
    statement = insert(table(shape.name, *(column(name) for name in names)))
    written = 0
    for batch in batches(rows):
        tx.execute(
            statement,
            [
                {
                    name: value if value is None or decode is None else decode(value)
                    for name, value, decode in zip(names, row, decoders, strict=True)
                }
                for row in batch
            ],
        )
        written += len(batch)
    return written


def batches(each: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as stay in memory together."""
    waiting = iter(each)
    while batch := list(islice(waiting, _BATCH)):
        yield batch


class Digest:
    """A number for the content of a table: equal content, equal number, whatever the order of its rows and columns
    and whichever database holds them. The sum of the rows' hashes (Bellare and Micciancio 1997, AdHASH)."""

    def __init__(self, shape: Shape) -> None:
        order = sorted(range(len(shape.columns)), key=lambda place: shape.columns[place][0])
        self._places = [(place, shape.columns[place][1] == "json") for place in order]
        self._sum = 0
        self.rows = 0

    def add(self, row: Row) -> None:
        values = [_canonical(row[place]) if is_json else row[place] for place, is_json in self._places]
        content = orjson.dumps(values)
        self._sum += int.from_bytes(hashlib.blake2b(content, digest_size=16).digest())
        self.rows += 1

    @property
    def text(self) -> str:
        return f"{self._sum % _MODULUS:032x}"


def digest_of(tx: Transaction, shape: Shape) -> Digest:
    """The digest of a table as it stands."""
    made = Digest(shape)
    for row in read_rows(tx, shape):
        made.add(row)
    return made


def _kind(stored: TypeEngine[Any]) -> Kind:
    kinds: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
        (Boolean, "boolean"),
        (DateTime, "instant"),
        (Date, "date"),
        (Json, "json"),
        (LargeBinary, "bytes"),
        (Integer, "integer"),
        (Float, "number"),
        (Numeric, "number"),
    )
    return next((kind for known, kind in kinds if isinstance(stored, known)), "text")


def _canonical(text: str | None) -> Any:
    """Equal for equal JSON: PostgreSQL's binary form has its own order of keys and its own blanks."""
    return None if text is None else orjson.dumps(orjson.loads(text), option=orjson.OPT_SORT_KEYS).decode()


def _instant(value: datetime | str) -> str:
    return iso_instant(value) if isinstance(value, datetime) else value


def _date(value: date | str) -> str:
    return value.isoformat() if isinstance(value, date) else value


def _number(value: Decimal | float | int) -> str:
    exact = value if isinstance(value, Decimal) else plain_decimal(value)
    return format(exact.normalize(), "f")


_ENCODERS: dict[Kind, Callable[[Any], Any]] = {
    "text": str,
    "instant": _instant,
    "date": _date,
    "number": _number,
    "boolean": bool,
    "bytes": lambda value: base64.b64encode(value).decode(),
}
_DECODERS: dict[str, dict[Kind, Callable[[Any], Any]]] = {
    # PostgreSQL reads a parameter without a type as the column's own type
    "postgresql": {"bytes": base64.b64decode, "boolean": bool},
    "sqlite": {"bytes": base64.b64decode, "boolean": int, "number": float},
}
