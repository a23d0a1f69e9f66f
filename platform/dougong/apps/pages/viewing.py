"""A page as one person sees it: only blocks that are meant for them and that they have a right to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.access.compiler import Access
from dougong.access.grants import Op, Principal
from dougong.apps import audience
from dougong.apps.catalog import app_catalog
from dougong.apps.modules import closed_by
from dougong.apps.pages import drafts, store
from dougong.apps.pages.checking import Document
from dougong.apps.pages.store import PageRow
from dougong.apps.problems import page_not_found
from dougong.apps.repository import AppRow
from dougong.apps.rights import access_of, can_design, principal_of
from dougong.kit.db import Transaction
from dougong.kit.web import Actor

_NEEDS: Mapping[str, Op] = {"list": "read", "number": "read", "form": "create"}
"""What a block needs of its form. Dashboards and flows ask by themselves."""


def cards(tx: Transaction, actor: Actor, app: AppRow, *, deleted: bool = False) -> Document:
    """The pages of the app that the person may open; for designers drafts too."""
    designer = can_design(tx, actor, app)
    rows = [row for row in store.pages.all_of(tx, app.id) if (row.deleted_at is not None) == deleted]
    if not designer:
        principal = principal_of(tx, actor, app.key)
        open_now = open_keys(tx, app, principal)
        rows = [row for row in rows if row.key in open_now]
    return {"items": [drafts.card(row, designer=designer) for row in rows]}


def is_open(tx: Transaction, row: PageRow, principal: Principal) -> bool:
    """True when the published page is meant for this person."""
    return row.published is not None and audience.is_for(row.published, principal, tx.now)


def open_keys(tx: Transaction, app: AppRow, principal: Principal) -> set[str]:
    """Keys of the pages that navigation may lead this person to."""
    rows = [row for row in store.pages.all_of(tx, app.id) if row.key not in closed_by(app.modules).pages]
    return {row.key for row in rows if row.deleted_at is None and is_open(tx, row, principal)}


def shown(tx: Transaction, actor: Actor, app: AppRow, key: str) -> Document:
    """`{key, version, label, description, icon, blocks, grid, can_design}`. A page that is not for this person is as
    unknown as one that isn't there; its designers may look at it."""
    row = drafts.find(tx, app, key)
    principal = principal_of(tx, actor, app.key)
    designer = can_design(tx, actor, app)
    meant = is_open(tx, row, principal) and key not in closed_by(app.modules).pages
    if row.published is None or not (designer or meant):
        raise page_not_found(key)
    access = access_of(tx, actor, app_catalog(tx, app.key))
    blocks = [block for block in row.published.get("blocks", ()) if _is_shown(tx, access, principal, block)]
    left = {block["key"] for block in blocks}
    return {
        "key": key,
        "version": row.published_version,
        "label": row.published.get("label") or key,
        "description": row.published.get("description"),
        "icon": row.published.get("icon"),
        "blocks": [_without_audience(block) for block in blocks],
        "grid": [place for place in row.published.get("grid", ()) if place["tile"] in left],
        "can_design": designer,
    }


def _is_shown(tx: Transaction, access: Access, principal: Principal, block: Document) -> bool:
    needed = _NEEDS.get(block["type"])
    allowed = needed is None or (block["form"] in access.catalog.forms and access.may(block["form"], needed))
    return allowed and audience.is_for(block, principal, tx.now)


def _without_audience(block: dict[str, Any]) -> dict[str, Any]:
    """Roles and conditions are the builder's business."""
    return {name: value for name, value in block.items() if name not in ("roles", "when")}
