"""Secrets of connections and webhooks in the vault: where each lies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from sqlalchemy import Update, select, update

from dougong.flows.design_models import connection, flow_webhook
from dougong.kit.db import Transaction
from dougong.kit.sealing import Holder

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


def holders(tx: Transaction) -> Iterator[Holder]:
    """Everything that is sealed here."""
    for row in tx.execute(select(_c.app_id, _c.key, _c.secrets)).all():
        places = {name: (text, _of_connection(row.app_id, row.key, name)) for name, text in row.secrets.items()}
        mine = update(connection).where(_c.app_id == row.app_id, _c.key == row.key)
        yield Holder(places, partial(_with_secrets, mine))
    for row in tx.execute(select(_w.flow_id, _w.secret)).all():
        mine = update(flow_webhook).where(_w.flow_id == row.flow_id)
        yield Holder({"secret": (row.secret, _of_webhook(row.flow_id))}, mine.values)


def _with_secrets(row: Update, texts: Mapping[str, str]) -> Update:
    return row.values(secrets=dict(texts))


def _of_connection(app_id: str, key: str, name: str) -> str:
    return f"connection/{app_id}/{key}/{name}"


def _of_webhook(flow_id: str) -> str:
    return f"webhook/{flow_id}"
