"""Tables of scheduled exports: what is exported when, and each time it was."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

scheduled_export = Table(
    "scheduled_export",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("owner_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("cron", String(120), nullable=False),  # in the organisation's zone
    Column("settings", JsonDoc, nullable=False),  # view, columns, format, files, how, to, keep_days
    Column("active", Boolean, nullable=False),
    Column("stopped", String(16), nullable=True),  # why it was switched off by itself
    Column("next_at", UtcDateTime, nullable=True),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_scheduled_export_form", "app", "form"),
    Index("ix_scheduled_export_next_at", "next_at"),
)

scheduled_export_run = Table(
    "scheduled_export_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("export_id", Id, ForeignKey("scheduled_export.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("by_hand", Boolean, nullable=False),
    Column("state", String(8), nullable=False),  # waiting, done, failed, stopped
    Column("reason", JsonDoc, nullable=True),
    Column("file_id", Id, nullable=True),  # while it is kept
    Column("name", String(255), nullable=True),
    Column("size", BigInteger, nullable=True),
    Column("records", BigInteger, nullable=True),
    Column("mails", Integer, nullable=False),  # that have left
    Column("secret", String(64), nullable=True),  # signs the address of the file
    Column("expires_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    UniqueConstraint("export_id", "due_at", name="uq_scheduled_export_run_once"),
    Index("ix_scheduled_export_run_created_at", "created_at"),
)
"""One row per export and due time: whoever looks twice writes once."""
