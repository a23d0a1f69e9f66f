"""Modules of an installed app: told, and switched on and off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from dougong.apps import modules, repository
from dougong.apps.catalog import app_catalog
from dougong.apps.hooks import hooks
from dougong.apps.release import content
from dougong.apps.repository import AppRow
from dougong.audit.service import record
from dougong.kit.db import Transaction
from dougong.kit.web import Actor

_KINDS = {"forms": "form", "flows": "flow", "dashboards": "dashboard", "pages": "page"}


def told(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """`{items: [{key, label, description, on, needs, parts: [{kind, key, label}], records}]}`; what was deleted of a
    module since is left out."""
    labels = _labels(tx, app)
    catalog = app_catalog(tx, app.key)
    items = []
    for module in app.modules or ():
        parts = [
            {"kind": _KINDS[part], "key": key, "label": labels[_KINDS[part], key]}
            for part in modules.PARTS
            for key in module.get(part, ())
            if (_KINDS[part], key) in labels
        ]
        records = 0
        for form in module.get("forms", ()):
            if form in catalog.forms:
                table = catalog.tables.table(form)
                live = select(func.count()).select_from(table).where(table.c.deleted_at.is_(None))
                records += tx.execute(live).scalar_one()
        items.append(
            {
                "key": module["key"],
                "label": module["label"],
                "description": module.get("description"),
                "on": modules.is_on(module),
                "needs": list(module.get("needs", ())),
                "parts": parts,
                "records": records,
            }
        )
    return {"items": items}


def _labels(tx: Transaction, app: AppRow) -> dict[tuple[str, str], Any]:
    return {
        (kind, row.key): (row.published or {}).get("label") or row.key
        for kind, store in content.stores().items()
        for row in store.all_of(tx, app.id)
        if row.deleted_at is None and row.published is not None
    }


def switch(tx: Transaction, actor: Actor, app: AppRow, on: Sequence[str]) -> dict[str, Any]:
    """Makes exactly these the modules that are on. → as `told`"""
    wanted = modules.switched(app.modules or (), on)
    if wanted != app.modules:
        repository.update_app(tx, app.id, {"modules": wanted}, actor.person_id)
        before = {module["key"] for module in app.modules or () if modules.is_on(module)}
        detail = {"on": sorted(set(on) - before), "off": sorted(before - set(on))}
        record(tx, actor, "app.modules", f"app:{app.key}", detail, app=app.key)
        if hooks.modules_switched is not None:
            hooks.modules_switched(tx, app.key)
    found = repository.find_app(tx, app.key)
    return told(tx, app if found is None else found)
