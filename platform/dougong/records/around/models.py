"""Tables of what stands around records. None of them holds a value of a field, so no field right can be passed by."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

record_comment = Table(
    "record_comment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("reply_to", Id, ForeignKey("record_comment.id", ondelete="CASCADE"), nullable=True),
    Column("text", Text, nullable=False),  # people stand in it as <@id>, so that a new name is told at once
    Column("files", JsonDoc, nullable=False),
    Column("by", Id, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("edited_at", UtcDateTime, nullable=True),
    Column("deleted_at", UtcDateTime, nullable=True),  # its text is gone then; the row keeps its replies together
    Column("resolved_at", UtcDateTime, nullable=True),
    Column("resolved_by", Id, nullable=True),
    Column("stamp", BigInteger, nullable=False),  # the record's last number here: open pages compare it
    Index("ix_record_comment_record", "record_id", "id"),
)

record_follower = Table(
    "record_follower",
    metadata,
    # What people have said, or what a mention said for them. Owner and creator follow without a row; `following` False
    # is an answer too: who has left is not made to follow again.
    Column("record_id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("following", Boolean, nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

followed_until = Table(
    "followed_until",
    metadata,
    # one row: up to where the change log has been told to followers; moved in the transaction that tells them
    Column("id", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("xid", BigInteger, nullable=False),
)

record_reminder = Table(
    "record_reminder",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("record_id", Id, nullable=False),
    Column("by", Id, nullable=False),
    Column("people", JsonDoc, nullable=False),
    Column("note", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=True),  # a fixed instant, or else relative to a field:
    Column("field", String(64), nullable=True),
    Column("days", Integer, nullable=False),
    Column("time", String(5), nullable=True),
    Column("timezone", String(64), nullable=False),
    Column("next_at", UtcDateTime, nullable=True),
    Column("told_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_record_reminder_next", "next_at"),
    Index("ix_record_reminder_record", "record_id"),
)
