"""Who has locked or unlocked which record. The last row of a record counts; the others are its past."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

record_lock = Table(
    "record_lock",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("note", String(500), nullable=False),
    Column("by", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_record_lock_record", "record_id", "id"),
)
