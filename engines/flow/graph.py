"""Walks over the graph of a program: what comes after what, with the steps that boundaries lead to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engines.flow.program import CompiledNode, Program

Next = Mapping[str, tuple[str, ...]]


def successors(program: Program) -> dict[str, tuple[str, ...]]:
    """The nodes after each node: those its edges lead to, and its boundaries."""
    return {node.id: _after(node) for node in program.nodes.values()}


def _after(node: CompiledNode) -> tuple[str, ...]:
    return (*dict.fromkeys(edge.target for edge in node.out), *node.boundaries)


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


def forward(program: Program) -> dict[str, tuple[str, ...]]:
    """The graph without the edges that lead back into a loop (to a node still on the way from the start)."""
    after = successors(program)
    back: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for start in program.starts.values():
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
    return reachable([node], forward(program)) - {node}
