"""`schedule` and `date` triggers: rows that say when to look next, never timers in memory.

A `schedule` comes due by its cron line in its zone. A `date` trigger comes due once a day, at its time in the zone of
its calendar, and asks which records' dates make this day theirs. How far each has been looked at stands in
`flow_schedule`; every start has a key with the day or the minute in it, so two schedulers, a crash half-way or a clock
set back start nothing twice. What was missed while the product was down is made up as the trigger says: `once` (each
record, or the schedule, once), `all` (every time), `skip`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update

from dougong.apps.catalog import AppCatalog
from dougong.flows import calendars
from dougong.flows.dates import matching_records
from dougong.flows.live import Live, env_of, find_live
from dougong.flows.models import flow_schedule
from dougong.flows.store import Begin, start
from dougong.kit.cron import cron_times, newest_time
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Problem
from dougong.kit.types import iso_instant
from dougong.records.repository import Repository
from dougong.records.system import live_ids, system_work
from engines.flow.triggers import OnDate, OnSchedule

LATE = timedelta(minutes=30)
"""What is due longer ago was missed."""
MOST_MADE_UP = timedelta(days=32)
"""How far back `all` goes."""
_BATCH = 200
_s = flow_schedule.c
_log = structlog.get_logger(__name__)


def reset(tx: Transaction, live: Live | None, flow_id: str) -> None:
    """The flow was published, switched or binned: from now on it is looked at from now on."""
    tx.execute(delete(flow_schedule).where(_s.flow_id == flow_id))
    if live is None or live.on not in ("schedule", "date"):
        return
    following = next_time(tx, live, tx.now)
    tx.execute(insert(flow_schedule).values(flow_id=flow_id, checked_until=tx.now, next_at=following, checkpoint=None))


def next_time(tx: Transaction, live: Live, after: datetime) -> datetime | None:
    """When the clock starts the flow next, after this instant."""
    return next(times(tx, live, after), None)


def times(tx: Transaction, live: Live, after: datetime) -> Iterator[datetime]:
    """All instants after `after` at which the flow is to be looked at."""
    trigger = live.flow.trigger
    if isinstance(trigger, OnSchedule):
        yield from cron_times(trigger.cron, trigger.timezone, after)
    elif isinstance(trigger, OnDate):
        zone = calendars.calendar_of(tx, live.flow.calendar)[1]
        clock = time.fromisoformat(trigger.at)
        day = after.astimezone(zone).date()
        while day < date.max:
            instant = datetime.combine(day, clock, zone).astimezone(UTC)
            if instant > after:
                yield instant
            day += timedelta(days=1)


def is_due(tx: Transaction) -> bool:
    return tx.execute(select(_s.flow_id).where(_s.next_at <= tx.now).limit(1)).first() is not None


def fire_due(database: Database) -> int:
    """Carries out every schedule and date trigger that is due. → how many times were looked at"""
    with database.snapshot() as tx:
        due = tx.execute(select(_s.flow_id).where(_s.next_at <= tx.now).order_by(_s.next_at)).scalars().all()
    done = 0
    for flow_id in due:
        try:
            done += _carry_out(database, flow_id)
        except Exception:
            # one broken flow must not keep the others from starting; it stays due
            _log.exception("clock_failed", flow=flow_id)
    return done


def _carry_out(database: Database, flow_id: str) -> int:
    """Everything of one flow that is due, batch by batch. → how many"""
    done = 0
    while True:
        with database.transaction() as tx:
            if not _step(tx, flow_id):
                return done
        done += 1


def _step(tx: Transaction, flow_id: str) -> bool:
    """One batch of one due time, under the row's lock. False: nothing is due (any more)."""
    locked = select(flow_schedule).where(_s.flow_id == flow_id, _s.next_at <= tx.now)
    row = tx.execute(locked.with_for_update(skip_locked=True)).first()
    if row is None:
        return False
    found = find_live(tx, flow_id)
    if found is None or found[1].on not in ("schedule", "date"):
        tx.execute(update(flow_schedule).where(_s.flow_id == flow_id).values(next_at=None, checkpoint=None))
        return False
    app, live = found
    checkpoint = row.checkpoint or {}
    at = row.next_at if checkpoint else _wanted(tx, live, row.next_at)
    last = _batch(tx, app, live, at, checkpoint.get("last")) if at is not None else None
    if last is not None:
        values = {"next_at": at, "checkpoint": {"last": last}}
        tx.execute(update(flow_schedule).where(_s.flow_id == flow_id).values(**values))
        return True
    checked = at or _skipped_until(live, row.next_at, tx.now)
    values = {"checked_until": checked, "next_at": next_time(tx, live, checked), "checkpoint": None}
    tx.execute(update(flow_schedule).where(_s.flow_id == flow_id).values(**values))
    return True


