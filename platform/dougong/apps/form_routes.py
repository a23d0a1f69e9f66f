"""Routes of designing a form, and of the formula editor."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from dougong.apps import affected, drafts, formulas, impact, publish, repository, retired, service, taking_back, trials
from dougong.apps.catalog import app_catalog
from dougong.apps.loss_file import TYPES, Format, write_losses
from dougong.apps.plan import plan
from dougong.apps.problems import form_not_found
from dougong.apps.rights import access_of, can_design, design_app, open_app
from dougong.apps.schemas import Answer, DraftPublish, DraftSave, FormCreate, FormulaCheck, TakeBack, VersionNumber
from dougong.apps.tasks import PUBLISH
from dougong.audit.service import record
from dougong.kit import jobs
from dougong.kit.db import Database, Read, Write
from dougong.kit.web import CurrentPerson, language_of, requires

router = APIRouter(tags=["forms"])
SIGNED_IN = [requires("signed_in")]
DESIGN = [requires("design")]
FORM = "/apps/{app}/forms/{form}"


@router.get("/apps/{app}/forms", dependencies=SIGNED_IN)
def list_forms(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    found = open_app(tx, actor, app)
    catalog = app_catalog(tx, app)
    access = access_of(tx, actor, catalog)
    designs = can_design(tx, actor, found)
    cards = service.form_cards(tx, found, catalog, access, designs=designs)
    return {"items": [card for card in cards if designs or card["ops"]]}


@router.post("/apps/{app}/forms", dependencies=DESIGN, status_code=201)
def create_form(app: str, tx: Write, actor: CurrentPerson, body: FormCreate, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    form = drafts.create_form(tx, actor, found, body)
    return drafts.draft_document(tx, found, form, language_of(request))


@router.delete(FORM, dependencies=DESIGN, status_code=204)
def delete_form(app: str, form: str, tx: Write, actor: CurrentPerson, request: Request) -> None:
    found = design_app(tx, actor, app)
    service.delete_form(tx, actor, found, drafts.find_form(tx, found, form), language_of(request))


@router.post(f"{FORM}:restore", dependencies=DESIGN)
def restore_form(app: str, form: str, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return drafts.draft_document(tx, found, service.restore_form(tx, actor, found, form), language_of(request))


@router.get(f"{FORM}/draft", dependencies=DESIGN)
def get_draft(app: str, form: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return drafts.draft_document(tx, found, drafts.find_form(tx, found, form), language_of(request))


@router.put(f"{FORM}/draft", dependencies=DESIGN)
def put_draft(app: str, form: str, tx: Write, actor: CurrentPerson, body: DraftSave, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    old = drafts.find_form(tx, found, form)
    return drafts.save_draft(tx, actor, found, old, body.revision, body.definition, language_of(request))


@router.post(f"{FORM}/draft:impact", dependencies=DESIGN)
def draft_impact(app: str, form: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return impact.impact(tx, actor, found, drafts.find_form(tx, found, form), language_of(request))


@router.get(f"{FORM}/draft:uses", dependencies=DESIGN)
def draft_uses(app: str, form: str, tx: Read, actor: CurrentPerson) -> Answer:
    """What each field of the draft depends on, and what uses it."""
    found = design_app(tx, actor, app)
    return {"fields": trials.draft_uses(drafts.find_form(tx, found, form), drafts.published_forms(tx, found.id))}


@router.get(f"{FORM}/draft:affected", dependencies=DESIGN)
def draft_affected(
    app: str,
    form: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    field: Annotated[str | None, Query(max_length=100)] = None,
    option: Annotated[str | None, Query(max_length=500)] = None,
) -> Answer:
    """What uses a field, one option of it, or (without `field`) the form: asked before it goes or changes."""
    found = design_app(tx, actor, app)
    row = drafts.find_form(tx, found, form)
    return {"items": affected.affected(tx, found, row, field, option, language_of(request))}


@router.post(f"{FORM}/draft:test", dependencies=DESIGN)
def try_draft(app: str, form: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    """Runs the draft's test cases; they hold their own data and read no record."""
    found = design_app(tx, actor, app)
    row = drafts.find_form(tx, found, form)
    aside = retired.of_form(tx, found.id, row.key)
    return {"items": trials.try_draft(row, drafts.published_forms(tx, found.id), aside, language_of(request))}


