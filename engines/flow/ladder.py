"""What time does to an open step: the rungs of its SLA ladder and the timers of its boundaries (R62).

Timers: `s<rung>` and `s<rung>.<n>` for reminders that repeat, `b.<boundary>` and `b.<boundary>.<n>`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engines.flow import effects, moves, people
from engines.flow.durations import after, resumed
from engines.flow.events import Resolved
from engines.flow.step import Step, StepFailed

if TYPE_CHECKING:
    from engines.flow.nodes.base import SlaStep
    from engines.flow.program import CompiledNode
    from engines.flow.state import Token

_ACTING = frozenset({"escalate", "transfer", "approve", "reject", "submit"})


def _rungs(node: CompiledNode) -> tuple[SlaStep, ...]:
    model = node.model
    assert model.type == "approval" or model.type == "fill", "only steps of people have a ladder"
    return model.sla


def begin(step: Step, token: str) -> None:
    """The step has opened: its rungs are counted from now. Those that act are deadlines; without any, the last one."""
    sla = _rungs(step.node(step.state.tokens[token]))
    due = {f"s{index}": after(step.now, rung.after, step.world) for index, rung in enumerate(sla)}
    if due and _stands_still(step, token):
        _stop(step, token, due)
    else:
        _set(step, token, due)


def _set(step: Step, token: str, due: Mapping[str, datetime]) -> None:
    sla = _rungs(step.node(step.state.tokens[token]))
    acting = [index for index, rung in enumerate(sla) if rung.do in _ACTING] or [len(sla) - 1]
    deadlines = {f"s{index}" for index in acting}
    for purpose, instant in due.items():
        step.set_timer(token, purpose, instant, deadline=purpose in deadlines)


def fire(step: Step, token: str, purpose: str) -> None:
    """A rung has come due."""
    first, _, times = purpose.removeprefix("s").partition(".")
    index = int(first)
    node = step.node(step.state.tokens[token])
    sla = _rungs(node)
    if index >= len(sla):
        return
    if _stands_still(step, token):  # the timer was faster than the word that the record has changed
        _stop(step, token, {purpose: step.now, **_running(step, token)})
        return
    rung = sla[index]
    step.fact("sla", token=token, node=node.id, rung=index, do=rung.do)
    try:
        _act(step, token, index, rung, int(times or 0))
    except StepFailed as failure:  # a rung that can't find its people doesn't take the step from those who have it
        step.fact("sla", token=token, node=node.id, rung=index, do=rung.do, code=failure.code)


def _act(step: Step, token: str, index: int, rung: SlaStep, times: int) -> None:
    if rung.do == "remind":
        _remind(step, token, index, rung, times)
    elif rung.do in ("notify", "escalate", "transfer"):
        people.ask(step, token, rung.to, f"{people.LADDER}{index}")
    else:
        step.node(step.state.tokens[token]).behaviour.conclude(step, token, rung.do)


def _remind(step: Step, token: str, index: int, rung: SlaStep, times: int) -> None:
    for name, task in step.tasks_of(token):
        if not task.waiting:
            step.tell([task.person], "reminder", token=token, task=name, text=texts(rung.message))
    if rung.every is not None and times < rung.repeat:
        step.set_timer(token, f"s{index}.{times + 1}", after(step.now, rung.every, step.world))


def resolved(step: Step, token: str, event: Resolved) -> None:
    """The people of a rung are known."""
    node = step.node(step.state.tokens[token])
    rung = _rungs(node)[int(event.request.removeprefix(people.LADDER))]
    step.tell(event.people, "escalated", token=token, text=texts(rung.message))
    if rung.do != "notify" and event.people:
        node.behaviour.escalate(step, token, event.people, instead=rung.do == "transfer")


def texts(label: Any) -> dict[str, str] | None:
    """A label as texts by language."""
    if not label:
        return None
    return dict(label) if isinstance(label, dict) else {"zh-CN": label, "en": label}


# pauses ----------------------------------------------------------------------------------------------


def can_pause(node: CompiledNode) -> bool:
    """Whether the step has a ladder that may stand still."""
    model = node.model
    return (model.type == "approval" or model.type == "fill") and model.sla_pause is not None and bool(model.sla)


def is_paused(token: Token) -> bool:
    """Whether the ladder of a token stands still."""
    return token.phase in ("approval", "fill") and bool(token.data) and "paused" in token.data


def look(step: Step, token: str) -> None:
    """The record has changed: the ladder may stop now, or go on. What stops keeps when it would have been due; going
    on, that moves by the working time of the pause (by all of it where a rung counts elapsed time)."""
    paused, still = is_paused(step.state.tokens[token]), _stands_still(step, token)
    if still and not paused:
        _stop(step, token, _running(step, token))
    elif paused and not still:
        _go_on(step, token)


def _stands_still(step: Step, token: str) -> bool:
    """Whether the condition holds. One that gives an error stops nothing: deadlines are kept, and it is told."""
    node = step.node(step.state.tokens[token])
    if not can_pause(node):
        return False
    try:
        return step.value(token, "sla_pause") is True
    except StepFailed as failure:
        step.fact("sla", token=token, node=node.id, do="pause", code=failure.code)
        return False


def _running(step: Step, token: str) -> dict[str, datetime]:
    """The timers of the ladder and when they are due. Documents of version 2 didn't know: counted from now."""
    sla = _rungs(step.node(step.state.tokens[token]))
    prefix = f"{token}.s"
    found = {}
    for timer, due in step.state.timers.items():
        if timer.startswith(prefix):
            purpose = timer.removeprefix(f"{token}.")
            text = _length(sla, purpose)
            found[purpose] = datetime.fromisoformat(due) if due else after(step.now, text, step.world)
    return found


