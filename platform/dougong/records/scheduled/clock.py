"""When scheduled exports are due: each due time becomes one run and one job, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice, pairwise

from sqlalchemy import insert, select, update

from dougong.apps import repository as apps
from dougong.kit import jobs
from dougong.kit.cron import cron_times, is_cron
from dougong.kit.db import Database, Transaction
from dougong.kit.due import claimed, moved_on, take_each
from dougong.kit.errors import FieldError, Invalid, say
from dougong.kit.ids import new_id
from dougong.records.scheduled.models import scheduled_export, scheduled_export_run

RUN_JOB = "records.scheduled_export"
_OFTENEST = timedelta(hours=1)
_LOOKED_AT = 30
"""Due times compared to find out how often a line comes due."""
_c = scheduled_export.c


def times(cron: str, timezone: str, after: datetime) -> Iterator[datetime]:
    """All due times after `after`."""
    return cron_times(cron, timezone, after)


def checked(cron: str, timezone: str, now: datetime) -> str:
    """The line, if it is one and comes due at most once an hour. Raises Invalid"""
    if not is_cron(cron):
        raise _wrong("bad_cron", "时间表达式无效。", "This is not a cron line of five fields.")
    soon = islice(times(cron, timezone, now), _LOOKED_AT)
    if any(later - earlier < _OFTENEST for earlier, later in pairwise(soon)):
        raise _wrong("too_often", "最多每小时导出一次。", "At most once an hour.")
    return cron


def _wrong(code: str, zh: str, en: str) -> Invalid:
    return Invalid(say(zh, en), code, [FieldError("cron", code, say(zh, en))])


def next_time(cron: str, timezone: str, after: datetime) -> datetime | None:
    return next(times(cron, timezone, after), None)


def is_due(tx: Transaction) -> bool:
    return tx.execute(select(_c.id).where(_c.next_at <= tx.now).limit(1)).first() is not None


def enqueue_due(database: Database, timezone: str) -> int:
    """Makes a run of every export that has come due. → how many"""
    with database.snapshot() as tx:
        waiting = tx.execute(select(_c.id).where(_c.next_at <= tx.now).order_by(_c.next_at)).scalars().all()
    return take_each(database, waiting, partial(_enqueue, timezone=timezone))


def _enqueue(tx: Transaction, export_id: str, *, timezone: str) -> bool:
    mine = (_c.id == export_id,)
    row = claimed(tx, scheduled_export, mine)
    if row is None:
        return False
    app = apps.find_app(tx, row.app)
    if app is None or app.deleted_at is not None:  # it lies in the bin: looked at again tomorrow
        tx.execute(update(scheduled_export).where(*mine).values(next_at=tx.now + timedelta(days=1)))
        return False
    at = moved_on(tx, scheduled_export, mine, row.next_at, partial(times, row.cron, timezone))
    c = scheduled_export_run.c
    if tx.execute(select(c.id).where(c.export_id == export_id, c.due_at == at)).first() is not None:
        return False
    start(tx, export_id, at, by_hand=False)
    return True


def start(tx: Transaction, export_id: str, at: datetime, *, by_hand: bool) -> str:
    """A run, and the job that does it. → its id"""
    run_id = new_id()
    values = {"id": run_id, "export_id": export_id, "due_at": at, "by_hand": by_hand, "state": "waiting", "mails": 0}
    tx.execute(insert(scheduled_export_run).values(**values, created_at=tx.now))
    jobs.enqueue(tx, RUN_JOB, {"run": run_id}, once_key=f"{RUN_JOB}:{run_id}")
    return run_id
