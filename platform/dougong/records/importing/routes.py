"""Import over HTTP: upload, plan, check, run."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Request, UploadFile
from sqlalchemy import Row

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of, can_design, design_app, open_app
from dougong.files import service as files
from dougong.kit import jobs
from dougong.kit.db import Db, Read, Transaction, Write
from dougong.kit.errors import Conflict, say
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.records.forgetting import require_whole
from dougong.records.importing import service, undoing
from dougong.records.importing.mapping import map_columns
from dougong.records.importing.schemas import ImportPlan
from dougong.records.importing.tasks import CHECK, RUN, UNDO
from dougong.records.problems import operation_not_granted
from dougong.records.work import Work
from engines.form.definition import Form
from engines.form.fields._choices import ChoiceField

router = APIRouter(tags=["import"])
AppKey = Annotated[str, Path(alias="app", max_length=48)]
ImportId = Annotated[str, Path(alias="import_id", max_length=36)]
IMPORTS = "/apps/{app}/imports"


@router.post(IMPORTS, dependencies=[requires("signed_in")], status_code=201)
def upload_import(
    app: AppKey, request: Request, database: Db, actor: CurrentPerson, file: Annotated[UploadFile, File()]
) -> dict[str, Any]:
    """Takes an xlsx or csv file and says what is in it; it is parsed in a limited child process."""
    with database.snapshot() as tx:
        _may_import(tx, actor, app, None)
    limit = request.app.state.settings.upload_mb * 1024 * 1024
    store = request.app.state.files
    return service.receive(database, store, actor, app, file.file, file.filename or "", limit)


@router.get(IMPORTS, dependencies=[requires("signed_in")])
def list_imports(app: AppKey, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    """One's own last imports into the app that ran, newest first."""
    open_app(tx, actor, app)
    return {"items": service.recent(tx, actor.person_id, app)}


