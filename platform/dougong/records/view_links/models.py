"""The table of links to views."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

view_link = Table(
    "view_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("label", String(100), nullable=False),
    # the view as it was when it was shared, and the fields that may be seen
    Column("settings", JsonDoc, nullable=False),
    Column("fields", JsonDoc, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("created_by", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_view_link_form", "app", "form"),
)
