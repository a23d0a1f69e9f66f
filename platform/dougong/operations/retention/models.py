"""What was chosen, and what has gone so far."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import UtcDateTime

retention = Table(
    "retention",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("chosen", Boolean, nullable=False),  # False: the default counts, and `days` says nothing
    Column("days", Integer, nullable=True),  # NULL: for ever
    Column("removed", BigInteger, nullable=False),
    Column("ran_at", UtcDateTime, nullable=True),
)
