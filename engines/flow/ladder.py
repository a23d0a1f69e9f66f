"""What time does to an open step: the rungs of its SLA ladder and the timers of its boundaries (R62).

Timers: `s<rung>` and `s<rung>.<n>` for reminders that repeat, `b.<boundary>` and `b.<boundary>.<n>`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engines.flow import moves, people
from engines.flow.durations import after
from engines.flow.events import Resolved
from engines.flow.step import Step, StepFailed

if TYPE_CHECKING:
    from engines.flow.nodes.base import SlaStep
    from engines.flow.program import CompiledNode

_ACTING = frozenset({"escalate", "transfer", "approve", "reject", "submit"})


def _rungs(node: CompiledNode) -> tuple[SlaStep, ...]:
    model = node.model
    assert model.type == "approval" or model.type == "fill", "only steps of people have a ladder"
    return model.sla


def begin(step: Step, token: str) -> None:
    """The step has opened: its rungs are counted from now. Those that act are deadlines; without any, the last one."""
    sla = _rungs(step.node(step.state.tokens[token]))
    acting = [index for index, rung in enumerate(sla) if rung.do in _ACTING] or [len(sla) - 1]
    for index, rung in enumerate(sla):
        due = after(step.now, rung.after, step.world)
        step.set_timer(token, f"s{index}", due, deadline=index in acting)


def fire(step: Step, token: str, purpose: str) -> None:
    """A rung has come due."""
    first, _, times = purpose.removeprefix("s").partition(".")
    index = int(first)
    node = step.node(step.state.tokens[token])
    sla = _rungs(node)
    if index >= len(sla):
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
