"""From the change log to deliveries: what is new for each webhook, through its owner's eyes.

The change log is the queue, so a change costs nothing more when it is made, and none is forgotten whichever door it
came by. Deliveries are written in the transaction that moves the webhook's position: each change is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Problem
from dougong.kit.ids import new_id
from dougong.kit.jobs import AT_ONCE
from dougong.kit.spans import traceparent
from dougong.kit.types import dump_json
from dougong.records.feed import position
from dougong.records.feed.position import Position
from dougong.records.feed.told import Told, told
from dougong.records.models import change_log
from dougong.records.people import actor_of
from dougong.records.webhooks.models import record_webhook, webhook_delivery
from dougong.records.webhooks.service import wanted_of
from dougong.records.work import Work

STEP = 500
_ROUNDS = 40
"""Steps of one webhook in one go; the next sweep goes on, so that a large import holds nobody up."""
_LARGEST = 1024 * 1024
"""Bytes of a call: more events than fit go into another."""
_w, _c = record_webhook.c, change_log.c


def has_news(tx: Transaction) -> bool:
    """Whether the log has something that some webhook was not told."""
    if tx.dialect == "postgresql":
        behind = and_(_c.xid >= _w.xid, or_(_c.xid > _w.xid, _c.seq > _w.seq))
    else:
        behind = _c.seq > _w.seq
    joined = record_webhook.join(change_log, and_(_c.app == _w.app, _c.form == _w.form, behind))
    return tx.execute(select(_w.id).select_from(joined).where(_w.active).limit(1)).first() is not None


def collect(database: Database) -> int:
    """Writes the deliveries of everything new. → how many"""
    with database.snapshot() as tx:
        ids = tx.execute(select(_w.id).where(_w.active).order_by(_w.id)).scalars().all()
    made = 0
    for webhook_id in ids:
        for _ in range(_ROUNDS):
            with database.transaction() as tx:
                number, more = _step(tx, webhook_id)
            made += number
            if not more:
                break
    return made


def _step(tx: Transaction, webhook_id: str) -> tuple[int, bool]:
    found = select(record_webhook).where(_w.id == webhook_id, _w.active).with_for_update(skip_locked=True)
    row = tx.execute(found).first()
    if row is None:
        return 0, False
    rows, behind = position.entries(tx, row.app, row.form, Position(row.xid, row.seq), STEP)
    if behind != (row.xid, row.seq):
        tx.execute(update(record_webhook).where(_w.id == webhook_id).values(xid=behind.xid, seq=behind.seq))
    if not rows:
        return 0, False
    try:
        work = _as_owner(tx, row)
        news = told(work, wanted_of(row.form, row.filter, row.fields), rows) if work else []
    except Problem as problem:
        pause(tx, webhook_id, problem.code or problem.default_code)
        return 0, False
    if work is None:
        pause(tx, webhook_id, "owner_left")
        return 0, False
    bodies = list(_bodies(tx, row, [each for each in news if _wants(row, each)]))
    for text, events in bodies:
        values = {"id": new_id(), "webhook_id": webhook_id, "state": "pending", "body": text, "events": events}
        values |= {"attempts": 0, "next_at": AT_ONCE, "created_at": tx.now, "trace": traceparent()}
        tx.execute(insert(webhook_delivery).values(**values))
    return len(bodies), len(rows) == STEP


def pause(tx: Transaction, webhook_id: str, reason: str) -> None:
    """Nothing more is told until somebody looks at it and saves it again."""
    tx.execute(update(record_webhook).where(_w.id == webhook_id).values(active=False, paused_for=reason[:32]))


def _as_owner(tx: Transaction, row: Any) -> Work | None:
    actor = actor_of(tx, row.owner_id)
    if actor is None:
        return None
    catalog = app_catalog(tx, row.app)
    return Work(tx, catalog, replace(actor, door="api"), access_of(tx, actor, catalog), "api")


def _wants(row: Any, each: Told) -> bool:
    """What its owner can't see of a change makes no call."""
    return each.kind in row.ops and (each.kind != "update" or bool(each.changed))


def _bodies(tx: Transaction, row: Any, news: Iterable[Told]) -> Iterator[tuple[str, int]]:
    """Texts of calls, and how many events each has."""
    events: list[str] = []
    size = 0
    for each in news:
        text = dump_json(_event(each))
        if events and (len(events) == row.batch or size + len(text) > _LARGEST):
            yield _body(tx, row, events), len(events)
            events, size = [], 0
        events.append(text)
        size += len(text)
    if events:
        yield _body(tx, row, events), len(events)


def _body(tx: Transaction, row: Any, events: list[str]) -> str:
    head = dump_json({"type": "records.changed", "timestamp": tx.now, "data": {"app": row.app, "form": row.form}})
    return f'{head[:-2]},"events":[{",".join(events)}]}}}}'


def _event(each: Told) -> dict[str, Any]:
    event = {"op": each.kind, "id": each.record_id, "version": each.version, "at": each.at}
    if each.record is None:
        return event
    return event | {"by": each.by, "door": each.door, "changed": list(each.changed), "record": each.record}
