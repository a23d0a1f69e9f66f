"""Whether conditions can hold at once, as far as that can be told from their trees.

A condition is taken apart into its alternatives (and, or, not); in each alternative every comparison with
fixed values narrows what a name may be, every other comparison of two names narrows how they may stand to each
other, and anything else counts as a fact that is true or false. `possible` answers False only when it is
certain; what is too long to take apart counts as possible.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

Node = dict[str, Any]
_MOST = 64  # alternatives that are looked at
_NEGATED = {"eq": "ne", "ne": "eq", "lt": "not_lt", "le": "not_le", "gt": "not_gt", "ge": "not_ge", "in": "not_in"}
_TURNED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}
_RELATIONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "="}
Atom = tuple[str, str, tuple[Any, ...]]
"""(what it speaks of, comparison, values); for a fact (its text, "is", (True,))."""


def possible(*trees: Mapping[str, Any]) -> bool:
    """Whether all these conditions (JSON ASTs) can be true of one record."""
    ways: list[list[Atom]] = [[]]
    for tree in trees:
        mine = _ways(tree.get("root", tree), True)
        if mine is None:
            return True
        ways = list(islice((a + b for a in ways for b in mine), _MOST + 1))
        if len(ways) > _MOST:
            return True
    return any(_consistent(way) for way in ways)


def _ways(node: Mapping[str, Any], wanted: bool) -> list[list[Atom]] | None:
    """The alternatives that make a node true (or false); None: too many."""
    name, children = str(node.get("f", "")).lower(), node.get("a", [])
    if name == "not":
        return _ways(children[0], not wanted)
    if name in ("and", "or"):
        found: list[list[Atom]] = [[]] if (name == "and") == wanted else []
        for child in children:
            ways = _ways(child, wanted)
            if ways is None:
                return None
            found = [a + b for a in found for b in ways] if (name == "and") == wanted else found + ways
            if len(found) > _MOST:
                return None
        return found
    if node.get("k") == "lit" and isinstance(node.get("v"), bool):
        return [[]] if node["v"] is wanted else []
    return [[_atom(node, name, children, wanted)]]


def _atom(node: Mapping[str, Any], name: str, children: list[Node], wanted: bool) -> Atom:
    if name == "isblank" and children[0].get("k") == "ref":
        return _name(children[0]), "eq" if wanted else "ne", (None,)
    if name in (*_RELATIONS, "ne") and len(children) == 2:
        left, right = children
        if left.get("k") == "lit":
            left, right, name = right, left, _TURNED[name]
        comparison = name if wanted else _NEGATED[name]
        if left.get("k") == "ref" and right.get("k") == "lit":
            return _name(left), comparison, (_value(right),)
        if left.get("k") == right.get("k") == "ref" and name != "ne":
            return f"{_name(left)}?{_name(right)}", comparison, ()
    if name == "in" and children[0].get("k") == "ref" and all(c.get("k") == "lit" for c in children[1].get("a", ())):
        return _name(children[0]), "in" if wanted else "not_in", tuple(_value(c) for c in children[1]["a"])
    if node.get("k") == "ref":
        return _name(node), "eq" if wanted else "ne", (True,)
    return json.dumps(node, sort_keys=True), "is", (wanted,)


def _name(ref: Mapping[str, Any]) -> str:
    return ".".join(ref["path"])


def _value(literal: Mapping[str, Any]) -> Any:
    value = literal.get("v")
    if literal.get("t") == "number" and isinstance(value, str):
        return Decimal(value)
    return None if value == "" else value


@dataclass
class _Domain:
    """What a name may still be. A comparison but `<>` and `not in` is false for a blank."""

    allowed: set[Any] | None = None
    excluded: set[Any] = field(default_factory=set)
    low: tuple[Any, bool] | None = None  # (bound, itself allowed)
    high: tuple[Any, bool] | None = None
    filled: bool = False

    def take(self, comparison: str, values: tuple[Any, ...]) -> None:
        match comparison:
            case "eq" | "in":
                self.allowed = set(values) if self.allowed is None else self.allowed & set(values)
            case "ne" | "not_in":
                self.excluded |= set(values)
                self.filled = self.filled or None in values
            case "gt" | "ge" | "not_lt" | "not_le":
                self._above(values[0], comparison in ("ge", "not_lt"))
            case "lt" | "le" | "not_gt" | "not_ge":
                self._below(values[0], comparison in ("le", "not_gt"))
        self.filled = self.filled or comparison in ("gt", "ge", "lt", "le")

    def _above(self, bound: Any, itself: bool) -> None:
        if self.low is None or (bound, not itself) > (self.low[0], not self.low[1]):
            self.low = (bound, itself)

    def _below(self, bound: Any, itself: bool) -> None:
        if self.high is None or (bound, itself) < self.high:
            self.high = (bound, itself)

    def possible(self) -> bool:
        if self.allowed is not None:
            return any(self._fits(value) for value in self.allowed)
        if not self.filled and None not in self.excluded:
            return True  # a blank
        if self.low is not None and self.high is not None:
            (low, low_in), (high, high_in) = self.low, self.high
            return bool(low < high) or (low == high and low_in and high_in and low not in self.excluded)
        return True

    def _fits(self, value: Any) -> bool:
        if value is None:
            return not self.filled and None not in self.excluded
        if value in self.excluded:
            return False
        if self.low is not None and (value < self.low[0] or (value == self.low[0] and not self.low[1])):
            return False
        return self.high is None or bool(value < self.high[0] or (value == self.high[0] and self.high[1]))


def _consistent(atoms: Iterable[Atom]) -> bool:
    domains: dict[str, _Domain] = {}
    relations: dict[str, set[str]] = {}
    facts: dict[str, bool] = {}
    try:
        for about, comparison, values in atoms:
            if comparison == "is":
                if facts.setdefault(about, values[0]) is not values[0]:
                    return False
            elif "?" in about and not values:
                if not _related(relations, about, comparison):
                    return False
            else:
                domains.setdefault(about, _Domain()).take(comparison, values)
        return all(domain.possible() for domain in domains.values())
    except TypeError:  # values that have no order among them: nothing is certain
        return True


def _related(relations: dict[str, set[str]], about: str, comparison: str) -> bool:
    """Narrows how two names stand to each other; False when nothing is left. "" is: one of them is blank."""
    left, _, right = about.partition("?")
    name = comparison.removeprefix("not_")
    if comparison == "ne":
        holds = {"<", ">", ""}
    else:
        holds = set(_RELATIONS[name])
        holds = holds if not comparison.startswith("not_") else {"<", ">", "=", ""} - holds
    if left > right:
        about, holds = f"{right}?{left}", {{"<": ">", ">": "<"}.get(each, each) for each in holds}
    relations[about] = relations.get(about, {"<", ">", "=", ""}) & holds
    return bool(relations[about])
