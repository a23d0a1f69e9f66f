"""`Idempotency-Key`: the same POST sent again gets the first answer, and is done once.

The key's row is written in the transaction of the change, so both exist or neither does. A second request with the
same key waits on that row (PostgreSQL) or on the writer lock (SQLite) and then finds the stored answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, Invalid, say
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.records.models import idempotency

_MAX_KEY = 200


@dataclass(frozen=True)
class StoredAnswer:
    status: int
    body: Any


def begin(tx: Transaction, actor_id: str, key: str, request: Any) -> StoredAnswer | None:
    """Claims `key`, or gives the answer stored under it. The same key with another body is a 409."""
    if not key.isprintable() or len(key) > _MAX_KEY:
        raise Invalid(
            say("Idempotency-Key 过长或含有不可见字符。", "Idempotency-Key is too long or not printable."), "bad_key"
        )
    fingerprint = hashlib.sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    claim = insert(idempotency).values(
        actor_id=actor_id, key=key, fingerprint=fingerprint, status=None, body=None, created_at=tx.now
    )
    if tx.execute(claim.on_conflict_do_nothing().returning(idempotency.c.key)).first() is not None:
        return None
    c = idempotency.c
    row = tx.execute(select(idempotency).where(c.actor_id == actor_id, c.key == key)).one()
    if row.fingerprint != fingerprint:
        raise Conflict(
            say(
                "同一个 Idempotency-Key 已用于另一个请求，请换一个。",
                "This Idempotency-Key was used for another request; take a new one.",
            ),
            "idempotency_key_reused",
        )
    return StoredAnswer(row.status, row.body)


def finish(tx: Transaction, actor_id: str, key: str, status: int, body: Any) -> None:
    """Stores the answer under the key claimed by `begin`."""
    c = idempotency.c
    tx.execute(update(idempotency).where(c.actor_id == actor_id, c.key == key).values(status=status, body=body))


@kept(
    "idempotency",
    days=1,
    least=1,
    most=30,
    always=False,
    label=say("幂等键", "Idempotency keys"),
    text=say("接口请求的 Idempotency-Key 与首次答复。", "Keys of requests with their first answers."),
)
def forget_keys(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Keys that nobody sends again."""
    return drop_some(tx, idempotency, most, idempotency.c.created_at < before)
