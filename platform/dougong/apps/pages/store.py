"""Rows of pages, their drafts and versions, in and out. No rights and no rules here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dougong.apps.models import page, page_draft, page_version
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id

Document = dict[str, Any]


@dataclass(frozen=True)
class PageRow:
    """A page with its draft; `published_version` 0 and `published` None: never published."""

    id: str
    app_id: str
    key: str
    published_version: int
    deleted_at: datetime | None
    deleted_by: str | None
    draft: Document
    revision: int
    updated_at: datetime
    published: Document | None

    @property
    def dirty(self) -> bool:
        """True when the draft differs from what is published."""
        return self.draft != self.published


_PAGE = (
    select(page, page_draft.c.definition.label("draft"), page_draft.c.revision, page_draft.c.updated_at)
    .add_columns(page_version.c.definition.label("published"))
    .join(page_draft, page_draft.c.page_id == page.c.id)
    .outerjoin(page_version, (page_version.c.page_id == page.c.id) & (page_version.c.n == page.c.published_version))
)


def list_pages(tx: Transaction, app_id: str) -> list[PageRow]:
    """All pages of the app, deleted ones too, in the order they were made."""
    found = tx.execute(_PAGE.where(page.c.app_id == app_id).order_by(page.c.created_at, page.c.id))
    return [_row(row) for row in found]


def find_page(tx: Transaction, app_id: str, key: str) -> PageRow | None:
    row = tx.execute(_PAGE.where(page.c.app_id == app_id, page.c.key == key)).first()
    return None if row is None else _row(row)


def insert_page(tx: Transaction, app_id: str, key: str, definition: Document, by: str | None) -> None:
    page_id = new_id()
    values = {"app_id": app_id, "key": key, "published_version": 0, "deleted_at": None, "deleted_by": None}
    tx.execute(insert(page).values(id=page_id, created_at=tx.now, created_by=by, **values))
    draft = {"definition": definition, "revision": 1, "updated_at": tx.now, "updated_by": by}
    tx.execute(insert(page_draft).values(page_id=page_id, **draft))


def save_draft(tx: Transaction, page_id: str, revision: int, definition: Document, by: str | None) -> bool:
    """False when somebody else saved in between."""
    d = page_draft.c
    done = tx.execute(
        update(page_draft)
        .where(d.page_id == page_id, d.revision == revision)
        .values(definition=definition, revision=d.revision + 1, updated_at=tx.now, updated_by=by)
    )
    return done.rowcount == 1


def update_page(tx: Transaction, page_id: str, **values: Any) -> None:
    tx.execute(update(page).where(page.c.id == page_id).values(**values))


def add_version(tx: Transaction, row: PageRow, by: str | None, note: str | None) -> int:
    """The draft becomes the next version, and the published one. → its number"""
    v = page_version.c
    n = int(tx.execute(select(func.max(v.n)).where(v.page_id == row.id)).scalar() or 0) + 1
    values = {"definition": row.draft, "published_at": tx.now, "published_by": by, "note": note}
    tx.execute(insert(page_version).values(page_id=row.id, n=n, **values))
    update_page(tx, row.id, published_version=n)
    return n


def list_versions(tx: Transaction, page_id: str) -> Sequence[Row[Any]]:
    """Newest first."""
    return tx.execute(
        select(page_version).where(page_version.c.page_id == page_id).order_by(page_version.c.n.desc())
    ).all()


def find_version(tx: Transaction, page_id: str, n: int) -> Row[Any] | None:
    v = page_version.c
    return tx.execute(select(page_version).where(v.page_id == page_id, v.n == n)).first()


def _row(row: Row[Any]) -> PageRow:
    return PageRow(
        row.id, row.app_id, row.key, row.published_version, row.deleted_at, row.deleted_by, row.draft, row.revision,
        row.updated_at, row.published,
    )  # fmt: skip
