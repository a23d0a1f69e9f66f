"""Conditions on other records, as databases are asked: what reads nothing of the other record is worked out beforehand
and put in as a value, so that `signed >= DATE(YEAR(TODAY()), 1, 1)` compares a column with a day."""

from __future__ import annotations

from collections.abc import Callable

from engines.flow.scope import OWN_NAMES, FlowEnv
from engines.formula import BOOLEAN, DATE, DATETIME, NUMBER, TEXT, ErrorValue, Type, as_type, compile_closure
from engines.formula import ast as trees
from engines.formula.constants import constant

Filling = Callable[[trees.Node], trees.Node | None]
_SAMPLES = {
    "number": trees.literal("1", NUMBER),
    "boolean": trees.literal(True, BOOLEAN),
    "date": trees.literal("2026-01-01", DATE),
    "datetime": trees.literal("2026-01-01T00:00:00+00:00", DATETIME),
}


def with_values(root: trees.Node, env: FlowEnv) -> trees.Node:
    """The condition with what the flow knows as values. What gives an error stays: the database meets it again."""

    def value(node: trees.Node) -> trees.Node | None:
        if node["k"] == "ref":
            return constant(env.get(tuple(node["path"])), as_type(node["t"]))
        found = compile_closure(trees.envelope(node))(env)
        return None if isinstance(found, ErrorValue) else constant(found, as_type(node["t"]))

    return _filled(root, value)


def with_samples(root: trees.Node) -> trees.Node:
    """The condition with some value of its type wherever the flow will put one in."""
    return _filled(root, lambda node: _sample(as_type(node["t"])))


def _filled(node: trees.Node, filling: Filling) -> trees.Node:
    if node["k"] in ("ref", "call") and _of_the_flow(node):
        value = filling(node)
        if value is not None:
            return value
    if "a" in node:
        return {**node, "a": [_filled(child, filling) for child in node["a"]]}
    return node


def _of_the_flow(node: trees.Node) -> bool:
    """Nothing of the other record is read, nor who looks."""
    return all(part["k"] != "ref" or part["path"][0] in OWN_NAMES for part in trees.walk(node))


def _sample(kind: Type) -> trees.Node:
    if kind.is_list:
        return {"k": "list", "t": kind.to_json(), "a": [_sample(kind.element)]}
    return _SAMPLES.get(kind.kind) or trees.literal("-", TEXT)
