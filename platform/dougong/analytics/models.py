"""Table of the analytics room: versions of trained models. A version never changes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

analysis_model = Table(
    "analysis_model",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(48), nullable=False),
    Column("version", Integer, nullable=False),
    Column("form", String(48), nullable=False),  # of the subjects
    Column("label", JsonDoc, nullable=True),
    Column("settings", JsonDoc, nullable=False),  # what was asked for: another wish trains anew
    Column("write", JsonDoc, nullable=False),  # result → field of the subject
    Column("fitted", JsonDoc, nullable=False),  # weights and rules
    Column("tested", JsonDoc, nullable=False),  # the figures of the back-test
    Column("used", Boolean, nullable=False),  # it beats its null
    Column("trained_from", Date, nullable=False),
    Column("trained_to", Date, nullable=False),
    Column("trained_at", UtcDateTime, nullable=False),
    Column("trained_by", Id, nullable=True),  # the person whose flow it was; none: the clock
    UniqueConstraint("app_id", "key", "version", name="uq_analysis_model_version"),
    Index("ix_analysis_model_newest", "app_id", "key", "trained_at"),
)
