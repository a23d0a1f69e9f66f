"""Routes of designing flows: drafts, versions, publishing, dry runs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from dougong.apps.catalog import app_catalog
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, design_app
from dougong.flows import checking, drafts, publishing, sample
from dougong.flows.definitions import FlowRow
from dougong.flows.design_schemas import (
    Answer,
    DraftCheck,
    DraftImpact,
    DraftPublish,
    DraftSave,
    Explain,
    FlowCreate,
    FormulaCheck,
    MigrateBody,
    Simulate,
)
from dougong.flows.explain import explain
from dougong.flows.live import live_flows
from dougong.flows.reading import read
from dougong.flows.refusals import draft_has_errors, invalid
from dougong.flows.simulate import simulate
from dougong.kit.db import Read, Transaction, Write
from dougong.kit.ids import is_id
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.records import writing
from dougong.records.problems import record_not_found
from dougong.records.work import Work
from engines.flow.definition import Flow

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
    return publishing.impact(tx, found, row, body.mapping, language_of(request))


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
def get_flow_version(app: str, flow: str, n: int, tx: Read, actor: CurrentPerson) -> Answer:
    return drafts.version(tx, _both(tx, actor, app, flow)[1], n)


@router.post(f"{FLOW}/versions/{{n}}:restore", dependencies=DESIGN)
def restore_flow_version(app: str, flow: str, n: int, tx: Write, actor: CurrentPerson, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    definition = drafts.version(tx, row, n)["definition"]
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


# -- trying out ---------------------------------------------------------------------------------------------------
@router.post(f"{FLOW}:simulate", dependencies=DESIGN)
def simulate_flow(app: str, flow: str, tx: Read, actor: CurrentPerson, body: Simulate, request: Request) -> Answer:
    """A reading transaction: whatever a dry run would like to write, nothing can be."""
    found, row = _both(tx, actor, app, flow)
    language = language_of(request)
    catalog = app_catalog(tx, found.key)
    definition = body.definition if body.definition is not None else drafts.document_of(tx, row, body.version)
    drafts.check_size(definition)
    loaded = read(tx, catalog, row.key, definition)
    if loaded.flow is None or loaded.program is None or loaded.errors:
        raise draft_has_errors([fault.document(language) for fault in loaded.faults])
    values, old = _values(tx, actor, found, loaded.flow, body)
    told = simulate(
        tx,
        catalog,
        loaded.flow,
        loaded.program,
        record_id=body.record_id,
        values=values,
        old=old,
        initiator=body.initiator or actor.person_id,
        start_at=_instant(body.start_at),
        answers=body.answers,
        limit=body.limit,
        language=language,
    )
    return {**told, "problems": [fault.document(language) for fault in loaded.faults]}


def _values(
    tx: Transaction, actor: Actor, app: AppRow, flow: Flow, body: Simulate
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record of a dry run. A real one must be visible to the designer, and so must each of its fields: designing
    gives no right to data."""
    catalog = app_catalog(tx, app.key)
    if flow.form is None:
        return {}, {}
    stored = _seen(tx, actor, app, flow.form, body.record_id) if body.record_id else {}
    old = sample.canonical(catalog, flow.form, body.old) if body.old is not None else stored
    return {**stored, **sample.canonical(catalog, flow.form, body.values)}, {**stored, **old}


def _seen(tx: Transaction, actor: Actor, app: AppRow, form: str, record_id: str) -> dict[str, Any]:
    catalog = app_catalog(tx, app.key)
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
    visible = writing.seen(work, form, record_id) if is_id(record_id) else None
    found = sample.stored(tx, catalog, form, record_id) if visible is not None else None
    if visible is None or found is None:
        raise record_not_found()
    return {key: value for key, value in found.items() if key in visible or key not in catalog.forms[form].by_key}


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - without a zone: refused below
    if found.tzinfo is None:
        raise invalid("start_at", "instant", "时间应为带时区的 ISO 8601。", "An instant is ISO 8601 with a zone.")
    return found


@router.post(f"{FLOW}:explain", dependencies=DESIGN)
def explain_flow(app: str, flow: str, tx: Read, actor: CurrentPerson, body: Explain, request: Request) -> Answer:
    found, row = _both(tx, actor, app, flow)
    catalog = app_catalog(tx, found.key)
    live = live_flows(tx, catalog).by_key.get(row.key)
    form = live.flow.form if live is not None else (row.published or row.draft).get("form")
    if form is None or form not in catalog.forms:
        raise invalid("record_id", "no_form", "此流程没有表单。", "This flow has no form.")
    values = _seen(tx, actor, found, form, body.record_id)
    changes = sample.canonical(catalog, form, body.values) if body.values is not None else None
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
    return explain(work, row, body.record_id, values, changes, language_of(request))
