"""Flows in app packages: `flows/<key>.json`, canonical and lossless; people, groups and departments by e-mail and name.

Connections and their secrets don't travel: a flow names them by key, and whoever installs the app makes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from dougong.apps import repository as apps
from dougong.flows import definitions, drafts, publishing
from dougong.flows.models import flow
from dougong.flows.publishing import SEED
from dougong.identity.directory import names_of_departments, names_of_groups
from dougong.identity.models import person
from dougong.kit import jobs
from dougong.kit.db import Transaction
from dougong.kit.ids import is_id
from dougong.kit.web import Actor

Document = dict[str, Any]
_LISTS = frozenset(
    {"assignees", "fallback", "to", "administrators", "who", "among", "otherwise", "round_robin", "least_loaded"}
)


def export(tx: Transaction, app_id: str) -> dict[str, Document]:
    """Hook of packages: the published flows by key, without ids of this installation."""
    return {key: _portable(tx, document) for key, _n, document in definitions.flows.published(tx, app_id)}


def install(tx: Transaction, actor: Actor, app_key: str, flows: Mapping[str, Document], language: str) -> None:
    """Hook of packages: makes and publishes the flows of a new app."""
    app = apps.find_app(tx, app_key)
    if app is None:
        raise LookupError(app_key)
    rows = [drafts.add(tx, actor, app, key, document) for key, document in flows.items()]
    publishing.publish_new(tx, actor, app, rows, language)


def after_demo(tx: Transaction, app_key: str) -> None:
    """Demo records have come past the flows: how long they have been as they are is noted now."""
    waiting = select(flow.c.id).where(flow.c.app == app_key, flow.c.trigger == "unchanged", flow.c.deleted_at.is_(None))
    for flow_id in tx.execute(waiting).scalars():
        jobs.enqueue(tx, SEED, {"flow": flow_id})


def _portable(tx: Transaction, value: Any, *, people: bool = False) -> Any:
    """The same document with e-mails and names instead of ids, wherever assignees stand."""
    if isinstance(value, list):
        return [_portable(tx, each, people=people) for each in value]
    if not isinstance(value, dict):
        return value
    if people and is_id(value.get("person")):
        email = tx.execute(select(person.c.email).where(person.c.id == value["person"])).scalar()
        return {"email": email} if email else value
    if people and is_id(value.get("group")):
        return value | {"group": names_of_groups(tx, [value["group"]]).get(value["group"], value["group"])}
    if people and is_id(value.get("department")):
        key = value["department"]
        return value | {"department": names_of_departments(tx, [key]).get(key, key)}
    return {key: _portable(tx, each, people=people or key in _LISTS) for key, each in value.items()}
