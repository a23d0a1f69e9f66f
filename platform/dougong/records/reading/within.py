"""Reads inside a write transaction: what the caller is answered after a change that is not committed yet."""

from __future__ import annotations

from collections.abc import Coroutine, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, Numeric, Select

from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed, Kept
from dougong.kit.types import Number, UtcDateTime, iso_instant
from dougong.records.reading.executor import Build, Rows, convert_rows
from dougong.records.reading.values import Convert, number

T = TypeVar("T")


@dataclass(frozen=True)
class _Question:
    statement: Fixed
    names: list[str]
    convert: list[Convert | None]


_KEPT: Kept[_Question] = Kept(512)


class Within:
    """An `Executor` on an open transaction. It never waits, so `at_once` can run what uses it."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def fetch(self, key: Hashable, build: Build, params: Mapping[str, Any], *, bounded: bool = True) -> Rows:
        question = _KEPT.get(key, lambda: _question(build()))
        return Rows(question.names, convert_rows(question.statement.rows(self._tx, params), question.convert))


def _question(statement: Select[Any]) -> _Question:
    columns = statement.selected_columns
    return _Question(Fixed(statement), [str(column.name) for column in columns], _converters(statement))


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that awaits nothing but `Within`."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise RuntimeError("this read waits for something; it needs an event loop")


def _converters(statement: Select[Any]) -> list[Convert | None]:
    return [json_ready(column.type) for column in statement.selected_columns]


def json_ready(kind: Any) -> Convert | None:
    """From the values of a column type to JSON-ready ones; None where they are that already."""
    if isinstance(kind, (Number, Numeric)):
        return number
    if isinstance(kind, UtcDateTime):
        return iso_instant
    if isinstance(kind, Date):
        return lambda value: value.isoformat()
    return bool if isinstance(kind, Boolean) else None
