"""Tables of the reports room: dashboards with draft and versions, public links, deliveries made, alerts that rang."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

Document = JSON(none_as_null=True)
"""JSON text: keeps the order of keys, so that a package gives back the same files."""

dashboard = Table(
    "dashboard",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
    Column("app", String(48), nullable=False),
    Column("key", String(48), nullable=False),
    Column("published_version", Integer, nullable=False),  # 0: never published
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Id, nullable=True),
    Column("deleted_at", UtcDateTime, nullable=True),
    UniqueConstraint("app_id", "key"),
)

dashboard_draft = Table(
    "dashboard_draft",
    metadata,
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), primary_key=True),
    Column("definition", Document, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Id, nullable=True),
)

dashboard_version = Table(
    "dashboard_version",
    metadata,
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("definition", Document, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", Id, nullable=True),
    Column("note", String(500), nullable=True),
)

dashboard_link = Table(
    "dashboard_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dashboard_id", Id, ForeignKey("dashboard.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),  # the token itself is shown once and kept nowhere
    Column("created_by", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Index("ix_dashboard_link_dashboard_id", "dashboard_id"),
)
