"""What the engine asks for is done here: one `match`, in order, inside the transaction of the step.

Questions are answered at once (`Resolve`, `ListItems`, `Write`, `Find`, `MakeAddress`: their answers are the events
that are given back); rows of the platform are gathered in the `Running` and written together at the end of the step;
whatever leaves the product becomes a row of the outbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select

from dougong.flows import addresses, calls, people, rows, titles, writes
from dougong.flows.assignees import Asked, answer
from dougong.flows.hooks import hooks
from dougong.flows.models import flow_timer
from dougong.flows.running import Row, Running
from dougong.kit.fixed import Fixed
from dougong.kit.ids import new_id
from dougong.kit.types import Id
from engines.flow import effects
from engines.flow.assignees import Assignee, Chosen, LeastLoaded, RoundRobin, RuleTable
from engines.flow.effects import Effect
from engines.flow.events import Event, Resolved
from engines.flow.ladder import is_paused
from engines.flow.people import FALLBACK
from engines.flow.state import State
from engines.formula import ErrorValue

_m = flow_timer.c
_DEADLINES = Fixed(
    select(_m.token, func.min(_m.due_at).label("due_at"))
    .where(_m.instance_id == bindparam("instance", type_=Id()), _m.deadline)
    .group_by(_m.token)
)


def all_of(run: Running, asked: Sequence[Effect]) -> Iterable[Event]:
    """Does everything; gives back the answers to what was asked, in order."""
    answers: list[Event] = []
    for effect in asked:
        found = _one(run, effect)
        if found is not None:
            answers.append(found)
    return answers


def _one(run: Running, effect: Effect) -> Event | None:  # noqa: C901 - one line per effect
    match effect:
        case effects.Resolve():
            return resolve(run, effect)
        case effects.ListItems():
            return writes.list_items(run, effect)
        case effects.Write():
            run.stand()
            return writes.write(run, effect)
        case effects.Find():
            return writes.find(run, effect)
        case effects.MakeAddress():
            return addresses.make(run, effect)
        case effects.OpenTask():
            _open_task(run, effect)
        case effects.ChangeTask():
            _change_task(run, effect)
        case effects.CloseTask():
            _close_task(run, effect)
        case effects.PauseTasks(token, paused):
            run.paused[token] = paused
            run.touched.update(task.person for task in run.state.tasks.values() if task.token == token)
        case effects.SetTimer():
            run.timers[effect.timer] = _timer(run, effect)
        case effects.CancelTimer():
            run.timers[effect.timer] = None
        case effects.EndInstance():
            _end(run, effect.result)
        case effects.ReleaseGate(pass_=passes):
            if hooks.release is not None:
                run.stand()
                hooks.release(run, passes)
                run.forget_record()
        case effects.Notice():
            if hooks.notice is not None:
                hooks.notice(run, effect)
        case effects.Send():
            if hooks.send is not None:
                hooks.send(run, effect)
        case _:
            calls.post(run, effect)
    return None


def resolve(run: Running, effect: effects.Resolve, *, dry: bool = False) -> Resolved:
    """The people of a step. `dry`: nobody's turn is used up (dry runs)."""
    if effect.request == FALLBACK and not effect.assignees:
        return Resolved(effect.token, tuple(people.builders(run.tx, run.app)), effect.request)
    if run.closed and any(_counts_tasks(each) for each in effect.assignees):
        run.stand()
    env = run.env(effect.token)
    formulas = run.loaded.program.nodes[effect.node].formulas

    def field(path: str) -> Any:
        try:
            value = env.get(tuple(path.split(".")))
        except KeyError:  # no such field any more: nobody
            return None
        return None if isinstance(value, ErrorValue) else value

    def holds(text: str) -> bool:
        closure = formulas.get(f"table:{text}")
        return closure is not None and closure(env) is True

    return answer(Asked(run.tx, run.app, run.row["flow_id"], effect, field, holds, dry))


def _counts_tasks(assignee: Assignee) -> bool:
    """Somewhere in it the least loaded of some people is wanted."""
    match assignee:
        case LeastLoaded():
            return True
        case RoundRobin(round_robin=pool):
            return any(map(_counts_tasks, pool))
        case Chosen(among=pool):
            return any(map(_counts_tasks, pool))
        case RuleTable(table=table, otherwise=otherwise):
            return any(_counts_tasks(each) for row in table for each in row.assignees) or any(
                map(_counts_tasks, otherwise)
            )
        case _:
            return False


