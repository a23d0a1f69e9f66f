"""A formula as a condition: true where the formula is TRUE; an error or a blank is not TRUE.

The conjuncts of a top-level `and` are compiled one by one. What compares a plain field with a value stays plain SQL on
both databases, so that indexes work; the rest is `translate`d.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, null, or_, true

from dougong.access.context import Context
from dougong.access.sql.dialects import ByDialect
from dougong.access.sql.kinds import IDS, bound, is_list, kind_of, literal_of, sql_type
from dougong.access.sql.postgres import PostgresCompiler
from dougong.access.sql.references import Paths, Scalar
from dougong.access.sql.sqlite_calls import evaluate_call
from dougong.kit.ids import is_id
from engines.formula import ast

_COMPARISONS = {"eq": "__eq__", "lt": "__lt__", "le": "__le__", "gt": "__gt__", "ge": "__ge__"}
_MIRRORED = {"eq": "eq", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}


def condition(tree: Mapping[str, Any], paths: Paths, context: Context) -> ColumnElement[bool]:
    """The rows for which the formula is TRUE. Raises UnknownField and Unsupported."""
    return _conjunct(ast.root_of(dict(tree)), paths, context)


def value(tree: Mapping[str, Any], paths: Paths, context: Context) -> ColumnElement[Any]:
    """The formula's value as an expression; NULL for a blank and for an error."""
    return translate(ast.root_of(dict(tree)), paths, context)


def error(tree: Mapping[str, Any], paths: Paths, context: Context) -> ColumnElement[Any]:
    """The code of the formula's error; NULL without one."""
    node = ast.root_of(dict(tree))
    compiled = PostgresCompiler(paths, context).compile(node)
    code = null() if compiled.error is None else compiled.error
    return ByDialect(code, evaluate_call("dg_error", node, paths, context), sql_type("text"))


def translate(node: ast.Node, paths: Paths, context: Context) -> ColumnElement[Any]:
    """Any tree as an expression for both databases."""
    compiled = PostgresCompiler(paths, context).compile(node)
    exact = compiled.value if compiled.error is None else case((compiled.error.is_(None), compiled.value))
    kind = "text" if is_list(node["t"]) else kind_of(node["t"])
    return ByDialect(exact, evaluate_call("dg_eval", node, paths, context), sql_type(kind))


def _conjunct(node: ast.Node, paths: Paths, context: Context) -> ColumnElement[bool]:
    if node["k"] == "call" and node["f"] == "and":
        return and_(*(_conjunct(part, paths, context) for part in node["a"]))
    plain = _plain(node, paths, context)
    return translate(node, paths, context) if plain is None else plain


def _plain(node: ast.Node, paths: Paths, context: Context) -> ColumnElement[bool] | None:
    """Native SQL for a node that can't give an error; None when it isn't of that kind."""
    if node["k"] == "lit":
        return true() if node["v"] is True else false()
    if node["k"] == "ref":
        return _field(node, paths) if node["t"] == "boolean" else None
    if node["k"] != "call" or node.get("map"):
        return None
    match node["f"]:
        case "or":
            parts = [_plain(part, paths, context) for part in node["a"]]
            return None if any(part is None for part in parts) else or_(*(p for p in parts if p is not None))
        case "and":
            parts = [_plain(part, paths, context) for part in node["a"]]
            return None if any(part is None for part in parts) else and_(*(p for p in parts if p is not None))
        case "not":
            part = _plain(node["a"][0], paths, context)
            return None if part is None else ~func.coalesce(part, false())
        case "in":
            return _membership(node, paths)
        case "eq" | "ne" | "lt" | "le" | "gt" | "ge":
            return _comparison(node, paths, context)
    return None


def _comparison(node: ast.Node, paths: Paths, context: Context) -> ColumnElement[bool] | None:
    name, (left, right) = node["f"], node["a"]
    if name in ("eq", "ne") and (ast.is_blank_literal(left) or ast.is_blank_literal(right)):
        column = _field(left if ast.is_blank_literal(right) else right, paths)
        if column is None:
            return None
        return column.is_(None) if name == "eq" else column.is_not(None)
    column, other = _field(left, paths), right
    if column is None:
        column, other = _field(right, paths), left
        name = _MIRRORED.get(name, name)
    if column is None:
        return None
    operand = _operand(column, other, paths)
    if operand is None:
        if name == "ne" or not _constant(other):
            return None
        operand = translate(other, paths, context)  # an error is NULL here: true for no row, as it should be
    if isinstance(operand, bool):
        return false() if name != "ne" else true()
    if name == "ne":
        return column.is_distinct_from(operand)
    compared: ColumnElement[bool] = getattr(column, _COMPARISONS[name])(operand)
    return compared


def _membership(node: ast.Node, paths: Paths) -> ColumnElement[bool] | None:
    subject, choices = node["a"]
    column = _field(subject, paths)
    if column is None or choices["k"] != "list" or any(choice["k"] != "lit" for choice in choices["a"]):
        return None
    values = [choice for choice in choices["a"] if choice["v"] is not None]
    holds_ids = isinstance(column.type, type(sql_type("person")))  # `id` itself is text in the language
    if holds_ids or kind_of(subject["t"]) in IDS:
        values = [choice for choice in values if is_id(choice["v"])]
    wanted: list[ColumnElement[bool]] = []
    if values:
        kind = column.type if holds_ids else sql_type(kind_of(subject["t"]))
        wanted.append(column.in_([literal(literal_of(choice), kind) for choice in values]))
    if len(choices["a"]) > len([choice for choice in choices["a"] if choice["v"] is not None]):
        wanted.append(column.is_(None))
    return or_(*wanted) if wanted else false()


def _field(node: ast.Node, paths: Paths) -> ColumnElement[Any] | None:
    """The expression of a reference to one value."""
    if node["k"] != "ref" or is_list(node["t"]):
        return None
    found = paths.resolve(node["path"])
    return found.expression if isinstance(found, Scalar) else None


def _operand(column: ColumnElement[Any], node: ast.Node, paths: Paths) -> ColumnElement[Any] | bool | None:
    """The other side of a comparison: a field or a literal. False: it can't be equal to anything."""
    if node["k"] == "lit":
        if node["v"] is None or (isinstance(column.type, type(sql_type("person"))) and not is_id(node["v"])):
            return False
        if isinstance(column.type, type(sql_type("person"))):
            return literal(node["v"], column.type)
        return bound(node)
    return _field(node, paths)


def _constant(node: ast.Node) -> bool:
    """True when no field of the row is read: only literals, the clock and the user."""
    return all(part["k"] != "ref" or part["path"][0] == "user" for part in ast.walk(node))
