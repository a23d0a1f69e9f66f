"""Secrets of connections and webhooks in the vault: where each lies, and all of them under the newest key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, update

from dougong.apps import sealed
from dougong.flows.design_models import connection, flow_webhook
from dougong.kit.db import Transaction
from dougong.kit.vault import Unreadable

_c, _w = connection.c, flow_webhook.c


def seal_connection(tx: Transaction, app_id: str, key: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """The secrets of a connection as they are stored."""
    return {name: tx.vault.seal(text, _of_connection(app_id, key, name)) for name, text in secrets.items()}


def open_connection(tx: Transaction, app_id: str, key: str, stored: Mapping[str, str]) -> dict[str, str]:
    """The secrets of a connection."""
    return {name: tx.vault.open(text, _of_connection(app_id, key, name)) for name, text in stored.items()}


def seal_webhook(tx: Transaction, flow_id: str, secret: str) -> str:
    """The secret of a flow's address as it is stored."""
    return tx.vault.seal(secret, _of_webhook(flow_id))


def open_webhook(tx: Transaction, flow_id: str, stored: str) -> str:
    """The secret that calls to a flow's address are signed with."""
    return tx.vault.open(stored, _of_webhook(flow_id))


def reseal(tx: Transaction) -> int:
    """Seals what is not sealed, or sealed with an older key. → how many rows"""
    changed = 0
    for row in tx.execute(select(_c.app_id, _c.key, _c.secrets)).all():
        if not all(tx.vault.is_current(text, place) for text, place in _places(row)):
            secrets = seal_connection(tx, row.app_id, row.key, open_connection(tx, row.app_id, row.key, row.secrets))
            tx.execute(update(connection).where(_c.app_id == row.app_id, _c.key == row.key).values(secrets=secrets))
            changed += 1
    for row in tx.execute(select(_w.flow_id, _w.secret)).all():
        if not tx.vault.is_current(row.secret, _of_webhook(row.flow_id)):
            secret = seal_webhook(tx, row.flow_id, open_webhook(tx, row.flow_id, row.secret))
            tx.execute(update(flow_webhook).where(_w.flow_id == row.flow_id).values(secret=secret))
            changed += 1
    return changed


def examine(tx: Transaction) -> tuple[int, int, int]:
    """How many secrets are stored, how many of them nobody can open, and how many are not sealed with the newest
    key."""
    found = [each for row in tx.execute(select(_c.app_id, _c.key, _c.secrets)) for each in _places(row)]
    found += [(row.secret, _of_webhook(row.flow_id)) for row in tx.execute(select(_w.flow_id, _w.secret))]
    found += sealed.stored(tx)
    lost = sum(not _opens(tx, text, place) for text, place in found)
    return len(found), lost, sum(not tx.vault.is_current(text, place) for text, place in found)


def _opens(tx: Transaction, text: str, place: str) -> bool:
    try:
        tx.vault.open(text, place)
    except Unreadable:
        return False
    return True


def _places(row: Any) -> Iterator[tuple[str, str]]:
    return ((text, _of_connection(row.app_id, row.key, name)) for name, text in row.secrets.items())


def _of_connection(app_id: str, key: str, name: str) -> str:
    return f"connection/{app_id}/{key}/{name}"


def _of_webhook(flow_id: str) -> str:
    return f"webhook/{flow_id}"
