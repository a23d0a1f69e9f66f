"""Uploaded files: the row says what they are and which record holds them; the bytes lie in the store."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

file = Table(
    "file",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("name", String(255), nullable=False),  # as the person called it; never part of a path
    Column("path", String(100), nullable=False, unique=True),  # in the store; made by the server
    Column("size", BigInteger(), nullable=False),
    Column("type", String(127), nullable=False),  # sniffed from the bytes
    Column("sha256", String(64), nullable=False),
    Column("app", String(48)),
    Column("form", String(64)),
    Column("field", String(100)),
    Column("record_id", Id()),  # None until a record (or job) holds it
    Column("claimed_at", UtcDateTime()),
    Column("created_by", Id()),
    Column("created_at", UtcDateTime(), nullable=False),
    Index("ix_file_record_id", "record_id"),
    Index("ix_file_claimed_at", "claimed_at", "created_at"),
)
