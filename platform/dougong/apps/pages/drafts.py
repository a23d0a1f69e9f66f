"""Pages and their drafts: listed, made, saved (even with problems), published, binned and taken out again."""

from __future__ import annotations

from typing import Any

from dougong.apps import repository
from dougong.apps.catalog import app_catalog
from dougong.apps.pages import checking, store
from dougong.apps.pages.checking import Document
from dougong.apps.pages.schemas import PageCreate
from dougong.apps.pages.store import PageRow
from dougong.apps.problems import (
    draft_has_errors,
    page_not_found,
    somebody_was_faster,
)
from dougong.apps.repository import AppRow
from dougong.apps.versioned import first_definition, new_key
from dougong.audit.service import record
from dougong.identity.service import roles
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor

MAX_PAGES = 200


def find(tx: Transaction, app: AppRow, key: str, *, deleted: bool = False) -> PageRow:
    """The page of the app, in the bin or not; NotFound otherwise."""
    found = store.pages.find(tx, app.id, key)
    if found is None or (found.deleted_at is not None) != deleted:
        raise page_not_found(key)
    return found


def card(row: PageRow, *, designer: bool) -> Document:
    """What lists say of a page."""
    shown = row.shown
    blocks = shown.get("blocks")
    return {
        "key": row.key,
        "label": shown.get("label") or row.key,
        "description": shown.get("description"),
        "icon": shown.get("icon"),
        "version": row.published_version,
        "dirty": designer and row.dirty,
        "deleted": row.deleted_at is not None,
        "blocks": len(blocks) if isinstance(blocks, list) else 0,
        "updated_at": iso_instant(row.updated_at),
        "can_design": designer,
    }


def create(tx: Transaction, actor: Actor, app: AppRow, body: PageCreate) -> PageRow:
    """A page that exists as a draft only; the key is made from the label unless given."""
    key = new_key(body.key, body.label, store.pages.keys_of(tx, app.id), "page", MAX_PAGES)
    return add(tx, actor, app, key, first_definition(key, body.label, body.definition))


def add(tx: Transaction, actor: Actor, app: AppRow, key: str, definition: Document) -> PageRow:
    """A new page with this draft."""
    checking.check_size(definition)
    store.pages.insert(tx, app.id, key, checking.cleaned(definition), actor.person_id)
    record(tx, actor, "page.create", f"{app.key}/{key}", app=app.key)
    return find(tx, app, key)


def draft_document(tx: Transaction, app: AppRow, row: PageRow, language: str) -> Document:
    """`{key, definition, revision, published_version, dirty, problems}`."""
    return {
        "key": row.key,
        "definition": row.draft,
        "revision": row.revision,
        "published_version": row.published_version,
        "dirty": row.dirty,
        "problems": problems(tx, app, row.key, row.draft, language),
    }


def problems(tx: Transaction, app: AppRow, key: str, definition: Document, language: str) -> list[Document]:
    """Everything that is wrong with a definition of the page `key`."""
    known = [role.key for role in roles(tx, app.key)]
    targets = checking.published_targets(tx, app.id)
    return checking.problems(app_catalog(tx, app.key), targets, known, key, definition, language)


def save(
    tx: Transaction, actor: Actor, app: AppRow, row: PageRow, revision: int, definition: Document, language: str
) -> Document:
    """Stores the draft, problems and all. Conflict with the stored draft when somebody was faster."""
    checking.check_size(definition)
    if not store.pages.save_draft(tx, row.id, revision, checking.cleaned(definition), actor.person_id):
        raise somebody_was_faster(draft_document(tx, app, find(tx, app, row.key), language))
    return draft_document(tx, app, find(tx, app, row.key), language)


def publish(
    tx: Transaction, actor: Actor, app: AppRow, row: PageRow, revision: int, note: str | None, language: str
) -> int:
    """The draft becomes what people see. → the version"""
    repository.touch(tx, app.id)
    if row.revision != revision:
        raise somebody_was_faster(draft_document(tx, app, row, language))
    found = problems(tx, app, row.key, row.draft, language)
    if found:
        raise draft_has_errors(found)
    n = store.pages.add_version(tx, row, actor.person_id, note)
    record(tx, actor, "page.publish", f"{app.key}/{row.key}", {"version": n}, app=app.key)
    return n


def to_bin(tx: Transaction, actor: Actor, app: AppRow, row: PageRow) -> None:
    store.pages.to_bin(tx, row.id, actor.person_id)
    record(tx, actor, "page.delete", f"{app.key}/{row.key}", app=app.key)


def out_of_bin(tx: Transaction, actor: Actor, app: AppRow, row: PageRow) -> PageRow:
    store.pages.out_of_bin(tx, row.id)
    record(tx, actor, "page.restore", f"{app.key}/{row.key}", app=app.key)
    return find(tx, app, row.key)


def published(tx: Transaction, app_id: str) -> dict[str, Document]:
    """The published pages by key, as a package has them."""
    return {key: definition for key, _n, definition in store.pages.published(tx, app_id)}


def install(tx: Transaction, actor: Actor, app: AppRow, pages: dict[str, Any], language: str) -> None:
    """Makes and publishes the pages of a new app."""
    for key, document in pages.items():
        row = add(tx, actor, app, key, document)
        publish(tx, actor, app, row, row.revision, None, language)