def _open_task(run: Running, effect: effects.OpenTask) -> None:
    node = run.node(effect.node)
    row = run.row
    own = effect.record is None or effect.record == row["record_id"]
    run.opened[effect.task] = {
        "id": new_id(),
        "instance_id": run.id,
        "task": effect.task,
        "token": effect.token,
        "node": effect.node,
        "label": node.label or None if node is not None else None,
        "person": effect.person,
        "kind": effect.kind,
        "status": "open",
        "waiting": effect.waiting,
        "standing_in": effect.standing_in,
        "of": effect.of,
        "item": _as_json(effect.item),
        "app": run.app,
        "flow_id": row["flow_id"],
        "form": row["form"] if own else writes.form_of_step(run, effect.node),
        "record_id": effect.record or row["record_id"],
        "title": titles.of_task(run, effect.kind, node, own=own),
        "due_at": None,
        "paused": False,
        "opened_at": run.tx.now,
        "urged_at": None,
        "closed_at": None,
        "closed_by": None,
        "comment": None,
    }
    run.touched.add(effect.person)


def _as_json(item: Any) -> Any:
    return item if item is None or isinstance(item, (str, bool)) else str(item)


def _change_task(run: Running, effect: effects.ChangeTask) -> None:
    _touch_holder(run, effect.task)
    if effect.person is not None:
        run.touched.add(effect.person)
    new = run.opened.get(effect.task)
    if new is None:
        rows.change_task(run.tx, run.id, effect.task, effect.waiting, effect.person)
        return
    if effect.waiting is not None:
        new["waiting"] = effect.waiting
    if effect.person is not None:
        new["person"] = effect.person


def _close_task(run: Running, effect: effects.CloseTask) -> None:
    closed = {
        "status": effect.status,
        "waiting": False,
        "closed_at": run.tx.now,
        "closed_by": effect.by,
        "comment": effect.comment or None,
    }
    new = run.opened.get(effect.task)
    if new is not None:
        new.update(closed)
        return
    run.closed[effect.task] = closed
    holder = run.holders.get(effect.task)
    if holder is not None:
        run.touched.add(holder)


def _touch_holder(run: Running, task: str) -> None:
    holder = run.state.tasks.get(task)
    if holder is not None:
        run.touched.add(holder.person)
    if task in run.opened:
        run.touched.add(run.opened[task]["person"])


def _timer(run: Running, effect: effects.SetTimer) -> Row:
    return {
        "instance_id": run.id,
        "timer": effect.timer,
        "token": effect.token,
        "due_at": effect.due,
        "deadline": effect.deadline,
    }


def _end(run: Running, result: str) -> None:
    run.result = result
    parent = run.row["parent_id"]
    if parent is not None and run.row["parent_token"] is not None:
        body = {"parent": parent, "token": run.row["parent_token"], "child": run.row["parent_key"], "result": result}
        run.post("child_done", "child_done", body)
    if hooks.ended is not None:
        hooks.ended(run, result)


def count_down(run: Running, before: State) -> None:
    """New to-dos get the countdown of their token."""
    if not run.opened:
        return
    due = {timer["token"]: timer["due_at"] for timer in _deadlines(run)}
    waits = {task["token"] for task in run.opened.values()} - due.keys()
    if any(timer.partition(".")[0] in waits for timer in before.timers):
        due = {row[0]: row[1] for row in _DEADLINES.rows(run.tx, {"instance": run.id})} | due
    for task in run.opened.values():
        if task["kind"] != "cc":
            task["due_at"] = due.get(task["token"])
            here = run.state.tokens.get(task["token"])
            task["paused"] = here is not None and is_paused(here)


def write_timers(run: Running, before: State, *, ended: bool) -> None:
    """Timers that were set and cancelled, countdowns that stand still; none is left when the instance has ended."""
    if ended:
        if before.timers:
            rows.delete_timers(run.tx, run.id)
        return
    for name, timer in run.timers.items():
        if timer is None:
            rows.delete_timer(run.tx, run.id, name)
    rows.set_timers(run.tx, [timer for timer in run.timers.values() if timer is not None])
    for token, paused in run.paused.items():
        rows.set_paused(run.tx, run.id, token, paused)
    for timer in _deadlines(run):
        rows.set_due(run.tx, run.id, timer["token"], timer["due_at"])


def _deadlines(run: Running) -> list[Row]:
    """Per token the first of the deadlines that this step has set."""
    found: dict[str, Row] = {}
    for timer in run.timers.values():
        if timer is None or not timer["deadline"] or timer["token"] is None:
            continue
        known = found.get(timer["token"])
        if known is None or timer["due_at"] < known["due_at"]:
            found[timer["token"]] = timer
    return list(found.values())
