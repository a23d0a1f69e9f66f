"""API tokens: shown once, stored as hashes, limited to apps and operations, never more than their owner may."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import delete, func, insert, select

from dougong.audit import service as audit
from dougong.identity.authentication import TOKEN_PREFIX, TOPIC, hash_secret
from dougong.identity.models import api_token, person
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid, NotAllowed, NotFound, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.web import Actor

TokenOp = Literal["read", "create", "update", "delete", "export", "import", "design", "admin"]
TOKEN_OPS: tuple[str, ...] = get_args(TokenOp)
MOST_TOKENS = 50
_SHOWN = 8


def create_token(
    tx: Transaction,
    actor: Actor | None,
    person_id: str,
    *,
    name: str,
    apps: Sequence[str] | None,
    ops: Sequence[str],
    expires_at: datetime | None = None,
) -> dict[str, Any]:
    """A new token of `person_id`: its row and, under `token`, the secret that is never shown again."""
    _require_allowed(tx, person_id, ops, expires_at)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = {
        "id": new_id(),
        "prefix": secret[:_SHOWN],
        "name": name,
        "apps": sorted(set(apps)) if apps is not None else None,
        "ops": [op for op in TOKEN_OPS if op in ops],
        "created_at": tx.now,
        "expires_at": expires_at,
        "last_used_at": None,
    }
    tx.execute(insert(api_token).values(**row, token_hash=hash_secret(secret), person_id=person_id))
    detail = {"name": name, "apps": row["apps"], "ops": row["ops"], "person": person_id}
    audit.record(tx, actor, "token.create", f"token:{row['id']}", detail)
    return row | {"token": secret}


def tokens_of(tx: Transaction, person_id: str) -> list[dict[str, Any]]:
    """One's tokens without their secrets, newest first."""
    c = api_token.c
    rows = tx.execute(select(api_token).where(c.person_id == person_id).order_by(c.created_at.desc(), c.id.desc()))
    return [{key: value for key, value in row._mapping.items() if key not in _HIDDEN} for row in rows]


_HIDDEN = frozenset({"token_hash", "person_id"})


def delete_token(tx: Transaction, actor: Actor, token_id: str) -> None:
    """Ends one of one's own tokens; 404 when it isn't."""
    c = api_token.c
    gone = (
        is_id(token_id)
        and tx.execute(delete(api_token).where(c.id == token_id, c.person_id == actor.person_id)).rowcount
    )
    if not gone:
        raise NotFound(say("找不到这个令牌。", "There is no such token."))
    audit.record(tx, actor, "token.delete", f"token:{token_id}")
    tx.announce(TOPIC)


def delete_tokens(tx: Transaction, person_id: str) -> int:
    """All tokens of somebody who leaves or whose password was reset. → how many there were"""
    tx.announce(TOPIC)
    return tx.execute(delete(api_token).where(api_token.c.person_id == person_id)).rowcount


def _require_allowed(tx: Transaction, person_id: str, ops: Sequence[str], expires_at: datetime | None) -> None:
    owner = tx.execute(select(person.c.is_admin).where(person.c.id == person_id, person.c.active)).scalar_one_or_none()
    if "admin" in ops and not owner:
        raise NotAllowed(say("只有平台管理员的令牌可以管理平台。", "Only an administrator's token may administer."))
    if expires_at is not None and expires_at <= tx.now:
        past = say("到期时间已过。", "The expiry is in the past.")
        raise Invalid(past, errors=[FieldError("expires_at", "past", past)])
    c = api_token.c
    if tx.execute(select(func.count()).where(c.person_id == person_id)).scalar_one() >= MOST_TOKENS:
        raise Invalid(
            say(f"最多 {MOST_TOKENS} 个令牌，请先删除不用的。", f"At most {MOST_TOKENS} tokens; delete unused ones.")
        )
