"""Tables of the room of accounts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

letter = Table(
    "letter",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", String(254), nullable=False),
    Column("title", String(200), nullable=False),
    Column("text", Text(), nullable=False),  # as it goes out, without the link
    Column("link", String(600)),  # sealed; forgotten once the mail has gone out or the link has ended
    Column("link_hash", String(64)),
    Column("state", String(10), nullable=False),  # waiting, sent, kept (no mail goes out here), failed
    Column("reason", JsonDoc()),  # why it was not sent, in both languages
    Column("by", Id()),
    Column("created_at", UtcDateTime(), nullable=False, index=True),
    Column("sent_at", UtcDateTime()),
    Column("expires_at", UtcDateTime()),
)

identity_provider = Table(
    "identity_provider",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("issuer", String(300), nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("client_secret", String(1000), nullable=False),  # sealed
    Column("domains", JsonDoc(), nullable=False),  # of addresses it may speak for; "*": of all
    Column("creates", Boolean(), nullable=False),  # makes accounts for people who have none
    Column("roles", JsonDoc(), nullable=False),  # that those get: ["crm:sales"]
    Column("trusted", Boolean(), nullable=False),  # sees to the second factor by itself
    Column("active", Boolean(), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("version", Integer(), nullable=False),
)

identity_link = Table(
    "identity_link",
    metadata,
    Column("id", Id(), primary_key=True),
    Column("provider_id", Id(), ForeignKey("identity_provider.id", ondelete="CASCADE"), nullable=False),
    Column("subject", String(255), nullable=False),  # who they are there, for ever; an address may pass to another
    Column("person_id", Id(), ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime(), nullable=False),
    Column("used_at", UtcDateTime(), nullable=False),
    UniqueConstraint("provider_id", "subject"),
    Index("ix_identity_link_person_id", "person_id"),
)
