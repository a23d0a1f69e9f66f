"""A checked formula, and what can be done with trees: text, references, renaming, explaining."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from engines.calendar import WorkCalendar
from engines.formula import ast as trees
from engines.formula.check import check_tree
from engines.formula.closures import compile_tree
from engines.formula.limits import MAX_STEPS
from engines.formula.render import render
from engines.formula.scope import Scope
from engines.formula.syntax import Node, parse
from engines.formula.types import Type, as_type
from engines.formula.upgrade import upgrade
from engines.formula.values import Env, Value

Path = tuple[str, ...]


@dataclass(frozen=True)
class Formula:
    """A formula whose names are resolved and whose types fit. `ast` is the JSON envelope (see ast.py)."""

    ast: trees.Node

    @property
    def type(self) -> Type:
        """The type of the result."""
        return as_type(self.ast["type"])

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """Dotted paths that are read, in the order of their first use."""
        return tuple(".".join(path) for path in trees.deps(self.ast))

    def text(self, labels: Mapping[str, str] | None = None) -> str:
        """The formula as text; with `labels` (dotted path → label) for people to read."""
        return render(self.ast, labels)

    def to_json(self) -> trees.Node:
        """The envelope, as it is stored."""
        return self.ast

    @classmethod
    def from_json(cls, data: Any) -> "Formula":
        """A stored tree, lifted to the current language version. Raises FormulaError when it isn't valid."""
        tree = upgrade(data)
        trees.validate(tree)
        return cls(tree)


def check(text: str, scope: Scope, *, expect: "Type | str | dict[str, Any] | None" = None) -> Formula:
    """Parse, resolve and type a formula's text.

    `expect`: the type that the result must have (an instant may become a date, a number a text).
    Raises FormulaErrors with every problem.
    """
    return Formula(check_tree(text, scope, expect))


def compile_closure(
    formula: "Formula | trees.Node", *, calendar: WorkCalendar | None = None, steps: int = MAX_STEPS
) -> Callable[[Env], Value]:
    """A function from an environment to a value (or an ErrorValue). See closures.py."""
    return compile_tree(formula.ast if isinstance(formula, Formula) else formula, calendar=calendar, steps=steps)


def deps(formula: "Formula | trees.Node") -> tuple[Path, ...]:
    """The paths that a formula reads."""
    return trees.deps(formula.ast if isinstance(formula, Formula) else formula)


def rename(text: str, old: str, new: str) -> str:
    """The text with a path renamed, paths below it included: rename("a.b + a", "a", "x") = "x.b + x".

    Everything else, spaces included, stays. Raises FormulaError when the text doesn't parse.
    """
    places: list[tuple[int, int]] = []
    stack: list[Node] = [parse(text)]
    before = tuple(old.split("."))
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if node.kind == "path" and node.value[: len(before)] == before:
            start = text.index(old, node.pos, node.end)  # brackets may stand around the name
            places.append((start, start + len(old)))
    for start, end in sorted(set(places), reverse=True):
        text = text[:start] + new + text[end:]
    return text


def rename_in_tree(tree: trees.Node, old: str, new: str) -> trees.Node:
    """The tree with a path renamed, paths below it included."""
    before, after = old.split("."), new.split(".")

    def renamed(node: trees.Node) -> trees.Node:
        if node["k"] == "ref" and node["path"][: len(before)] == before:
            return {**node, "path": [*after, *node["path"][len(before) :]]}
        return {**node, "a": [renamed(child) for child in node["a"]]} if "a" in node else node

    return {**tree, "root": renamed(tree["root"])} if "root" in tree else renamed(tree)
