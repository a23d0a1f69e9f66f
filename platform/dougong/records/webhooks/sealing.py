"""Signing secrets of webhooks in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update

from dougong.kit.db import Transaction
from dougong.kit.sealing import Holder
from dougong.records.webhooks.models import record_webhook

_w = record_webhook.c
_KEPT = ("secret", "old_secret")


def seal(tx: Transaction, webhook_id: str, name: str, secret: str) -> str:
    """The secret as it is stored in the column `name`."""
    return tx.vault.seal(secret, _place(webhook_id, name))


def open_all(tx: Transaction, row: Any) -> list[str]:
    """What a call is signed with: the secret, and the one before it for as long as it counts. Raises Unreadable."""
    found = [tx.vault.open(row.secret, _place(row.id, "secret"))]
    if row.old_secret and row.old_until and row.old_until > tx.now:
        found.append(tx.vault.open(row.old_secret, _place(row.id, "old_secret")))
    return found


def holders(tx: Transaction) -> Iterator[Holder]:
    """Everything that is sealed here."""
    for row in tx.execute(select(record_webhook)).all():
        kept = {name: (text, _place(row.id, name)) for name in _KEPT if (text := row._mapping[name])}
        yield Holder(kept, update(record_webhook).where(_w.id == row.id).values)


def _place(webhook_id: str, name: str) -> str:
    return f"record_webhook/{webhook_id}/{name}"
