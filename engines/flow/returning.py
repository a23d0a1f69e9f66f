"""Going back: return to an earlier step, and taking back one's own decision.

A return cancels the tokens that came, or may have come, out of the step it goes to: those of the target's scope that
stand at it or after it (loops not counted). Tokens of other parallel branches stay. A token that waits at a join is
judged by the edge it came over. «Straight» cancels the returning token only, because it comes back to where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from engines.flow import events, moves, repeat
from engines.flow.commands import holder, running
from engines.flow.graph import ahead
from engines.flow.nodes.approval import ApprovalBehaviour
from engines.flow.program import Program
from engines.flow.refusals import refused
from engines.flow.state import State, Token
from engines.flow.step import Step

Mode = Literal["step_by_step", "straight"]


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """What a return would do: the tasks it cancels (the one it is done with not among them), those that stay, and
    the ways of resubmission that are possible."""

    cancelled: tuple[str, ...]
    kept: tuple[str, ...]
    resubmit: tuple[Mode, ...]


def return_targets(program: Program, state: State, task: str) -> tuple[str, ...]:
    """The steps a task may be returned to, in the order of the document."""
    found = state.tasks.get(task)
    if found is None or found.token not in state.tokens:
        return ()
    name = found.token
    allowed = getattr(program.nodes[state.tokens[name].node].model, "return_to", ())
    targets: list[str] = []
    for place, scope in _places(state, name):
        done = state.steps_of(scope)
        here = state.tokens[place].node
        for node in program.nodes.values():
            if not node.behaviour.reworked or (allowed and node.id not in allowed) or node.id == here:
                continue
            is_start = node.model.type == "start"
            if is_start and (node.parent or state.initiator is None):
                continue
            known = node.parent == program.nodes[here].parent and (is_start or node.id in done)
            if known and here in ahead(program, node.id):
                targets.append(node.id)
    order = {node: index for index, node in enumerate(program.nodes)}
    return tuple(sorted(targets, key=order.__getitem__))


def preview_return(
    program: Program, state: State, task: str, to: str, resubmit: Mode = "step_by_step"
) -> ReturnPreview:
    """Which tasks a return would cancel. Raises Refused (`no_such_step`, `straight_not_possible`)."""
    name = state.tasks[task].token if task in state.tasks else ""
    if to not in return_targets(program, state, task):
        raise refused("no_such_step")
    place, scope = _place_of(program, state, name, to)
    modes = _modes(program, state, name, place)
    gone = (
        {place}
        if _mode(program, state, name, place, resubmit) == "straight"
        else _cancelled(program, state, place, scope, to)
    )
    all_gone = {key for key, token in state.tokens.items() if key in gone or _within(state, token, gone)}
    tasks = {key: one for key, one in state.tasks.items() if one.token and key != task}
    return ReturnPreview(
        tuple(key for key, one in tasks.items() if one.token in all_gone),
        tuple(key for key, one in tasks.items() if one.token not in all_gone),
        modes,
    )


def _return(step: Step, event: events.Return) -> None:
    token, _ = holder(step, event.task)
    step.task_for(event.task, event.by)
    step.node(step.state.tokens[token]).behaviour.permits_return(step, token, event)
    preview_return(step.program, step.state, event.task, event.to, event.resubmit)
    place, scope = _place_of(step.program, step.state, token, event.to)
    mode = _mode(step.program, step.state, token, place, event.resubmit)
    straight = mode == "straight"
    gone = {place} if straight else _cancelled(step.program, step.state, place, scope, event.to)
    node = step.state.tokens[place].node
    step.fact(
        "returned", token=token, node=step.state.tokens[token].node, task=event.task, by=event.by, to=event.to,
        resubmit=mode, comment=event.comment,
    )  # fmt: skip
    step.close_task(event.task, "returned", event.by, event.comment)
    moves.drop_all(step, sorted(gone, key=lambda name: int(name[1:])), "returned")
    done = step.state.steps_of(scope).get(event.to)
    people = list(done.by) if done is not None else []
    _forget(step, scope, {event.to} if straight else {event.to, *ahead(step.program, event.to)})
    data: dict[str, Any] = {"ask": people}
    if step.program.nodes[event.to].model.type == "start":
        people = [step.state.initiator] if step.state.initiator is not None else []
        data = {"person": step.state.initiator}
    if straight:
        moves.enter(step, event.to, scope, outcome="returned", by=event.by, data=data, back=node)
    else:
        moves.enter(step, event.to, scope, outcome="returned", by=event.by, data=data)
    step.tell(people, "returned", by=event.by, comment=event.comment)


def _forget(step: Step, scope: str, nodes: set[str]) -> None:
    known = [node for node in step.state.steps_of(scope) if node in nodes]
    if known:
        step.fact("forgotten", nodes=known, **({"scope": scope} if scope else {}))


def _places(state: State, name: str) -> list[tuple[str, str]]:
    """The token and those it stands inside of, each with its scope, from the inside out. A token that does one element
    of a repeated step stands for that step."""
    places = []
    current: str | None = name
    while current is not None:
        token = state.tokens[current]
        if not repeat.is_inner(state, token):
            places.append((current, token.scope))
        current = state.scopes[token.scope].owner if token.scope else None
    return places


def _place_of(program: Program, state: State, name: str, to: str) -> tuple[str, str]:
    for place, scope in _places(state, name):
        if program.nodes[to].parent == program.nodes[state.tokens[place].node].parent:
            return place, scope
    raise refused("no_such_step")


def _modes(program: Program, state: State, name: str, place: str) -> tuple[Mode, ...]:
    """Straight back there is no way into a scope that is gone, or into a race that is over."""
    wanted = getattr(program.nodes[state.tokens[name].node].model, "resubmit", "ask")
    possible: tuple[Mode, ...] = ("step_by_step", "straight")
    if name != place or state.tokens[place].race:
        possible = ("step_by_step",)
    return tuple(mode for mode in possible if wanted in ("ask", mode)) or ("step_by_step",)


def _mode(program: Program, state: State, name: str, place: str, asked: Mode) -> Mode:
    """The way of resubmission: what was asked for, unless the step leaves no choice. Refused:
    `straight_not_possible`."""
    modes = _modes(program, state, name, place)
    if asked in modes:
        return asked
    if getattr(program.nodes[state.tokens[name].node].model, "resubmit", "ask") == "ask":
        raise refused("straight_not_possible")
    return modes[0]


def _cancelled(program: Program, state: State, place: str, scope: str, to: str) -> set[str]:
    after = ahead(program, to) | {to}
    gone = {place}
    for name, token in state.tokens.items():
        if token.scope != scope or token.node not in after:
            continue
        if token.phase == "join" and token.came.partition("#")[0] not in after:
            continue
        gone.add(name)
    return gone


def _within(state: State, token: Token, gone: set[str]) -> bool:
    scope = token.scope
    while scope:
        owner = state.scopes[scope].owner
        if owner in gone:
            return True
        scope = state.tokens[owner].scope
    return False


def _take_back(step: Step, event: events.TakeBack) -> None:
    running(step)
    for name, token in step.state.tokens.items():
        if token.phase == "approval" and any(seat["task"] == event.task for seat in token.data["round"]):
            _approval(step, token.node).take_back(step, name, event)
            return
    undo = step.state.undos.get(event.task)
    if undo is None:
        step.task(event.task)  # open: nothing decided yet; unknown: refused
        raise refused("not_decided")
    node = undo["node"]
    behaviour = _approval(step, node)
    moves.drop_all(step, undo["tokens"], "taken_back")
    scope = undo.get("scope", "")
    _forget(step, scope, {node})
    name = moves.enter(step, node, scope, phase="approval", data=undo["data"])
    step.agenda.remove(name)
    behaviour.reopen(step, name, event, undo.get("was"))


def _approval(step: Step, node: str) -> ApprovalBehaviour:
    behaviour = step.program.nodes[node].behaviour
    if not isinstance(behaviour, ApprovalBehaviour):
        raise refused("verb_not_allowed")
    return behaviour


HANDLERS: dict[type[Any], Callable[[Step, Any], None]] = {events.Return: _return, events.TakeBack: _take_back}
