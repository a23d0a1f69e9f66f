"""Jobs of reports: what has come due, its rendering, its mails, alerts, tidying up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.reports import alerts, delivering, schedules, sending
from dougong.reports.models import dashboard_firing, dashboard_rendering, dashboard_sending
from dougong.reports.snapshots import Snapshots

_FILES_KEPT = timedelta(days=7)
"""Longer than a mail is tried."""
_HISTORY_KEPT = timedelta(days=400)
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
    """Gives up mails that have waited for days (their job was lost); drops files that no mail carries any more, and
    history that is older than a year."""
    s, f, r = dashboard_sending.c, dashboard_firing.c, dashboard_rendering.c
    with context.database.transaction() as tx:
        old = tx.now - _HISTORY_KEPT
        return {
            "lost": tx.execute(
                update(dashboard_sending)
                .where(s.state == "waiting", s.created_at < tx.now - _FILES_KEPT)
                .values(state="failed", reason=dict(_LOST))
            ).rowcount,
            "renderings": tx.execute(delete(dashboard_rendering).where(r.created_at < tx.now - _FILES_KEPT)).rowcount,
            "sendings": tx.execute(delete(dashboard_sending).where(s.created_at < old)).rowcount,
            "firings": tx.execute(delete(dashboard_firing).where(f.calmed_at < old)).rowcount,
        }
