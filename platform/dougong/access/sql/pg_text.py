"""Texts on PostgreSQL. Lengths count code points on both sides; nothing here depends on a locale.

UPPER, LOWER and SEARCH have no SQL form: what a letter's other case is depends on the server's locale data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Integer, Text, and_, case, cast, false, func, literal_column, not_, or_

from dougong.access.sql.compiled import (
    VALUE,
    Compiled,
    blank_if_empty,
    errors_of,
    first_error,
    sql_function,
    text,
    unsupported,
    when,
    zero,
)
from dougong.access.sql.kinds import is_list
from dougong.access.sql.pg_operators import joined
from dougong.kit.types import CodePointText, Number
from engines.formula import ast
from engines.formula.limits import MAX_TEXT

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler


@sql_function("LEN")
def _len(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    return Compiled(cast(func.length(text(operand)), Number()), operand.error, "number")


def _count(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.trunc(func.least(value, MAX_TEXT + 1)), Integer())


@sql_function("LEFT", "RIGHT")
def _end(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    parts = compiler.arguments(node)
    wanted: ColumnElement[Any] = zero(parts[1]) if len(parts) > 1 else literal_column("1::numeric")
    piece = getattr(func, node["f"].lower())(text(parts[0]), func.greatest(_count(wanted), 0), type_=CodePointText())
    negative = when(wanted < 0, VALUE) if len(parts) > 1 else None
    return Compiled(blank_if_empty(piece), first_error(errors_of(parts), negative), "text")


@sql_function("MID")
def _mid(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    parts = compiler.arguments(node)
    start, length = zero(parts[1]), zero(parts[2])
    first, count = func.greatest(_count(start), 1), func.greatest(_count(length), 0)
    piece = func.substr(text(parts[0]), first, count, type_=CodePointText())
    bad = first_error(when(start < 1, VALUE), when(length < 0, VALUE))
    return Compiled(blank_if_empty(piece), first_error(errors_of(parts), bad), "text")


@sql_function("TRIM")
def _trim(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    return Compiled(blank_if_empty(func.dg_trim(text(operand), type_=CodePointText())), operand.error, "text")


@sql_function("CONCATENATE")
def _concatenate(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    if any(is_list(argument["t"]) for argument in node["a"]):
        raise unsupported("CONCATENATE over a list")
    parts = compiler.arguments(node)
    return joined([text(part) for part in parts], errors_of(parts))


@sql_function("CONTAINS", "STARTSWITH", "ENDSWITH")
def _part_of(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    whole, part = compiler.arguments(node)
    haystack, needle = cast(whole.value, Text()), cast(part.value, Text())
    match node["f"]:
        case "CONTAINS":
            found = func.strpos(haystack, needle) > 0
        case "STARTSWITH":
            found = func.starts_with(haystack, needle)
        case _:
            found = func.right(haystack, func.length(needle)) == needle
    return Compiled(func.coalesce(found, false()), errors_of((whole, part)), "boolean", definite=True)


@sql_function("EXACT")
def _exact(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    left, right = compiler.arguments(node)
    return Compiled(text(left) == text(right), errors_of((left, right)), "boolean")


_POINT = r"^[+-]?[0-9]{1,3}(\.[0-9]{1,15})?,[+-]?[0-9]{1,3}(\.[0-9]{1,15})?( .*)?$"


@sql_function("INAREA")
def _in_area(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    place, *degrees = compiler.arguments(node)
    written = cast(place.value, Text())
    reads = written.op("~")(literal_column(f"'{_POINT}'"))

    def part(number: int) -> ColumnElement[Any]:
        return cast(func.split_part(func.split_part(written, ",", number), " ", 1), Number())

    # CASE, because PostgreSQL may evaluate both sides of AND, and a text that is no number can't be cast.
    lat, lng = case((reads, part(1))), case((reads, part(2)))
    south, west, north, east = (cast(each.value, Number()) for each in degrees)
    between = case(
        (west <= east, and_(lng >= west, lng <= east)),
        else_=or_(lng >= west, lng <= east),
    )
    wrong = when(func.coalesce(not_(and_(reads, func.abs(lat) <= 90, func.abs(lng) <= 180)), false()), VALUE)
    found = and_(lat >= south, lat <= north, between)
    error = first_error(errors_of((place, *degrees)), wrong)
    return Compiled(func.coalesce(found, false()), error, "boolean", definite=True)