def _skipped_until(live: Live, at: datetime, now: datetime) -> datetime:
    """Where looking goes on after times that are not made up."""
    return now if live.on == "schedule" else at


def _wanted(tx: Transaction, live: Live, at: datetime) -> datetime | None:
    """Of the due times since `at`, the one to be carried out now, by the trigger's policy; None: none of them."""
    trigger = live.flow.trigger
    assert isinstance(trigger, OnSchedule | OnDate)
    if isinstance(trigger, OnDate):  # each day is another set of records, so «once» and «all» are the same
        return at if at >= tx.now - LATE or trigger.missed != "skip" else None
    if trigger.missed == "all":
        return max(at, next_time(tx, live, tx.now - MOST_MADE_UP) or at) if at < tx.now - MOST_MADE_UP else at
    newest = newest_time(partial(times, tx, live), at, tx.now)
    return newest if newest >= tx.now - LATE or trigger.missed == "once" else None


def _batch(tx: Transaction, app: AppCatalog, live: Live, at: datetime, last: str | None) -> str | None:
    """Starts the flow for some records (or once without one). → the last record looked at, None when all are done"""
    trigger, form = live.flow.trigger, live.flow.form
    if isinstance(trigger, OnSchedule) and trigger.each is None:
        _begin(tx, app, live, at, None)
        return None
    if form is None:
        return None
    if isinstance(trigger, OnDate):
        zone = calendars.calendar_of(tx, live.flow.calendar)[1]
        ids = matching_records(tx, app, live.flow, trigger, at.astimezone(zone).date(), last, _BATCH)
    else:
        ids = live_ids(tx, system_work(tx, app.key), form, last, _BATCH)
    _begin_each(tx, app, live, at, form, ids)
    return ids[-1] if len(ids) == _BATCH else None


def _begin_each(tx: Transaction, app: AppCatalog, live: Live, at: datetime, form: str, ids: Sequence[str]) -> None:
    work = system_work(tx, app.key)
    records = Repository(tx, app.tables, form).get_many(ids)
    for record_id in ids:
        record = records.get(record_id)
        if record is None or record.deleted:
            continue
        values = {**record.values, **record.system}
        if not live.is_met(env_of(work, live.flow, form, values, values)):
            continue
        try:
            with tx.connection.begin_nested():
                _begin(tx, app, live, at, record_id)
        except Problem as problem:
            _log.warning("flow_not_started", app=app.key, flow=live.key, record=record_id, reason=str(problem))


def _begin(tx: Transaction, app: AppCatalog, live: Live, at: datetime, record_id: str | None) -> Any:
    moment = iso_instant(at) if live.on == "schedule" else at.date().isoformat()
    return start(
        tx,
        Begin(
            app=app.key,
            flow_id=live.id,
            version=live.version,
            trigger=live.on,
            dedupe_key=f"{live.on}:{live.id}:{record_id or ''}:{moment}",
            form=live.flow.form if record_id else None,
            record_id=record_id,
        ),
    )
