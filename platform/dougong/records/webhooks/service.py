"""Webhooks of an app: made, changed, listed, their secrets replaced, their deliveries looked at and sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dougong.audit.service import record as audit
from dougong.identity.directory import names_of_people
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, FieldError, Invalid, NotAllowed, NotFound, TooMany, restored, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.jobs import AT_ONCE
from dougong.kit.outbound import CallFailed, split_url
from dougong.kit.pages import decode_cursor, encode_cursor
from dougong.kit.web import Actor
from dougong.messaging import signing
from dougong.records import writing
from dougong.records.feed import position
from dougong.records.feed.told import Wanted, told
from dougong.records.problems import operation_not_granted
from dougong.records.webhooks import sealing
from dougong.records.webhooks.models import record_webhook, webhook_delivery
from dougong.records.webhooks.schemas import WebhookBody, WebhookChange

MOST = 100
PAGE = 50
BOTH_COUNT = timedelta(hours=24)
"""How long a secret still signs beside the one that replaced it."""
_w, _d = record_webhook.c, webhook_delivery.c
Document = dict[str, Any]


def listing(tx: Transaction, app: str) -> Document:
    """`{"items": [Webhook]}`; secrets are never told."""
    rows = tx.execute(select(record_webhook).where(_w.app == app).order_by(_w.id)).all()
    count = select(_d.webhook_id, _d.state, func.count().label("number")).group_by(_d.webhook_id, _d.state)
    counts: dict[str, dict[str, int]] = {}
    for each in tx.execute(count.where(_d.webhook_id.in_([row.id for row in rows]))):
        counts.setdefault(each.webhook_id, {})[each.state] = each.number
    names = names_of_people(tx, {row.owner_id for row in rows})
    return {"items": [_document(row, names.get(row.owner_id), counts.get(row.id, {})) for row in rows]}


def create(tx: Transaction, actor: Actor, app: str, body: WebhookBody) -> Document:
    """A webhook that tells what happens from now on. → it, with the secret, shown this once"""
    if int(tx.execute(select(func.count()).where(_w.app == app)).scalar_one()) >= MOST:
        raise TooMany(say(f"每个应用最多 {MOST} 个 Webhook。", f"An app has {MOST} webhooks at most."))
    _check(tx, actor, app, body)
    webhook_id, secret, now = new_id(), signing.new_secret(), position.newest(tx)
    values = {"id": webhook_id, "app": app, "created_at": tx.now, "version": 1, "xid": now.xid, "seq": now.seq}
    values |= {"secret": sealing.seal(tx, webhook_id, "secret", secret)} | _values(tx, actor, body)
    tx.execute(insert(record_webhook).values(**values))
    audit(tx, actor, "webhook.create", f"webhook:{webhook_id}", {"form": body.form, "url": body.url}, app=app)
    return _shown(tx, app, webhook_id) | {"secret": secret}


def change(tx: Transaction, actor: Actor, app: str, webhook_id: str, body: WebhookChange) -> Document:
    """Whoever changes it becomes its owner: what it tells is what they may see. One that was paused begins now."""
    row = find(tx, app, webhook_id, lock=True)
    if row.version != body.version:
        raise Conflict(
            say("已被他人修改，请刷新。", "Somebody else has changed it; reload."), extra={"current": row.version}
        )
    if row.form != body.form:
        raise Invalid(say("不能更换表单。", "The form can't be changed."), errors=[_wrong("form")])
    _check(tx, actor, app, body)
    values = _values(tx, actor, body) | {"version": row.version + 1}
    if body.active and not row.active:
        now = position.newest(tx)
        values |= {"xid": now.xid, "seq": now.seq}
    tx.execute(update(record_webhook).where(_w.id == webhook_id).values(**values))
    audit(tx, actor, "webhook.change", f"webhook:{webhook_id}", {"url": body.url, "active": body.active}, app=app)
    return _shown(tx, app, webhook_id)


def remove(tx: Transaction, actor: Actor, app: str, webhook_id: str) -> None:
    """With its deliveries."""
    find(tx, app, webhook_id, lock=True)
    tx.execute(delete(webhook_delivery).where(_d.webhook_id == webhook_id))
    tx.execute(delete(record_webhook).where(_w.id == webhook_id))
    audit(tx, actor, "webhook.delete", f"webhook:{webhook_id}", app=app)


def rotate(tx: Transaction, actor: Actor, app: str, webhook_id: str) -> Document:
    """A new secret, shown this once; calls are signed with both for a day."""
    row = find(tx, app, webhook_id, lock=True)
    secret, before = signing.new_secret(), sealing.open_all(tx, row)[0]
    values = {
        "secret": sealing.seal(tx, row.id, "secret", secret),
        "old_secret": sealing.seal(tx, row.id, "old_secret", before),
        "old_until": tx.now + BOTH_COUNT,
        "version": row.version + 1,
    }
    tx.execute(update(record_webhook).where(_w.id == webhook_id).values(**values))
    audit(tx, actor, "webhook.rotate", f"webhook:{webhook_id}", app=app)
    return {"secret": secret, "old_until": values["old_until"]}


def deliveries(
    tx: Transaction, app: str, webhook_id: str, state: str | None, cursor: str | None, language: str
) -> Document:
    """What was sent and what came of it, newest first; without content."""
    find(tx, app, webhook_id)
    wanted = select(webhook_delivery).where(_d.webhook_id == webhook_id).order_by(_d.id.desc()).limit(PAGE + 1)
    if state is not None:
        wanted = wanted.where(_d.state == state)
    if cursor is not None:
        [before] = decode_cursor(cursor, 1)
        wanted = wanted.where(_d.id < (before if isinstance(before, str) and is_id(before) else ""))
    rows = tx.execute(wanted).all()
    more = encode_cursor([rows[PAGE - 1].id]) if len(rows) > PAGE else None
    return {"items": [_delivery(row, language) for row in rows[:PAGE]], "next": more}


def delivery(tx: Transaction, actor: Actor, app: str, webhook_id: str, delivery_id: str, language: str) -> Document:
    """One delivery with its content, for the webhook's owner alone: it holds what they may see."""
    row = find(tx, app, webhook_id)
    if row.owner_id != actor.person_id or not actor.token_allows("read", app):
        raise NotAllowed(say("内容仅所有者可见。", "Only its owner sees what was sent."))
    found = tx.execute(select(webhook_delivery).where(_d.id == delivery_id, _d.webhook_id == webhook_id)).first()
    if found is None:
        raise NotFound(say("没有这次推送。", "There is no such delivery."))
    return _delivery(found, language) | {"body": found.body}


