"""The table behind background jobs: the truth; the broker is only a wake-up."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

job = Table(
    "job",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("args", JsonDoc(), nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", BigInteger(), nullable=False),
    Column("total", BigInteger()),
    Column("message", JsonDoc()),  # {"zh-CN": …, "en": …}
    Column("result", JsonDoc()),
    Column("error", Text()),  # for operators; never sent to a browser
    Column("checkpoint", JsonDoc()),
    Column("owner_id", Id(), index=True),
    Column("once_key", String(120), unique=True),  # at most one job with this key ever
    Column("claim", String(36)),  # which run holds it: a run that lost it can't finish it
    Column("attempts", Integer(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("started_at", UtcDateTime()),
    Column("finished_at", UtcDateTime()),
    Column("heartbeat", UtcDateTime()),
    Column("run_after", UtcDateTime(), nullable=False),
    Column("woken_at", UtcDateTime()),
    Column("trace", String(55)),  # `traceparent` of what has enqueued it, where traces are collected
    Index("ix_job_state_run_after", "state", "run_after"),
)
