"""Rows of flows, their drafts and versions, in and out. No rights and no rules here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dougong.apps import repository as apps
from dougong.flows.models import flow, flow_draft, flow_instance, flow_version
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id

Document = dict[str, Any]


@dataclass(frozen=True)
class FlowRow:
    """A flow with its draft; `published_version` 0 and `published` None: never published."""

    id: str
    app_id: str
    app: str
    key: str
    published_version: int
    enabled: bool
    deleted_at: datetime | None
    draft: Document
    revision: int
    updated_at: datetime
    published: Document | None

    @property
    def dirty(self) -> bool:
        """True when the draft differs from what is published."""
        return self.draft != self.published


_FLOW = (
    select(flow, flow_draft.c.definition.label("draft"), flow_draft.c.revision, flow_draft.c.updated_at)
    .add_columns(flow_version.c.definition.label("published"))
    .join(flow_draft, flow_draft.c.flow_id == flow.c.id)
    .outerjoin(flow_version, (flow_version.c.flow_id == flow.c.id) & (flow_version.c.n == flow.c.published_version))
)


def list_flows(tx: Transaction, app_id: str) -> list[FlowRow]:
    """All flows of the app, deleted ones too, in the order they were made."""
    return [
        _row(row) for row in tx.execute(_FLOW.where(flow.c.app_id == app_id).order_by(flow.c.created_at, flow.c.id))
    ]


def find_flow(tx: Transaction, app_id: str, key: str) -> FlowRow | None:
    row = tx.execute(_FLOW.where(flow.c.app_id == app_id, flow.c.key == key)).first()
    return None if row is None else _row(row)


def published_definitions(tx: Transaction, app_id: str) -> list[tuple[str, Document]]:
    """(key, definition) of every published flow that is not deleted, by key."""
    statement = (
        select(flow.c.key, flow_version.c.definition)
        .join(flow_version, (flow_version.c.flow_id == flow.c.id) & (flow_version.c.n == flow.c.published_version))
        .where(flow.c.app_id == app_id, flow.c.deleted_at.is_(None))
        .order_by(flow.c.key)
    )
    return [(row.key, row.definition) for row in tx.execute(statement)]


def insert_flow(tx: Transaction, app_id: str, app: str, key: str, definition: Document, by: str | None) -> str:
    flow_id = new_id()
    fixed = {"published_version": 0, "enabled": True, "form": None, "trigger": None, "deleted_at": None}
    tx.execute(
        insert(flow).values(id=flow_id, app_id=app_id, app=app, key=key, created_at=tx.now, created_by=by, **fixed)
    )
    tx.execute(
        insert(flow_draft).values(flow_id=flow_id, definition=definition, revision=1, updated_at=tx.now, updated_by=by)
    )
    return flow_id


def save_draft(tx: Transaction, flow_id: str, revision: int, definition: Document, by: str | None) -> bool:
    """False when somebody else saved in between."""
    d = flow_draft.c
    done = tx.execute(
        update(flow_draft)
        .where(d.flow_id == flow_id, d.revision == revision)
        .values(definition=definition, revision=d.revision + 1, updated_at=tx.now, updated_by=by)
    )
    return done.rowcount == 1


def update_flow(tx: Transaction, row: FlowRow, **values: Any) -> None:
    """Changes the flow. The app's stamp rises with it: every process looks its triggers up anew."""
    tx.execute(update(flow).where(flow.c.id == row.id).values(**values))
    apps.touch(tx, row.app_id)


def insert_version(
    tx: Transaction, flow_id: str, n: int, definition: Document, by: str | None, note: str | None
) -> None:
    values = {"definition": definition, "published_at": tx.now, "published_by": by, "note": note}
    tx.execute(insert(flow_version).values(flow_id=flow_id, n=n, **values))


def last_version(tx: Transaction, flow_id: str) -> int:
    return int(tx.execute(select(func.max(flow_version.c.n)).where(flow_version.c.flow_id == flow_id)).scalar() or 0)


def list_versions(tx: Transaction, flow_id: str) -> Sequence[Row[Any]]:
    """Newest first, without the definitions."""
    v = flow_version.c
    columns = (v.n, v.published_at, v.published_by, v.note)
    return tx.execute(select(*columns).where(v.flow_id == flow_id).order_by(v.n.desc())).all()


def find_version(tx: Transaction, flow_id: str, n: int) -> Row[Any] | None:
    v = flow_version.c
    return tx.execute(select(flow_version).where(v.flow_id == flow_id, v.n == n)).first()


def running_by_version(tx: Transaction, flow_ids: Collection[str]) -> dict[str, dict[int, int]]:
    """How many instances run, by flow and version."""
    i = flow_instance.c
    counted = select(i.flow_id, i.version, func.count().label("number"))
    statement = counted.where(i.flow_id.in_(flow_ids), i.status == "running")
    found: dict[str, dict[int, int]] = {flow_id: {} for flow_id in flow_ids}
    for row in tx.execute(statement.group_by(i.flow_id, i.version)):
        found[row.flow_id][row.version] = row.number
    return found


def _row(row: Row[Any]) -> FlowRow:
    return FlowRow(
        row.id, row.app_id, row.app, row.key, row.published_version, row.enabled, row.deleted_at, row.draft,
        row.revision, row.updated_at, row.published,
    )  # fmt: skip
