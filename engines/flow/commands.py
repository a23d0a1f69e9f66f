"""Commands of people that keep the flow where it is, or move it on: decide, transfer, signers, urge, comment, CC, read,
withdraw, hand over. (Return, resubmit and take back stand in `returning`.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines.flow import effects, events, moves
from engines.flow.nodes.start import StartBehaviour
from engines.flow.refusals import refused
from engines.flow.state import Task
from engines.flow.step import Step

_FREE = frozenset({"cc", "todo"})
"""Tasks that nobody waits for: they may outlive the instance."""


def running(step: Step) -> None:
    """Raises `not_running` unless the instance has begun and not ended."""
    if not step.state.running:
        raise refused("not_running")


def holder(step: Step, task: str) -> tuple[str, Task]:
    """The token of an open task and the task. Refused: see `Step.task`, and `not_running`."""
    found = step.task(task)
    if not found.token:
        raise refused("verb_not_allowed")
    running(step)
    return found.token, found


def _decide(step: Step, event: events.Decide) -> None:
    task = step.task_for(event.task, event.by)
    if task.kind in _FREE:
        if event.verb != "done" or task.kind != "todo":
            raise refused("verb_not_allowed")
        step.fact("decided", task=event.task, by=event.by, verb="done", comment=event.comment)
        step.close_task(event.task, "done", event.by, event.comment)
        return
    token, _ = holder(step, event.task)
    step.node(step.state.tokens[token]).behaviour.decide(step, token, event)


def _transfer(step: Step, event: events.Transfer) -> None:
    task = step.task(event.task)
    if task.person != event.by and not event.operator:
        raise refused("not_yours")
    told = {"task": event.task, "by": event.by, "to": event.to, "comment": event.comment}
    if event.to == task.person:
        raise refused("already_signer")
    if task.kind in _FREE:
        if task.kind == "cc" or event.delegate:
            raise refused("verb_not_allowed")
        step.fact("transferred", **told)
        step.change_task(event.task, person=event.to)
        return
    token, _ = holder(step, event.task)
    step.fact("delegated" if event.delegate else "transferred", token=token, **told)
    step.node(step.state.tokens[token]).behaviour.transfer(step, token, event)


def _add_signers(step: Step, event: events.AddSigners) -> None:
    token, _ = holder(step, event.task)
    step.fact(
        "signers_added", token=token, task=event.task, by=event.by, people=list(event.people), place=event.place,
        mode=event.mode, comment=event.comment,
    )  # fmt: skip
    step.node(step.state.tokens[token]).behaviour.add_signers(step, token, event)


def _remove_signer(step: Step, event: events.RemoveSigner) -> None:
    token, task = holder(step, event.task)
    step.fact("signer_removed", token=token, task=event.task, by=event.by, person=task.person, comment=event.comment)
    step.node(step.state.tokens[token]).behaviour.remove_signer(step, token, event)


def _withdraw(step: Step, event: events.Withdraw) -> None:
    running(step)
    if event.by != step.state.initiator:
        raise refused("not_initiator")
    allowed = step.program.flow.withdraw
    at_start = any(task.kind == "resubmit" and task.person == event.by for task in step.state.tasks.values())
    if allowed == "never" and not at_start:
        raise refused("withdraw_not_allowed")
    if allowed == "before_first_decision" and step.state.decided and not at_start:
        raise refused("withdraw_too_late")
    holders = [task.person for task in step.state.tasks.values() if task.token and task.person != event.by]
    step.fact("withdrawn", by=event.by, comment=event.comment)
    moves.finish(step, "withdrawn")
    step.tell(holders, "withdrawn", by=event.by, comment=event.comment)


def _urge(step: Step, event: events.Urge) -> None:
    running(step)
    tasks = step.state.tasks.items() if event.task is None else [(event.task, step.task(event.task))]
    open_tasks = [(name, task) for name, task in tasks if task.token and not task.waiting]
    if not open_tasks:
        raise refused("nobody_to_urge")
    step.fact("urged", by=event.by, comment=event.comment, tasks=[name for name, _ in open_tasks])
    for name, task in open_tasks:
        step.tell([task.person], "urged", token=task.token, task=name, by=event.by, comment=event.comment)


def _comment(step: Step, event: events.Comment) -> None:
    if not step.state.started_at:
        raise refused("not_running")
    step.fact("commented", by=event.by, comment=event.text, **({"task": event.task} if event.task else {}))


def _copy_to(step: Step, event: events.CopyTo) -> None:
    """Anybody may be told of it. The tasks belong to the step that the sender has before them (`node`), or to the
    start, which shows nobody more than their own grants do."""
    if not step.state.started_at:
        raise refused("not_running")
    if not event.people:
        raise refused("nobody_chosen")
    step.fact("copied", by=event.by, people=list(event.people), comment=event.comment)
    node = event.node if event.node in step.program.nodes else step.program.starts[""]
    for person in dict.fromkeys(event.people):
        name = step.task_id()
        step.fact("task_opened", task=name, node=node, person=person, task_kind="cc")
        step.effect(effects.OpenTask(name, "", node, person, "cc"))
    step.tell(event.people, "cc", by=event.by, comment=event.comment)


def _read(step: Step, event: events.Read) -> None:
    task = step.task_for(event.task, event.by)
    if task.kind != "cc":
        raise refused("verb_not_allowed")
    step.fact("read", task=event.task, by=event.by)
    step.close_task(event.task, "read", event.by)


def _hand_over(step: Step, event: events.HandOver) -> None:
    """Every open task of the person, in every phase; tasks that nobody waits for go along, CCs do not."""
    if event.person == event.to:
        return
    mine = [(name, task) for name, task in step.state.tasks.items() if task.person == event.person]
    mine = [(name, task) for name, task in mine if task.kind != "cc"]
    if not mine:
        return
    data: dict[str, Any] = {"person": event.person, "to": event.to, "tasks": [name for name, _ in mine]}
    step.fact("handed_over", **data, **({"by": event.by} if event.by else {}))
    for name, task in mine:
        if not task.token:
            step.change_task(name, person=event.to)
    for token in dict.fromkeys(task.token for _, task in mine if task.token):
        if token in step.state.tokens:
            step.node(step.state.tokens[token]).behaviour.hand_over(step, token, event.person, event.to)
    step.tell([event.to], "task", by=event.by)


def _resubmit(step: Step, event: events.Resubmit) -> None:
    token, task = holder(step, event.task)
    behaviour = step.node(step.state.tokens[token]).behaviour
    if task.kind != "resubmit" or not isinstance(behaviour, StartBehaviour):
        raise refused("verb_not_allowed")
    behaviour.resubmit(step, token, event)


HANDLERS: dict[type[Any], Callable[[Step, Any], None]] = {
    events.Decide: _decide, events.Transfer: _transfer, events.AddSigners: _add_signers,
    events.RemoveSigner: _remove_signer, events.Withdraw: _withdraw, events.Urge: _urge, events.Comment: _comment,
    events.CopyTo: _copy_to, events.Read: _read, events.HandOver: _hand_over, events.Resubmit: _resubmit,
}  # fmt: skip
