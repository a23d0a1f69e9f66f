"""Rows of dashboards, their drafts and versions, in and out. No rights and no rules here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from dougong.reports.models import dashboard, dashboard_draft, dashboard_version

Document = dict[str, Any]


@dataclass(frozen=True)
class DashboardRow:
    """A dashboard with its draft; `published_version` 0 and `published` None: never published."""

    id: str
    app_id: str
    app: str
    key: str
    published_version: int
    deleted_at: datetime | None
    draft: Document
    revision: int
    updated_at: datetime
    published: Document | None

    @property
    def dirty(self) -> bool:
        """True when the draft differs from what is published."""
        return self.draft != self.published


_DASHBOARD = (
    select(dashboard, dashboard_draft.c.definition.label("draft"), dashboard_draft.c.revision)
    .add_columns(dashboard_draft.c.updated_at, dashboard_version.c.definition.label("published"))
    .join(dashboard_draft, dashboard_draft.c.dashboard_id == dashboard.c.id)
    .outerjoin(
        dashboard_version,
        (dashboard_version.c.dashboard_id == dashboard.c.id) & (dashboard_version.c.n == dashboard.c.published_version),
    )
)


def list_dashboards(tx: Transaction, app_id: str) -> list[DashboardRow]:
    """All dashboards of the app, deleted ones too, in the order they were made."""
    statement = _DASHBOARD.where(dashboard.c.app_id == app_id).order_by(dashboard.c.created_at, dashboard.c.id)
    return [_row(row) for row in tx.execute(statement)]


def find_dashboard(tx: Transaction, app_id: str, key: str) -> DashboardRow | None:
    row = tx.execute(_DASHBOARD.where(dashboard.c.app_id == app_id, dashboard.c.key == key)).first()
    return None if row is None else _row(row)


def dashboard_of_id(tx: Transaction, dashboard_id: str) -> DashboardRow | None:
    row = tx.execute(_DASHBOARD.where(dashboard.c.id == dashboard_id)).first()
    return None if row is None else _row(row)


def insert_dashboard(tx: Transaction, app_id: str, app: str, key: str, definition: Document, by: str | None) -> str:
    dashboard_id = new_id()
    values = {"app_id": app_id, "app": app, "key": key, "published_version": 0, "deleted_at": None}
    tx.execute(insert(dashboard).values(id=dashboard_id, created_at=tx.now, created_by=by, **values))
    draft = {"definition": definition, "revision": 1, "updated_at": tx.now, "updated_by": by}
    tx.execute(insert(dashboard_draft).values(dashboard_id=dashboard_id, **draft))
    return dashboard_id


def save_draft(tx: Transaction, dashboard_id: str, revision: int, definition: Document, by: str | None) -> bool:
    """False when somebody else saved in between."""
    d = dashboard_draft.c
    done = tx.execute(
        update(dashboard_draft)
        .where(d.dashboard_id == dashboard_id, d.revision == revision)
        .values(definition=definition, revision=d.revision + 1, updated_at=tx.now, updated_by=by)
    )
    return done.rowcount == 1


def update_dashboard(tx: Transaction, dashboard_id: str, **values: Any) -> None:
    tx.execute(update(dashboard).where(dashboard.c.id == dashboard_id).values(**values))


def insert_version(
    tx: Transaction, dashboard_id: str, n: int, definition: Document, by: str | None, note: str | None
) -> None:
    values = {"definition": definition, "published_at": tx.now, "published_by": by, "note": note}
    tx.execute(insert(dashboard_version).values(dashboard_id=dashboard_id, n=n, **values))


def last_version(tx: Transaction, dashboard_id: str) -> int:
    v = dashboard_version.c
    return int(tx.execute(select(func.max(v.n)).where(v.dashboard_id == dashboard_id)).scalar() or 0)


def list_versions(tx: Transaction, dashboard_id: str) -> Sequence[Row[Any]]:
    """Newest first, without the definitions."""
    v = dashboard_version.c
    columns = (v.n, v.published_at, v.published_by, v.note)
    return tx.execute(select(*columns).where(v.dashboard_id == dashboard_id).order_by(v.n.desc())).all()


def find_version(tx: Transaction, dashboard_id: str, n: int) -> Row[Any] | None:
    v = dashboard_version.c
    return tx.execute(select(dashboard_version).where(v.dashboard_id == dashboard_id, v.n == n)).first()


def _row(row: Row[Any]) -> DashboardRow:
    return DashboardRow(
        row.id, row.app_id, row.app, row.key, row.published_version, row.deleted_at, row.draft, row.revision,
        row.updated_at, row.published,
    )  # fmt: skip
