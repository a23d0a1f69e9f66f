"""Walks over the graph of a program: what comes after what, with the steps that boundaries lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engines.flow.program import CompiledNode, Program

Next = Mapping[str, tuple[str, ...]]


def successors(nodes: Mapping[str, CompiledNode]) -> dict[str, tuple[str, ...]]:
    """The nodes after each node: those its edges lead to, and its boundaries."""
    return {node.id: (*dict.fromkeys(edge.target for edge in node.out), *node.boundaries) for node in nodes.values()}


def reachable(starts: Iterable[str], after: Next) -> set[str]:
    """Everything that can be come to from some nodes, those included."""
    found = set(starts)
    stack = list(found)
    while stack:
        for name in after.get(stack.pop(), ()):
            if name not in found:
                found.add(name)
                stack.append(name)
    return found


def forward(nodes: Mapping[str, CompiledNode], starts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The graph without the edges that lead back into a loop (to a node still on the way from the start)."""
    after = successors(nodes)
    back: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for start in starts:
        on_way: set[str] = {start}
        seen.add(start)
        stack = [(start, iter(after[start]))]
        while stack:
            name, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                on_way.discard(name)
                stack.pop()
            elif target in on_way:
                back.add((name, target))
            elif target not in seen:
                seen.add(target)
                on_way.add(target)
                stack.append((target, iter(after[target])))
    return {name: tuple(t for t in targets if (name, t) not in back) for name, targets in after.items()}


def ahead(program: Program, node: str) -> set[str]:
    """The nodes that come after one, loops not counted; without itself."""
    return reachable([node], forward(program.nodes, program.starts.values())) - {node}


def ranks(nodes: Mapping[str, CompiledNode], starts: Iterable[str]) -> dict[str, int]:
    """A number per node that grows on every way, loops not counted."""
    roots = list(starts)
    after = forward(nodes, roots)
    order: list[str] = []
    seen: set[str] = set()
    for root in [*roots, *nodes]:
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(after[root]))]
        while stack:
            name, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                order.append(name)
                stack.pop()
            elif target not in seen:
                seen.add(target)
                stack.append((target, iter(after[target])))
    return {name: rank for rank, name in enumerate(reversed(order))}


def feeders(join: str, nodes: Mapping[str, CompiledNode], after: Next) -> frozenset[str]:
    """The nodes from which a token can come to a join without passing it or what lies behind it: who is in the next
    round of a loop around the join is not waited for, who is in a loop before it is."""
    beyond = reachable([join], after)
    before: dict[str, list[str]] = {}
    for name, targets in successors(nodes).items():
        for target in targets:
            before.setdefault(target, []).append(name)
    found: set[str] = set()
    stack = [name for name in before.get(join, ()) if name not in beyond]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(other for other in before.get(name, ()) if other not in beyond)
    return frozenset(found)
