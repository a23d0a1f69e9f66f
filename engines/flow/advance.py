"""The engine's one function: what an event does to an instance.

`advance(program, state, event, now=…, world=…)` gives the new state, what the outside shall do, and the facts.
It never changes the state it was given, knows no clock and no database, and gives the same answer each time. A command
that can't be done raises `events.Refused`; an answer or a timer that nobody waits for any more changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from engines.flow import commands, events, joins, ladder, moves, operators, people, repeat, returning
from engines.flow.effects import Effect
from engines.flow.env import World
from engines.flow.facts import Fact
from engines.flow.migrate import migrate
from engines.flow.program import CompiledNode, Program
from engines.flow.refusals import refused
from engines.flow.scope import FlowEnv
from engines.flow.state import State, Token, pack
from engines.flow.step import Step, StepFailed
from engines.flow.variables import read_variable

__all__ = ["Advance", "Listens", "advance", "environment", "listens"]
MAX_VISITS = 100
"""How often one node may be entered within one event, per scope."""


@dataclass(slots=True)
class Advance:
    """The new state, the effects in the order in which they are to be performed, and the new rows of history."""

    state: State
    effects: list[Effect]
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Listens:
    """What an instance waits for besides its own timers and tasks: changes of its record, messages."""

    record: bool
    messages: frozenset[str]


def advance(program: Program, state: State, event: events.Event, *, now: datetime, world: World) -> Advance:
    """See the module. `now` is an aware instant."""
    step = Step(program, state.fork(), now, world)
    step.synchronous = isinstance(event, SYNCHRONOUS)
    _HANDLERS[type(event)](step, event)
    _run(step)
    return Advance(step.state, step.effects, step.facts)


def environment(program: Program, state: State, token: str, *, now: datetime, world: World) -> FlowEnv:
    """What a formula sees at a token: for conditions and templates that the platform evaluates."""
    return FlowEnv(program, state, token, now, world)


def listens(program: Program, state: State) -> Listens:
    """Whether RecordChanged can move the instance, and which messages can."""
    record, messages = False, set()
    for token in state.tokens.values():
        node = program.nodes[token.node]
        record = record or _hears_record(node, token)
        if token.phase == "message" and node.model.type == "wait" and node.model.message is not None:
            messages.add(node.model.message)
        if not repeat.is_inner(state, token):
            for boundary in node.boundaries:
                message = getattr(program.nodes[boundary].model, "message", None)
                if message is not None:
                    messages.add(message)
    return Listens(record, frozenset(messages))


def _run(step: Step) -> None:
    """Works off the agenda, then the joins, until nothing moves by itself."""
    visits: dict[tuple[str, str], int] = {}
    while True:
        while step.agenda:
            name = step.agenda.popleft()
            token = step.state.tokens.get(name)
            if token is None:
                continue
            place = (token.node, token.scope)
            visits[place] = visits.get(place, 0) + 1
            guarded(step, name, _spinning if visits[place] > MAX_VISITS else _enter)
        if not joins.fire_ready(step):
            return


def _enter(step: Step, name: str) -> None:
    token = step.state.tokens[name]
    node = step.node(token)
    inner = repeat.is_inner(step.state, token)
    if node.boundaries and not inner:
        ladder.watch(step, name)
    if node.each is not None and not inner:
        if not repeat.begin(step, name):
            moves.close_repeat(step, name)
        return
    node.behaviour.enter(step, name)


def _spinning(step: Step, name: str) -> None:
    raise StepFailed(
        "too_many_steps",
        "流程在此处空转:没有需要等待的步骤。",
        "The flow goes round in circles here without ever waiting.",
    )


def guarded(step: Step, name: str, hook: Callable[[Step, str], object]) -> None:
    """Calls a hook; a step that can't do its work fails, which an error boundary may catch."""
    try:
        hook(step, name)
    except StepFailed as failure:
        if name not in step.state.tokens:
            raise
        moves.fail(step, name, failure.code, failure.detail)


# life ------------------------------------------------------------------------------------------------


def _start(step: Step, event: events.Start) -> None:
    if step.state.started_at:
        raise refused("already_started")
    data: dict[str, Any] = {"at": step.now.isoformat()}
    if event.initiator is not None:
        data["by"] = event.initiator
    if event.chosen:
        data["chosen"] = {node: list(chosen) for node, chosen in event.chosen.items()}
    values = {
        variable.key: pack(read_variable(variable.key, variable.type, event.variables[variable.key]))
        for variable in step.program.flow.variables
        if variable.key in event.variables
    }
    if values:
        data["variables"] = values
    step.fact("started", **data)
    moves.enter(step, step.program.starts[""])


