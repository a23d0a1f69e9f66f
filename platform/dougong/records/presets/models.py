"""The table of record templates: one row each, its values as the API takes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

record_template = Table(
    "record_template",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("owner_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("values", JsonDoc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_record_template_form", "app", "form"),
)