@router.get(f"{FORM}/draft:losses", dependencies=DESIGN, response_class=FileResponse)
def download_losses(
    app: str,
    form: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    format_: Annotated[Format, Query(alias="format")] = "xlsx",
) -> FileResponse:
    """Every value that publishing the draft would change or lose, of fields the designer may read and export."""
    found = design_app(tx, actor, app)
    row = drafts.find_form(tx, found, form)
    handle, name = tempfile.mkstemp(prefix="dougong-losses-", suffix=f".{format_}")
    os.close(handle)
    try:
        write_losses(tx, actor, found, row, language_of(request), format_, Path(name))
        database: Database = request.app.state.database
        with database.transaction() as own:
            record(own, actor, "form.losses", f"{app}/{form}", {"revision": row.revision}, app=app)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    done = BackgroundTask(Path(name).unlink, missing_ok=True)
    return FileResponse(name, media_type=TYPES[format_], filename=f"{form}-losses.{format_}", background=done)


@router.post(f"{FORM}/draft:take-back", dependencies=DESIGN)
def take_type_back(app: str, form: str, tx: Write, actor: CurrentPerson, body: TakeBack, request: Request) -> Answer:
    """The draft gets a field as it was before its last change of type; publishing brings the values back."""
    found = design_app(tx, actor, app)
    row = drafts.find_form(tx, found, form)
    return taking_back.take_back(tx, actor, found, row, body.field, body.since, language_of(request))


@router.post(f"{FORM}/draft:publish", dependencies=DESIGN)
def publish_draft(app: str, form: str, tx: Write, actor: CurrentPerson, body: DraftPublish, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    language = language_of(request)
    old = drafts.find_form(tx, found, form)
    database: Database = request.app.state.database
    with database.snapshot() as aside:
        big = publish.is_big(aside, [plan(aside, found, old, language)])
    if big:
        args = {"app": app, "form": form, "language": language, **body.model_dump(mode="json")}
        job_id = jobs.enqueue(tx, PUBLISH, args, owner_id=actor.person_id)
        return {"version": old.published_version + 1, "job": job_id}
    options = body.model_dump(exclude={"revision"})
    return {"version": publish.publish(tx, actor, found, form, body.revision, language=language, **options)}


@router.post(f"{FORM}/draft:discard", dependencies=DESIGN)
def discard_draft(app: str, form: str, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return drafts.discard_draft(tx, actor, found, drafts.find_form(tx, found, form), language_of(request))


@router.get(f"{FORM}/versions", dependencies=DESIGN)
def list_versions(app: str, form: str, tx: Read, actor: CurrentPerson) -> Answer:
    return {"items": repository.forms.versions(tx, drafts.find_form(tx, design_app(tx, actor, app), form))}


@router.get(f"{FORM}/versions:diff", dependencies=DESIGN)
def compare_versions(
    app: str,
    form: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    before: Annotated[int, Query(alias="from", ge=1)],
    after: Annotated[int, Query(alias="to", ge=0)] = 0,
) -> Answer:
    """In what version `to` (0: the draft) differs from version `from`, in words."""
    found = design_app(tx, actor, app)
    return {"items": drafts.compare(tx, drafts.find_form(tx, found, form), before, after, language_of(request))}


@router.get(f"{FORM}/versions/{{n}}", dependencies=DESIGN)
def get_version(app: str, form: str, n: VersionNumber, tx: Read, actor: CurrentPerson) -> Answer:
    return repository.forms.version(tx, drafts.find_form(tx, design_app(tx, actor, app), form), n)


@router.post(f"{FORM}/versions/{{n}}:restore", dependencies=DESIGN)
def restore_version(app: str, form: str, n: VersionNumber, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return drafts.restore_version(tx, actor, found, drafts.find_form(tx, found, form), n, language_of(request))


@router.post("/formula:check", dependencies=SIGNED_IN)
def check_formula(tx: Read, actor: CurrentPerson, body: FormulaCheck, request: Request) -> Answer:
    """For designers of the app: names of all its fields are told."""
    design_app(tx, actor, body.app)
    forms = app_catalog(tx, body.app).forms
    form = formulas.usable_form(body.definition, forms.get(body.form))
    if form is None:
        raise form_not_found(body.form)
    return formulas.check_formula(body.text, form, forms, body.scope, body.expect, language_of(request))


@router.get("/formula/functions", dependencies=SIGNED_IN)
def list_functions() -> Answer:
    return {"items": formulas.function_list()}