def redeliver(tx: Transaction, actor: Actor, app: str, webhook_id: str, delivery_id: str | None) -> int:
    """Sends one again, whatever came of it; None: all that were given up. With the same id, so that a receiver that
    had it knows. → how many"""
    find(tx, app, webhook_id)
    which = [_d.webhook_id == webhook_id, _d.state != "pending"]
    which.append(_d.state == "failed" if delivery_id is None else _d.id == delivery_id)
    values = {"state": "pending", "attempts": 0, "next_at": AT_ONCE, "done_at": None}
    number = tx.execute(update(webhook_delivery).where(*which).values(**values)).rowcount
    if delivery_id is not None and not number:
        raise NotFound(say("没有可重发的推送。", "There is nothing to send again."))
    audit(tx, actor, "webhook.redeliver", f"webhook:{webhook_id}", {"deliveries": number}, app=app)
    return number


def find(tx: Transaction, app: str, webhook_id: str, *, lock: bool = False) -> Row[Any]:
    """The webhook of this app; 404."""
    statement = select(record_webhook).where(_w.id == webhook_id, _w.app == app)
    found = tx.execute(statement.with_for_update() if lock else statement).first() if is_id(webhook_id) else None
    if found is None:
        raise NotFound(say("没有这个 Webhook。", "There is no such webhook."))
    return found


def _check(tx: Transaction, actor: Actor, app: str, body: WebhookBody) -> None:
    """The address may be called by its shape, and the question is one its owner may ask."""
    try:
        split_url(body.url)
    except CallFailed as failed:
        raise Invalid(failed.reason, errors=[FieldError("url", "bad_url", failed.reason)]) from failed
    work = writing.begin(tx, actor, app, body.form)
    if not work.access.may(body.form, "read"):
        raise operation_not_granted("read")
    told(work, wanted_of(body.form, body.filter, body.fields), ())


def wanted_of(form: str, filter_text: str | None, fields: list[str] | None) -> Wanted:
    """What a webhook asks of the log."""
    return Wanted(form, filter_text or None, ",".join(fields) if fields else None)


def _values(tx: Transaction, actor: Actor, body: WebhookBody) -> Document:
    plain = body.model_dump(exclude={"version"})
    return plain | {"owner_id": actor.person_id, "paused_for": None, "failures": 0, "updated_at": tx.now}


def _shown(tx: Transaction, app: str, webhook_id: str) -> Document:
    row = find(tx, app, webhook_id)
    return _document(row, names_of_people(tx, [row.owner_id]).get(row.owner_id), {})


def _document(row: Row[Any], owner: str | None, counts: dict[str, int]) -> Document:
    keys = ("id", "form", "label", "url", "ops", "filter", "fields", "batch", "active", "paused_for", "version")
    more = {"owner": {"id": row.owner_id, "name": owner}, "old_until": row.old_until}
    numbers = {state: counts.get(state, 0) for state in ("pending", "sent", "failed")}
    return {key: row._mapping[key] for key in keys} | more | {"deliveries": numbers}


def _delivery(row: Row[Any], language: str) -> Document:
    keys = ("id", "state", "events", "attempts", "created_at", "done_at", "status")
    next_at = row.next_at if row.state == "pending" else None
    return {key: row._mapping[key] for key in keys} | {"error": restored(row.error, language), "next_at": next_at}


def _wrong(field: str) -> FieldError:
    return FieldError(field, "immutable", say("不能修改。", "It can't be changed."))
