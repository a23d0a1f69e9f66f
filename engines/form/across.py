"""Computed fields of several forms that would need each other.

Following links in one direction may come back to the same form (a category reads its parent's path; a folder
sums its children): the records decide, and a record that is its own ancestor is refused when it is saved. A
circle that goes along a link *and* back over one returns to the very record it came from: such a pair of
fields can never be computed, so publishing refuses it.
"""

from collections.abc import Iterator, Mapping

from engines.form.compiled import CompiledForm
from engines.form.labels import sentence
from engines.form.problems import Problem
from engines.form.scope import relation_of

Node = tuple[str, str]
"""(form, field or column)."""


def circles(compiled: Mapping[str, CompiledForm], form_key: str) -> Iterator[Problem]:
    """A problem for each lookup, rollup or formula of `form_key` that stands in such a circle."""
    edges = _edges(compiled)
    along = {node: [other for other, _back in targets] for node, targets in edges.items()}
    against = _turned(along)
    for index, own in enumerate(compiled[form_key].form.fields):
        node = (form_key, own.key)
        ring = _reach(node, along) & _reach(node, against)
        ways = {back for each in ring for other, back in edges.get(each, ()) if other in ring and back is not None}
        if len(ways) > 1:
            forms = compiled[form_key].forms
            names = sorted({f"{forms[f].name()}.{key}" for f, key in ring if f in forms})
            told = "、".join(names)
            message = sentence(
                f"几个表单的计算字段互相引用：{told}。", f"Computed fields of several forms need each other: {told}."
            )
            yield Problem(("fields", index), "cycle", message)


def _edges(compiled: Mapping[str, CompiledForm]) -> dict[Node, list[tuple[Node, bool | None]]]:
    """node → what it reads, and how: None in its own record, False over links, True against one."""
    found: dict[Node, list[tuple[Node, bool | None]]] = {}
    for form_key, each in compiled.items():
        for node, reads in each.depends.items():
            found.setdefault((form_key, node), []).extend(((form_key, read), None) for read in reads)
        for node, refs in each.foreign_depends.items():
            for ref in refs:
                relation = relation_of(ref.form)
                target = (ref.form, ref.field) if relation is None else relation
                back = any(relation_of(hop.form) is not None for hop in ref.hops)
                found.setdefault((form_key, node), []).append((target, back))
    return found


def _turned(edges: Mapping[Node, list[Node]]) -> dict[Node, list[Node]]:
    found: dict[Node, list[Node]] = {}
    for node, targets in edges.items():
        for target in targets:
            found.setdefault(target, []).append(node)
    return found


def _reach(start: Node, edges: Mapping[Node, list[Node]]) -> set[Node]:
    """What can be reached from a node in one step or more."""
    found: set[Node] = set()
    todo = list(edges.get(start, ()))
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(edges.get(node, ()))
    return found
