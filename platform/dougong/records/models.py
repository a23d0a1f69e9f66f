"""Tables of the records room. The records themselves stand in one table per form (`dougong.access.tables`)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

change_log = Table(
    "change_log",
    metadata,
    # One row per change of a record, written in the change's own transaction: history for people, and the log that
    # incremental readers follow. `seq` alone is no safe cursor on PostgreSQL: a lower number may commit later, so
    # readers take rows with `xid` below `pg_snapshot_xmin(pg_current_snapshot())`. SQLite has one writer and no xid.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("xid", BigInteger, nullable=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("op", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", Id, nullable=True),
    Column("door", String(16), nullable=False),
    Column("changes", JsonDoc, nullable=True),
    # What was done in one go (a bulk edit), so that it can be undone in one go.
    Column("batch", Id, nullable=True),
    Index("ix_change_log_record", "record_id", "seq"),
    Index("ix_change_log_form", "app", "form", "seq"),
)

Index("ix_change_log_xid", change_log.c.xid, sqlite_where=change_log.c.xid.is_not(None))
"""PostgreSQL: what was written since a transaction. SQLite has no such numbers and keeps nothing in it."""

Index(
    "ix_change_log_batch",
    change_log.c.batch,
    change_log.c.seq,
    postgresql_where=change_log.c.batch.is_not(None),
    sqlite_where=change_log.c.batch.is_not(None),
)
"""Only the changes that belong to a batch: single saves cost nothing in it."""

history_mark = Table(
    "history_mark",
    metadata,
    # One row once something of the change log was let go of: up to `seq` only what is spared is still there. `xid`: the
    # highest among those that went, `at` the latest moment. Whoever reads the log from before it has missed something.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("xid", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

series_counter = Table(
    "series_counter",
    metadata,
    Column("app", String(48), primary_key=True),
    Column("form", String(64), primary_key=True),
    Column("field", String(64), primary_key=True),
    Column("scope", String(255), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor_id", Id, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer, nullable=True),
    Column("body", JsonDoc, nullable=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("owner_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("type", String(16), nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("filter", Text, nullable=True),
    Column("body", JsonDoc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_saved_view_form", "app", "form"),
)
