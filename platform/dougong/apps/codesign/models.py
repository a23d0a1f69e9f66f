"""What is said of drafts, and who may look at one without designing the app."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import Id, UtcDateTime

draft_comment = Table(
    "draft_comment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(12), nullable=False),  # form | flow | dashboard | page
    Column("thing_id", Id, nullable=False),
    Column("anchor", String(64), nullable=True),  # the field, step, tile or block it speaks of
    Column("reply_to", Id, ForeignKey("draft_comment.id", ondelete="CASCADE"), nullable=True),
    Column("text", Text, nullable=False),
    Column("by", Id, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("edited_at", UtcDateTime, nullable=True),
    Column("deleted_at", UtcDateTime, nullable=True),
    Column("resolved_at", UtcDateTime, nullable=True),
    Column("resolved_by", Id, nullable=True),
    Index("ix_draft_comment_thing", "thing_id", "id"),
)

draft_guest = Table(
    "draft_guest",
    metadata,
    Column("thing_id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True),
    Column("app_id", Id, ForeignKey("app.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("by", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
