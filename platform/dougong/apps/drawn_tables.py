"""The three tables of a kind of thing that people draw: itself, its draft, its versions (`dougong.apps.versioned`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

Document = JSON(none_as_null=True)
"""JSON text, not JSONB: it keeps the order of keys, and an exported package must give back the same files."""


def drawn_tables(name: str, *own: SchemaItem) -> tuple[Table, Table, Table]:
    """`<name>` with its own columns and indexes, `<name>_draft`, `<name>_version`."""
    thing = Table(
        name,
        metadata,
        Column("id", Id, primary_key=True),
        Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
        Column("key", String(48), nullable=False),
        Column("published_version", Integer, nullable=False),  # 0: never published
        Column("created_at", UtcDateTime, nullable=False),
        Column("created_by", Id, nullable=True),
        Column("deleted_at", UtcDateTime, nullable=True),
        Column("deleted_by", Id, nullable=True),
        UniqueConstraint("app_id", "key"),
        *own,
    )
    draft = Table(
        f"{name}_draft",
        metadata,
        _owner(name),
        Column("definition", Document, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("updated_at", UtcDateTime, nullable=False),
        Column("updated_by", Id, nullable=True),
    )
    version = Table(
        f"{name}_version",
        metadata,
        _owner(name),
        Column("n", Integer, primary_key=True),
        Column("definition", Document, nullable=False),
        Column("published_at", UtcDateTime, nullable=False),
        Column("published_by", Id, nullable=True),
        Column("note", String(500), nullable=True),
    )
    return thing, draft, version


def _owner(name: str) -> Column[Any]:
    return Column(f"{name}_id", Id, ForeignKey(f"{name}.id", ondelete="CASCADE"), primary_key=True)
