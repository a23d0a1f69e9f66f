"""What operators (who may design the app) do with instances and with what could not be sent; all of it audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Row, select

from dougong.audit.service import record as audit
from dougong.flows import inbox, instances, people, relay
from dougong.flows.models import flow_instance, flow_outbox
from dougong.flows.store import Stand, ask_relay, execute, look_at, refused
from dougong.flows.task_commands import note_urge, task_closed
from dougong.flows.task_detail import not_found as no_task
from dougong.flows.timeline import Document, node_document
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Problem, restored, say
from dougong.kit.ids import is_id
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from engines.flow import events
from engines.flow.events import Event, Refused

Act = Literal["retry", "skip", "cancel"]
MOST_OUTGOING = 200
_i, _o = flow_instance.c, flow_outbox.c


def require_operator(tx: Transaction, actor: Actor, instance_id: str) -> Row[Any]:
    """The instance for who may design its app; 404 for everybody else."""
    row = tx.execute(instances.rows_of(_i.id == instance_id)).first() if is_id(instance_id) else None
    if row is None or not instances.operates(tx, actor, row.app):
        raise instances.not_found()
    return row


def act(tx: Transaction, actor: Actor, row: Row[Any], event: Event, verb: str, detail: Mapping[str, Any]) -> Stand:
    """Carries out a command on an instance, and notes it in the audit log."""
    try:
        stand = execute(tx, row.id, event)
    except Refused as error:
        raise refused(error) from error
    told = {"flow": row.flow_key, "record": row.record_id, **{key: value for key, value in detail.items() if value}}
    audit(tx, actor, f"flow_instance.{verb}", f"{row.app}/flow:{row.id}", told, app=row.app)
    return stand


def _to_act_on(tx: Transaction, actor: Actor, instance_id: str) -> Row[Any]:
    """The instance for somebody who sees it; a token must let its owner change things."""
    row = instances.visible(tx, actor, instance_id)
    if not actor.token_allows("update", row.app):
        raise NotAllowed(say("令牌不允许此操作。", "The token does not allow this."))
    return row


def withdraw(tx: Transaction, actor: Actor, instance_id: str, comment: str) -> Stand:
    """The initiator takes the whole back."""
    row = _to_act_on(tx, actor, instance_id)
    return act(tx, actor, row, events.Withdraw(actor.person_id, comment), "withdraw", {})


def urge(tx: Transaction, actor: Actor, instance_id: str, comment: str) -> Stand:
    """Reminds those who have it now."""
    row = _to_act_on(tx, actor, instance_id)
    note_urge(tx, instance_id)
    return act(tx, actor, row, events.Urge(actor.person_id, None, comment), "urge", {})


def comment(tx: Transaction, actor: Actor, instance_id: str, text: str) -> Stand:
    """A word that moves nothing."""
    row = _to_act_on(tx, actor, instance_id)
    return act(tx, actor, row, events.Comment(actor.person_id, text), "comment", {})


def copy_to(tx: Transaction, actor: Actor, instance_id: str, who: tuple[str, ...], comment_: str) -> Stand:
    """More people are shown it: by who started it, had a task in it, or sees to the app's flows."""
    row = _to_act_on(tx, actor, instance_id)
    if set(people.active(tx, who)) != set(who):
        raise Invalid(say("有的人员不存在或已停用。", "Some people do not exist or are not active."), "people_unknown")
    return act(tx, actor, row, events.CopyTo(actor.person_id, who, comment_), "cc", {"people": list(who)})


def bulk(tx: Transaction, actor: Actor, app: str, instance_id: str, do: Act, comment_: str) -> None:
    """One of many: retry or skip every failed step, or cancel."""
    row = require_operator(tx, actor, instance_id)
    if row.app != app:
        raise instances.not_found()
    if do == "cancel":
        act(tx, actor, row, events.Cancel(actor.person_id, comment_), "cancel", {"comment": comment_})
        return
    failed = list(look_at(tx, instance_id).state.failed)
    if not failed:
        raise Conflict(say("没有失败的步骤。", "No step has failed."), "not_failed")
    for token in failed:
        event: Event = events.Retry(token, actor.person_id)
        if do == "skip":
            event = events.Skip(token, actor.person_id, comment=comment_)
        act(tx, actor, row, event, do, {"token": token})


