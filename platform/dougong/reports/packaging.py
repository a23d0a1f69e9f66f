"""Dashboards in app packages: `dashboards/<key>.json`, canonical and lossless; people they are sent to by e-mail."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from dougong.apps import repository as apps
from dougong.identity.models import department, person, person_group
from dougong.kit.db import Transaction
from dougong.kit.ids import is_id
from dougong.kit.web import Actor
from dougong.reports import definitions, drafts
from dougong.reports.checking import Document


def export(tx: Transaction, app_id: str) -> dict[str, Document]:
    """Hook of packages: the published dashboards by key, without ids of this installation."""
    rows = definitions.dashboards.all_of(tx, app_id)
    return {
        row.key: _portable(tx, row.published) for row in rows if row.published is not None and row.deleted_at is None
    }


def install(tx: Transaction, actor: Actor, app_key: str, dashboards: Mapping[str, Document], language: str) -> None:
    """Hook of packages: makes and publishes the dashboards of a new app."""
    app = apps.find_app(tx, app_key)
    if app is None:
        raise LookupError(app_key)
    for key, document in dashboards.items():
        row = drafts.add(tx, actor, app, key, document)
        drafts.publish(tx, actor, app, row, row.revision, None, language)


def _portable(tx: Transaction, document: Document) -> Document:
    """People among the receivers are named by their e-mail, groups by their name."""
    found = dict(document)
    if found.get("tiles"):
        found["tiles"] = [_without_file(tile) for tile in found["tiles"]]
    for part in ("alerts", "deliveries"):
        if found.get(part):
            found[part] = [
                {**item, "to": [_receiver(tx, each) for each in item["to"]]} if item.get("to") else item
                for item in found[part]
            ]
    return found


def _without_file(tile: Document) -> Document:
    """An uploaded picture stays where it was uploaded; its tile goes along, empty."""
    chart = tile["chart"]
    return {**tile, "chart": {**chart, "file": ""}} if chart["type"] == "image" else tile


def _receiver(tx: Transaction, receiver: str) -> str:
    kind, _, identity = receiver.partition(":")
    if not is_id(identity):
        return receiver
    if kind in ("group", "department"):
        table = person_group if kind == "group" else department
        name = tx.execute(select(table.c.name).where(table.c.id == identity)).scalar()
        return f"{kind}:{name}" if name else receiver
    email = tx.execute(select(person.c.email).where(person.c.id == identity)).scalar() if kind == "person" else None
    return f"email:{email}" if email else receiver
