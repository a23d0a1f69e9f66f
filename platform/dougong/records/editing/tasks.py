"""The two jobs: editing everything that a question finds, and taking a batch back. Both write 500 records at a time,
each in one transaction with the note that it is done: a run that was killed goes on behind its last batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.records import pipeline
from dougong.records.editing.preview import ids_of, sentence_of, shown
from dougong.records.editing.recipe import items_for, recipes_of
from dougong.records.editing.schemas import Edit
from dougong.records.editing.undo import inverse
from dougong.records.work import Door, Item, Listeners, Work

EDIT = "records.edit"
UNDO = "records.undo"
_BATCH = 500
_SHOWN = 200


@dataclass
class Tally:
    """What happened so far; also the checkpoint of a run. `problems`: the first refusals, record by record."""

    after: Any = None
    done: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    refused: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    def add(self, work: Work, form_key: str, items: Sequence[Item], language: str) -> None:
        """Counts a batch."""
        self.done += len(items)
        bad = [item for item in items if item.problem is not None]
        for item in items:
            waits = item.held is not None and item.held["state"] != "released"
            same = item.old is not None and item.new is item.old
            self.held += item.alive and waits
            self.unchanged += item.alive and same and not waits
            self.changed += item.alive and not same and not waits
        self.refused += len(bad)
        told = bad[: max(0, _SHOWN - len(self.problems))]
        titles = shown(work, form_key, [item.record_id or "" for item in told], ()) if told else {}
        for item in told:
            title = titles.get(item.record_id or "", {}).get("_title")
            self.problems.append({"id": item.record_id, "title": title, "message": sentence_of(item, language)})

    def result(self, batch: str) -> dict[str, Any]:
        """What the job answers; `batch` undoes it."""
        kept = {key: value for key, value in vars(self).items() if key not in ("after", "done")}
        return {"records": self.done, "batch": batch, **kept}


@job(EDIT, attempts=5)
def run_edit(context: JobContext) -> dict[str, Any]:
    """args `{app, form, edit, total, language}` → a `Tally`'s result."""
    form_key, edit = context.args["form"], Edit.model_validate(context.args["edit"])
    tally = Tally(**(context.checkpoint or {}))
    while True:
        with context.database.transaction() as tx:
            work = _work(tx, context, "bulk")
            recipes = recipes_of(work, form_key, edit)
            page = ids_of(work, form_key, edit, tally.after, _BATCH)
            items = items_for(work, form_key, recipes, [row["id"] for row in page["items"]])
            pipeline.run(work, form_key, items, atomic=False)
            tally.add(work, form_key, items, context.args["language"])
            tally.after = page["next"]
            if tally.after is None:
                return _end(tx, context, work, tally, "record.update")
            context.save(tx, vars(tally), done=tally.done)
        context.progress(tally.done, context.args["total"], say("正在修改…", "Changing…"))


@job(UNDO, attempts=5)
def run_undo(context: JobContext) -> dict[str, Any]:
    """args `{app, form, batch, total, language}` → a `Tally`'s result. What was changed since stays."""
    form_key, batch = context.args["form"], context.args["batch"]
    tally = Tally(**(context.checkpoint or {}))
    while True:
        with context.database.transaction() as tx:
            work = _work(tx, context, "undo")
            items, tally.after = inverse(work, form_key, batch, tally.after, _BATCH)
            for op in ("create", "update", "delete", "restore"):  # one step each: a batch has one kind at a time
                some = [item for item in items if item.op == op]
                if some:
                    pipeline.run(work, form_key, some, atomic=False)
            tally.add(work, form_key, items, context.args["language"])
            if tally.after is None:
                return _end(tx, context, work, tally, "record.undo")
            context.save(tx, vars(tally), done=tally.done)
        context.progress(tally.done, context.args["total"], say("正在撤销…", "Undoing…"))


def _work(tx: Transaction, context: JobContext, door: Door) -> Work:
    actor = job_actor(tx, context.owner_id)
    catalog = app_catalog(tx, context.args["app"], hold=True)
    access = access_of(tx, actor, catalog)
    return Work(tx, catalog, actor, access, door, context.resource(Listeners).all, batch=context.id)


def _end(tx: Transaction, context: JobContext, work: Work, tally: Tally, action: str) -> dict[str, Any]:
    result = tally.result(context.id)
    detail = {"records": tally.changed, "refused": tally.refused, "held": tally.held}
    record_audit(tx, work.actor, action, f"{work.app.key}/{context.args['form']}", detail, app=work.app.key)
    context.finish(tx, result)
    return result
