"""Addresses that other systems call to start a flow: an unguessable path, and a secret that every call is signed with.

A call is taken once: its `webhook-id` is part of the key of what it starts, and is answered with the first result when
it comes again. The record is found or made with the grants of `flow:<key>`, never with those of who set it up.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, insert, select, update

from dougong.flows import acting, sealing
from dougong.flows.definitions import FlowRow
from dougong.flows.design_models import flow_webhook
from dougong.flows.live import find_live
from dougong.flows.models import flow_instance, flow_start
from dougong.flows.refusals import not_startable
from dougong.flows.store import Begin, start
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, NotFound, Unauthenticated, say
from dougong.kit.fixed import Fixed
from dougong.messaging import signing
from dougong.records import service
from dougong.records.work import Work
from engines.flow.definition import Flow
from engines.flow.step import StepFailed
from engines.flow.triggers import OnWebhook
from engines.flow.variables import read_variable
from engines.form.fields import FIELD_TYPES

MAX_BODY = 1024 * 1024
MAX_ID = 200
_MOST_MATCHES = 100
"""Records with the value of `match` that are looked at for those the flow may see."""
_w = flow_webhook.c
_FIND = Fixed(select(_w.flow_id, _w.secret).where(_w.token == bindparam("token")))


def ensure(tx: Transaction, flow_id: str, by: str | None) -> None:
    """Gives a flow its address, once."""
    if tx.execute(select(_w.flow_id).where(_w.flow_id == flow_id)).first() is None:
        secret = sealing.seal_webhook(tx, flow_id, signing.new_secret())
        values = {"token": secrets.token_urlsafe(32), "secret": secret, "version": 1}
        tx.execute(insert(flow_webhook).values(flow_id=flow_id, updated_at=tx.now, updated_by=by, **values))


def document(tx: Transaction, row: FlowRow, base: str) -> dict[str, Any]:
    found = _row(tx, row)
    return {"url": f"{base}/hooks/{found.token}", "has_secret": True, "version": found.version}


def rotate(tx: Transaction, row: FlowRow, by: str | None, base: str) -> dict[str, Any]:
    """A new secret, shown this once; the old one is of no use any more."""
    ensure(tx, row.id, by)
    found = _row(tx, row)
    secret = signing.new_secret()
    sealed = sealing.seal_webhook(tx, row.id, secret)
    changed = {"secret": sealed, "version": found.version + 1, "updated_at": tx.now, "updated_by": by}
    tx.execute(update(flow_webhook).where(_w.flow_id == row.id).values(**changed))
    return {"url": f"{base}/hooks/{found.token}", "secret": secret, "version": found.version + 1}


def _row(tx: Transaction, row: FlowRow) -> Row[Any]:
    found = tx.execute(select(flow_webhook).where(_w.flow_id == row.id)).first()
    if found is None:
        raise NotFound(say("此流程没有 Webhook 地址，请先发布。", "The flow has no webhook address; publish it first."))
    return found


def receive(tx: Transaction, token: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """One call from outside. → `{instance, record, repeated}`"""
    found = _FIND.first(tx, {"token": token[:64]})
    if found is None:
        raise NotFound(say("没有这个地址。", "There is no such address."))
    flow_id, stored = found
    secret = sealing.open_webhook(tx, flow_id, stored)
    if not signing.is_genuine(secret, headers, tx.now, body):
        raise Unauthenticated(say("签名无效或已过期。", "The signature is wrong or too old."), "bad_signature")
    message_id = headers["webhook-id"][:MAX_ID]
    key = f"webhook:{flow_id}:{message_id}"
    tx.lock(key)
    earlier = tx.execute(select(flow_start.c.instance_id).where(flow_start.c.key == key)).first()
    if earlier is not None:
        record = select(flow_instance.c.record_id).where(flow_instance.c.id == earlier.instance_id)
        return {"instance": earlier.instance_id, "record": tx.execute(record).scalar(), "repeated": True}
    payload = _payload(body)
    live = find_live(tx, flow_id)
    trigger = live[1].flow.trigger if live is not None else None
    if live is None or not isinstance(trigger, OnWebhook):
        raise not_startable()
    app, flow = live[0], live[1].flow
    record_id = None
    if flow.form is not None:
        work = acting.work_of(tx, app.key, app.key, flow, None)
        record_id = _record(work, flow.form, trigger, payload)
    instance = start(
        tx,
        Begin(
            app=app.key,
            flow_id=flow_id,
            version=live[1].version,
            trigger="webhook",
            dedupe_key=key,
            form=flow.form,
            record_id=record_id,
            variables=variables_in(flow, payload),
        ),
    )
    return {"instance": instance, "record": record_id, "repeated": False}


def _payload(body: bytes) -> Any:
    try:
        return orjson.loads(body) if body else {}
    except orjson.JSONDecodeError as error:
        raise Invalid(say("内容不是 JSON。", "The body is not JSON."), "bad_json") from error


def _record(work: Work, form: str, trigger: OnWebhook, payload: Any) -> str | None:
    """The record the call is about: found by the `match` field, made when there is none."""
    if not trigger.set:
        return None
    service.form_exists(work, form)
    values = {field: _at(payload, path.split(".")) for field, path in trigger.set.items()}
    existing = _existing(work, form, trigger.match, values.get(trigger.match)) if trigger.match else None
    if existing is None:
        return service.create(work, form, {key: value for key, value in values.items() if value is not None}).record_id
    service.update(work, form, existing, values, None)
    return existing


def _existing(work: Work, form: str, key: str, value: Any) -> str | None:
    field = work.app.forms[form].field(key)
    table = work.app.tables.table(form)
    if field is None or value is None or key not in table.c:
        return None
    wanted = FIELD_TYPES[field.type].from_json(field, value)
    statement = select(table.c.id).where(table.c[key] == wanted, table.c.deleted_at.is_(None))
    found = work.tx.execute(statement.order_by(table.c.id).limit(_MOST_MATCHES)).scalars().all()
    seen = work.access.visible_ids(work.tx, form, found) if work.access.may(form, "read") else set()
    ids = [each for each in found if each in seen]
    if len(ids) > 1:
        name = field.name()
        raise Invalid(
            say(f"“{name}”的值对应多条数据。", f"More than one record has this value of “{name}”."), "ambiguous_match"
        )
    return ids[0] if ids else None


def variables_in(flow: Flow, payload: Any) -> dict[str, Any]:
    """Declared variables that a payload has at its top; 422 for a value that is not of its variable's type."""
    if not isinstance(payload, Mapping):
        return {}
    found = {each.key: payload[each.key] for each in flow.variables if payload.get(each.key) is not None}
    for each in flow.variables:
        if each.key in found:
            try:
                read_variable(each.key, each.type, found[each.key])
            except StepFailed as wrong:
                raise Invalid(say(wrong.detail["zh-CN"], wrong.detail["en"]), wrong.code) from wrong
    return found


def _at(document: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(document, dict):
            document = document.get(part)
        elif isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            return None
    return document
