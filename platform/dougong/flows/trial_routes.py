"""Routes of trying a flow out: dry runs, and why it did not run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request

from dougong.apps.catalog import app_catalog
from dougong.apps.problems import invalid
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, design_app
from dougong.flows import definitions, drafts, sample
from dougong.flows.design_schemas import Answer, Explain, Simulate
from dougong.flows.explain import explain, would_start
from dougong.flows.live import as_if_live, live_flows
from dougong.flows.reading import read
from dougong.flows.refusals import draft_has_errors
from dougong.flows.seeing import seen
from dougong.flows.simulate import simulate
from dougong.kit.db import Read, Transaction
from dougong.kit.web import Actor, CurrentPerson, language_of, requires
from dougong.records.problems import record_not_found
from dougong.records.work import Work
from engines.flow.definition import Flow

router = APIRouter(tags=["flows"])
DESIGN = [requires("design")]
FLOW = "/apps/{app}/flows/{flow}"


@router.post(f"{FLOW}:simulate", dependencies=DESIGN)
def simulate_flow(app: str, flow: str, tx: Read, actor: CurrentPerson, body: Simulate, request: Request) -> Answer:
    """A reading transaction: whatever a dry run would like to write, nothing can be."""
    found = design_app(tx, actor, app)
    row = drafts.find_flow(tx, found, flow)
    language = language_of(request)
    catalog = app_catalog(tx, found.key)
    definition = body.definition if body.definition is not None else definitions.flows.document(tx, row, body.version)
    drafts.check_size(definition)
    loaded = read(tx, catalog, row.key, definition)
    if loaded.flow is None or loaded.program is None or loaded.errors:
        raise draft_has_errors([fault.document(language) for fault in loaded.faults])
    values, old = _values(tx, actor, found, loaded.flow, body)
    live = as_if_live(catalog, row, loaded.flow)
    trigger = None
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
    if live is not None:  # before the clock of the dry run is moved
        asked = body.old is not None or bool(body.record_id and body.values)
        trigger = would_start(work, live, old, values, language, asked=asked)
    told = simulate(
        tx,
        catalog,
        loaded.flow,
        loaded.program,
        record_id=body.record_id,
        values=values,
        old=old,
        initiator=body.initiator or actor.person_id,
        eyes=work,
        start_at=_instant(body.start_at),
        answers=body.answers,
        limit=body.limit,
        language=language,
    )
    return {**told, "trigger": trigger, "problems": [fault.document(language) for fault in loaded.faults]}


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
    found = seen(Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui"), form, record_id)
    if found is None:
        raise record_not_found()
    return found


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    found: datetime | None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise invalid("start_at", "instant", "时间应为带时区的 ISO 8601。", "An instant is ISO 8601 with a zone.")
    return found


@router.post(f"{FLOW}:explain", dependencies=DESIGN)
def explain_flow(app: str, flow: str, tx: Read, actor: CurrentPerson, body: Explain, request: Request) -> Answer:
    found = design_app(tx, actor, app)
    row = drafts.find_flow(tx, found, flow)
    catalog = app_catalog(tx, found.key)
    live = live_flows(tx, catalog).by_key.get(row.key)
    form = live.flow.form if live is not None else (row.published or row.draft).get("form")
    if form is None or form not in catalog.forms:
        raise invalid("record_id", "no_form", "此流程没有表单。", "This flow has no form.")
    values = _seen(tx, actor, found, form, body.record_id)
    changes = sample.canonical(catalog, form, body.values) if body.values is not None else None
    work = Work(tx, catalog, actor, access_of(tx, actor, catalog), "ui")
    return explain(work, row, body.record_id, values, changes, language_of(request))
