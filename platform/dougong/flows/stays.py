"""`unchanged` triggers: how long a field has had its value, one row per flow and record, due by index.

The row is written in the transaction of each change of the record. When it comes due (`fire_due`), the condition is
asked about the record as it is then; the flow starts once per stay (the stay's beginning is part of the key), and again
only after the field has changed. A calendar day is 24 hours on the wall clock; business days are those of the flow's
calendar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Insert, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.apps.catalog import AppCatalog
from dougong.flows import calendars
from dougong.flows.live import Live, env_of, find_live
from dougong.flows.models import flow_stay
from dougong.flows.store import Begin, start
from dougong.kit.db import Database, Transaction
from dougong.kit.types import iso_instant
from dougong.records.repository import Repository
from dougong.records.system import live_ids, system_work
from dougong.records.work import RecordEvent, Work
from engines.flow.durations import after
from engines.flow.env import World
from engines.flow.triggers import OnUnchanged
from engines.form.fields import FIELD_TYPES

LATE = timedelta(minutes=30)
"""What is due longer ago was missed, not just waiting for the scheduler's next round."""
_BATCH = 200
OWNER = "owner"
_s = flow_stay.c
_log = structlog.get_logger(__name__)


def note(work: Work, live: Live, events: Sequence[RecordEvent]) -> None:
    """Records of the form have changed: their stays go on, begin anew, or are over (deleted)."""
    trigger = live.flow.trigger
    assert isinstance(trigger, OnUnchanged)
    gone = [event.record_id for event in events if event.op == "delete"]
    for record_id in gone:
        work.tx.execute(delete(flow_stay).where(_s.flow_id == live.id, _s.record_id == record_id))
    # of several changes of one record the last row stands, but its stay began with the first that touched the field
    rows: dict[str, dict[str, Any]] = {}
    for event in events:
        if event.op == "delete":
            rows.pop(event.record_id, None)
            continue
        known = rows.get(event.record_id)
        begins = _begins(trigger.field, event)
        since = work.tx.now if begins else known["since"] if known else _since(work.tx, live, event)
        rows[event.record_id] = _row(work, live, event, since)
    if rows:
        work.tx.execute(_upsert(work.tx), list(rows.values()))


def _begins(key: str, event: RecordEvent) -> bool:
    if event.op in ("create", "restore") or key in event.changed:
        return True
    return key == OWNER and (event.old_system or {}).get(OWNER) != (event.system or {}).get(OWNER)


def _since(tx: Transaction, live: Live, event: RecordEvent) -> datetime:
    """When the value that still stands came; the record's own time before this change, if nobody has noted it."""
    found = tx.execute(select(_s.since).where(_s.flow_id == live.id, _s.record_id == event.record_id)).scalar()
    before: datetime | None = (event.old_system or {}).get("updated_at")
    return found or before or tx.now


def _row(work: Work, live: Live, event: RecordEvent, since: datetime) -> dict[str, Any]:
    values = {**(event.new or {}), **(event.system or {})}
    return {
        "flow_id": live.id,
        "record_id": event.record_id,
        "since": since,
        "value": _value(work.app, event.form, live, values),
        "due_at": due_of(work.tx, live, since),
    }


def _upsert(tx: Transaction) -> Insert:
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    statement = insert(flow_stay)
    fresh = {name: statement.excluded[name] for name in ("since", "value", "due_at")}
    return statement.on_conflict_do_update(index_elements=["flow_id", "record_id"], set_=fresh)


def _value(app: AppCatalog, form: str, live: Live, values: Mapping[str, Any]) -> Any:
    trigger = live.flow.trigger
    assert isinstance(trigger, OnUnchanged)
    field = app.forms[form].field(trigger.field)
    value = values.get(trigger.field)
    return FIELD_TYPES[field.type].to_json(field, value) if field is not None and value is not None else value


