"""What people do with their to-dos: each a transaction of its own, refused with a 409 when somebody was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from dougong.apps.rights import access_of
from dougong.audit.service import record as audit
from dougong.flows import inbox, people, rows
from dougong.flows.hooks import hooks
from dougong.flows.models import flow_task
from dougong.flows.running import Running, causing
from dougong.flows.step_rights import fields_of, lends, require_filled, save, save_as_owner
from dougong.flows.store import Stand, carry_out, look_at, open_instance, refused
from dougong.flows.task_detail import not_found
from dougong.flows.timeline import Document
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Invalid, NotAllowed, TooMany, say
from dougong.kit.web import Actor
from dougong.messaging import live
from dougong.records.repository import Repository
from dougong.records.work import Work
from engines.flow import events
from engines.flow.events import Event, Refused

URGE_EVERY = timedelta(minutes=10)
_YES = frozenset({"approve", "submit"})
_t = flow_task.c


@dataclass(frozen=True)
class Click:
    """Who does something, and the key under which a repeat of the same click is known."""

    actor: Actor
    language: str
    key: str | None = None


Build = Callable[[str, str], Event]
"""(the task's id inside its instance, who) → what the engine is told."""


def decide(
    tx: Transaction,
    click: Click,
    task_id: str,
    verb: Any,
    comment: str,
    chosen: tuple[str, ...],
    changes: Mapping[str, Any] | None,
) -> Document:
    """Approve, reject, submit or done; changes of the record go along, in the same transaction."""

    def before(run: Running, row: Row[Any]) -> None:
        _save(tx, run, row, click.actor, changes or {}, yes=verb in _YES)

    _require_people(tx, chosen)
    return _do(tx, click, task_id, verb, lambda task, by: events.Decide(task, by, verb, comment, chosen), before)


def resubmit(tx: Transaction, click: Click, task_id: str, comment: str, changes: Mapping[str, Any] | None) -> Document:
    """The initiator sends it on again, the record changed under their own grants."""

    def before(run: Running, row: Row[Any]) -> None:
        if changes and row.record_id is not None and row.form in run.loaded.app.forms:
            access = access_of(tx, click.actor, run.loaded.app)
            work = Work(tx, run.loaded.app, click.actor, access, "flow", hooks.listeners)
            with causing(tx, run.caused()):
                save_as_owner(work, row.form, row.record_id, changes)

    return _do(tx, click, task_id, "resubmit", lambda task, by: events.Resubmit(task, by, comment), before)


def send_back(tx: Transaction, click: Click, task_id: str, to: str, resubmit: Any, comment: str) -> Document:
    """Back to an earlier step."""
    return _do(tx, click, task_id, "return", lambda task, by: events.Return(task, by, to, resubmit, comment))


def give(tx: Transaction, click: Click, task_id: str, to: str, comment: str, *, delegate: bool) -> Document:
    """To another person, for good (transfer) or for their word (delegate)."""
    _require_people(tx, (to,))
    verb = "delegate" if delegate else "transfer"
    return _do(tx, click, task_id, verb, lambda task, by: events.Transfer(task, by, to, delegate, comment))


def add_signers(
    tx: Transaction, click: Click, task_id: str, who: tuple[str, ...], place: Any, mode: Any, comment: str
) -> Document:
    """More people sign before or after me."""
    _require_people(tx, who)
    return _do(
        tx, click, task_id, f"add_{place}", lambda task, by: events.AddSigners(task, by, who, place, mode, comment)
    )


def remove_signer(tx: Transaction, click: Click, task_id: str, comment: str) -> Document:
    """Takes off a signer that I have added; `task_id` is theirs."""
    return _do(
        tx, click, task_id, "remove_signer", lambda task, by: events.RemoveSigner(task, by, comment), of_others=True
    )


def take_back(tx: Transaction, click: Click, task_id: str, comment: str) -> Document:
    """Undoes my own decision, while nothing behind it has happened."""
    return _do(tx, click, task_id, "take_back", lambda task, by: events.TakeBack(task, by, comment), closed=True)


def urge(tx: Transaction, click: Click, task_id: str, comment: str) -> Document:
    """Reminds those who have it now."""

    def before(run: Running, row: Row[Any]) -> None:
        note_urge(tx, run.id)

    return _do(tx, click, task_id, "urge", lambda task, by: events.Urge(by, None, comment), before, closed=True)


def comment(tx: Transaction, click: Click, task_id: str, text: str) -> Document:
    """A word that moves nothing."""
    return _do(tx, click, task_id, "comment", lambda task, by: events.Comment(by, text, task), closed=True)


def copy_to(tx: Transaction, click: Click, task_id: str, who: tuple[str, ...], comment_: str) -> Document:
    """More people are shown the record."""
    _require_people(tx, who)
    row = inbox.one(tx, task_id)
    node = _shown_by(tx, row) if row is not None and row.person == click.actor.person_id else None
    return _do(tx, click, task_id, "cc", lambda task, by: events.CopyTo(by, who, comment_, node), closed=True)


def _shown_by(tx: Transaction, row: Row[Any]) -> str | None:
    """The step whose view of the instance's record a to-do lends, and so a copy made of it; None when it lends none."""
    run = look_at(tx, row.instance_id)
    own = (row.form, row.record_id) == (run.row["form"], run.row["record_id"])
    return row.node if own and lends(row.kind, row.status, run.node(row.node)) else None


def read(tx: Transaction, click: Click, task_id: str) -> Document:
    """A copy was read."""
    return _do(tx, click, task_id, "read", events.Read)


def _do(
    tx: Transaction,
    click: Click,
    task_id: str,
    verb: str,
    build: Build,
    before: Callable[[Running, Row[Any]], None] | None = None,
    *,
    of_others: bool = False,
    closed: bool = False,
) -> Document:
    """Lock, look, save, advance. `of_others`: the task is another person's. `closed`: it may be over."""
    actor = click.actor
    row = inbox.one(tx, task_id)
    if row is None or not _concerns(tx, actor, row, of_others=of_others):
        raise not_found()
    if not actor.token_allows("update", row.app):
        raise NotAllowed(say("令牌不允许此操作。", "The token does not allow this."))
    run = open_instance(tx, row.instance_id)
    if click.key is not None and not rows.first_time(tx, run.id, f"click:{actor.person_id}:{click.key}"):
        return _answer(tx, click, task_id, Stand(run.id, run.row["status"], run.row["result"], repeated=True))
    row = inbox.one(tx, task_id)  # as it is now that nobody else can change it
    if row is None or not _concerns(tx, actor, row, of_others=of_others):
        raise not_found()
    if row.status != "open" and not closed:
        raise task_closed()
    _require_verb(run, row, verb)
    if before is not None:
        before(run, row)
    event = build(row.task, actor.person_id)
    try:
        stand = carry_out(run, event)
    except Refused as error:
        raise refused(error) from error
    target = f"{row.app}/{row.form}/{row.record_id}" if row.record_id else f"{row.app}/flow:{run.id}"
    detail = {"task": task_id, "instance": run.id, "flow": run.loaded.flow.key, "node": row.node}
    audit(tx, actor, f"task.{verb}", target, detail, app=row.app)
    return _answer(tx, click, task_id, stand)


def _concerns(tx: Transaction, actor: Actor, row: Row[Any], *, of_others: bool) -> bool:
    """The task is the caller's, or (taking off signers) one of an instance in which they have a task themselves."""
    if row.person == actor.person_id:
        return True
    mine = (_t.instance_id == row.instance_id, _t.person == actor.person_id)
    return of_others and tx.execute(select(_t.id).where(*mine).limit(1)).first() is not None


def task_closed() -> Conflict:
    """Somebody, or the clock, was faster."""
    return Conflict(say("此待办已被处理。", "This to-do has been dealt with already."), "task_closed")


def _require_verb(run: Running, row: Row[Any], verb: str) -> None:
    """A step may forbid verbs; the engine itself refuses most of them, words and copies are ours to look at."""
    node = run.node(row.node)
    free = verb in ("comment", "cc", "urge") and row.kind == "approval"
    if free and verb not in getattr(node, "verbs", (verb,)):
        raise Conflict(say("此步骤不允许这样做。", "This step does not allow that."), "verb_not_allowed")


def _save(tx: Transaction, run: Running, row: Row[Any], actor: Actor, changes: Mapping[str, Any], *, yes: bool) -> None:
    app = run.loaded.app
    if row.record_id is None or row.form not in app.forms:
        if changes:
            raise Invalid(say("此待办没有可修改的数据。", "There is no record to change here."), "no_record")
        return
    node = run.node(row.node)
    with causing(tx, run.caused()):
        save(tx, app, actor, row.form, row.record_id, node, changes)
    fields = fields_of(node)
    if yes and any(right == "require" for right in fields.values()):
        run.forget_record()
        if row.record_id == run.row["record_id"] and row.form == run.row["form"]:
            values = run.record.values
        else:
            values = _values(tx, run, row)
        require_filled(app, row.form, fields, values)


def _values(tx: Transaction, run: Running, row: Row[Any]) -> Mapping[str, Any]:
    """Of another record than the flow's own."""
    found = Repository(tx, run.loaded.app.tables, row.form).get(row.record_id)
    return {} if found is None else found.values


def note_urge(tx: Transaction, instance_id: str) -> None:
    """At most one urging per instance in ten minutes; shown on the tasks it was about."""
    here = (_t.instance_id == instance_id, _t.status == "open")
    last = tx.execute(select(_t.urged_at).where(*here, _t.urged_at > tx.now - URGE_EVERY).limit(1)).first()
    if last is not None:
        wait = (last.urged_at + URGE_EVERY - tx.now).total_seconds()
        raise TooMany(
            say("刚刚催办过，请稍后再试。", "They were reminded only just now; try again later."),
            headers={"Retry-After": str(int(wait) + 1)},
        )
    tx.execute(update(flow_task).where(*here, _t.waiting.is_(False), _t.kind != "cc").values(urged_at=tx.now))


def _require_people(tx: Transaction, ids: tuple[str, ...]) -> None:
    if set(people.active(tx, ids)) != set(ids):
        raise Invalid(say("有的人员不存在或已停用。", "Some people do not exist or are not active."), "people_unknown")


def _answer(tx: Transaction, click: Click, task_id: str, stand: Stand) -> Document:
    row = inbox.one(tx, task_id)
    shown = inbox.documents(tx, click.actor, [row], click.language) if row is not None else [None]
    live.touch(tx, {click.actor.person_id}, live.TASKS)
    return {
        "task": shown[0],
        "instance": {"id": stand.instance_id, "status": stand.status, "result": stand.result},
    }
