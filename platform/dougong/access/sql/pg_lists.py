"""Sums and counts on PostgreSQL: each list becomes one correlated subquery over its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal_column, or_, true

from dougong.access.sql.compiled import (
    DIV0,
    Compiled,
    CompiledList,
    Error,
    code,
    errors_of,
    first_error,
    sql_function,
    truth,
    unsupported,
)
from dougong.access.sql.kinds import is_list
from dougong.access.sql.pg_operators import number
from dougong.kit.types import Number
from engines.formula import ast

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler

Aggregate = Callable[[ColumnElement[Any]], ColumnElement[Any]]
_ZERO = literal_column("0::numeric", Number())


def _over(rows: CompiledList, aggregate: ColumnElement[Any], *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return rows.rows.select(aggregate).where(*where).scalar_subquery()


def _row_errors(rows: CompiledList, *where: ColumnElement[bool]) -> Error:
    """The error of the first row that has one; the whole list fails with it."""
    if rows.error is None:
        return None
    chosen = rows.rows.select(rows.error).where(rows.error.is_not(None), *where)
    return chosen.order_by(*rows.rows.order).limit(1).scalar_subquery()


def _split(compiler: PostgresCompiler, node: ast.Node) -> tuple[list[Compiled], list[CompiledList]]:
    singles = [compiler.compile(argument) for argument in node["a"] if not is_list(argument["t"])]
    lists = [compiler.compile_list(argument) for argument in node["a"] if is_list(argument["t"])]
    return singles, lists


def _errors(compiler: PostgresCompiler, singles: list[Compiled], lists: list[CompiledList]) -> Error:
    # arguments are read before their elements: an error of a single argument comes before those inside lists
    return first_error(errors_of(singles), *(_row_errors(rows) for rows in lists))


@sql_function("SUM")
def _sum(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    singles, lists = _split(compiler, node)
    total: ColumnElement[Any] = _ZERO
    for single in singles:
        total = total + func.coalesce(single.value, _ZERO)
    for rows in lists:
        total = total + func.coalesce(_over(rows, func.sum(rows.value)), _ZERO)
    return number(total, _errors(compiler, singles, lists))


@sql_function("COUNT", "COUNTA")
def _count(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    singles, lists = _split(compiler, node)
    total: ColumnElement[Any] = _ZERO
    for single in singles:
        total = total + case((single.value.is_not(None), 1), else_=0)
    for rows in lists:
        total = total + _over(rows, func.count(rows.value))
    return Compiled(total, _errors(compiler, singles, lists), "number")


@sql_function("AVERAGE")
def _average(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    singles, lists = _split(compiler, node)
    total: ColumnElement[Any] = _ZERO
    count: ColumnElement[Any] = _ZERO
    for single in singles:
        total = total + func.coalesce(single.value, _ZERO)
        count = count + case((single.value.is_not(None), 1), else_=0)
    for rows in lists:
        total = total + func.coalesce(_over(rows, func.sum(rows.value)), _ZERO)
        count = count + _over(rows, func.count(rows.value))
    return _quotient(total, count, _errors(compiler, singles, lists))


def _quotient(total: ColumnElement[Any], count: ColumnElement[Any], error: Error) -> Compiled:
    value = func.dg_divide(total, count, type_=Number())
    return Compiled(value, first_error(error, case((count == 0, code(DIV0)))), "number")


@sql_function("MIN", "MAX")
def _extreme(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    singles, lists = _split(compiler, node)
    kinds = ({part.kind for part in singles} | {part.kind for part in lists}) - {"null"}
    if len(kinds) != 1:
        raise unsupported(f"{node['f']} of different kinds")
    aggregate, pick = (func.min, func.least) if node["f"] == "MIN" else (func.max, func.greatest)
    values: list[ColumnElement[Any]] = [single.value for single in singles if single.kind != "null"]
    values += [_over(rows, aggregate(rows.value, type_=rows.value.type)) for rows in lists]
    value = values[0] if len(values) == 1 else pick(*values, type_=values[0].type)  # both skip blanks
    return Compiled(value, _errors(compiler, singles, lists), kinds.pop())


@sql_function("COUNTIFS", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS")
def _conditional(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    counted = node["f"] == "COUNTIFS"
    values = None if counted else compiler.compile_list(node["a"][0])
    conditions = [compiler.compile_list(argument) for argument in node["a"][0 if counted else 1 :]]
    first = conditions[0] if values is None else values
    if len({id(part.rows.source) for part in (first, *conditions)}) > 1:
        raise unsupported(f"{node['f']} over different rows")
    holds = and_(*(truth(Compiled(part.value, None, "boolean")) for part in conditions))
    error = first_error(*(_row_errors(part) for part in conditions))
    if values is None:
        return Compiled(_over(first, func.count(literal_column("1")), holds) + _ZERO, error, "number")
    error = first_error(error, _row_errors(values, holds))
    match node["f"]:
        case "SUMIFS":
            return number(func.coalesce(_over(values, func.sum(values.value), holds), _ZERO), error)
        case "AVERAGEIFS":
            total = func.coalesce(_over(values, func.sum(values.value), holds), _ZERO)
            return _quotient(total, _over(values, func.count(values.value), holds), error)
    aggregate = func.max if node["f"] == "MAXIFS" else func.min
    return Compiled(_over(values, aggregate(values.value, type_=values.value.type), holds), error, values.kind)


@sql_function("HASANY", "HASALL")
def _has(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    """Whether rows hold any, or all, of values one by one or in a written list; blanks among these don't count."""
    held = compiler.compile_list(node["a"][0])
    wanted = [compiler.compile(each) for given in node["a"][1:] for each in _written(given)]
    real = [part for part in wanted if part.kind != "null"]
    matched = [
        held.rows.select(literal_column("1")).where(held.value == part.value, part.value.is_not(None)).exists()
        for part in real
    ]
    if node["f"] == "HASANY":
        value = or_(false(), *matched)
    else:
        value = and_(true(), *(or_(part.value.is_(None), one) for part, one in zip(real, matched, strict=True)))
    error = first_error(errors_of(wanted), _row_errors(held))
    return Compiled(value, error, "boolean", definite=True)


def _written(node: ast.Node) -> list[ast.Node]:
    """The elements of an argument: itself, or those of a written list; a blank list has none."""
    if node["k"] == "list":
        elements: list[ast.Node] = node["a"]
        return elements
    if is_list(node["t"]):
        if node["k"] == "call" and node["f"] == "BLANK":
            return []
        raise unsupported("a list that is read")
    return [node]