def _timer(step: Step, event: events.TimerFired) -> None:
    if event.timer not in step.state.timers:
        return
    name, _, purpose = event.timer.partition(".")
    step.fact("timer_gone", timer=event.timer, fired=True)
    behaviour = step.node(step.state.tokens[name]).behaviour
    if purpose.startswith("b."):
        guarded(step, name, lambda step, name: ladder.ring(step, name, purpose))
    else:
        guarded(step, name, lambda step, name: behaviour.timer(step, name, purpose))


def _message(step: Step, event: events.MessageArrived) -> None:
    for name, token in list(step.state.tokens.items()):
        if name not in step.state.tokens or repeat.is_inner(step.state, token):
            continue
        node = step.node(token)
        for boundary in node.boundaries:
            if name in step.state.tokens and getattr(step.program.nodes[boundary].model, "message", 0) == event.message:
                ladder.strike(step, name, boundary, "message")
        if token.phase == "message" and name in step.state.tokens:
            guarded(step, name, partial(node.behaviour.message, event=event))


def _record_changed(step: Step, event: events.RecordChanged) -> None:
    for name, token in list(step.state.tokens.items()):
        if name in step.state.tokens and _hears_record(step.node(token), token):
            guarded(step, name, step.node(token).behaviour.record_changed)


def _hears_record(node: CompiledNode, token: Token) -> bool:
    """Whether a change of the record may matter at a token."""
    return token.phase in ("condition", "date", "nobody") or (
        token.phase in ("approval", "fill") and ladder.can_pause(node)
    )


def _child_done(step: Step, event: events.ChildDone) -> None:
    token = step.state.tokens.get(event.token)
    if token is not None and token.phase == "children":
        behaviour = step.node(token).behaviour
        guarded(step, event.token, lambda step, name: behaviour.child_done(step, name, event))


# answers ---------------------------------------------------------------------------------------------


def _resolved(step: Step, event: events.Resolved) -> None:
    token = step.state.tokens.get(event.token)
    if token is None:
        return
    behaviour = step.node(token).behaviour
    if event.request.startswith(people.LADDER):
        if token.phase in ("approval", "fill"):
            guarded(step, event.token, lambda step, name: ladder.resolved(step, name, event))
    elif token.phase == "people":
        guarded(step, event.token, lambda step, name: behaviour.resolved(step, name, event))


def _written(step: Step, event: events.Written) -> None:
    token = step.state.tokens.get(event.token)
    if token is not None and token.phase == "writing":
        behaviour = step.node(token).behaviour
        guarded(step, event.token, lambda step, name: behaviour.written(step, name, event))


def _found(step: Step, event: events.Found) -> None:
    token = step.state.tokens.get(event.token)
    if token is not None and token.phase == "finding":
        behaviour = step.node(token).behaviour
        guarded(step, event.token, lambda step, name: behaviour.found(step, name, event))


def _called(step: Step, event: events.Called) -> None:
    token = step.state.tokens.get(event.token)
    if token is not None and token.phase == "called":
        behaviour = step.node(token).behaviour
        guarded(step, event.token, lambda step, name: behaviour.called(step, name, event))


def _failed(step: Step, event: events.Failed) -> None:
    token = step.state.tokens.get(event.token)
    if token is None or token.phase not in _ASKING:
        return
    if not step.node(token).behaviour.failed(step, event.token, event):
        moves.fail(step, event.token, event.code, event.detail, unknown=event.unknown)


def _listed(step: Step, event: events.Listed) -> None:
    """Lists are formulas of the record, which the engine evaluates itself: nothing waits for this."""


_ASKING = frozenset({"people", "writing", "finding", "called", "children"})
"""Phases in which an effect can fail."""
SYNCHRONOUS = (events.Resolved, events.Written, events.Found, events.Listed)
"""Answers within the same transaction: a chain of them counts as one run (see `moves.leave`)."""
_HANDLERS: dict[type[Any], Callable[[Step, Any], None]] = {
    events.Start: _start, events.TimerFired: _timer, events.MessageArrived: _message,
    events.RecordChanged: _record_changed, events.ChildDone: _child_done, events.Resolved: _resolved,
    events.Written: _written, events.Found: _found, events.Listed: _listed, events.Called: _called,
    events.Failed: _failed, events.Migrate: migrate,
    **commands.HANDLERS, **returning.HANDLERS, **operators.HANDLERS,
}  # fmt: skip
