"""Signing secrets of webhooks in the vault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update

from dougong.kit.db import Transaction
from dougong.kit.vault import Unreadable
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


def reseal(tx: Transaction) -> int:
    """Seals with the newest key what is sealed with an older one. → how many rows"""
    changed = 0
    for row in tx.execute(select(record_webhook)).all():
        stale = [(name, text) for name, text in _stored(row) if not tx.vault.is_current(text, _place(row.id, name))]
        values = {name: seal(tx, row.id, name, tx.vault.open(text, _place(row.id, name))) for name, text in stale}
        if values:
            tx.execute(update(record_webhook).where(_w.id == row.id).values(**values))
            changed += 1
    return changed


def examine(tx: Transaction) -> tuple[int, int, int]:
    """How many secrets are stored, how many nobody can open, how many are not sealed with the newest key."""
    found = [(text, _place(row.id, name)) for row in tx.execute(select(record_webhook)) for name, text in _stored(row)]
    lost = sum(not _opens(tx, text, place) for text, place in found)
    return len(found), lost, sum(not tx.vault.is_current(text, place) for text, place in found)


def _opens(tx: Transaction, text: str, place: str) -> bool:
    try:
        tx.vault.open(text, place)
    except Unreadable:
        return False
    return True


def _stored(row: Any) -> Iterator[tuple[str, str]]:
    return ((name, text) for name in _KEPT if (text := row._mapping[name]))


def _place(webhook_id: str, name: str) -> str:
    return f"record_webhook/{webhook_id}/{name}"
