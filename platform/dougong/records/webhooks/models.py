"""Tables of webhooks: who is told of what, how far they have been told, and what is on its way."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from dougong.kit.db import metadata
from dougong.kit.types import Id, JsonDoc, UtcDateTime

record_webhook = Table(
    "record_webhook",
    metadata,
    Column("id", Id, primary_key=True),
    Column("app", String(48), nullable=False),
    Column("form", String(64), nullable=False),
    Column("label", String(100), nullable=False),
    Column("url", Text, nullable=False),
    Column("ops", JsonDoc, nullable=False),
    Column("filter", Text, nullable=True),
    Column("fields", JsonDoc, nullable=True),
    Column("batch", Integer, nullable=False),
    # Through whose eyes records are told: whoever saved the webhook last, so that nobody can have another's data sent
    # to an address of their own.
    Column("owner_id", Id, ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
    Column("secret", Text, nullable=False),
    Column("old_secret", Text, nullable=True),
    Column("old_until", UtcDateTime, nullable=True),
    Column("active", Boolean, nullable=False),
    Column("paused_for", String(32), nullable=True),
    Column("failures", Integer, nullable=False),
    # Up to where the change log has been told; moved in the transaction that writes the deliveries.
    Column("xid", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_record_webhook_form", "app", "form"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("webhook_id", Id, ForeignKey("record_webhook.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("body", Text, nullable=False),
    Column("events", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime, nullable=True),
    Column("status", Integer, nullable=True),
    Column("error", Text, nullable=True),
    Column("trace", String(55), nullable=True),  # `traceparent` of what has made it, where traces are collected
    Index("ix_webhook_delivery_webhook", "webhook_id", "id"),
    Index("ix_webhook_delivery_due", "state", "next_at"),
)
