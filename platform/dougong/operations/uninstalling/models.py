"""What is left of apps that were deleted for good: one file each, held by a row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

app_archive = Table(
    "app_archive",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("app_key", String(48), nullable=False),
    Column("label", JsonDoc(), nullable=False),
    Column("icon", String(64), nullable=True),
    Column("color", String(32), nullable=True),
    Column("file_id", Id(), nullable=False),  # whose bytes lie in the store
    Column("size", BigInteger(), nullable=False),
    Column("forms", Integer(), nullable=False),
    Column("records", BigInteger(), nullable=False),
    Column("files", Integer(), nullable=False),
    Column("made_at", UtcDateTime(), nullable=False),
    Column("made_by", Id(), nullable=True),  # None: nobody did; its days in the bin were over
    Index("ix_app_archive_made_at", "made_at"),
)
