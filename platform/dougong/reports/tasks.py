"""Jobs of reports: what has come due, its rendering, its mails, alerts, tidying up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.reports import alerts, delivering, schedules, sending
from dougong.reports.models import dashboard_firing, dashboard_rendering, dashboard_sending
from dougong.reports.snapshots import Snapshots

_FILES_KEPT = timedelta(days=7)
"""Longer than a mail is tried."""
_LOST = say("邮件多次发送未成，已放弃。", "The mail could not be sent for days and was given up.")


@job("reports.clock", attempts=1, every=timedelta(seconds=10), when=schedules.is_due, kept=timedelta(hours=1))
def run_clock(context: JobContext) -> dict[str, Any]:
    """Deliveries that have come due, alerts to be looked at; any number of schedulers may do it."""
    return {
        "deliveries": schedules.enqueue_due(context.database),
        "rang": alerts.watch(context.database, context.resources.get(Snapshots)),
    }


@job(schedules.DELIVER_JOB, attempts=delivering.TRIES)
def deliver(context: JobContext) -> dict[str, Any]:
    """args `{dashboard, delivery, at, only?}`."""
    return delivering.deliver(context)


@job(delivering.SEND_JOB, attempts=sending.TRIES)
def send(context: JobContext) -> dict[str, Any]:
    """args `{sending}`. At least once, with the same Message-ID at every try."""
    return sending.send(context)


@job("reports.forget_old", every=timedelta(hours=24))
def forget_old(context: JobContext) -> dict[str, Any]:
    """Gives up mails that have waited for days (their job was lost); drops files that no mail carries any
    more."""
    s, r = dashboard_sending.c, dashboard_rendering.c
    with context.database.transaction() as tx:
        return {
            "lost": tx.execute(
                update(dashboard_sending)
                .where(s.state == "waiting", s.created_at < tx.now - _FILES_KEPT)
                .values(state="failed", reason=dict(_LOST))
            ).rowcount,
            "renderings": tx.execute(delete(dashboard_rendering).where(r.created_at < tx.now - _FILES_KEPT)).rowcount,
        }


@kept(
    "dashboard_mails",
    days=400,
    least=30,
    label=say("看板邮件的记录", "Mails of dashboards"),
    text=say("按计划发出的看板，发给了谁。", "Dashboards that were mailed by the clock, and to whom."),
)
def forget_sendings(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """What was mailed, or given up."""
    c = dashboard_sending.c
    return drop_some(tx, dashboard_sending, most, c.state != "waiting", c.created_at < before)


@kept(
    "alerts",
    days=400,
    least=30,
    label=say("看板预警的记录", "Alerts of dashboards"),
    text=say("何时触发、何时恢复；仍在触发的一直保留。", "When they rang and calmed down; what still rings stays."),
)
def forget_firings(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Alerts that have calmed down."""
    return drop_some(tx, dashboard_firing, most, dashboard_firing.c.calmed_at < before)
