"""Tables of duplicates. None of them holds a value of a field, so no field right can be passed by."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

not_duplicate = Table(
    "not_duplicate",
    metadata,
    # what somebody has said: these two are not the same. `one` is the smaller id.
    Column("one", Id, primary_key=True),
    Column("other", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("by", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_not_duplicate_form", "app", "form"),
)

record_merge = Table(
    "record_merge",
    metadata,
    # The values are in the change log, under the merge's id as their batch; here is what moved beside them.
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("winner_id", Id, nullable=False),
    Column("losers", JsonDoc, nullable=False),
    Column("moved", JsonDoc, nullable=False),
    Column("by", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime, nullable=True),
    Column("undone_by", Id, nullable=True),
    Index("ix_record_merge_form", "app", "form", "at"),
    Index("ix_record_merge_winner", "winner_id"),
)
