"""Some names of a tree replaced by the values they have now, so that a database compares columns with constants."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engines.formula import ast
from engines.formula.errors import ErrorValue
from engines.formula.types import BOOLEAN, DATE, DATETIME, NUMBER, TEXT, Type, as_type

Path = tuple[str, ...]


def filled(node: ast.Node, known: Callable[[Path], bool], value: Callable[[Path], Any]) -> ast.Node:
    """The node with the value of every `known` path in its place. A blank is a call that gives one: the literal NULL
    beside a comparison would ask for blanks instead; so is an error."""
    if node["k"] == "ref":
        path = tuple(node["path"])
        return constant(value(path), as_type(node["t"])) if known(path) else node
    return {**node, "a": [filled(child, known, value) for child in node["a"]]} if "a" in node else node


def constant(value: Any, kind: Type) -> ast.Node:
    """The value as a node: literals, a list of them, or the call that gives a blank (for an error as well)."""
    if value is None or isinstance(value, ErrorValue):
        return ast.call("BLANK", [], kind)
    if isinstance(value, (list, tuple)):
        inner = kind.element if kind.is_list else kind
        return {"k": "list", "t": kind.to_json(), "a": [constant(each, inner or TEXT) for each in value]}
    if isinstance(value, bool):
        return ast.literal(value, BOOLEAN)
    if isinstance(value, datetime):
        return ast.literal(value.isoformat(), DATETIME)
    if isinstance(value, date):
        return ast.literal(value.isoformat(), DATE)
    if isinstance(value, (int, Decimal)):
        return ast.literal(format(Decimal(value), "f"), NUMBER)
    return ast.literal(str(value), TEXT)
