"""Choices, blanks and errors on PostgreSQL. Only the branch taken counts, its error too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, literal_column, not_, null, true

from dougong.access.sql.compiled import (
    NA,
    Compiled,
    Error,
    code,
    errors_of,
    first_error,
    sql_function,
    truth,
    unsupported,
    zero,
)
from dougong.access.sql.kinds import is_list, kind_of, sql_type
from dougong.access.sql.pg_operators import short_circuit
from engines.formula import ast

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler

Branch = tuple[Compiled, Compiled]


def choose(branches: list[Branch], otherwise: Compiled | None, kind: str) -> Compiled:
    """The value behind the first condition that holds. An error of a condition on the way is the result."""
    value: ColumnElement[Any] = null() if otherwise is None else _typed(otherwise, kind)
    error: Error = None if otherwise is None else otherwise.error
    for condition, result in reversed(branches):
        holds = truth(condition)
        value = case((holds, _typed(result, kind)), else_=value)
        if error is not None or result.error is not None:
            error = case((holds, null() if result.error is None else result.error), else_=_or_null(error))
        error = first_error(condition.error, error)
    return Compiled(_cast(value, kind), error, kind)


def _typed(part: Compiled, kind: str) -> ColumnElement[Any]:
    return _cast(part.value, kind) if part.kind == "null" else part.value


def _cast(value: ColumnElement[Any], kind: str) -> ColumnElement[Any]:
    names = {"number": "numeric", "text": "text", "boolean": "boolean", "date": "date", "datetime": "timestamptz"}
    if kind not in names:
        return value
    return func.coalesce(value, literal_column(f"NULL::{names[kind]}", sql_type(kind)), type_=sql_type(kind))


def _or_null(error: Error) -> ColumnElement[Any]:
    return null() if error is None else error


def _branches(parts: list[Compiled]) -> list[Branch]:
    return list(zip(parts[::2], parts[1::2], strict=False))


@sql_function("IF")
def _if(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    parts = compiler.arguments(node)
    return choose([(parts[0], parts[1])], parts[2] if len(parts) > 2 else None, kind_of(node["t"]))


def _not_available(kind: str) -> Compiled:
    return Compiled(null(), code(NA), kind)


@sql_function("IFS")
def _ifs(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    kind = kind_of(node["t"])
    return choose(_branches(compiler.arguments(node)), _not_available(kind), kind)


@sql_function("SWITCH")
def _switch(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    subject, *rest = compiler.arguments(node)
    kind = kind_of(node["t"])
    default = rest.pop() if len(rest) % 2 else _not_available(kind)
    branches = []
    for index, (wanted, result) in enumerate(_branches(rest)):
        # a blank subject equals no case; the cases are evaluated only for a subject that is there
        there = subject.value.is_not(None)
        error = None if wanted.error is None else case((there, wanted.error))
        first = subject.error if index == 0 else None
        same = Compiled(and_(there, wanted.value == subject.value), first_error(first, error), "boolean")
        branches.append((same, result))
    return choose(branches, default, kind)


@sql_function("AND", "OR")
def _and_or(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    if any(is_list(argument["t"]) for argument in node["a"]):
        raise unsupported(f"{node['f']} over a list")
    return short_circuit(compiler.arguments(node), all_=node["f"] == "AND")


@sql_function("XOR")
def _xor(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    if any(is_list(argument["t"]) for argument in node["a"]):
        raise unsupported("XOR over a list")
    parts = compiler.arguments(node)
    odd: ColumnElement[bool] = truth(parts[0])
    for part in parts[1:]:
        odd = odd.is_distinct_from(truth(part))
    return Compiled(odd, errors_of(parts), "boolean")


@sql_function("TRUE", "FALSE", "BLANK", "NA")
def _constants(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    match node["f"]:
        case "TRUE":
            return Compiled(true(), None, "boolean")
        case "FALSE":
            return Compiled(false(), None, "boolean")
        case "NA":
            return _not_available("null")
    return Compiled(null(), None, "null")


@sql_function("IFERROR", "IFNA")
def _iferror(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    value, fallback = compiler.arguments(node)
    kind = kind_of(node["t"])
    if value.error is None:
        return value
    caught = value.error.is_not(None) if node["f"] == "IFERROR" else value.error == code(NA)
    chosen = case((func.coalesce(caught, false()), _typed(fallback, kind)), else_=_typed(value, kind))
    error = case((func.coalesce(caught, false()), _or_null(fallback.error)), else_=value.error)
    return Compiled(_cast(chosen, kind), error, kind)


@sql_function("ISERROR", "ISNA")
def _iserror(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (value,) = compiler.arguments(node)
    if value.error is None:
        return Compiled(false(), None, "boolean")
    found = value.error.is_not(None) if node["f"] == "ISERROR" else value.error == code(NA)
    return Compiled(func.coalesce(found, false()), None, "boolean")


@sql_function("ISBLANK")
def _isblank(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    argument = node["a"][0]
    if is_list(argument["t"]):
        rows = compiler.compile_list(argument).rows
        return Compiled(not_(rows.select(literal_column("1")).exists()), None, "boolean")
    (value,) = compiler.arguments(node)
    return Compiled(value.value.is_(None), value.error, "boolean")


@sql_function("ISNUMBER", "ISTEXT", "ISLOGICAL")
def _is_kind(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (value,) = compiler.arguments(node)
    kinds = {"ISNUMBER": {"number"}, "ISTEXT": {"text", "person", "department", "record"}, "ISLOGICAL": {"boolean"}}
    if value.kind in kinds[node["f"]]:
        return Compiled(value.value.is_not(None), value.error, "boolean")
    return Compiled(literal(False), value.error, "boolean")


@sql_function("COALESCE")
def _coalesce(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    parts = compiler.arguments(node)
    kind = kind_of(node["t"])
    value = _cast(func.coalesce(*(_typed(part, kind) for part in parts)), kind)
    error: Error = None
    for part in reversed(parts):
        if error is not None:
            error = case((part.value.is_(None), error))
        error = first_error(part.error, error)
    return Compiled(value, error, kind)


@sql_function("N")
def _n(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (value,) = compiler.arguments(node)
    if value.kind == "number":
        return Compiled(zero(value), value.error, "number")
    one_or_zero = case((truth(value), literal_column("1::numeric")), else_=literal_column("0::numeric"))
    return Compiled(one_or_zero, value.error, "number")
