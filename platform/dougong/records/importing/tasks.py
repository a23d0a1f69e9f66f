"""The two jobs of an import: the rehearsal, which writes nothing, and the run, batch after batch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dougong.apps import drafts, publish
from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of, design_app
from dougong.apps.schemas import FormCreate
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.files import service as files
from dougong.files.store import FileStore
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, say
from dougong.kit.jobs import JobContext, job
from dougong.kit.web import Actor
from dougong.records import pipeline, unique
from dougong.records.importing import service
from dougong.records.importing.errors_file import write_errors_file
from dougong.records.importing.items import items_of
from dougong.records.importing.mapping import ColumnMap, map_columns
from dougong.records.importing.rehearse import rehearse_new_form
from dougong.records.importing.rows import SheetRow, names_for, parse_rows, read_rows
from dougong.records.importing.schemas import ImportPlan
from dougong.records.work import Item, Listeners, Work

CHECK = "import.check"
RUN = "import.run"
_BATCH = 500
_SHOWN = 500


@dataclass
class Tally:
    """What happened so far; also the checkpoint of a run."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    held: int = 0
    """Changes that wait for a flow to let them through: neither created nor updated yet."""
    bad: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def add(self, items: Sequence[Item], rows: Sequence[SheetRow], language: str) -> None:
        """Counts a batch and keeps the first errors, cell by cell."""
        self.rows += len(items)
        for item, row in zip(items, rows, strict=True):
            if item.problem is None:
                waits = item.held is not None and item.held["state"] != "released"
                self.held += waits
                self.created += item.op == "create" and not waits
                self.updated += item.op == "update" and not waits
                continue
            self.bad += 1
            for error in item.problem.errors or [FieldError("", item.problem.code, item.problem.detail)]:
                if len(self.errors) < _SHOWN:
                    cell = row.cells.get(error.field)
                    self.errors.append(
                        {
                            "row": row.number,
                            "field": error.field,
                            "value": None if cell is None else str(cell)[:200],
                            "code": error.code,
                            "message": error.message.get(language) or error.message["zh-CN"],
                        }
                    )


@dataclass(frozen=True)
class _Import:
    app_key: str
    import_id: str
    name: str
    path: str
    found: dict[str, Any]
    plan: ImportPlan


@job(CHECK, attempts=2)
def run_check(context: JobContext) -> dict[str, Any]:
    """args `{app, import, language}` → counts and the first errors. Everything the run would check, nothing written."""
    this = _load(context)
    with service.extracted(context.resource(FileStore), this.path, this.name, this.plan) as (path, total):
        tally = _rehearse(context, this, path, total)
    result = _result(tally, this)
    with context.database.transaction() as tx:
        context.finish(tx, result)
    return result


def _rehearse(context: JobContext, this: _Import, path: Path, total: int) -> Tally:
    tally = Tally()
    memory: unique.Memory = {}
    columns = _columns(context, this)
    for rows in _batches(path, columns, 0):
        with context.database.snapshot() as tx:
            items = _checked(tx, context, this, columns, rows, memory)
        tally.add(items, rows, _language(context))
        context.progress(tally.rows, total, say("正在检查…", "Checking…"))
    return tally


def _language(context: JobContext) -> str:
    found: str = context.args.get("language", "zh-CN")
    return found


@job(RUN, attempts=5)
def run_import(context: JobContext) -> dict[str, Any]:
    """args `{app, import, language}`. Each batch and the note that it is done are one transaction: a run that was
    killed goes on behind its last batch, and no row comes in twice."""
    this = _load(context)
    saved = dict(context.checkpoint or {})
    form_key = saved.pop("form", None)
    tally = Tally(**saved) if saved else Tally()
    with service.extracted(context.resource(FileStore), this.path, this.name, this.plan) as (path, total):
        if form_key is None:
            if this.plan.on_error == "stop":
                rehearsed = _rehearse(context, this, path, total)
                if rehearsed.bad:
                    return _finish(context, this, None, replace(rehearsed, created=0, updated=0, held=0))
            form_key = _target(context, this)
        columns = _columns(context, this, form_key)
        for rows in _batches(path, columns, tally.rows):
            with context.database.transaction() as tx:
                items = _written(tx, context, this, form_key, rows)
                tally.add(items, rows, _language(context))
                context.save(tx, {"form": form_key, **vars(tally)}, done=tally.rows)
            context.progress(tally.rows, total, say("正在导入…", "Importing…"))
    return _finish(context, this, form_key, tally)


