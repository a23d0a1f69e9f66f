"""The jobs of an import: the rehearsal, which writes nothing; the run, batch after batch; the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dougong.apps import drafts, publish
from dougong.apps.rights import design_app
from dougong.apps.schemas import FormCreate
from dougong.apps.tasks import job_actor
from dougong.audit.service import record as record_audit
from dougong.files.store import FileStore
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.jobs import JobContext, job
from dougong.kit.web import Actor
from dougong.records.importing import mending, problem_rows, service
from dougong.records.importing.mapping import ColumnMap, map_columns
from dougong.records.importing.options import add_options
from dougong.records.importing.running import Batches, Import, load
from dougong.records.importing.tally import Tally
from dougong.records.importing.undoing import Undoing

CHECK = "import.check"
RUN = "import.run"
UNDO = "import.undo"
Refused = Mapping[int, Sequence[Mapping[str, Any]]]


@job(CHECK, attempts=2)
def run_check(context: JobContext) -> dict[str, Any]:
    """args `{app, import, language}` → counts and the first errors. Everything the run would check, nothing written."""
    this = load(context)
    tally = Tally()
    with service.extracted(context.resource(FileStore), this.path, this.name, this.plan, this.zip) as found:
        for _refused in Batches(context, this, found.rows, found.packed).rehearse(
            tally, _language(context), found.count
        ):
            pass
    result = _result(tally, this)
    with context.database.transaction() as tx:
        context.finish(tx, result)
    return result


@job(RUN, attempts=5)
def run_import(context: JobContext) -> dict[str, Any]:
    """args `{app, import, language}`. Each batch and the note that it is done are one transaction: a run that was
    killed goes on behind its last batch, and no row comes in twice."""
    this = load(context)
    saved = dict(context.checkpoint or {})
    form_key = saved.pop("form", None)
    tally = Tally(**saved) if saved else Tally()
    with service.extracted(context.resource(FileStore), this.path, this.name, this.plan, this.zip) as found:
        total = found.count
        batches = Batches(context, this, found.rows, found.packed)
        if form_key is None:
            if this.plan.on_error == "stop":
                stopped = _rehearsed_in_vain(context, batches, total)
                if stopped is not None:
                    return stopped
            form_key = _target(context, batches)
        columns = batches.columns(form_key)
        if not tally.rows:
            with context.database.transaction() as tx:
                service.note_run(tx, this.import_id, {"form": form_key, "columns": _as_text(columns)})
        for rows in batches.rows(columns, tally.rows):
            batches.bring_files(form_key, rows)
            with context.database.transaction() as tx:
                items, linked = batches.write(tx, form_key, rows)
                refused = tally.add(items, rows, linked, _language(context), batches.secret)
                tried = [row.origin for row in rows if row.origin is not None and row.done != "in"]
                problem_rows.replace(tx, this.act, tried, refused)
                context.save(tx, {"form": form_key, **vars(tally)}, done=tally.rows)
            context.progress(tally.rows, total, say("正在导入…", "Importing…"))
        return _finish(context, batches, form_key, columns, tally)


@job(UNDO, attempts=5)
def run_undo(context: JobContext) -> dict[str, Any]:
    """args `{app, import, language}`: takes back what the import did, as far as nobody has changed it since. Its file
    may be gone by then."""
    app_key, act = context.args["app"], context.args["import"]
    counts = Undoing(context, app_key, act, _language(context)).run()
    with context.database.transaction() as tx:
        name = service.get(tx, context.owner_id or "", app_key, act).name
        problem_rows.forget(tx, act)
        service.note_undone(tx, act)
        actor = job_actor(tx, context.owner_id)
        detail = {key: value for key, value in asdict(counts).items() if isinstance(value, int)} | {"file": name}
        record_audit(tx, actor, "record.import_undo", f"{app_key}/{act}", detail, app=app_key)
        context.finish(tx, asdict(counts))
    return asdict(counts)


def _language(context: JobContext) -> str:
    found: str = context.args.get("language", "zh-CN")
    return found


def _rehearsed_in_vain(context: JobContext, batches: Batches, total: int) -> dict[str, Any] | None:
    """The result of a run that writes nothing, because a row is wrong and the plan says stop; None: all are right."""
    this, language, tally = batches.this, _language(context), Tally()
    refused: dict[int, Sequence[Mapping[str, Any]]] = {}
    for each in batches.rehearse(tally, language, total):
        refused |= each
    if not tally.bad:
        return None
    tally.created = tally.updated = tally.held = tally.linked = 0
    result = _result(tally, this) | {"form": None, "stopped": True}
    rows = mending.bad_rows(batches.path, refused)
    layout = mending.Layout(this.headers, batches.columns().columns)
    facts = mending.write_rows_to_mend(context, this.name, rows, layout, None, language)
    result["errors_file"] = facts.document()
    with context.database.transaction() as tx:
        context.finish(tx, result)
    return result


def _target(context: JobContext, batches: Batches) -> str:
    """The form to fill: the planned one with the options it lacks, or the new one, made and published now."""
    this = batches.this
    if this.plan.target.form is not None:
        missing = batches.missing_options(batches.columns())
        if missing:
            with context.database.transaction() as tx:
                add_options(tx, job_actor(tx, context.owner_id), this.app_key, this.plan.target.form, missing)
        return this.plan.target.form
    with context.database.transaction() as tx:
        work = batches.work(tx)
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


def _finish(context: JobContext, batches: Batches, form_key: str, columns: ColumnMap, tally: Tally) -> dict[str, Any]:
    this, language = batches.this, _language(context)
    result = _result(tally, this) | {"form": form_key, "stopped": False}
    if tally.bad:
        layout = mending.Layout(this.headers, columns.columns)
        rows = _still_wrong(context, this, batches.path)
        facts = mending.write_rows_to_mend(context, this.name, rows, layout, this.act, language)
        result["errors_file"] = facts.document()
    with context.database.transaction() as tx:
        actor = job_actor(tx, context.owner_id)
        counted = ("created", "updated", "held", "linked")
        detail = {key: result[key] for key in counted} | {"refused": tally.bad, "file": this.name}
        record_audit(tx, actor, "record.import", f"{this.app_key}/{form_key}", detail, app=this.app_key)
        service.note_run(tx, this.import_id, result | {"columns": _as_text(columns)})
        context.finish(tx, result)
    return result


def _as_text(columns: ColumnMap) -> dict[str, str]:
    """JSON knows texts only as keys."""
    return {str(index): key for index, key in columns.columns.items()}


def _still_wrong(context: JobContext, this: Import, path: Path) -> Iterator[mending.BadRow]:
    """Rows of this file that are still to be mended, in their order."""
    for batch in mending.numbered(path, this.act, this.row_key):
        with context.database.snapshot() as tx:
            refused = problem_rows.of_rows(tx, this.act, [origin for _, origin, _ in batch if origin is not None])
        for number, origin, cells in batch:
            if origin in refused:
                yield number, origin, cells, refused[origin]


def _result(tally: Tally, this: Import) -> dict[str, Any]:
    headers = dict(this.headers)
    by_field = {column.field: headers.get(column.index) for column in this.plan.columns if column.field}
    errors = [{**error, "column": by_field.get(error["field"]) or error["field"]} for error in tally.errors]
    counts = {key: value for key, value in vars(tally).items() if isinstance(value, int)}
    return {**counts, "good": tally.rows - tally.bad - tally.skipped, "errors": errors}
