"""Dates and instants on PostgreSQL, in the caller's zone. A blank date makes the result blank."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, literal_column, null

from dougong.access.sql.compiled import (
    NUM,
    Compiled,
    code,
    errors_of,
    first_error,
    sql_function,
    unsupported,
    when,
    zero,
)
from dougong.kit.types import Number, UtcDateTime
from engines.formula import ast
from engines.formula.closures import compile_tree
from engines.formula.errors import ErrorValue

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler

_PARTS = {"YEAR": "year", "QUARTER": "quarter", "MONTH": "month", "DAY": "day", "ISOWEEKNUM": "week"}
_NOWHERE: Any = SimpleNamespace(now=datetime(1970, 1, 1, tzinfo=UTC), tz=UTC, today=date(1970, 1, 1), calendar=None)
"""Constants depend on no record, no moment and no zone."""
_CLOCK = {"HOUR": "hour", "MINUTE": "minute", "SECOND": "second"}


def _part(name: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.floor(func.date_part(name, value)), Number())


@sql_function("TODAY", "NOW")
def _clock(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    if node["f"] == "TODAY":
        return Compiled(cast(compiler.context.param("ctx_today"), Date()), None, "date", definite=True)
    return Compiled(cast(compiler.context.param("ctx_now"), UtcDateTime()), None, "datetime", definite=True)


@sql_function("DATE", "DATEVALUE")
def _written_date(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    """A date that is written down, as filters have them, is a constant."""
    if any(argument["k"] != "lit" for argument in node["a"]):
        raise unsupported(f"{node['f']} of computed parts")
    written = compile_tree(node)(_NOWHERE)
    if isinstance(written, ErrorValue):
        return Compiled(null(), code(written), "date")
    return compiler.compile({"k": "lit", "t": "date", "v": written.isoformat() if isinstance(written, date) else None})


@sql_function(*_PARTS)
def _date_part(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (day,) = compiler.arguments(node)
    return Compiled(_part(_PARTS[node["f"]], _date(day)), day.error, "number")


@sql_function(*_CLOCK)
def _clock_part(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (moment,) = compiler.arguments(node)
    if moment.kind == "null":
        return Compiled(null(), moment.error, "number")
    local = func.timezone(compiler.context.param("ctx_zone"), moment.value)
    return Compiled(_part(_CLOCK[node["f"]], local), moment.error, "number")


@sql_function("WEEKDAY")
def _weekday(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    if len(node["a"]) > 1 and node["a"][1].get("v") not in ("1", "2", "3"):
        raise unsupported("WEEKDAY with this base")
    day = compiler.compile(node["a"][0])
    iso = _part("isodow", _date(day))  # Monday 1 … Sunday 7
    match node["a"][1]["v"] if len(node["a"]) > 1 else "1":
        case "1":
            number: ColumnElement[Any] = func.mod(iso, 7) + 1
        case "2":
            number = iso
        case _:
            number = iso - 1
    return Compiled(number, day.error, "number")


@sql_function("DAYS")
def _days(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    end, start = compiler.arguments(node)
    return Compiled(func.dg_days(_date(end), _date(start), type_=Number()), errors_of((end, start)), "number")


@sql_function("EDATE", "EOMONTH")
def _months(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    day, months = compiler.arguments(node)
    start = _date(day)
    if node["f"] == "EOMONTH":
        start = cast(func.date_trunc("month", start), Date())
    moved: ColumnElement[Any] = func.dg_add_months(start, zero(months), type_=Date())
    out = when(and_(start.is_not(None), moved.is_(None)), NUM)
    if node["f"] == "EOMONTH":
        moved = cast(func.date_trunc("month", moved) + literal_column("interval '1 month - 1 day'"), Date())
    return Compiled(moved, first_error(errors_of((day, months)), out), "date")


@sql_function("DATEDIF")
def _datedif(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    unit = node["a"][2]
    name = str(unit.get("v") or "").lower() if unit["k"] == "lit" else ""
    if name not in ("y", "m", "d", "ym"):
        raise unsupported("DATEDIF with this unit")
    start, end = (compiler.compile(argument) for argument in node["a"][:2])
    first, last = _date(start), _date(end)
    months = (_part("year", last) - _part("year", first)) * 12 + _part("month", last) - _part("month", first)
    months = months - case((_part("day", last) < _part("day", first), 1), else_=0)
    twelve: ColumnElement[Any] = literal_column("12")
    values: dict[str, ColumnElement[Any]] = {
        "d": func.dg_days(last, first, type_=Number()),
        "m": months,
        "y": func.div(months, twelve),
        "ym": func.mod(months, twelve),
    }
    backwards = case((first > last, code(NUM)))
    return Compiled(cast(values[name], Number()), first_error(errors_of((start, end)), backwards), "number")


def _date(part: Compiled) -> ColumnElement[Any]:
    return cast(part.value, Date()) if part.kind != "date" else part.value
