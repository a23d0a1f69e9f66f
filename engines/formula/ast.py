"""The typed tree as JSON: node makers, walking, and validation of trees that come from outside.

Envelope: {"v": 1, "type": T, "root": node}. Nodes:
    {"k": "lit", "t": T, "v": …}              numbers as decimal strings, dates "YYYY-MM-DD", null with t "null"
    {"k": "ref", "path": ["customer", "level"], "t": T}
    {"k": "call", "f": "ROUND", "a": [...], "t": T}       operators are calls with lower-case names
    {"k": "list", "a": [...], "t": {"list": T}}           the right side of `in`
A call with "map": true is a scalar function or operator applied row by row to its list arguments.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from engines.formula.errors import FormulaError
from engines.formula.limits import LANGUAGE_VERSION, MAX_DEPTH, MAX_LITERAL_CHARS, MAX_NODES
from engines.formula.registry import FUNCTIONS
from engines.formula.types import Type, as_type
from engines.formula.values import NUMBERS

Node = dict[str, Any]
_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]+)?")

OPERATORS: dict[str, int] = {
    "add": 2, "sub": 2, "mul": 2, "div": 2, "pow": 2, "neg": 1, "concat": 2,
    "eq": 2, "ne": 2, "lt": 2, "le": 2, "gt": 2, "ge": 2, "and": 2, "or": 2, "not": 1, "in": 2,
    "totext": 1, "todate": 1, "todatetime": 1,
}  # fmt: skip
"""Operators and their number of operands. totext, todate (instant → the zone's date) and todatetime
(date → midnight of the zone) are conversions that check inserts; they are never written."""


def literal(value: Any, type_: Type) -> Node:
    """A literal node."""
    return {"k": "lit", "t": type_.to_json(), "v": value}


def ref(path: tuple[str, ...], type_: Type) -> Node:
    """A reference node."""
    return {"k": "ref", "path": list(path), "t": type_.to_json()}


def call(name: str, arguments: list[Node], type_: Type, *, mapped: bool = False) -> Node:
    """A call node; `mapped` marks row-by-row application."""
    node: Node = {"k": "call", "f": name, "a": arguments, "t": type_.to_json()}
    if mapped:
        node["map"] = True
    return node


def envelope(root: Node) -> Node:
    """The tree as it is stored."""
    return {"v": LANGUAGE_VERSION, "type": root["t"], "root": root}


def walk(root: Node) -> Iterator[Node]:
    """Every node, parents first, from left to right."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.get("a", ())))


def root_of(tree: Node) -> Node:
    """The root node of an envelope (a node passes through)."""
    root: Node = tree.get("root", tree)
    return root


def deps(tree: Node) -> tuple[tuple[str, ...], ...]:
    """The paths that the tree reads, each once, in the order of their first use."""
    return tuple(dict.fromkeys(tuple(node["path"]) for node in walk(root_of(tree)) if node["k"] == "ref"))


def functions_of(tree: Node) -> tuple[str, ...]:
    """The names of functions and operators that the tree calls, each once."""
    return tuple(dict.fromkeys(node["f"] for node in walk(root_of(tree)) if node["k"] == "call"))


def is_blank_literal(node: Node) -> bool:
    """Whether the node is the literal NULL ('' is written as NULL as well)."""
    return node["k"] == "lit" and node["v"] is None


def validate(tree: Any) -> None:
    """Refuse a tree of the wrong shape, beyond the limits, or with unknown functions (FormulaError)."""
    if not isinstance(tree, dict) or set(tree) != {"v", "type", "root"} or tree["v"] != LANGUAGE_VERSION:
        raise _bad("the envelope must be {v, type, root} of the current language version")
    count = 0
    stack: list[tuple[Any, int]] = [(tree["root"], 1)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if depth > MAX_DEPTH * 2 or count > MAX_NODES * 2:  # conversions add nodes to what the author wrote
            raise _bad("the tree is too large")
        stack.extend((child, depth + 1) for child in _validate_node(node))
    if tree["type"] != tree["root"]["t"]:
        raise _bad("type and root disagree")


def _validate_node(node: Any) -> list[Any]:
    if not isinstance(node, dict) or not isinstance(node.get("k"), str):
        raise _bad("a node must be an object with k")
    try:
        as_type(node.get("t"))
    except ValueError as error:
        raise _bad(str(error)) from None
    match node:
        case {"k": "lit", "t": kind, "v": value} if len(node) == 3 and _is_literal(kind, value):
            return []
        case {"k": "ref", "t": _, "path": list(path)} if len(node) == 3 and path:
            if all(isinstance(part, str) and part.isidentifier() for part in path):
                return []
        case {"k": "list", "t": _, "a": list(elements)} if len(node) == 3:
            return elements
        case {"k": "call", "t": _, "f": str(name), "a": list(arguments)}:
            if node.keys() <= {"k", "t", "f", "a", "map"} and node.get("map", True) is True:
                _validate_call(name, len(arguments))
                return arguments
    raise _bad("not a node of the language")


def _is_literal(kind: Any, value: Any) -> bool:
    """Whether the value is one of the type."""
    if value is None or kind == "boolean":
        return value is None or isinstance(value, bool)
    if not isinstance(value, str) or len(value) > MAX_LITERAL_CHARS:
        return False
    try:
        if kind == "number":
            return _DIGITS.fullmatch(value) is not None and NUMBERS.create_decimal(value).is_finite()
        if kind == "date":
            return date.fromisoformat(value).isoformat() == value
    except (ValueError, ArithmeticError):
        return False
    return bool(kind == "text")


def _validate_call(name: str, count: int) -> None:
    if name in OPERATORS:
        if OPERATORS[name] == count:
            return
    elif name in FUNCTIONS and any(s.params_for(count) is not None for s in FUNCTIONS[name].signatures):
        return
    raise _bad(f"no such call: {name[:40]} with {count} arguments")


def _bad(reason: str) -> FormulaError:
    return FormulaError(
        "bad_tree", {"zh-CN": f"公式的存储内容无效({reason})", "en": f"The stored formula is not valid: {reason}"}
    )
