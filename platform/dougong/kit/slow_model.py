"""What took long, over all processes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import UtcDateTime

slow_work = Table(
    "slow_work",
    metadata,
    Column("kind", String(8), primary_key=True),  # request | sql
    Column("mark", String(32), primary_key=True),  # of the text
    Column("text", Text, nullable=False),  # a shape, never a value
    Column("source", String(160), nullable=False),  # of the worst: the route or the job
    Column("count", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("worst", Float, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index("ix_slow_work_last_at", "last_at"),
)
