"""Deadlocks and paths that run twice, found by walking tokens through the graph on every way they can take.

The walk is abstract: a step is passed at once, a choice takes each of its ways in turn, joins wait. What is done on one
branch doesn't depend on the order in which the others move, so only one token moves at a time, and equal markings are
looked at once: parallel branches add up instead of multiplying. Beyond `_MAX_MARKINGS` the walk gives up and finds what
it has found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from engines.flow.graph import ranks
from engines.flow.problems import Problem, problem

if TYPE_CHECKING:
    from engines.flow.program import CompiledEdge, CompiledNode, Program

_MAX_MARKINGS = 20_000
_MAX_TOKENS = 1_000


class _At(NamedTuple):
    """A token: on its way into `node` over the edge `came`, or (`waits`) at that join."""

    node: str
    came: str = ""
    waits: bool = False


Marking = tuple[_At, ...]


def check_tokens(program: Program) -> Iterator[Problem]:
    """The problems of every scope."""
    for start in program.starts.values():
        yield from _Walk(program, start).problems()


class _Walk:
    def __init__(self, program: Program, start: str) -> None:
        self.program = program
        self.start = start
        self.ranks = ranks(program.nodes, program.starts.values())
        self.stuck: dict[str, None] = {}
        self.twice: dict[str, None] = {}

    def problems(self) -> Iterator[Problem]:
        if not any(node.joins or _splits(node) for node in self.program.nodes.values()):
            return
        first: Marking = (_At(self.start),)
        seen = {first}
        stack = [first]
        while stack and len(seen) < _MAX_MARKINGS:
            for after in self._next(stack.pop()):
                if after not in seen:
                    seen.add(after)
                    stack.append(after)
        yield from (problem("deadlock", name) for name in self.stuck)
        yield from (problem("runs_twice", name) for name in self.twice)

    def _sorted(self, tokens: tuple[_At, ...]) -> Marking:
        """What comes first in the graph moves first, so that tokens that meet do meet."""
        return tuple(sorted(tokens, key=lambda at: (self.ranks[at.node], at)))

    def _next(self, marking: Marking) -> Iterator[Marking]:
        """The markings after one. Tokens move before joins are looked at, as they do in `advance`."""
        for index, at in enumerate(marking):
            if not at.waits:
                rest = (*marking[:index], *marking[index + 1 :])
                yield from self._move(at, rest)
                return
        groups: dict[str, list[_At]] = {}
        for at in marking:
            groups.setdefault(at.node, []).append(at)
        ready = [(name, self._ready(name, waiting, marking)) for name, waiting in groups.items()]
        ready += [(name, groups[name]) for name in groups if self._mode(name) == "inclusive"]
        for name, fired in ready:
            if fired:
                rest = tuple(_minus(marking, fired))
                yield from (self._sorted((*rest, *new)) for new in self._out(self.program.nodes[name]))
                return
        self.stuck.update(dict.fromkeys(groups))

    def _mode(self, name: str) -> str:
        return str(getattr(self.program.nodes[name].model, "mode", ""))

    def _ready(self, name: str, waiting: list[_At], marking: Marking) -> list[_At]:
        """The tokens that a join takes now; none while it waits."""
        if self._mode(name) == "parallel":
            first = {at.came: at for at in waiting}
            return list(first.values()) if first.keys() >= self.program.nodes[name].ins else []
        reaches = self.program.reaches[name]
        return waiting if not any(at.node in reaches for at in marking) else []

    def _move(self, at: _At, rest: Marking) -> Iterator[Marking]:
        node = self.program.nodes[at.node]
        if node.joins:
            same = _At(at.node, at.came, True)
            if same in rest and getattr(node.model, "mode", "") == "parallel":
                self.twice[at.node] = None
                return
            yield self._sorted((*rest, same))
            return
        if node.model.type == "end":
            if node.model.terminate:
                return
            yield rest
            return
        if any(other.node == at.node and not other.waits for other in rest):
            self.twice[at.node] = None
            return
        if len(rest) > _MAX_TOKENS:
            return
        for new in self._out(node):
            yield self._sorted((*rest, *new))

    def _out(self, node: CompiledNode) -> Iterator[tuple[_At, ...]]:
        """The ways on: one token each for a choice, one per edge for a parallel split."""
        mode = getattr(node.model, "mode", "") if node.model.type == "branch" else "exclusive"
        if mode == "parallel":
            yield tuple(map(_into, node.out))
        else:
            yield from ((_into(edge),) for edge in node.out)
            if mode == "inclusive" and len(node.out) > 1:
                yield tuple(_into(edge) for edge in node.out if not edge.default)
        for name in node.boundaries:
            boundary = self.program.nodes[name].model
            if boundary.type == "boundary" and boundary.interrupt:
                yield (_At(name),)
            else:
                yield from ((_At(name), _into(edge)) for edge in node.out)


def _splits(node: CompiledNode) -> bool:
    return node.model.type == "branch" and getattr(node.model, "mode", "") in ("parallel", "inclusive")


def _into(edge: CompiledEdge) -> _At:
    return _At(edge.target, edge.came)


def _minus(marking: Marking, gone: list[_At]) -> Iterator[_At]:
    left = list(gone)
    for at in marking:
        if at in left:
            left.remove(at)
        else:
            yield at
