"""Operators and conversions on PostgreSQL. A blank number counts as 0; comparisons with a blank are FALSE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import TIMESTAMP, Boolean, ColumnElement, Date, Text, and_, case, cast, false, func, literal, not_, or_

from dougong.access.sql.compiled import (
    DIV0,
    NUM,
    VALUE,
    Compiled,
    Error,
    blank_if_empty,
    code,
    errors_of,
    first_error,
    sql_function,
    text,
    truth,
    unsupported,
    when,
    zero,
)
from dougong.access.sql.kinds import is_list, kind_of
from dougong.kit.types import CodePointText, Number, UtcDateTime
from engines.formula import ast
from engines.formula.limits import MAX_TEXT

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler

_DATES = frozenset({"date", "datetime"})


def number(value: ColumnElement[Any], error: Error) -> Compiled:
    """A fresh number: rounded to 15 digits by `dg_number`, which is NULL beyond the range: #NUM!."""
    rounded = func.dg_number(value, type_=Number())
    return Compiled(
        rounded, first_error(error, when(and_(value.is_not(None), rounded.is_(None)), NUM)), "number", definite=True
    )


@sql_function("add", "sub")
def _add_sub(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    left, right = compiler.arguments(node)
    result = kind_of(node["t"])
    sign = 1 if node["f"] == "add" else -1
    if result in _DATES:
        moment, days = (right, left) if left.kind not in _DATES else (left, right)
        return _shifted(moment, days, sign, result, errors_of((left, right)))
    if {left.kind, right.kind} & _DATES:
        return _difference(left, right)
    value = zero(left) + zero(right) if sign > 0 else zero(left) - zero(right)
    return number(value, errors_of((left, right)))


def _shifted(moment: Compiled, days: Compiled, sign: int, kind: str, error: Error) -> Compiled:
    move = func.dg_add_days if kind == "date" else func.dg_add_instant
    moved = move(moment.value, zero(days) * sign, type_=Date() if kind == "date" else UtcDateTime())
    out = when(and_(moment.value.is_not(None), moved.is_(None)), NUM)
    return Compiled(moved, first_error(error, out), kind)


def _difference(left: Compiled, right: Compiled) -> Compiled:
    days = func.dg_days(left.value, right.value, type_=Number())
    return Compiled(days, errors_of((left, right)), "number")


@sql_function("mul")
def _mul(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    left, right = compiler.arguments(node)
    return number(zero(left) * zero(right), errors_of((left, right)))


@sql_function("div")
def _div(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    left, right = compiler.arguments(node)
    quotient = func.dg_divide(zero(left), zero(right), type_=Number())
    bad = case((zero(right) == 0, code(DIV0)), (quotient.is_(None), code(NUM)))
    return Compiled(quotient, first_error(errors_of((left, right)), bad), "number", definite=True)


@sql_function("neg")
def _neg(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    return Compiled(-zero(operand), operand.error, "number", definite=True)


@sql_function("concat")
def _concat(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    parts = compiler.arguments(node)
    return joined([text(part) for part in parts], errors_of(parts))


def joined(parts: list[ColumnElement[Any]], error: Error) -> Compiled:
    """Texts one after the other; #VALUE! beyond the length of a cell."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.op("||")(part)
    whole = cast(whole, CodePointText())
    too_long = when(func.length(whole) > MAX_TEXT, VALUE)
    return Compiled(blank_if_empty(whole), first_error(error, too_long), "text")


@sql_function("eq", "ne", "lt", "le", "gt", "ge")
def _compare(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    if any(is_list(argument["t"]) for argument in node["a"]) and not node.get("map"):
        return _blank_list(compiler, node)
    left, right = compiler.arguments(node)
    error = errors_of((left, right))
    name = node["f"]
    for side, other in ((node["a"][0], right), (node["a"][1], left)):
        if ast.is_blank_literal(side):
            blank = other.value.is_(None)
            return Compiled(_known(name, blank), error, "boolean", definite=True)
    a, b = left.value, right.value
    if "null" in (
        left.kind,
        right.kind,
    ):  # always blank, but not written as NULL: equal to nothing, not even to a blank
        there = (right if left.kind == "null" else left).value.is_not(None)
        return Compiled(there if name == "ne" else false(), error, "boolean", definite=True)
    if name in ("eq", "ne"):
        same = and_(a.is_not(None), b.is_not(None), a == b) if name == "eq" else a.is_distinct_from(b)
        return Compiled(func.coalesce(same, false()) if name == "eq" else same, error, "boolean", definite=True)
    compared = {"lt": a < b, "le": a <= b, "gt": a > b, "ge": a >= b}[name]
    return Compiled(func.coalesce(compared, false(), type_=Boolean()), error, "boolean", definite=True)


def _known(name: str, blank: ColumnElement[bool]) -> ColumnElement[bool]:
    """`x = NULL` asks for a blank, `x <> NULL` for something; nothing is greater or smaller than a blank."""
    if name == "eq":
        return blank
    return not_(blank) if name == "ne" else false()


def _blank_list(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    """`lines.amount = NULL`: is the list empty?"""
    listed = next(argument for argument in node["a"] if is_list(argument["t"]))
    elements = compiler.compile_list(listed)
    empty = ~elements.rows.select(elements.rows.source.c[elements.rows.source.c.keys()[0]]).exists()
    return Compiled(_known(node["f"], empty), None, "boolean")


@sql_function("and", "or")
def _and_or(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    return short_circuit(compiler.arguments(node), all_=node["f"] == "and")


def short_circuit(parts: list[Compiled], *, all_: bool) -> Compiled:
    """AND/OR from left to right; what stands behind the deciding part is not evaluated, nor its error."""
    value = and_(*(truth(part) for part in parts)) if all_ else or_(*(truth(part) for part in parts))
    error: Error = None
    for part in reversed(parts):
        if error is not None:
            goes_on = truth(part) if all_ else not_(truth(part))
            error = case((goes_on, error))
        error = first_error(part.error, error)
    return Compiled(value, error, "boolean", definite=True)


@sql_function("not", "NOT")
def _not(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    return Compiled(not_(truth(operand)), operand.error, "boolean", definite=True)


@sql_function("in")
def _in(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    subject = compiler.compile(node["a"][0])
    choices = node["a"][1]
    if choices["k"] != "list":
        return _in_rows(compiler, subject, choices)
    parts = [compiler.compile(choice) for choice in choices["a"]]
    blank_wanted = any(ast.is_blank_literal(choice) for choice in choices["a"])
    real = [part for part in parts if part.kind != "null"]
    found = or_(*(subject.value == part.value for part in real)) if real else false()
    value = case((subject.value.is_(None), literal(blank_wanted)), else_=func.coalesce(found, false()))
    return Compiled(value, first_error(subject.error, errors_of(parts)), "boolean")


def _in_rows(compiler: PostgresCompiler, subject: Compiled, choices: ast.Node) -> Compiled:
    elements = compiler.compile_list(choices)
    if elements.error is not None:
        raise unsupported("in over a computed list")
    found = elements.rows.select(elements.value).where(elements.value == subject.value).exists()
    return Compiled(and_(subject.value.is_not(None), found), subject.error, "boolean")


@sql_function("totext")
def _totext(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    value = operand.value
    match operand.kind:
        case "number":
            value = func.dg_number_text(value, type_=CodePointText())
        case "boolean":
            value = case((value.is_(True), literal("TRUE")), (value.is_(False), literal("FALSE")))
        case "date":
            value = func.to_char(value, "YYYY-MM-DD", type_=CodePointText())
        case "datetime":
            local = func.timezone(compiler.context.param("ctx_zone"), value)
            value = func.to_char(local, "YYYY-MM-DD HH24:MI:SS", type_=CodePointText())
        case "text" | "null":
            pass
        case _:
            raise unsupported("totext")
    return Compiled(cast(value, Text()), operand.error, "text")


@sql_function("todate", "TODATE")
def _todate(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    if operand.kind != "datetime":
        return operand
    local = func.timezone(compiler.context.param("ctx_zone"), operand.value)
    return Compiled(cast(local, Date()), operand.error, "date")


@sql_function("todatetime")
def _todatetime(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    midnight = func.timezone(compiler.context.param("ctx_zone"), cast(operand.value, TIMESTAMP()))
    return Compiled(midnight, operand.error, "datetime")
