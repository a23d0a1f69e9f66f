"""When deliveries are due and alerts are looked at: rows that say when to look next, never timers in memory.

A delivery that came due becomes one job, whose key has the instant in it (`dougong.kit.due`). Of several times missed
while the product was down the last one is made up (policy `once`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import delete, insert, select, update

from dougong.apps import repository as apps
from dougong.kit import jobs
from dougong.kit.cron import cron_times
from dougong.kit.db import Database, Transaction
from dougong.kit.due import claimed, moved_on, take_each
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
    return take_each(database, waiting, _enqueue)


def _enqueue(tx: Transaction, which: tuple[str, str]) -> bool:
    """One delivery, under its row's lock."""
    dashboard_id, key = which
    mine = (_c.dashboard_id == dashboard_id, _c.kind == DELIVERY, _c.key == key)
    row = claimed(tx, dashboard_clock, mine)
    if row is None:
        return False
    found = live(tx, dashboard_id)
    delivery = next((each for each in found[1].deliveries if each.key == key), None) if found is not None else None
    if delivery is None:  # the app lies in the bin: it is looked at again tomorrow
        tomorrow = tx.now + timedelta(days=1) if found is None else None
        tx.execute(update(dashboard_clock).where(*mine).values(next_at=tomorrow))
        return False
    at = iso_instant(moved_on(tx, dashboard_clock, mine, row.next_at, partial(times, delivery)))
    args = {"dashboard": dashboard_id, "delivery": key, "at": at}
    return jobs.enqueue(tx, DELIVER_JOB, args, once_key=f"deliver:{dashboard_id}:{key}:{at[:16]}") is not None
