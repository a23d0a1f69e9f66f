"""Routes of designing flows: drafts, versions, publishing, dry runs."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile

from dougong.apps.catalog import app_catalog
from dougong.apps.repository import AppRow
from dougong.apps.rights import design_app
from dougong.apps.schemas import VersionNumber
from dougong.flows import bpmn_files, checking, drafts, publishing
from dougong.flows.definitions import FlowRow, flows
from dougong.flows.design_schemas import (
    Answer,
    DraftCheck,
    DraftImpact,
    DraftPublish,
    DraftSave,
    FlowCreate,
    FormulaCheck,
    MigrateBody,
)
from dougong.flows.refusals import too_large
from dougong.kit.db import Db, Read, Transaction, Write
from dougong.kit.errors import in_language
from dougong.kit.web import Actor, CurrentPerson, language_of, requires

router = APIRouter(tags=["flows"])
DESIGN = [requires("design")]
SIGNED_IN = [requires("signed_in")]
FLOW = "/apps/{app}/flows/{flow}"


def _both(tx: Transaction, actor: Actor, app: str, flow: str, *, deleted: bool = False) -> tuple[AppRow, FlowRow]:
    found = design_app(tx, actor, app)
    return found, drafts.find_flow(tx, found, flow, deleted=deleted)


@router.get("/flows/schema", dependencies=SIGNED_IN)
def get_flow_schema() -> Answer:
    return checking.flow_schema()


@router.get("/apps/{app}/flows", dependencies=DESIGN)
def list_flows(app: str, tx: Read, actor: CurrentPerson) -> Answer:
    return drafts.cards(tx, design_app(tx, actor, app))


@router.post("/apps/{app}/flows", dependencies=DESIGN, status_code=201)
def create_flow(app: str, tx: Write, actor: CurrentPerson, body: FlowCreate, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    row = drafts.create(tx, actor, found, body)
    return {"key": row.key, **drafts.draft_document(tx, found, row, language_of(request))}


@router.post("/apps/{app}/flows:import", dependencies=DESIGN, status_code=201)
def import_flow(
    app: str,
    actor: CurrentPerson,
    database: Db,
    request: Request,
    file: Annotated[UploadFile, File()],
    label: Annotated[str | None, Form(max_length=100)] = None,
    key: Annotated[str | None, Form(max_length=48, pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")] = None,
    form: Annotated[str | None, Form(max_length=48, pattern=r"^[a-z][a-z0-9_]*$")] = None,
    process: Annotated[str | None, Form(max_length=200)] = None,
) -> Answer:
    """A BPMN 2.0 file becomes a draft; what was not understood is told, element by element."""
    if file.size is None or file.size > bpmn_files.MAX_FILE:
        raise too_large()
    read_from = bpmn_files.read_upload(file.file.read(), process)
    definition = {**read_from["flow"], **({"form": form} if form else {})}
    with database.transaction() as tx:
        found = design_app(tx, actor, app)
        named: Any = label or definition.get("label") or PurePath(file.filename or "").stem or "BPMN"
        name = named[:100].strip() if isinstance(named, str) else named
        body = FlowCreate(label=name, key=key, definition=definition)
        row = drafts.create(tx, actor, found, body)
        language = language_of(request)
        told = [{**each, "message": in_language(each["message"], language)} for each in read_from["problems"]]
        document = drafts.draft_document(tx, found, row, language)
        return {"key": row.key, **document, "bpmn": {"problems": told, "processes": read_from["processes"]}}


@router.get(f"{FLOW}/bpmn", dependencies=DESIGN, response_class=Response)
def export_flow(
    app: str,
    flow: str,
    tx: Read,
    actor: CurrentPerson,
    request: Request,
    version: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    _found, row = _both(tx, actor, app, flow)
    content = bpmn_files.write(flows.document(tx, row, version), language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{row.key}.bpmn"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=bpmn_files.MEDIA_TYPE, headers=headers)


@router.post("/apps/{app}/flows:check-formula", dependencies=DESIGN)
def check_flow_formula(app: str, tx: Read, actor: CurrentPerson, body: FormulaCheck, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    return checking.check_formula(tx, actor, app_catalog(tx, found.key), body, language_of(request))


@router.delete(FLOW, dependencies=DESIGN, status_code=204)
def delete_flow(app: str, flow: str, tx: Write, actor: CurrentPerson) -> None:
    found, row = _both(tx, actor, app, flow)
    drafts.bin_flow(tx, actor, found, row)
    publishing.renew(tx, row)


@router.post(f"{FLOW}:restore", dependencies=DESIGN)
def restore_flow(app: str, flow: str, tx: Write, actor: CurrentPerson) -> Answer:
    found, row = _both(tx, actor, app, flow, deleted=True)
    restored = drafts.restore_flow(tx, actor, found, row)
    publishing.renew(tx, row)
    return drafts.card(tx, found, restored)


@router.post(f"{FLOW}:enable", dependencies=DESIGN)
def enable_flow(app: str, flow: str, tx: Write, actor: CurrentPerson) -> Answer:
    return _switch(tx, actor, app, flow, on=True)


@router.post(f"{FLOW}:disable", dependencies=DESIGN)
def disable_flow(app: str, flow: str, tx: Write, actor: CurrentPerson) -> Answer:
    return _switch(tx, actor, app, flow, on=False)


def _switch(tx: Transaction, actor: Actor, app: str, flow: str, *, on: bool) -> Answer:
    found, row = _both(tx, actor, app, flow)
    switched = drafts.switch(tx, actor, found, row, on=on)
    publishing.renew(tx, row)
    return drafts.card(tx, found, switched)


# -- drafts -------------------------------------------------------------------------------------------------------
@router.get(f"{FLOW}/draft", dependencies=DESIGN)
def get_flow_draft(app: str, flow: str, tx: Read, actor: CurrentPerson, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    return drafts.draft_document(tx, found, row, language_of(request))


@router.put(f"{FLOW}/draft", dependencies=DESIGN)
def put_flow_draft(app: str, flow: str, tx: Write, actor: CurrentPerson, body: DraftSave, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    return drafts.save(tx, actor, found, row, body.revision, body.definition, language_of(request))


@router.post(f"{FLOW}/draft:check", dependencies=DESIGN)
def check_flow_draft(app: str, flow: str, tx: Read, actor: CurrentPerson, body: DraftCheck, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    return {"problems": drafts.problems(tx, found, row.key, body.definition, language_of(request))}


@router.post(f"{FLOW}/draft:discard", dependencies=DESIGN)
def discard_flow_draft(app: str, flow: str, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    definition = row.published or row.draft
    return drafts.save(tx, actor, found, row, row.revision, definition, language_of(request))


@router.post(f"{FLOW}/draft:impact", dependencies=DESIGN)
def flow_draft_impact(
    app: str, flow: str, tx: Read, actor: CurrentPerson, body: DraftImpact, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, flow)
    return publishing.impact(tx, actor, found, row, body.mapping, language_of(request))


@router.post(f"{FLOW}/draft:publish", dependencies=DESIGN)
def publish_flow_draft(
    app: str, flow: str, tx: Write, actor: CurrentPerson, body: DraftPublish, request: Request
) -> Answer:
    found = design_app(tx, actor, app)
    return publishing.publish(
        tx,
        actor,
        found,
        flow,
        body.revision,
        note=body.note,
        migrate=body.migrate,
        mapping=body.mapping,
        language=language_of(request),
    )


@router.post(f"{FLOW}:migrate", dependencies=DESIGN)
def migrate_flow(app: str, flow: str, tx: Write, actor: CurrentPerson, body: MigrateBody, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    return publishing.migrate_running(
        tx, actor, found, row, body.to, body.mapping, body.instances, language_of(request)
    )


# -- versions -----------------------------------------------------------------------------------------------------
@router.get(f"{FLOW}/versions", dependencies=DESIGN)
def list_flow_versions(app: str, flow: str, tx: Read, actor: CurrentPerson) -> Answer:
    return drafts.versions(tx, _both(tx, actor, app, flow)[1])


@router.get(f"{FLOW}/versions/{{n}}", dependencies=DESIGN)
def get_flow_version(app: str, flow: str, n: VersionNumber, tx: Read, actor: CurrentPerson) -> Answer:
    return flows.version(tx, _both(tx, actor, app, flow)[1], n)


@router.post(f"{FLOW}/versions/{{n}}:restore", dependencies=DESIGN)
def restore_flow_version(
    app: str, flow: str, n: VersionNumber, tx: Write, actor: CurrentPerson, request: Request
) -> Answer:
    found, row = _both(tx, actor, app, flow)
    definition = flows.document(tx, row, n)
    return drafts.save(tx, actor, found, row, row.revision, definition, language_of(request))


@router.get(f"{FLOW}/diff", dependencies=DESIGN)
def diff_flow(
    app: str,
    flow: str,
    tx: Read,
    actor: CurrentPerson,
    before: Annotated[int, Query(alias="from", ge=0)] = 0,
    after: Annotated[int, Query(alias="to", ge=0)] = 0,
) -> Answer:
    return drafts.compare(tx, _both(tx, actor, app, flow)[1], before, after)
