"""Tables of public forms: links, the people they were sent to, answers, drafts, proofs of work, counts by day."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime


def _of_link(*, index: bool = False, primary_key: bool = False) -> Column[str]:
    target = ForeignKey("form_link.id", ondelete="CASCADE")
    return Column("link_id", Id, target, nullable=False, index=index, primary_key=primary_key)


form_link = Table(
    "form_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("key", String(48), nullable=True),  # what flows and packages call it
    Column("label", String(100), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("settings", JsonDoc, nullable=False),
    Column("address_hash", String(64), nullable=False, unique=True),
    # sealed; the address and everything the link signs come from it
    Column("secret", Text, nullable=False),
    Column("password_hash", String(200), nullable=True),
    Column("answers", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_by", Id, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_form_link_form", "app", "form"),
    Index("uq_form_link_key", "app", "form", "key", unique=True),
)

form_link_recipient = Table(
    "form_link_recipient",
    metadata,
    Column("id", Id, primary_key=True),
    _of_link(index=True),
    Column("label", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
)

form_link_answer = Table(
    "form_link_answer",
    metadata,
    Column("id", Id, primary_key=True),
    _of_link(),
    Column("record_id", Id, nullable=True),  # None while a flow holds the record back
    Column("answerer", String(80), nullable=False),  # person:<id>, recipient:<id> or visitor:<id>
    Column("once_key", String(64), nullable=False),  # the same answer sent again is the same answer
    Column("fingerprint", String(64), nullable=False),
    Column("reply", JsonDoc, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("link_id", "once_key", name="uq_form_link_answer_once"),
    Index("ix_form_link_answer_answerer", "link_id", "answerer"),
    Index("ix_form_link_answer_record", "record_id"),
)

form_link_draft = Table(
    "form_link_draft",
    metadata,
    Column("id", Id, primary_key=True),
    _of_link(index=True),
    Column("values", JsonDoc, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

form_link_proof = Table(
    "form_link_proof",
    metadata,
    Column("challenge", Id, primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

form_link_day = Table(
    "form_link_day",
    metadata,
    _of_link(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("views", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
)
