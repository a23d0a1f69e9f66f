"""Dashboards and their drafts: listed, made, saved (even with problems), published, binned and taken out again."""

from __future__ import annotations

from typing import Any

from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.modules import closed_by
from dougong.apps.problems import draft_has_errors, somebody_was_faster
from dougong.apps.repository import AppRow
from dougong.apps.versioned import first_definition, new_key
from dougong.audit.service import record
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor
from dougong.reports import definitions, known_receivers, pictures, schedules
from dougong.reports.checking import Document, Fault, check_size, faults_of
from dougong.reports.definitions import DashboardRow
from dougong.reports.problems import dashboard_not_found, too_many_dashboards
from dougong.reports.schemas import DashboardCreate
from engines.report.definition import Dashboard

MAX_DASHBOARDS = 300


def find(tx: Transaction, app: AppRow, key: str, *, deleted: bool = False) -> DashboardRow:
    """The dashboard of the app, in the bin or not; NotFound otherwise."""
    found = definitions.dashboards.find(tx, app.id, key)
    if found is None or (found.deleted_at is not None) != deleted:
        raise dashboard_not_found(key)
    return found


def find_published(tx: Transaction, app: AppRow, key: str) -> tuple[DashboardRow, Document]:
    """A dashboard that people may open, and its definition."""
    found = find(tx, app, key)
    if found.published is None or key in closed_by(app.modules).dashboards:
        raise dashboard_not_found(key)
    return found, found.published


def blank(app: AppRow) -> dict[str, Any]:
    """What a new dashboard has beside its draft."""
    return {"app": app.key}


def cards(tx: Transaction, app: AppRow, *, designer: bool, deleted: bool = False) -> dict[str, Any]:
    """`GET …/dashboards`."""
    rows = [row for row in definitions.dashboards.all_of(tx, app.id) if (row.deleted_at is not None) == deleted]
    closed = closed_by(app.modules).dashboards
    shown = [row for row in rows if designer or (row.published is not None and row.key not in closed)]
    return {"items": [card(tx, app, row, designer=designer) for row in shown]}


def card(tx: Transaction, app: AppRow, row: DashboardRow, *, designer: bool) -> dict[str, Any]:
    """`DashboardCard` of docs/reports-api.md."""
    shown = row.shown
    tiles = shown.get("tiles")
    errors = 0
    if designer:
        errors = sum(fault.level == "error" for fault in _faults(tx, app, app_catalog(tx, app.key), row.key, row.draft))
    return {
        "key": row.key,
        "label": shown.get("label") or row.key,
        "description": shown.get("description"),
        "icon": shown.get("icon"),
        "version": row.published_version,
        "dirty": designer and row.dirty,
        "deleted": row.deleted_at is not None,
        "errors": errors,
        "tiles": len(tiles) if isinstance(tiles, list) else 0,
        "updated_at": iso_instant(row.updated_at),
        "can_design": designer,
    }


def create(tx: Transaction, actor: Actor, app: AppRow, body: DashboardCreate) -> DashboardRow:
    """A dashboard that exists as a draft only; the key is made from the label unless given."""
    taken = definitions.dashboards.keys_of(tx, app.id)
    if len(taken) >= MAX_DASHBOARDS:
        raise too_many_dashboards(MAX_DASHBOARDS)
    key = new_key(body.key, body.label, taken, "dashboard")
    return add(tx, actor, app, key, first_definition(key, body.label, body.definition))


def add(tx: Transaction, actor: Actor, app: AppRow, key: str, definition: Document) -> DashboardRow:
    """A new dashboard with this draft."""
    check_size(definition)
    definitions.dashboards.insert(tx, app.id, key, definition, actor.person_id, **blank(app))
    record(tx, actor, "dashboard.create", f"{app.key}/{key}", app=app.key)
    made = find(tx, app, key)
    pictures.claim(tx, actor, made, definition)
    return made


def draft_document(tx: Transaction, app: AppRow, row: DashboardRow, language: str) -> dict[str, Any]:
    """`DashboardDraft` of docs/reports-api.md."""
    return {
        "key": row.key,
        "definition": row.draft,
        "revision": row.revision,
        "published_version": row.published_version,
        "dirty": row.dirty,
        "problems": problems(tx, app, row.key, row.draft, language),
    }


def problems(tx: Transaction, app: AppRow, key: str, definition: Document, language: str) -> list[dict[str, Any]]:
    """Everything that is wrong with a definition of the dashboard `key`."""
    return problems_in(tx, app, app_catalog(tx, app.key), key, definition, language)


def problems_in(
    tx: Transaction, app: AppRow, catalog: AppCatalog, key: str, definition: Document, language: str
) -> list[dict[str, Any]]:
    """The same in the app as it will be."""
    check_size(definition)
    return [fault.document(language) for fault in _faults(tx, app, catalog, key, definition)]


def _faults(tx: Transaction, app: AppRow, catalog: AppCatalog, key: str, definition: Document) -> list[Fault]:
    found = faults_of(catalog, key, definition)
    row = definitions.dashboards.find(tx, app.id, key)
    found += known_receivers.faults(tx, app.key, definition)
    return [*found, *(pictures.faults(tx, row, definition) if row is not None else ())]


def save(
    tx: Transaction, actor: Actor, app: AppRow, row: DashboardRow, revision: int, definition: Document, language: str
) -> dict[str, Any]:
    """Stores the draft, problems and all. Conflict with the stored draft when somebody was faster."""
    check_size(definition)
    if not definitions.dashboards.save_draft(tx, row.id, revision, definition, actor.person_id):
        raise somebody_was_faster(draft_document(tx, app, find(tx, app, row.key), language))
    pictures.claim(tx, actor, row, definition)
    return draft_document(tx, app, find(tx, app, row.key), language)


def publish(
    tx: Transaction, actor: Actor, app: AppRow, row: DashboardRow, revision: int, note: str | None, language: str
) -> int:
    """The draft becomes what people see. → the version"""
    if row.revision != revision:
        raise somebody_was_faster(draft_document(tx, app, row, language))
    found = problems(tx, app, row.key, row.draft, language)
    if any(problem["level"] == "error" for problem in found):
        raise draft_has_errors(found)
    n = definitions.dashboards.add_version(tx, row, actor.person_id, note)
    schedules.reset(tx, row.id, Dashboard.model_validate(row.draft))
    record(tx, actor, "dashboard.publish", f"{app.key}/{row.key}", {"version": n}, app=app.key)
    return n


def to_bin(tx: Transaction, actor: Actor, app: AppRow, row: DashboardRow) -> None:
    definitions.dashboards.to_bin(tx, row.id, actor.person_id)
    schedules.reset(tx, row.id, None)
    record(tx, actor, "dashboard.delete", f"{app.key}/{row.key}", app=app.key)


def out_of_bin(tx: Transaction, actor: Actor, app: AppRow, row: DashboardRow) -> DashboardRow:
    definitions.dashboards.out_of_bin(tx, row.id)
    schedules.reset(tx, row.id, Dashboard.model_validate(row.published) if row.published else None)
    record(tx, actor, "dashboard.restore", f"{app.key}/{row.key}", app=app.key)
    return find(tx, app, row.key)
