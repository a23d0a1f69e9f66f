"""Formulas on SQLite: the closures of `engines.formula` run inside the database.

`dg_eval(tree, env, v1, v2, …)` evaluates the tree over the values of its paths (in the order of their first use, lists
as JSON arrays) and gives the value, NULL for an error; `dg_error` gives the error's code, NULL without one. So SQLite
answers as the closures do by construction, with decimals of 15 digits that it doesn't have itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy.engine.interfaces import DBAPIConnection

from dougong.access.sql.kinds import is_list, kind_of
from dougong.kit.types import iso_instant, plain_decimal
from engines.formula.ast import deps, root_of, walk
from engines.formula.closures import compile_tree
from engines.formula.errors import ErrorValue
from engines.formula.values import NUMBERS, WIDE

_PROGRAMS = 4096
_MAX_STEPS = 10_000_000  # SQL works on what the form's limits let in; PostgreSQL has no budget of steps either


@dataclass(slots=True)
class _Env:
    """The environment of one row: values by path, and the moment."""

    values: dict[tuple[str, ...], Any]
    now: datetime
    tz: tzinfo
    today: date
    calendar: None = None

    def get(self, path: tuple[str, ...]) -> Any:
        return self.values.get(path)


def register(connection: DBAPIConnection) -> None:
    """Gives an SQLite connection this module's functions."""
    make: Any = connection
    make.create_function("dg_eval", -1, _evaluate, deterministic=True)
    make.create_function("dg_error", -1, _error, deterministic=True)
    make.create_function("dg_period", 3, _period, deterministic=True)
    make.create_function("dg_midnight", 2, _midnight, deterministic=True)
    make.create_aggregate("dg_sum", 1, _Sum)
    make.create_aggregate("dg_avg", 1, _Average)


def _evaluate(tree: str, env: str, *arguments: Any) -> Any:
    result = _run(tree, env, arguments)
    return None if isinstance(result, ErrorValue) else _encode(result)


def _error(tree: str, env: str, *arguments: Any) -> str | None:
    result = _run(tree, env, arguments)
    return result.code if isinstance(result, ErrorValue) else None


def _run(tree: str, env: str, arguments: Sequence[Any]) -> Any:
    program = _program(tree)
    now, zone, today = _moment(env)
    values = {
        path: None if raw is None else decode(raw)
        for (path, decode), raw in zip(program.inputs, arguments, strict=True)
    }
    return program.run(_Env(values, now, zone, today))


@dataclass(frozen=True, slots=True)
class _Program:
    run: Callable[[Any], Any]
    inputs: tuple[tuple[tuple[str, ...], Callable[[Any], Any]], ...]


@lru_cache(_PROGRAMS)
def _program(tree: str) -> _Program:
    node = orjson.loads(tree)
    types = {tuple(ref["path"]): ref["t"] for ref in walk(root_of(node)) if ref["k"] == "ref"}
    return _Program(compile_tree(node, steps=_MAX_STEPS), tuple((path, decoder(types[path])) for path in deps(node)))


@lru_cache(256)
def _moment(env: str) -> tuple[datetime, ZoneInfo, date]:
    now_text, zone_name = orjson.loads(env)
    now, zone = datetime.fromisoformat(now_text), ZoneInfo(zone_name)
    return now, zone, now.astimezone(zone).date()


def decoder(type_json: Any) -> Callable[[Any], Any]:
    """From what SQLite stores to the canonical value of a type."""
    one = _DECODERS.get(kind_of(type_json), _same)
    if not is_list(type_json):
        return one
    return lambda raw: [None if item is None else one(item) for item in orjson.loads(raw)]


def _same(raw: Any) -> Any:
    return raw


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "number": lambda raw: NUMBERS.plus(plain_decimal(raw)),
    "boolean": bool,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def _encode(value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case Decimal():
            return float(value)
        case datetime():
            return iso_instant(value)
        case date():
            return value.isoformat()
        case list():
            return orjson.dumps([_encode(item) for item in value]).decode()
    return value


def _midnight(day: str | None, zone: str) -> str | None:
    """The instant at which a day begins in `zone`."""
    if day is None:
        return None
    return iso_instant(datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone)))


def _period(value: str | None, grain: str, zone: str) -> str | None:
    """The first day of the period that a date or an instant (in `zone`) falls into."""
    if value is None:
        return None
    day = (
        date.fromisoformat(value)
        if len(value) == 10
        else datetime.fromisoformat(value).astimezone(ZoneInfo(zone)).date()
    )
    match grain:
        case "year":
            return day.replace(month=1, day=1).isoformat()
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1).isoformat()
        case "month":
            return day.replace(day=1).isoformat()
        case "week":
            return (day - timedelta(days=day.weekday())).isoformat()
    return day.isoformat()


class _Sum:
    """SUM in decimals: exact, then rounded to 15 significant digits once."""

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.count = 0

    def step(self, value: float | None) -> None:
        if value is not None:
            self.total = WIDE.add(self.total, plain_decimal(value))
            self.count += 1

    def finalize(self) -> float | None:
        return float(NUMBERS.plus(self.total)) if self.count else None


class _Average(_Sum):
    """AVG in decimals, rounded to 15 significant digits once."""

    def finalize(self) -> float | None:
        return float(NUMBERS.plus(WIDE.divide(self.total, Decimal(self.count)))) if self.count else None
