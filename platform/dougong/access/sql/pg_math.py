"""Numbers on PostgreSQL: rounding, signs, remainders. Approximate functions (SQRT, EXP …) have no SQL form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, func, literal_column

from dougong.access.sql.compiled import (
    DIV0,
    NUM,
    Compiled,
    code,
    errors_of,
    first_error,
    sql_function,
    when,
    zero,
)
from dougong.kit.types import Number
from engines.formula import ast

if TYPE_CHECKING:
    from dougong.access.sql.postgres import PostgresCompiler

_ROUNDING = {"ROUND": "dg_round", "ROUNDUP": "dg_round_up", "ROUNDDOWN": "dg_round_down", "TRUNC": "dg_round_down"}


@sql_function("ABS", "SIGN", "INT")
def _unary(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    (operand,) = compiler.arguments(node)
    name = {"ABS": "abs", "SIGN": "sign", "INT": "floor"}[node["f"]]
    return Compiled(getattr(func, name)(zero(operand), type_=Number()), operand.error, "number")


@sql_function("ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC")
def _round(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    parts = compiler.arguments(node)
    digits: ColumnElement[Any] = zero(parts[1]) if len(parts) > 1 else literal_column("0::numeric")
    rounded = getattr(func, _ROUNDING[node["f"]])(zero(parts[0]), digits, type_=Number())
    return Compiled(rounded, first_error(errors_of(parts), when(rounded.is_(None), NUM)), "number")


@sql_function("MOD")
def _mod(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    value, divisor = compiler.arguments(node)
    rest = func.dg_mod(zero(value), zero(divisor), type_=Number())
    bad = case((zero(divisor) == 0, code(DIV0)), (rest.is_(None), code(NUM)))
    return Compiled(rest, first_error(errors_of((value, divisor)), bad), "number")


@sql_function("QUOTIENT")
def _quotient(compiler: PostgresCompiler, node: ast.Node) -> Compiled:
    value, divisor = compiler.arguments(node)
    quotient = func.dg_divide(zero(value), zero(divisor), type_=Number())
    bad = case((zero(divisor) == 0, code(DIV0)), (quotient.is_(None), code(NUM)))
    whole = func.trunc(quotient, type_=Number())
    return Compiled(whole, first_error(errors_of((value, divisor)), bad), "number")
