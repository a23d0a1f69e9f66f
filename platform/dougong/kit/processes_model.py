"""Which processes of the product run, and what only one of them does at a time."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

lease = Table(
    "lease",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", Id(), nullable=False),
    Column("until", UtcDateTime(), nullable=False),  # by the database's clock
)

process_seen = Table(
    "process_seen",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("kind", String(8), nullable=False),  # up, web, worker
    Column("host", String(100), nullable=False),
    Column("pid", Integer(), nullable=False),
    Column("version", String(32), nullable=False),
    Column("started_at", UtcDateTime(), nullable=False),
    Column("seen_at", UtcDateTime(), nullable=False),
)
