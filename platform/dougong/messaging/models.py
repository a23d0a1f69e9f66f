"""Tables of the messaging room."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

Document = JSON(none_as_null=True)

notification = Table(
    "notification",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(300), nullable=False),  # of what happened: told twice, it stands here once
    Column("kind", String(16), nullable=False),
    Column("title", Document, nullable=False),  # a text in both languages
    Column("text", Document, nullable=False),
    Column("link", Document, nullable=True),  # {app, form, record, instance, task, dashboard}
    Column("by", Id, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime, nullable=True),
    Column("listed", Boolean, nullable=False),  # False: the person doesn't want it in the list, or took it out
    UniqueConstraint("person_id", "key"),
    Index("ix_notification_box", "person_id", "id"),
    Index("ix_notification_unread", "person_id", "read_at"),
    Index("ix_notification_created", "created_at"),
)

live_stamp = Table(
    "live_stamp",
    metadata,
    # raised in the transaction of the change: whoever compares it never misses one, whichever process committed it
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(24), primary_key=True),
    Column("stamp", BigInteger, nullable=False),
)

notification_preference = Table(
    "notification_preference",
    metadata,
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("inbox", Boolean, nullable=False),
    Column("mail", Boolean, nullable=False),
)

notification_quiet = Table(
    "notification_quiet",
    metadata,
    # no mail between these times of the person's day
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("from_time", String(5), nullable=False),
    Column("to_time", String(5), nullable=False),
)
