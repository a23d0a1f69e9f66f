"""Runs statements of the access compiler on the bare drivers, without a transaction of SQLAlchemy around them.

A statement is compiled once per shape of question and kept; then only its parameters change. SQLite is called in the
event loop for bounded statements (measured: a third of the cost of a thread) and in a thread for the rest; PostgreSQL
through asyncpg. Values come out ready for JSON.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Select

from dougong.access.lean import Prepared, dialect_of, prepare
from dougong.records.reading.filters import not_in_filters
from dougong.records.reading.values import Convert, converters
from engines.formula import Unsupported

_KEPT = 512

Build = Callable[[], Select[Any]]


@dataclass(slots=True)
class Ready:
    """A statement ready to run: its text and parameters, the names of its columns, how to convert them.

    `seconds`: how long its last run took; None before the first.
    """

    prepared: Prepared
    names: list[str]
    convert: list[Convert | None]
    seconds: float | None = None


class Executor(Protocol):
    """Runs one statement; rows are sequences of JSON-ready values in the order of the statement's columns."""

    async def fetch(self, key: Hashable, build: Build, params: Mapping[str, Any], *, bounded: bool = True) -> Rows: ...


class Rows:
    """The answer of one statement: names of its columns, and its rows."""

    __slots__ = ("names", "rows")

    def __init__(self, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.names = names
        self.rows = rows

    def mappings(self) -> list[dict[str, Any]]:
        names = self.names
        return [dict(zip(names, row, strict=True)) for row in self.rows]


class Statements:
    """Compiled statements by key, least recently used go first. One per process and dialect."""

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._kept: OrderedDict[Hashable, Ready] = OrderedDict()

    def get(self, key: Hashable, build: Build) -> Ready:
        found = self._kept.get(key)
        if found is None:
            try:
                statement = build()
                prepared = prepare(statement, dialect_of(self._dialect))
            except Unsupported as error:
                raise not_in_filters(error) from error
            # plain str: SQLAlchemy's quoted names are a subclass, which JSON writers refuse as keys
            names = [str(name) for name in prepared.columns]
            found = Ready(prepared, names, converters(statement, self._dialect))
            self._kept[key] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found


def convert_rows(rows: Sequence[Sequence[Any]], with_: Sequence[Convert | None]) -> list[list[Any]]:
    """Driver values to JSON-ready ones; columns without a converter pass as they are."""
    busy = [(index, convert) for index, convert in enumerate(with_) if convert is not None]
    out: list[list[Any]] = []
    for row in rows:
        values = list(row)
        for index, convert in busy:
            value = values[index]
            if value is not None:
                values[index] = convert(value)
        out.append(values)
    return out
