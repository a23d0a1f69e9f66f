"""Joins, looked at whenever nothing else moves: after every event, so also when a token has died, was dropped, moved by
an operator or migrated.

A parallel join fires when a token waits on each of its incoming edges. An inclusive join fires when some token waits
and no other token of its scope can still come to it (BPMN 2.0, 13.4.3; instead of its clause about non-empty edges:
ways through what lies behind the join don't count, see `graph.feeders`).
"""

from __future__ import annotations

from collections.abc import Sequence

from engines.flow import moves
from engines.flow.step import Step, StepFailed

Waiting = dict[tuple[str, str], list[str]]
"""(scope, join) → the tokens that wait there, in the order of their coming."""


def fire_ready(step: Step) -> bool:
    """Fire one join that is ready; False when there is none."""
    waiting: Waiting = {}
    for name, token in step.state.tokens.items():
        if token.phase == "join":
            waiting.setdefault((token.scope, token.node), []).append(name)
    if not waiting:
        return False
    stuck: list[tuple[int, str, list[str]]] = []
    for (scope, node), names in waiting.items():
        if getattr(step.program.nodes[node].model, "mode", "") == "parallel":
            group = _one_per_edge(step, node, names)
            if group:
                _fire(step, group)
                return True
            continue
        blockers = _blockers(step, scope, node)
        if not blockers:
            _fire(step, names)
            return True
        if all(step.state.tokens[name].phase == "join" for name in blockers):
            stuck.append((int(names[0][1:]), node, names))
    if stuck:  # joins that only wait for each other: the oldest goes first
        _fire(step, min(stuck)[2])
        return True
    return False


def _one_per_edge(step: Step, node: str, names: Sequence[str]) -> list[str] | None:
    """The first token of each incoming edge, when there is one on every edge."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(step.state.tokens[name].came, name)
    return list(first.values()) if first.keys() >= step.program.nodes[node].ins else None


def _blockers(step: Step, scope: str, node: str) -> list[str]:
    """Other tokens of the scope that can still come to the join."""
    reaches = step.program.reaches[node]
    return [
        name
        for name, token in step.state.tokens.items()
        if token.scope == scope and token.node in reaches and not (token.node == node and token.phase == "join")
    ]


def _fire(step: Step, names: Sequence[str]) -> None:
    """The tokens become one, which goes on."""
    *others, last = sorted(names, key=lambda name: int(name[1:]))
    node = step.state.tokens[last].node
    step.fact("joined", token=last, node=node, **{"with": others})
    try:
        moves.pass_on(step, last)
    except StepFailed as failure:
        moves.fail(step, last, failure.code, failure.detail)