def transfer(tx: Transaction, actor: Actor, app: str, task_id: str, to: str, comment_: str) -> Stand:
    """Somebody's task is given to another person."""
    row = inbox.one(tx, task_id)
    if row is None or row.app != app:
        raise no_task()
    if row.status != "open":
        raise task_closed()
    if not people.active(tx, [to]):
        raise Invalid(say("此人不存在或已停用。", "This person does not exist or is not active."), "people_unknown")
    instance = require_operator(tx, actor, row.instance_id)
    if to == actor.person_id and row.record_id is not None and not instances.reads_record(tx, actor, row):
        zh, en = (
            "你无权查看这条数据，不能把待办转给自己。",
            "You may not read this record, so you can't take its to-do.",
        )
        raise NotAllowed(say(zh, en), "not_yours_to_read")
    event = events.Transfer(row.task, actor.person_id, to, comment=comment_, operator=True)
    return act(tx, actor, instance, event, "transfer", {"task": task_id, "from": row.person, "to": to})


# what could not be sent --------------------------------------------------------------------------------------


def outgoing(tx: Transaction, app: str, states: Sequence[str], language: str) -> list[Document]:
    """`Outgoing`: rows of the outbox that wait, failed, or of which nobody knows."""
    joined = flow_outbox.join(flow_instance, _i.id == _o.instance_id)
    statement = select(flow_outbox, _i.flow_id, _i.version).select_from(joined)
    statement = statement.where(_i.app == app, _o.state.in_(states)).order_by(_o.created_at.desc(), _o.id)
    shown = inbox.Shown(tx, _NOBODY, language)
    found = []
    for row in tx.execute(statement.limit(MOST_OUTGOING)):
        flow = shown.flow(row.flow_id, row.version)
        found.append(
            {
                "id": row.id,
                "instance": row.instance_id,
                "flow": flow.key,
                "node": node_document(flow, row.node, language),
                "kind": row.kind,
                "state": row.state,
                "attempts": row.attempts,
                "next_at": iso_instant(row.next_at),
                "last_error": restored(row.last_error, language),
                "created_at": iso_instant(row.created_at),
            }
        )
    return found


_NOBODY = Actor("", "", "", False, None, "zh-CN", "Asia/Shanghai")


def resend(tx: Transaction, actor: Actor, app: str, row_id: str) -> None:
    """Sends a message again that failed or of which nobody knows; the call of a step is retried with its step."""
    row = _outgoing(tx, app, row_id)
    if row["kind"] in ("http", "script"):
        raise Conflict(say("请重试该步骤。", "Retry the step instead."), "retry_the_step")
    relay.send_again(tx, row)
    ask_relay(tx)
    audit(tx, actor, "flow_outbox.resend", f"{app}/outbox:{row_id}", {"instance": row["instance_id"]}, app=app)


def settle(tx: Transaction, actor: Actor, app: str, row_id: str, *, sent: bool) -> None:
    """An operator has found out whether an unknown message arrived."""
    row = _outgoing(tx, app, row_id)
    if row["state"] != "unknown":
        raise Conflict(say("它的结果是已知的。", "Its outcome is known."), "not_unknown")
    relay.settle_by_hand(tx, row, sent=sent)
    detail = {"instance": row["instance_id"], "sent": sent}
    audit(tx, actor, "flow_outbox.settle", f"{app}/outbox:{row_id}", detail, app=app)


def _outgoing(tx: Transaction, app: str, row_id: str) -> Mapping[str, Any]:
    joined = flow_outbox.join(flow_instance, _i.id == _o.instance_id)
    statement = select(flow_outbox).select_from(joined).where(_o.id == row_id, _i.app == app)
    found = tx.execute(statement.with_for_update(of=flow_outbox)).first() if is_id(row_id) else None
    if found is None:
        raise NotFound(say("找不到这条消息。", "There is no such message."))
    return dict(found._mapping)


def result_of(instance_id: str, problem: Problem | None, language: str) -> Document:
    """One line of a bulk answer."""
    if problem is None:
        return {"id": instance_id, "ok": True}
    return {"id": instance_id, "ok": False, "problem": problem.document(language)}