@router.get(IMPORTS + "/{import_id}", dependencies=[requires("signed_in")])
def get_import(app: AppKey, import_id: ImportId, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    """What was found in the file, and the plan if there is one."""
    row = service.get(tx, actor.person_id, app, import_id)
    return {"id": row.id, "name": row.name, **row.found, "plan": row.plan}


@router.get(IMPORTS + "/{import_id}/xlsform", dependencies=[requires("signed_in")])
def read_xlsform(
    app: AppKey, import_id: ImportId, request: Request, database: Db, actor: CurrentPerson
) -> dict[str, Any]:
    """The form that an uploaded XLSForm describes, and what of it can't be carried over; nothing is made."""
    with database.snapshot() as tx:
        design_app(tx, actor, app)
        row = service.get(tx, actor.person_id, app, import_id)
        if not row.found.get("xlsform"):
            raise Conflict(say("这不是 XLSForm 文件。", "This is not an XLSForm."), "not_an_xlsform")
        path = files.get(tx, row.file_id).path
    return service.xlsform_of(request.app.state.files, path, row.name)


@router.post(IMPORTS + "/{import_id}:plan", dependencies=[requires("signed_in")])
def plan_import(app: AppKey, import_id: ImportId, body: ImportPlan, tx: Write, actor: CurrentPerson) -> dict[str, Any]:
    """Which column goes where. A plan that does not fit is a 422 with one entry per column."""
    row = service.get(tx, actor.person_id, app, import_id)
    if row.found.get("continues") is not None:
        raise Conflict(
            say("修改后的文件沿用原来的设置。", "A mended file keeps the plan of its import."),
            "import_continues",
        )
    _may_import(tx, actor, app, body)
    catalog = app_catalog(tx, app)
    columns = map_columns(catalog, access_of(tx, actor, catalog), body, row.found)
    service.save_plan(tx, import_id, body)
    return {
        "columns": [{"index": index, "field": key} for index, key in columns.columns.items()],
        "definition": columns.definition,
    }


@router.post(IMPORTS + "/{import_id}:check", dependencies=[requires("signed_in")], status_code=202)
def check_import(app: AppKey, import_id: ImportId, tx: Write, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """Rehearses the import as a job; nothing is written."""
    return _start(tx, actor, app, import_id, CHECK, language_of(request))


@router.post(IMPORTS + "/{import_id}:run", dependencies=[requires("signed_in")], status_code=202)
def run_import(app: AppKey, import_id: ImportId, tx: Write, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """Imports as a job. The same import runs once, however often it is asked for."""
    return _start(tx, actor, app, import_id, RUN, language_of(request))


@router.get(IMPORTS + "/{import_id}/undo", dependencies=[requires("signed_in")])
def preview_undo(app: AppKey, import_id: ImportId, tx: Read, actor: CurrentPerson) -> dict[str, Any]:
    """What taking the import back would do: records added and changed, and how many somebody has changed since."""
    row = _undoable(tx, actor, app, import_id)
    catalog = app_catalog(tx, app)
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "bulk")
    return undoing.preview(tx, work, row.id)


@router.post(IMPORTS + "/{import_id}:undo", dependencies=[requires("signed_in")], status_code=202)
def undo_import(app: AppKey, import_id: ImportId, tx: Write, actor: CurrentPerson, request: Request) -> dict[str, Any]:
    """Takes the whole import back as a job: what it added goes to the bin, what it changed becomes what it was."""
    row = _undoable(tx, actor, app, import_id)
    open_app(tx, actor, app)
    if not (actor.token_allows("delete", app) and actor.token_allows("update", app)):
        raise operation_not_granted("import")
    language = language_of(request)
    args = {"app": app, "import": row.id, "language": language}
    once = f"{UNDO}:{row.id}:{service.ended_without_effect(tx, f'{UNDO}:{row.id}:')}"
    job_id = jobs.enqueue(tx, UNDO, args, owner_id=actor.person_id, once_key=once) or service.job_of(tx, once)
    return jobs.document(tx, job_id, actor.person_id, language)


def _undoable(tx: Transaction, actor: Actor, app: str, import_id: str) -> Row[Any]:
    """The first import of those that belong together: they are taken back together."""
    row = service.get(tx, actor.person_id, app, import_id)
    row = service.get(tx, actor.person_id, app, row.act or row.id)
    if row.ran_at is None:
        raise Conflict(say("这次导入还没有完成。", "This import has not run to its end."), "import_not_run")
    _undone_refused(row)
    require_whole(tx, row.id)
    if service.is_running(tx, RUN, row.id):
        raise Conflict(say("导入还在进行。", "The import is still running."), "import_running")
    return row


def _undone_refused(row: Row[Any]) -> None:
    if row.undone_at is not None:
        raise Conflict(say("这次导入已撤销。", "This import has been undone."), "import_undone")


def _start(tx: Transaction, actor: Actor, app: str, import_id: str, kind: str, language: str) -> dict[str, Any]:
    row = service.get(tx, actor.person_id, app, import_id)
    plan = service.plan_of(row)
    _may_import(tx, actor, app, plan)
    if row.act not in (None, row.id):
        _undone_refused(service.get(tx, actor.person_id, app, row.act))  # once undone, nothing of it comes in any more
    if not (actor.token_allows("create", app) and actor.token_allows("update", app)):
        raise operation_not_granted("import")  # the job runs with its owner's grants: a narrower token can't start it
    args = {"app": app, "import": import_id, "language": language}
    once = f"{kind}:{import_id}" if kind == RUN else None
    job_id = jobs.enqueue(tx, kind, args, owner_id=actor.person_id, once_key=once) or service.job_of(tx, once or "")
    return jobs.document(tx, job_id, actor.person_id, language)


def _may_import(tx: Transaction, actor: Actor, app_key: str, plan: ImportPlan | None) -> None:
    """Into a form: its import grant (and create/update, asked row by row). A new form: the right to design."""
    if plan is None:
        app = open_app(tx, actor, app_key)
        if can_design(tx, actor, app):
            return
    elif plan.target.new is not None:
        design_app(tx, actor, app_key)
        return
    catalog = app_catalog(tx, app_key)
    access = access_of(tx, actor, catalog)
    forms = catalog.forms if plan is None else [plan.target.form or ""]
    if not any(access.may(form, "import") for form in forms):
        raise operation_not_granted("import")
    if plan is not None and _makes_options(catalog.forms.get(plan.target.form or ""), plan):
        design_app(tx, actor, app_key)


def _makes_options(form: Form | None, plan: ImportPlan) -> bool:
    """New options change the form: that is designing."""
    made = [column.field for column in plan.columns if column.create]
    return form is not None and any(isinstance(form.field(key or ""), ChoiceField) for key in made)
