"""Jobs of scheduled exports: what has come due, a run, its mails, tidying up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from dougong.files import service as files
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.records.scheduled import clock, running, sending
from dougong.records.scheduled.models import scheduled_export_run

_GIVEN_UP = timedelta(days=2)
_LOST = say("多次中断，已放弃。", "It was interrupted too often and given up.")


@job("records.export_clock", attempts=1, every=timedelta(seconds=10), when=clock.is_due, kept=timedelta(hours=1))
def run_clock(context: JobContext) -> dict[str, Any]:
    """Exports that have come due; any number of schedulers may do it."""
    return {"runs": clock.enqueue_due(context.database, context.resource(Settings).timezone)}


@job(clock.RUN_JOB, attempts=running.TRIES)
def run(context: JobContext) -> dict[str, Any]:
    """args `{run}`. A due time has one run, and a run ends once."""
    return running.run(context)


@job(running.MAIL_JOB, attempts=sending.TRIES)
def send(context: JobContext) -> dict[str, Any]:
    """args `{run, person}`. At least once, with the same Message-ID at every try."""
    return sending.send(context)


@job("records.forget_exports", every=timedelta(hours=6))
def forget_old(context: JobContext) -> dict[str, Any]:
    """Lets go of files that are kept no longer, gives up runs whose job was lost."""
    r = scheduled_export_run.c
    with context.database.transaction() as tx:
        over = (r.file_id.is_not(None), r.expires_at <= tx.now)
        gone = tx.execute(select(r.file_id).where(*over)).scalars().all()
        files.let_go(tx, gone)
        tx.execute(update(scheduled_export_run).where(*over).values(file_id=None, secret=None))
        lost = (r.state == "waiting", r.created_at < tx.now - _GIVEN_UP)
        values = {"state": "failed", "reason": dict(_LOST), "ended_at": tx.now}
        return {
            "files": len(gone),
            "lost": tx.execute(update(scheduled_export_run).where(*lost).values(**values)).rowcount,
        }


@kept(
    "export_runs",
    days=400,
    least=30,
    label=say("定时导出的记录", "Runs of scheduled exports"),
    text=say("何时导出、发给了谁；文件按各自的设置保留。", "When, and to whom; files stay as each export says."),
)
def forget_runs(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Runs whose file is gone."""
    r = scheduled_export_run.c
    return drop_some(tx, scheduled_export_run, most, r.created_at < before, r.file_id.is_(None))
