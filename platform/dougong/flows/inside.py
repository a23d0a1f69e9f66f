"""What goes from instance to instance: children, their ends, messages, «your record has changed».

Each function first locks whom it reaches and then gives back what is to be done once the outbox row is ours too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from dougong.flows import programs, rows
from dougong.flows.acting import work_of
from dougong.flows.hooks import Message, hooks
from dougong.flows.models import flow, flow_instance
from dougong.flows.running import outbox_row
from dougong.flows.store import Begin, Parent, ask_relay, execute, start
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem, say
from engines.flow.events import Cancel, ChildDone, Event, Failed, MessageArrived, RecordChanged, Refused
from engines.flow.state import unpack

Row = Mapping[str, Any]
Deliver = Callable[[], None]
_i = flow_instance.c


def _child(tx: Transaction, row: Row) -> Deliver:
    """Starts the child of a call step, on the flow's published version."""
    body = row["body"]
    parent = tx.execute(select(flow_instance).where(_i.id == row["instance_id"])).one()
    if body["waits"]:
        rows.lock_instance(tx, parent.id)  # in case the child can't be started and the parent has to be told

    def deliver() -> None:
        try:
            with tx.connection.begin_nested():
                _start_child(tx, row, body, parent)
        except Problem as problem:
            if body["waits"]:
                _tell(tx, parent.id, Failed(row["token"], problem.code or problem.default_code, dict(problem.detail)))

    return deliver


def _start_child(tx: Transaction, row: Row, body: Row, parent: Any) -> None:
    c = flow.c
    found = tx.execute(
        select(flow).where(c.app == body["app"], c.key == body["flow"], c.deleted_at.is_(None), c.published_version > 0)
    ).first()
    if found is None or not found.enabled:
        sentence = say(f"子流程 {body['flow']} 不存在或未启用。", f"The flow {body['flow']} isn't there or is off.")
        raise _NoFlow(sentence, "no_such_flow")
    if found.app != parent.app:
        _require_invited(tx, found, parent, body["record"])
    record = body["record"]
    if record is None and found.form == parent.form and found.app == parent.app:
        record = parent.record_id
    variables = {} if body["item"] is None else {"item": unpack(body["item"])}
    begin = Begin(
        app=found.app,
        flow_id=found.id,
        version=found.published_version,
        trigger="call",
        dedupe_key=f"child:{parent.id}:{row['key']}",
        form=found.form,
        record_id=record,
        initiator=body["initiator"],
        variables=variables,
        parent=Parent(parent.id, row["token"], row["key"], body["waits"]),
    )
    start(tx, begin)


def _require_invited(tx: Transaction, called: Any, parent: Any, record: str | None) -> None:
    """Another app's flow may have rights of its own, so it is called only when it waits to be (`on: call`), by a flow
    whose own rights reach into that app: to the record it shall run on, or to something there at all."""
    caller = programs.definition(tx, parent.flow_id, parent.version)
    access = work_of(tx, called.app, parent.app, caller, parent.initiator).access
    invited = called.trigger == "call" and bool(access.grants)
    if invited and record is not None:
        form = called.form
        may = form is not None and form in access.catalog.forms and access.may(form, "read")
        invited = may and record in access.visible_ids(tx, form, [record])
    if not invited:
        sentence = say(
            f"此流程无权调用应用 {called.app} 的流程 {called.key}。",
            f"This flow may not call the flow {called.key} of the app {called.app}.",
        )
        raise _NotInvited(sentence, "not_invited")


class _NotInvited(Problem):
    """The caller's rights don't reach into the other app."""

    status = 403


class _NoFlow(Problem):
    """The flow to call can't be started."""

    status = 422


def _cancel_child(tx: Transaction, row: Row) -> Deliver:
    """A call step was withdrawn: its child is ended, if it runs or still starts."""
    where = (_i.parent_id == row["instance_id"], _i.parent_key == row["body"]["child"])
    child = tx.execute(select(_i.id).where(*where)).scalar_one_or_none()
    if child is not None:
        rows.lock_instance(tx, child)

    def deliver() -> None:
        if child is not None:
            _tell(tx, child, Cancel(None))

    return deliver


def _child_done(tx: Transaction, row: Row) -> Deliver:
    body = row["body"]
    rows.lock_instance(tx, body["parent"])
    return lambda: _tell(tx, body["parent"], ChildDone(body["token"], body["child"], body["result"]))


def _changed(tx: Transaction, row: Row) -> Deliver:
    rows.lock_instance(tx, row["instance_id"])
    return lambda: _tell(tx, row["instance_id"], RecordChanged())


def _received(tx: Transaction, row: Row) -> Deliver:
    body = row["body"]
    payload = {key: unpack(value) for key, value in body["payload"].items()}
    rows.lock_instance(tx, row["instance_id"])
    return lambda: _tell(tx, row["instance_id"], MessageArrived(body["message"], payload))


def _message(tx: Transaction, row: Row) -> Deliver:
    """To the instances on the record, and to flows whose trigger waits for it; each in a delivery of its own."""
    body = row["body"]

    def deliver() -> None:
        sender = tx.execute(select(_i.app).where(_i.id == row["instance_id"])).scalar_one()
        message = Message(
            sender, body["message"], body["record"], body.get("payload") or {}, row["instance_id"], row["key"]
        )
        send_message(tx, message)

    return deliver


def send_message(tx: Transaction, message: Message) -> int:
    """Hands a message to everybody it reaches; for webhooks too. → to how many instances"""
    waiting: list[str] = []
    if message.record_id is not None:
        where = (_i.record_id == message.record_id, _i.app == message.app, _i.status == "running")
        waiting += tx.execute(select(_i.id).where(*where, _i.id != message.sender)).scalars()
    body = {"message": message.message, "payload": dict(message.payload)}
    key = f"received:{message.sender}:{message.key}"[:200]
    posted = [outbox_row(each, "received", key, body, tx.now) for each in waiting]
    rows.insert_outbox(tx, posted)
    if posted:
        ask_relay(tx)
    if hooks.message is not None:
        hooks.message(tx, message)
    return len(posted)


def _tell(tx: Transaction, instance_id: str, event: Event) -> None:
    """An instance that is over, or doesn't wait for it any more, has nothing to say to it."""
    try:
        execute(tx, instance_id, event)
    except Refused:
        return


DELIVER: dict[str, Callable[[Transaction, Row], Deliver]] = {
    "child": _child,
    "cancel_child": _cancel_child,
    "child_done": _child_done,
    "changed": _changed,
    "received": _received,
    "message": _message,
}
"""Kinds of outbox rows that never leave the database."""
