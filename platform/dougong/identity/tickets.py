"""Half a sign-in: a short-lived row behind a random secret, good once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select

from dougong.identity.authentication import hash_secret
from dougong.identity.models import sign_in_ticket
from dougong.kit.db import Transaction
from dougong.kit.errors import Unauthenticated, say
from dougong.kit.ids import new_id

GOOD_FOR = timedelta(minutes=10)
_c = sign_in_ticket.c


def make(tx: Transaction, kind: str, person_id: str | None, document: Mapping[str, Any] | None = None) -> str:
    """The secret of a new ticket."""
    secret = secrets.token_urlsafe(32)
    row = {"id": new_id(), "token_hash": hash_secret(secret), "kind": kind, "person_id": person_id}
    times = {"created_at": tx.now, "expires_at": tx.now + GOOD_FOR}
    tx.execute(insert(sign_in_ticket).values(**row, **times, document=dict(document or {})))
    return secret


def find(tx: Transaction, kind: str, secret: str) -> Row[Any]:
    """The ticket; 401 for one that has ended."""
    found = select(sign_in_ticket).where(_c.token_hash == hash_secret(secret), _c.kind == kind, _c.expires_at > tx.now)
    row = tx.execute(found).first()
    if row is None:
        raise gone()
    return row


def use(tx: Transaction, ticket: Row[Any]) -> None:
    """Ends it; 401 for who comes second with the same one."""
    if not tx.execute(delete(sign_in_ticket).where(_c.id == ticket.id)).rowcount:
        raise gone()


def drop_of(tx: Transaction, person_id: str) -> None:
    """Whatever somebody had half done."""
    tx.execute(delete(sign_in_ticket).where(_c.person_id == person_id))


def forget_expired(tx: Transaction) -> int:
    """Drops those that ended. → how many"""
    return int(tx.execute(delete(sign_in_ticket).where(_c.expires_at <= tx.now)).rowcount)


def gone() -> Unauthenticated:
    return Unauthenticated(
        say("登录已超时，请重新登录。", "This sign-in took too long; please start again."), "ticket_gone"
    )
