"""Flows and their drafts: listed, made, saved (even with problems), compared, binned and taken out again."""

from __future__ import annotations

from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.documents import depth_of
from dougong.apps.problems import somebody_was_faster
from dougong.apps.repository import AppRow
from dougong.apps.versioned import first_definition, new_key
from dougong.audit.service import record
from dougong.flows import definitions
from dougong.flows.definitions import Document, FlowRow
from dougong.flows.design_schemas import FlowCreate
from dougong.flows.diff import diff
from dougong.flows.reading import Read, read
from dougong.flows.refusals import flow_not_found, too_large
from dougong.kit.db import Transaction
from dougong.kit.errors import Text
from dougong.kit.types import dump_json, iso_instant
from dougong.kit.web import Actor

MAX_DEFINITION = 1_000_000
"""Characters of JSON: some 2,000 nodes."""
MAX_DEPTH = 40
MAX_FLOWS = 500


def find_flow(tx: Transaction, app: AppRow, key: str, *, deleted: bool = False) -> FlowRow:
    """The flow of the app, in the bin or not; NotFound otherwise."""
    found = definitions.flows.find(tx, app.id, key)
    if found is None or (found.deleted_at is not None) != deleted:
        raise flow_not_found(key)
    return found


def cards(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """`GET …/flows`."""
    rows = definitions.flows.all_of(tx, app.id)
    running = definitions.running_by_version(tx, [row.id for row in rows])
    return {"items": [card(tx, app, row, sum(running[row.id].values())) for row in rows]}


def card(tx: Transaction, app: AppRow, row: FlowRow, running: int | None = None) -> dict[str, Any]:
    """`FlowCard` of docs/flows-api.md."""
    found = read(tx, app_catalog(tx, app.key), row.key, row.draft)
    if running is None:
        running = sum(definitions.running_by_version(tx, [row.id])[row.id].values())
    shown = row.shown
    trigger = shown.get("trigger") if isinstance(shown.get("trigger"), dict) else {}
    return {
        "key": row.key,
        "label": shown.get("label") or row.key,
        "description": shown.get("description"),
        "form": shown.get("form"),
        "trigger": (trigger or {}).get("on"),
        "gate": (trigger or {}).get("mode") == "gate",
        "enabled": row.enabled,
        "version": row.published_version,
        "dirty": row.dirty,
        "deleted": row.deleted_at is not None,
        "running": running,
        "errors": found.errors,
        "warnings": len(found.faults) - found.errors,
        "broken": _broken(tx, app, row, found),
        "updated_at": iso_instant(row.updated_at),
    }


def _broken(tx: Transaction, app: AppRow, row: FlowRow, draft: Read) -> Text | None:
    """Why what is published doesn't run any more: a form has changed under it. None when all is well."""
    if row.published is None or row.deleted_at is not None:
        return None
    found = read(tx, app_catalog(tx, app.key), row.key, row.published) if row.dirty else draft
    return next((fault.message for fault in found.faults if fault.level == "error"), None)


def create(tx: Transaction, actor: Actor, app: AppRow, body: FlowCreate) -> FlowRow:
    """A flow that exists as a draft only; the key is made from the label unless given."""
    key = new_key(body.key, body.label, definitions.flows.keys_of(tx, app.id), "flow", MAX_FLOWS)
    return add(tx, actor, app, key, first_definition(key, body.label, body.definition or _empty(body.form)))


def add(tx: Transaction, actor: Actor, app: AppRow, key: str, definition: Document) -> FlowRow:
    """A new flow with this draft."""
    check_size(definition)
    definitions.flows.insert(tx, app.id, key, definition, actor.person_id, **blank(app))
    record(tx, actor, "flow.create", f"{app.key}/{key}", app=app.key)
    return find_flow(tx, app, key)


def blank(app: AppRow) -> dict[str, Any]:
    """What a new flow has beside its draft."""
    return {"app": app.key, "enabled": True, "form": None, "trigger": None}


def _empty(form: str | None) -> Document:
    document: Document = {"form": form} if form else {}
    trigger = {"on": "button", "label": {"zh-CN": "提交", "en": "Submit"}} if form else {"on": "call"}
    nodes = [{"id": "start", "type": "start"}, {"id": "end", "type": "end"}]
    return {**document, "trigger": trigger, "nodes": nodes, "edges": [{"from": "start", "to": "end"}]}


def draft_document(tx: Transaction, app: AppRow, row: FlowRow, language: str) -> dict[str, Any]:
    """`FlowDraft` of docs/flows-api.md."""
    return {
        "definition": row.draft,
        "revision": row.revision,
        "published_version": row.published_version,
        "enabled": row.enabled,
        "dirty": row.dirty,
        "problems": problems(tx, app, row.key, row.draft, language),
    }


def problems(tx: Transaction, app: AppRow, key: str, definition: Document, language: str) -> list[dict[str, Any]]:
    """Everything that is wrong with a definition of the flow `key`."""
    check_size(definition)
    return [fault.document(language) for fault in read(tx, app_catalog(tx, app.key), key, definition).faults]


def save(
    tx: Transaction, actor: Actor, app: AppRow, row: FlowRow, revision: int, definition: Document, language: str
) -> dict[str, Any]:
    """Stores the draft, problems and all. Conflict with the stored draft when somebody was faster."""
    check_size(definition)
    if not definitions.flows.save_draft(tx, row.id, revision, definition, actor.person_id):
        raise somebody_was_faster(draft_document(tx, app, find_flow(tx, app, row.key), language))
    return draft_document(tx, app, find_flow(tx, app, row.key), language)


def versions(tx: Transaction, row: FlowRow) -> dict[str, Any]:
    """The versions, with how many instances run by each."""
    running = definitions.running_by_version(tx, [row.id])[row.id]
    items = definitions.flows.versions(tx, row)
    return {"items": [each | {"running": running.get(each["n"], 0)} for each in items]}


def compare(tx: Transaction, row: FlowRow, before: int, after: int) -> dict[str, Any]:
    return diff(definitions.flows.document(tx, row, before), definitions.flows.document(tx, row, after))


def bin_flow(tx: Transaction, actor: Actor, app: AppRow, row: FlowRow) -> None:
    """Starts nothing any more; what runs goes on to its end."""
    definitions.update_flow(tx, row, deleted_at=tx.now, deleted_by=actor.person_id)
    record(tx, actor, "flow.delete", f"{app.key}/{row.key}", app=app.key)


def restore_flow(tx: Transaction, actor: Actor, app: AppRow, row: FlowRow) -> FlowRow:
    definitions.update_flow(tx, row, deleted_at=None, deleted_by=None)
    record(tx, actor, "flow.restore", f"{app.key}/{row.key}", app=app.key)
    return find_flow(tx, app, row.key)


def switch(tx: Transaction, actor: Actor, app: AppRow, row: FlowRow, *, on: bool) -> FlowRow:
    """The operator's switch: whether new instances begin."""
    if row.enabled != on:
        definitions.update_flow(tx, row, enabled=on)
        record(tx, actor, "flow.enable" if on else "flow.disable", f"{app.key}/{row.key}", app=app.key)
    return find_flow(tx, app, row.key)


def check_size(definition: Document) -> None:
    """Refuses documents that no flow needs."""
    if depth_of(definition) > MAX_DEPTH or len(dump_json(definition)) > MAX_DEFINITION:
        raise too_large()
