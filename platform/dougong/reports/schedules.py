"""When deliveries are due and alerts are looked at: rows that say when to look next, never timers in memory.

Any number of schedulers may look. A delivery that came due becomes one job, whose key has the instant in it: two
schedulers, a crash half-way or a clock set back start nothing twice. Of several times missed while the product was
down the last one is made up (policy `once`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete, insert, select, update

from dougong.apps import repository as apps
from dougong.kit import jobs
from dougong.kit.cron import cron_times, newest_time
from dougong.kit.db import Database, Transaction
from dougong.kit.types import iso_instant
from dougong.reports import definitions
from dougong.reports.definitions import DashboardRow
from dougong.reports.models import RINGING, dashboard_clock, dashboard_firing
from engines.report.definition import Dashboard, Delivery

DELIVERY, ALERT = "delivery", "alert"
DELIVER_JOB = "reports.deliver"
ALERT_EVERY = timedelta(minutes=1)
"""How often an alert asks whether anything changed: changes of a minute are looked at together."""
_c = dashboard_clock.c
_log = structlog.get_logger(__name__)


def reset(tx: Transaction, dashboard_id: str, dashboard: Dashboard | None) -> None:
    """The dashboard was published (None: binned). A delivery whose times are the same keeps them."""
    wanted: dict[tuple[str, str], str] = {}
    if dashboard is not None:
        wanted |= {(DELIVERY, each.key): f"{each.cron}|{each.timezone}" for each in dashboard.deliveries}
        wanted |= {(ALERT, each.key): "" for each in dashboard.alerts}
    for row in tx.execute(select(dashboard_clock).where(_c.dashboard_id == dashboard_id)).all():
        if wanted.get((row.kind, row.key)) == row.line:
            del wanted[row.kind, row.key]
        else:
            mine = (_c.dashboard_id == dashboard_id, _c.kind == row.kind, _c.key == row.key)
            tx.execute(delete(dashboard_clock).where(*mine))
            if row.kind == ALERT:  # who makes an alert of this key again begins anew
                rang = (dashboard_firing.c.dashboard_id == dashboard_id, dashboard_firing.c.alert == row.key, RINGING)
                tx.execute(update(dashboard_firing).where(*rang).values(calmed_at=tx.now))
    times = {each.key: each for each in dashboard.deliveries} if dashboard is not None else {}
    for (kind, key), line in wanted.items():
        at = next_time(times[key], tx.now) if kind == DELIVERY else tx.now
        values = {"dashboard_id": dashboard_id, "kind": kind, "key": key, "line": line, "next_at": at}
        tx.execute(insert(dashboard_clock).values(**values))


def times(delivery: Delivery, after: datetime) -> Iterator[datetime]:
    """All instants after `after` at which the delivery is due."""
    return cron_times(delivery.cron, delivery.timezone, after)


def next_time(delivery: Delivery, after: datetime) -> datetime | None:
    return next(times(delivery, after), None)


def live(tx: Transaction, dashboard_id: str) -> tuple[DashboardRow, Dashboard] | None:
    """The published dashboard; None when it, or its app, lies in the bin."""
    row = definitions.dashboards.of_id(tx, dashboard_id)
    if row is None or row.deleted_at is not None or row.published is None:
        return None
    app = apps.find_app(tx, row.app)
    if app is None or app.deleted_at is not None:
        return None
    return row, Dashboard.model_validate(row.published)


def is_due(tx: Transaction) -> bool:
    return (
        tx.execute(select(_c.key).where(_c.kind.in_((DELIVERY, ALERT)), _c.next_at <= tx.now).limit(1)).first()
        is not None
    )


def due(tx: Transaction, kind: str) -> list[tuple[str, str]]:
    """`(dashboard, key)` of everything of a kind that is due, the longest waiting first."""
    found = select(_c.dashboard_id, _c.key).where(_c.kind == kind, _c.next_at <= tx.now).order_by(_c.next_at)
    return [(row.dashboard_id, row.key) for row in tx.execute(found)]


def enqueue_due(database: Database) -> int:
    """Makes a job of every delivery that has come due. → how many"""
    with database.snapshot() as tx:
        waiting = due(tx, DELIVERY)
    made = 0
    for dashboard_id, key in waiting:
        try:
            with database.transaction() as tx:
                made += _enqueue(tx, dashboard_id, key)
        except Exception:
            # one delivery must not keep the others from leaving; it stays due
            _log.exception("delivery_failed", dashboard=dashboard_id, delivery=key)
    return made


def _enqueue(tx: Transaction, dashboard_id: str, key: str) -> bool:
    """One delivery, under its row's lock."""
    mine = (_c.dashboard_id == dashboard_id, _c.kind == DELIVERY, _c.key == key)
    locked = select(dashboard_clock).where(*mine, _c.next_at <= tx.now).with_for_update(skip_locked=True)
    row = tx.execute(locked).first()
    if row is None:
        return False
    found = live(tx, dashboard_id)
    delivery = next((each for each in found[1].deliveries if each.key == key), None) if found is not None else None
    following = next_time(delivery, tx.now) if delivery is not None else None
    if delivery is None and found is None:  # the app lies in the bin: it is looked at again tomorrow
        following = tx.now + timedelta(days=1)
    tx.execute(update(dashboard_clock).where(*mine).values(next_at=following))
    if delivery is None:
        return False
    at = iso_instant(newest_time(partial(times, delivery), row.next_at, tx.now))
    args = {"dashboard": dashboard_id, "delivery": key, "at": at}
    return jobs.enqueue(tx, DELIVER_JOB, args, once_key=f"deliver:{dashboard_id}:{key}:{at[:16]}") is not None
