"""Stuck work, one by one, and what an administrator does about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update

from dougong.apps.models import app
from dougong.audit.service import record as audit
from dougong.flows.models import flow_instance, flow_outbox
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, NotFound, in_language, say
from dougong.kit.ids import is_id
from dougong.kit.jobs import AT_ONCE, KINDS, database_now
from dougong.kit.jobs_model import job
from dougong.kit.slow_model import slow_work
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.operations.watching.counts import LATE, RECENT, count, due_since
from dougong.records.webhooks.models import record_webhook, webhook_delivery

MOST = 100
_j, _o, _i, _s = job.c, flow_outbox.c, flow_instance.c, slow_work.c
_w, _d = record_webhook.c, webhook_delivery.c
Document = dict[str, Any]


def stuck(tx: Transaction, language: str) -> Document:
    """`{counts, jobs, webhooks, apps}`: what failed or waits too long, the newest first."""
    return {
        "counts": vars(count(tx)),
        "jobs": [_job(row, language) for row in tx.execute(_stuck_jobs(tx))],
        "webhooks": _webhooks(tx),
        "apps": _apps(tx),
    }


def try_again(tx: Transaction, actor: Actor, job_id: str) -> None:
    """A job that failed, or waits for its next try, begins at once with all its tries; it goes on where it was."""
    row = _find(tx, job_id)
    if row.kind not in KINDS:
        raise Conflict(say("这个版本不再认识此任务。", "This version no longer knows this job."), "unknown_job")
    again = {"state": "queued", "attempts": 0, "run_after": AT_ONCE, "woken_at": None, "claim": None}
    again |= {"finished_at": None, "message": None}
    _change(tx, job_id, ("failed", "queued"), again)
    tx.announce(jobs.TOPIC, job_id)
    audit(tx, actor, "job.again", f"job:{job_id}", {"kind": row.kind})


def give_up(tx: Transaction, actor: Actor, job_id: str) -> None:
    """A job that is not to be tried any more; one that runs ends at its next step."""
    row = _find(tx, job_id)
    message = say("管理员已放弃此任务。", "An administrator has given this job up.")
    values = {"state": "cancelled", "finished_at": tx.now, "message": dict(message)}
    _change(tx, job_id, ("failed", "queued", "running"), values)
    audit(tx, actor, "job.give_up", f"job:{job_id}", {"kind": row.kind})


def slow(tx: Transaction) -> list[Document]:
    """What took most time in all, first."""
    rows = tx.execute(select(slow_work).order_by(_s.seconds.desc(), _s.mark).limit(MOST))
    keys = ("kind", "text", "source", "count", "seconds", "worst", "first_at", "last_at")
    return [{key: row._mapping[key] for key in keys} for row in rows]


def forget_slow(tx: Transaction, actor: Actor) -> None:
    """Counting begins anew: after something was mended."""
    gone = tx.execute(delete(slow_work)).rowcount
    audit(tx, actor, "slow.forget", "slow:work", {"entries": gone})


def _stuck_jobs(tx: Transaction) -> Any:
    now = database_now(tx)
    failed = (_j.state == "failed") & (_j.finished_at > now - RECENT)
    late = (_j.state == "queued") & ((due_since() < now - LATE) | _j.error.is_not(None))
    return select(job).where(or_(failed, late)).order_by(_j.created_at.desc(), _j.id.desc()).limit(MOST)


def _job(row: Row[Any], language: str) -> Document:
    return {
        "id": row.id,
        "kind": row.kind,
        "state": row.state,
        "attempts": row.attempts,
        "known": row.kind in KINDS,
        "message": in_language(row.message, language) if row.message else None,
        "error": _name_of(row.error),
        "created_at": iso_instant(row.created_at),
        "next_at": iso_instant(row.run_after) if row.state == "queued" and row.run_after > AT_ONCE else None,
    }


def _name_of(error: str | None) -> str | None:
    """The kind of error alone: its text may hold people's data, and stands in the log under the job's id."""
    lines = [line for line in (error or "").strip().splitlines() if line and not line.startswith((" ", "["))]
    return lines[-1].partition(":")[0][:120] if lines else None


def _find(tx: Transaction, job_id: str) -> Row[Any]:
    found = tx.execute(select(job).where(_j.id == job_id).with_for_update()).first() if is_id(job_id) else None
    if found is None:
        raise NotFound(say("找不到这个任务。", "There is no such job."))
    return found


def _change(tx: Transaction, job_id: str, states: tuple[str, ...], values: Document) -> None:
    if not tx.execute(update(job).where(_j.id == job_id, _j.state.in_(states)).values(**values)).rowcount:
        raise Conflict(say("任务的状态已变化。", "The job's state has changed."), "job_state")


def _webhooks(tx: Transaction) -> list[Document]:
    failed = func.count().label("failed")
    rows = tx.execute(
        select(_w.id, _w.app, _w.label, _w.active, failed)
        .join(webhook_delivery, _d.webhook_id == _w.id)
        .where(_d.state == "failed")
        .group_by(_w.id, _w.app, _w.label, _w.active)
        .order_by(failed.desc(), _w.id)
        .limit(MOST)
    )
    return [dict(row._mapping) for row in rows]


def _apps(tx: Transaction) -> list[Document]:
    """Apps whose flows need somebody: `failed` steps, `unsent` messages whose fate is unknown or that failed."""
    unsent = (
        select(_i.app, func.count().label("number"))
        .join(flow_instance, _i.id == _o.instance_id)
        .where(_o.state.in_(("unknown", "failed")))
        .group_by(_i.app)
    )
    open_post: dict[str, int] = {row.app: row.number for row in tx.execute(unsent)}
    found = []
    for row in tx.execute(select(app.c.key, app.c.label).where(app.c.deleted_at.is_(None)).order_by(app.c.key)):
        standing = select(func.count()).where(_i.app == row.key, _i.status == "running", _i.failed > 0)
        failed = tx.execute(standing).scalar_one()
        if failed or open_post.get(row.key):
            found.append({"key": row.key, "label": row.label, "failed": failed, "unsent": open_post.get(row.key, 0)})
    return found