def due_of(tx: Transaction, live: Live, since: datetime) -> datetime:
    """When a stay that began at `since` has lasted long enough."""
    trigger = live.flow.trigger
    assert isinstance(trigger, OnUnchanged)
    calendar, zone = calendars.calendar_of(tx, live.flow.calendar)
    return after(since, trigger.duration, World(calendar=calendar, tz=zone))


def is_due(tx: Transaction) -> bool:
    """True when some stay has lasted long enough."""
    return tx.execute(select(_s.flow_id).where(_s.due_at <= tx.now).limit(1)).first() is not None


def fire_due(database: Database, limit: int = 10_000) -> int:
    """Starts what is due, each record in a transaction of its own. → how many stays were looked at"""
    done = stuck = 0
    while done < limit:
        with database.snapshot() as tx:
            waiting = select(_s.flow_id, _s.record_id).where(_s.due_at <= tx.now)
            in_order = waiting.order_by(_s.due_at, _s.flow_id, _s.record_id)
            due = tx.execute(in_order.offset(stuck).limit(_BATCH)).all()
        for row in due:
            try:
                with database.transaction() as tx:
                    _fire(tx, row.flow_id, row.record_id)
            except Exception:
                # one broken flow must not keep the others from starting; the stay remains due
                _log.exception("stay_failed", flow=row.flow_id, record=row.record_id)
                stuck += 1
        done += len(due)
        if len(due) < _BATCH:
            break
    return done


def _fire(tx: Transaction, flow_id: str, record_id: str) -> None:
    """Under the locks of the record and of its stay, in this order (as changes of records take them): whoever comes
    second finds it done."""
    mine = (_s.flow_id == flow_id, _s.record_id == record_id)
    found = find_live(tx, flow_id)
    form = found[1].flow.form if found else None
    record = Repository(tx, found[0].tables, form).get(record_id, lock=True) if found and form else None
    row = tx.execute(select(flow_stay).where(*mine, _s.due_at <= tx.now).with_for_update()).first()
    if row is None:
        return
    tx.execute(update(flow_stay).where(*mine).values(due_at=None))
    if found is None or record is None or record.deleted:
        return
    app, live = found
    trigger = live.flow.trigger
    if not isinstance(trigger, OnUnchanged) or live.flow.form is None:
        return
    if trigger.missed == "skip" and row.due_at < tx.now - LATE:
        return
    values = {**record.values, **record.system}
    if not live.is_met(env_of(system_work(tx, app.key), live.flow, live.flow.form, values, values)):
        return
    start(
        tx,
        Begin(
            app=app.key,
            flow_id=live.id,
            version=live.version,
            trigger="unchanged",
            dedupe_key=f"unchanged:{live.id}:{record_id}:{iso_instant(row.since)}",
            form=live.flow.form,
            record_id=record_id,
        ),
    )


def clear(tx: Transaction, flow_id: str) -> None:
    """Forgets all stays: the flow waits for another field, or for nothing any more."""
    tx.execute(delete(flow_stay).where(_s.flow_id == flow_id))


def seed(tx: Transaction, flow_id: str, last: str | None, limit: int) -> str | None:
    """Notes the stays of records that were there before the flow: since their last change, for nobody knows better.
    → the last record looked at, None when there are no more"""
    found = find_live(tx, flow_id)
    if found is None or found[1].on != "unchanged" or found[1].flow.form is None:
        return None
    app, live = found
    form = live.flow.form
    assert form is not None
    work = system_work(tx, app.key)
    ids = live_ids(tx, work, form, last, limit)
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    for record in Repository(tx, app.tables, form).get_many(ids).values():
        since: datetime = record.system["updated_at"]
        values = {**record.values, **record.system}
        row = {"since": since, "value": _value(app, form, live, values), "due_at": due_of(tx, live, since)}
        tx.execute(insert(flow_stay).values(flow_id=flow_id, record_id=record.id, **row).on_conflict_do_nothing())
    return ids[-1] if len(ids) == limit else None
