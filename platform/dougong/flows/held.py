"""Changes that wait for a flow: found, shown to people as far as they may read the fields, and told about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.flows.models import flow, flow_change, flow_instance, flow_version
from dougong.flows.notices import CHANGE_NOT_MADE, tell
from dougong.identity.directory import names_of_people
from dougong.kit.among import among
from dougong.kit.db import Transaction
from dougong.kit.errors import Text, in_language
from dougong.kit.types import iso_instant

HELD, RELEASED, DROPPED, CONFLICT = "held", "released", "dropped", "conflict"


def of_records(tx: Transaction, ids: Collection[str]) -> Mapping[str, Row[Any]]:
    """The change that waits, by record."""
    if not ids:
        return {}
    c = flow_change.c
    where = among(tx, [c.record_id], [(each,) for each in ids]) if len(ids) > 1 else c.record_id == next(iter(ids))
    return {row.record_id: row for row in tx.execute(select(flow_change).where(where, c.state == HELD))}


def shown_of_record(
    tx: Transaction, app: AppCatalog, form: str, record_id: str, access: Access, language: str
) -> list[dict[str, Any]]:
    """`pending` of a record: what waits, or what was approved last and could not be done."""
    c = flow_change.c
    mine = (c.app == app.key, c.form == form, c.record_id == record_id)
    last = tx.execute(select(flow_change).where(*mine).order_by(c.created_at.desc(), c.id.desc()).limit(1)).first()
    return [document(tx, app, last, access, language)] if last is not None and last.state in (HELD, CONFLICT) else []


def document(tx: Transaction, app: AppCatalog, change: Row[Any], access: Access, language: str) -> dict[str, Any]:
    """`Pending` of docs/flows-api.md: only fields the caller may read."""
    readable: Sequence[str] = access.readable_fields(change.form) if access.may(change.form, "read") else ()
    before, values = change.before or {}, change.values or {}
    fields = [
        {"field": key, "from": before.get(key), "to": values.get(key)}
        for key in values
        if key in readable or key == "owner"
    ]
    joined = (flow_version.c.flow_id == flow_instance.c.flow_id) & (flow_version.c.n == flow_instance.c.version)
    found = tx.execute(
        select(flow.c.key, flow_version.c.definition)
        .join(flow_instance, flow_instance.c.flow_id == flow.c.id)
        .join(flow_version, joined)
        .where(flow_instance.c.id == change.instance_id)
    ).first()
    names = names_of_people(tx, [change.by]) if change.by else {}
    reason = (change.note or {}).get("reason")
    return {
        "instance": change.instance_id,
        "flow": found.key if found else None,
        "label": (found.definition.get("label") or found.key) if found else None,
        "op": change.op,
        "fields": fields,
        "by": {"id": change.by, "name": names.get(change.by, "")} if change.by else None,
        "at": iso_instant(change.created_at),
        "state": change.state,
        "reason": in_language(reason, language) if reason else None,
    }


def tell_conflict(tx: Transaction, change: Row[Any], reason: Text) -> None:
    """The person whose change was approved and could not be made is told so."""
    if change.by:
        link = {"app": change.app, "form": change.form, "record": change.record_id, "instance": change.instance_id}
        tell(tx, [change.by], f"conflict:{change.id}", "failed", CHANGE_NOT_MADE, reason, link)
