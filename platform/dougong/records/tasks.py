"""Jobs of the records room: computing many records again, values that change with the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from dougong.apps.hooks import Published
from dougong.apps.models import app
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.kit.web import Actor
from dougong.records.system import live_ids, recompute_batch, system_work, volatile_forms
from engines.form.compile import ForeignRef
from engines.form.scope import relation_of

RECOMPUTE = "records.recompute"
_AT_ONCE = 2_000
"""Records that a publish computes itself; more are left to a job."""
_BATCH = 500


def after_publish(tx: Transaction, actor: Actor | None, published: Published) -> None:
    """A form has a new version: its stored formulas, and those of forms that read it, may answer differently."""
    work = system_work(tx, published.app)
    stale = [published.form] + [
        key
        for key, compiled in work.app.compiled.items()
        if key != published.form
        and any(_reads(ref, published.form) for refs in compiled.foreign_depends.values() for ref in refs)
    ]
    for form_key in stale:
        if not any(step.formula for step in work.app.compiled[form_key].steps):
            continue
        ids = live_ids(tx, work, form_key, None, _AT_ONCE + 1)  # never a count: a publish holds everybody up
        if len(ids) <= _AT_ONCE:
            recompute_batch(work, form_key, ids)
        else:
            jobs.enqueue(
                tx, RECOMPUTE, {"app": published.app, "form": form_key}, owner_id=actor.person_id if actor else None
            )


def _reads(ref: ForeignRef, form_key: str) -> bool:
    relation = relation_of(ref.form)
    return form_key == (ref.form if relation is None else relation[0])


@job(RECOMPUTE)
def run_recompute(context: JobContext) -> dict[str, Any]:
    """args `{app, form}`: batch after batch, each in a transaction of its own; a restart goes on where it ended."""
    app_key, form_key = context.args["app"], context.args["form"]
    checkpoint = dict(context.checkpoint or {"after": None, "done": 0})
    while True:
        with context.database.transaction() as tx:
            work = system_work(tx, app_key)
            if form_key not in work.app.forms:
                context.finish(tx, {"records": checkpoint["done"]})
                return {"records": checkpoint["done"]}
            ids = live_ids(tx, work, form_key, checkpoint["after"], _BATCH)
            recompute_batch(work, form_key, ids)
            if len(ids) < _BATCH:
                result = {"records": checkpoint["done"] + len(ids)}
                context.finish(tx, result)
                return result
            checkpoint = {"after": ids[-1], "done": checkpoint["done"] + len(ids)}
            context.save(tx, checkpoint, done=checkpoint["done"])
        context.progress(checkpoint["done"], None, say("正在重新计算…", "Computing again…"))


@job("records.daily", attempts=1, every=timedelta(hours=1))
def run_daily(context: JobContext) -> dict[str, Any]:
    """Queues what changes with the day. Hourly, because days end at different hours."""
    queued = 0
    with context.database.transaction() as tx:
        for app_key in tx.execute(select(app.c.key).where(app.c.deleted_at.is_(None))).scalars().all():
            work = system_work(tx, app_key)
            for form_key in volatile_forms(work):
                key = f"{RECOMPUTE}:{app_key}:{form_key}:{tx.now:%Y-%m-%dT%H}"
                queued += jobs.enqueue(tx, RECOMPUTE, {"app": app_key, "form": form_key}, once_key=key) is not None
    return {"queued": queued}
