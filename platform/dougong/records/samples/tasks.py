"""The two jobs: taking an app's demo data away, and bringing back what was taken. Both go on after a kill."""

from __future__ import annotations

from typing import Any

from dougong.apps.rights import design_app
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records.foreign import refresh_dependents
from dougong.records.samples import removing
from dougong.records.samples.finding import find
from dougong.records.work import Work

REMOVE = "records.remove_demo"
RESTORE = "records.restore_demo"


@job(REMOVE, attempts=5)
def run_remove(context: JobContext) -> dict[str, Any]:
    """args `{app, changed_too}` → `{removal, records, people, departments}`. Nobody is told, no flow starts."""
    app_key, changed_too = context.args["app"], context.args["changed_too"]
    state: dict[str, Any] = dict(context.checkpoint or {})
    if not state:
        with context.database.transaction() as tx:
            actor = job_actor(tx, context.owner_id)
            design_app(tx, actor, app_key, owner=True)
            going = find(removing.work_of(tx, actor, app_key), changed_too=changed_too).going
            batches = [
                [form, ids[at : at + removing.BATCH]]
                for form, ids in going.items()
                for at in range(0, len(ids), removing.BATCH)
            ]
            total = sum(len(ids) for ids in going.values())
            state = {"removal": removing.begin(tx, actor, app_key), "batches": batches, "records": 0, "total": total}
            context.save(tx, state, done=0)
    while state["batches"]:
        context.progress(state["records"], state["total"], say("正在移除示例数据…", "Removing demo data…"))
        form, ids = state["batches"][0]
        with context.database.transaction() as tx:
            work = removing.work_of(tx, job_actor(tx, context.owner_id), app_key, state["removal"])
            work.later = []
            state["records"] += removing.remove_batch(work, form, ids)
            _settle(work)
            state["batches"] = state["batches"][1:]
            context.save(tx, state, done=state["records"])
    with context.database.transaction() as tx:
        actor = job_actor(tx, context.owner_id)
        cast = removing.remove_cast(tx, actor, app_key, state["removal"])
        result = {"removal": state["removal"], "records": state["records"], **cast}
        record_audit(tx, actor, "demo.remove", f"app:{app_key}", result, app=app_key)
        context.finish(tx, result)
    return result


@job(RESTORE, attempts=5)
def run_restore(context: JobContext) -> dict[str, Any]:
    """args `{app, removal}` → `{records, refused}`."""
    app_key, removal = context.args["app"], context.args["removal"]
    state: dict[str, Any] = dict(context.checkpoint or {"before": None, "records": 0, "refused": 0})
    while True:
        with context.database.transaction() as tx:
            actor = job_actor(tx, context.owner_id)
            app = design_app(tx, actor, app_key, owner=True)
            row = removing.find_removal(tx, app.id, removal)
            if state["before"] is None:
                removing.cast_back(tx, actor, app_key, row.content)
            work = removing.work_of(tx, actor, app_key)
            work.later = []
            done, refused, before = removing.back_batch(work, removal, state["before"])
            _settle(work)
            state = {"before": before, "records": state["records"] + done, "refused": state["refused"] + refused}
            if before is None:
                result = {"records": state["records"], "refused": state["refused"]}
                removing.end_undo(tx, removal)
                record_audit(tx, actor, "demo.restore", f"app:{app_key}", result, app=app_key)
                context.finish(tx, result)
                return result
            context.save(tx, state, done=state["records"])
        context.progress(state["records"], None, say("正在恢复示例数据…", "Bringing demo data back…"))


def _settle(work: Work) -> None:
    """What other records compute from these is computed once for the batch; nobody listens."""
    refresh_dependents(work, work.later or ())