def _load(context: JobContext) -> _Import:
    app_key = context.args["app"]
    with context.database.snapshot() as tx:
        row = service.get(tx, context.owner_id or "", app_key, context.args["import"])
        facts = files.get(tx, row.file_id)
        return _Import(app_key, row.id, row.name, facts.path, row.found, service.plan_of(row))


def _columns(context: JobContext, this: _Import, form_key: str | None = None) -> ColumnMap:
    with context.database.snapshot() as tx:
        work = _work(tx, context, this)
        columns = map_columns(work.app, work.access, this.plan, this.found, made=form_key)
    return columns


def _work(tx: Transaction, context: JobContext, this: _Import) -> Work:
    actor = job_actor(tx, context.owner_id)
    catalog = app_catalog(tx, this.app_key, hold=True)
    return Work(tx, catalog, actor, access_of(tx, actor, catalog), "import", context.resource(Listeners).all)


def _batches(path: Path, columns: ColumnMap, done: int) -> Iterator[list[SheetRow]]:
    rows = itertools.islice(read_rows(path, columns.columns), done, None)
    while batch := list(itertools.islice(rows, _BATCH)):
        yield batch


def _checked(
    tx: Transaction, context: JobContext, this: _Import, columns: ColumnMap, rows: list[SheetRow], memory: unique.Memory
) -> list[Item]:
    work = _work(tx, context, this)
    if columns.definition is not None:
        return rehearse_new_form(work, columns.definition, rows)
    form_key = this.plan.target.form or ""
    items = _items(work, form_key, this.plan, rows)
    pipeline.rehearse(work, form_key, items, memory)
    return items


def _written(tx: Transaction, context: JobContext, this: _Import, form_key: str, rows: list[SheetRow]) -> list[Item]:
    work = _work(tx, context, this)
    items = _items(work, form_key, this.plan, rows)
    pipeline.run(work, form_key, items, atomic=False)
    return items


def _items(work: Work, form_key: str, plan: ImportPlan, rows: list[SheetRow]) -> list[Item]:
    form = work.app.forms[form_key]
    principal = work.access.principal
    parse_rows(form, rows, names_for(work, form, rows), principal.tz, principal.locale)
    return items_of(work, form_key, rows, plan.mode, plan.match)


def _target(context: JobContext, this: _Import) -> str:
    """The form to fill: the planned one, or the new one, made and published now."""
    if this.plan.target.form is not None:
        return this.plan.target.form
    with context.database.transaction() as tx:
        work = _work(tx, context, this)
        definition = map_columns(work.app, work.access, this.plan, this.found).definition or {}
        form_key = _make_form(tx, work.actor, this.app_key, definition)
        context.save(tx, {"form": form_key})
    return form_key


def _make_form(tx: Transaction, actor: Actor, app_key: str, definition: dict[str, Any]) -> str:
    app = design_app(tx, actor, app_key)
    body = FormCreate(label=definition["label"], key=definition["key"], fields=definition["fields"])
    form = drafts.create_form(tx, actor, app, body)
    draft = drafts.draft_document(tx, app, form, actor.locale)
    publish.publish(tx, actor, app, form.key, draft["revision"], accept_losses=False, note=None, language=actor.locale)
    return form.key


def _finish(context: JobContext, this: _Import, form_key: str | None, tally: Tally) -> dict[str, Any]:
    """`form_key` None: nothing was written, because a row is wrong and the plan says stop."""
    result = _result(tally, this) | {"form": form_key, "stopped": form_key is None}
    if tally.errors:
        facts = write_errors_file(context, this.name, result["errors"], tally.bad, _language(context))
        result["errors_file"] = facts.document()
    with context.database.transaction() as tx:
        if form_key is None:
            context.finish(tx, result)
            return result
        actor = job_actor(tx, context.owner_id)
        detail = {
            "created": tally.created,
            "updated": tally.updated,
            "held": tally.held,
            "refused": tally.bad,
            "file": this.name,
        }
        record_audit(tx, actor, "record.import", f"{this.app_key}/{form_key}", detail, app=this.app_key)
        context.finish(tx, result)
    return result


def _result(tally: Tally, this: _Import) -> dict[str, Any]:
    headers = {
        column["index"]: column["header"]
        for sheet in this.found["sheets"]
        if sheet["name"] == this.plan.sheet
        for column in sheet["columns"]
    }
    by_field = {column.field: headers.get(column.index) for column in this.plan.columns if column.field}
    errors = [{**error, "column": by_field.get(error["field"]) or error["field"]} for error in tally.errors]
    return {
        "rows": tally.rows,
        "good": tally.rows - tally.bad,
        "bad": tally.bad,
        "created": tally.created,
        "updated": tally.updated,
        "held": tally.held,
        "errors": errors,
    }
