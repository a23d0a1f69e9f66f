"""Typed tree → polars expression, for reports and bulk refresh over columns.

What this back end can't do it refuses with Unsupported at compile time: row-by-row formulas over lists, and
functions that do not declare it. See polars_parts.py for its numbers.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from engines.formula import ast
from engines.formula import polars_functions as _functions  # registers the builders
from engines.formula.closures import literal_value
from engines.formula.errors import Unsupported
from engines.formula.formula import Formula
from engines.formula.polars_operators import membership, operator
from engines.formula.polars_parts import BUILDERS, INSTANT, NUMBER, Context, Part
from engines.formula.registry import FUNCTIONS
from engines.formula.types import as_type

_KINDS: dict[str, Any] = {"number": NUMBER, "boolean": pl.Boolean, "date": pl.Date, "datetime": INSTANT}


def to_polars(
    formula: "Formula | ast.Node",
    columns: Mapping[tuple[str, ...], pl.Expr],
    *,
    now: datetime | None = None,
    tz: str = "Asia/Shanghai",
) -> pl.Expr:
    """The expression of a tree; null where the result is blank or an error.

    `columns`: an expression per path (Float64/Int/Decimal numbers, String or Categorical texts, Date, Datetime
    with a zone, List for lists). `now` (aware) is needed by TODAY and NOW. Raises Unsupported.
    """
    value, error = to_polars_with_error(formula, columns, now=now, tz=tz)
    return value if error is None else pl.when(error.is_null()).then(value)


def to_polars_with_error(
    formula: "Formula | ast.Node",
    columns: Mapping[tuple[str, ...], pl.Expr],
    *,
    now: datetime | None = None,
    tz: str = "Asia/Shanghai",
) -> tuple[pl.Expr, pl.Expr | None]:
    """(value, code of the error or null). The second is None when no error can happen."""
    tree = formula.ast if isinstance(formula, Formula) else formula
    context = Context(columns, now, _today(now, tz), tz)
    part = _compile(context, ast.root_of(tree))
    return part.value, part.error


def supported(formula: "Formula | ast.Node") -> str | None:
    """None when polars can compile the tree's functions, else the name of the first that it can't."""
    tree = formula.ast if isinstance(formula, Formula) else formula
    for node in ast.walk(ast.root_of(tree)):
        if node.get("map") or (node["k"] == "call" and node["f"] in FUNCTIONS and node["f"] not in BUILDERS):
            return str(node.get("f"))
    return None


def _today(now: datetime | None, tz: str) -> date | None:
    return None if now is None else pl.select(pl.lit(now).dt.convert_time_zone(tz).dt.date()).item()


def _compile(context: Context, node: ast.Node) -> Part:
    if node["k"] == "lit":
        return _literal(node)
    if node["k"] == "ref":
        return _column(context, node)
    name = node.get("f", "list")
    if node.get("map") or node["k"] == "list":
        raise Unsupported(name, "polars")
    if name == "in" and node["a"][1]["k"] == "list":
        subject = _compile(context, node["a"][0])
        choices = node["a"][1]
        return membership(subject, choices, [_compile(context, child) for child in choices["a"]])
    parts = [_compile(context, child) for child in node["a"]]
    if name in ast.OPERATORS:
        return operator(context, name, node, parts)
    function = FUNCTIONS.get(name)
    if function is None or function.name not in BUILDERS:
        raise Unsupported(name, "polars")
    return BUILDERS[function.name](context, parts)


def _literal(node: ast.Node) -> Part:
    kind = node["t"] if isinstance(node["t"], str) else "any"
    if node["v"] is None:
        return Part(pl.lit(None), "null")
    value = literal_value(node)
    if isinstance(value, Decimal):
        return Part(pl.lit(float(value), dtype=NUMBER), kind, literal=value)
    return Part(pl.lit(value), kind, literal=value)


def _column(context: Context, node: ast.Node) -> Part:
    path = tuple(node["path"])
    if path not in context.columns:
        raise Unsupported(".".join(path), "polars")
    expression, type_ = context.columns[path], as_type(node["t"])
    if type_.is_list:
        inner = _KINDS.get(type_.element.kind, pl.String)
        return Part(expression.cast(pl.List(inner)), "list")
    return Part(expression.cast(_KINDS.get(type_.kind, pl.String)), type_.kind)


__all__ = ["supported", "to_polars", "to_polars_with_error"]
BUILDERS_LOADED = bool(_functions)
