"""The audit log, and the anchors of what was let go of. Triggers of the migration refuse to change its rows, and to
delete any that no anchor stands for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

audit_log = Table(
    "audit_log",
    metadata,
    # Given by the writer, not by a sequence: contiguous, so a hole shows.
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("at", UtcDateTime(), nullable=False),
    Column("actor_id", Id(), index=True),
    Column("actor_name", String(100)),  # as it was then; no foreign key: the trail outlives the person
    Column("action", String(64), nullable=False),
    Column("target", String(200), nullable=False),
    Column("app", String(48)),
    Column("ip", String(64), nullable=False),
    Column("user_agent", String(300), nullable=False),
    Column("detail", Text(), nullable=False),  # canonical JSON text: the very bytes that were hashed
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_log_action", "action", "seq"),
    Index("ix_audit_log_target", "target", "seq"),
    Index("ix_audit_log_at", "at"),
)

audit_anchor = Table(
    "audit_anchor",
    metadata,
    # Entries up to `seq` may be deleted, and were; the chain that is left begins behind `hash`. An entry of the chain
    # itself (`audit.forget`) says the same, so an anchor can't be put there by hand without the chain telling.
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("at", UtcDateTime(), nullable=False),
)
