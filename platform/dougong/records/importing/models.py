"""Imports: which file, what was found in it, how it is mapped."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

data_import = Table(
    "data_import",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("owner_id", Id, nullable=False),
    Column("file_id", Id, nullable=False),
    Column("name", String(255), nullable=False),
    Column("found", JsonDoc, nullable=False),
    Column("plan", JsonDoc, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_data_import_owner", "owner_id", "created_at"),
)