def _length(sla: Sequence[SlaStep], purpose: str) -> str:
    """The duration that a timer of the ladder measures."""
    first, _, times = purpose.removeprefix("s").partition(".")
    rung = sla[int(first)]
    return rung.every if times and rung.every is not None else rung.after


def _stop(step: Step, token: str, due: Mapping[str, datetime]) -> None:
    for purpose in due:
        if f"{token}.{purpose}" in step.state.timers:
            step.cancel_timer(f"{token}.{purpose}")
    node = step.state.tokens[token].node
    kept = {purpose: instant.isoformat() for purpose, instant in due.items()}
    step.fact("sla_paused", token=token, node=node, at=step.now.isoformat(), due=kept)
    step.effect(effects.PauseTasks(token, True))


def _go_on(step: Step, token: str) -> None:
    here = step.state.tokens[token]
    stopped = here.data["paused"]
    stop = datetime.fromisoformat(stopped["at"])
    sla = _rungs(step.node(here))
    step.fact("sla_resumed", token=token, node=here.node)
    step.effect(effects.PauseTasks(token, False))
    due = {}
    for purpose, text in stopped["due"].items():
        if int(purpose.removeprefix("s").partition(".")[0]) < len(sla):  # else another version has no such rung
            old = datetime.fromisoformat(text)
            due[purpose] = resumed(old, _length(sla, purpose), stop, step.now, step.world)
    _set(step, token, due)


# boundaries ------------------------------------------------------------------------------------------


def watch(step: Step, token: str) -> None:
    """A token has come to a step with boundaries: their timers start."""
    for boundary in step.node(step.state.tokens[token]).boundaries:
        model = step.program.nodes[boundary].model
        if model.type == "boundary" and model.after is not None:
            step.set_timer(token, f"b.{boundary}", after(step.now, model.after, step.world))


def ring(step: Step, token: str, purpose: str) -> None:
    """The timer of a boundary has come due."""
    _, boundary, *times = purpose.split(".")
    if boundary not in step.program.nodes:
        return
    model = step.program.nodes[boundary].model
    assert model.type == "boundary"
    count = int(times[0]) if times else 0
    if not model.interrupt and count < model.repeat and model.after is not None:
        step.set_timer(token, f"b.{boundary}.{count + 1}", after(step.now, model.after, step.world))
    strike(step, token, boundary, "timer")


def strike(step: Step, token: str, boundary: str, why: str) -> None:
    """A boundary event happens: the step is withdrawn, or a second token sets out."""
    model = step.program.nodes[boundary].model
    assert model.type == "boundary"
    if model.interrupt:
        moves.interrupt(step, token, boundary, why)
        return
    here = step.state.tokens[token]
    step.fact("boundary", token=token, node=here.node, boundary=boundary, catch=why)
    moves.enter(step, boundary, here.scope, like=here)
