"""The audit log: who did what to what, when, from where. Append-only and chained by hashes.

`record` only collects; the rows are written as the last thing before the commit. There one lock (`Transaction.lock`)
makes writers queue for the head of the chain, so `seq` has no holes and each row carries the hash of the row before.
The lock is held for two statements and the commit, never while a request computes, and always taken last, so it can't
be part of a deadlock. If the transaction fails, its audit rows vanish with it: what is not done is not logged as done.

hash = SHA-256(prev_hash ‖ canonical JSON of the row). A chain shows changed, removed and inserted rows; it can't show
that rows were cut off its end. For that, keep the head (`seq:hash`, told by `dougong audit verify`) somewhere else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from sqlalchemy import insert, or_, select

from dougong.audit.models import audit_log
from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed
from dougong.kit.types import dump_json, iso_instant
from dougong.kit.web import Actor

GENESIS = "0" * 64
_SCRATCH = "audit"
# Built once: every write of a record pays for them.
_HEAD = Fixed(select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1))
_INSERT = Fixed(insert(audit_log).inline(), keys=[column.name for column in audit_log.c])


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. `broken_at`: the first sequence number that is wrong or missing."""

    ok: bool
    checked: int
    broken_at: int | None
    head: str
    """`seq:hash` of the last good row."""


def record(
    tx: Transaction,
    actor: Actor | None,
    action: str,
    target: str,
    detail: Mapping[str, Any] | None = None,
    *,
    app: str | None = None,
    ip: str | None = None,
    user_agent: str | None = None,
) -> None:
    """Notes an act in the transaction that does it. Never put secrets or whole records into `detail`.

    `action` is `noun.verb` (`person.create`), `target` names what was acted on (`person:<id>`, `crm/customer/<id>`).
    `actor` is None for the system itself, the shell and strangers.
    """
    if _SCRATCH not in tx.scratch:
        tx.scratch[_SCRATCH] = []
        tx.before_commit(partial(_write, tx))
    tx.scratch[_SCRATCH].append(
        {
            "at": tx.now,
            "actor_id": actor.person_id if actor else None,
            "actor_name": actor.name if actor else None,
            "action": action,
            "target": target[:200],
            "app": app,
            "ip": (ip if ip is not None else actor.ip if actor else "")[:64],
            "user_agent": (user_agent if user_agent is not None else actor.user_agent if actor else "")[:300],
            "detail": _canonical(dict(detail or {})),
        }
    )


def has_done(
    tx: Transaction, person: str, app: str, actions: Collection[str], since: datetime, target: str = ""
) -> bool:
    """Whether the person has done one of these in the app after an instant. `target`: to it or what stands below it."""
    c = audit_log.c
    wanted = [c.actor_id == person, c.app == app, c.at > since, c.action.in_(actions)]
    if target:
        wanted.append(or_(c.target == target, c.target.startswith(f"{target}/", autoescape=True)))
    return tx.execute(select(c.seq).where(*wanted).limit(1)).first() is not None


def verify(tx: Transaction, expect: str | None = None) -> Verdict:
    """Walks the whole chain. `expect` is a head (`seq:hash`) kept elsewhere that must still be part of it."""
    wanted_seq, _, wanted_hash = (expect or "0:").partition(":")
    previous, checked = GENESIS, 0
    statement = select(audit_log).order_by(audit_log.c.seq).execution_options(yield_per=1000)
    with closing(tx.execute(statement)) as rows:
        for row in rows:
            good = row.seq == checked + 1 and row.prev_hash == previous and row.hash == _hash(previous, row._mapping)
            if not good or (row.seq == int(wanted_seq) and row.hash != wanted_hash):
                return Verdict(False, checked, checked + 1, f"{checked}:{previous}")
            previous, checked = row.hash, row.seq
    if checked < int(wanted_seq):
        return Verdict(False, checked, checked + 1, f"{checked}:{previous}")
    return Verdict(True, checked, None, f"{checked}:{previous}")


def _write(tx: Transaction) -> None:
    tx.lock("audit")
    seq, previous = _HEAD.first(tx) or (0, GENESIS)
    rows = tx.scratch.pop(_SCRATCH)
    for row in rows:
        seq += 1
        row |= {"seq": seq, "prev_hash": previous}
        previous = row["hash"] = _hash(previous, row)
    _INSERT.run_many(tx, rows)


def _hash(previous: str, row: Mapping[Any, Any]) -> str:
    facts = {key: row[key] for key in ("actor_id", "actor_name", "action", "target", "app", "ip", "user_agent")}
    at: datetime = row["at"]
    text = _canonical(facts | {"seq": row["seq"], "at": iso_instant(at), "detail": row["detail"]})
    return hashlib.sha256((previous + text).encode()).hexdigest()


def _canonical(value: dict[str, Any]) -> str:
    """The same JSON text for the same content: sorted keys, no blanks."""
    return orjson.dumps(orjson.loads(dump_json(value)), option=orjson.OPT_SORT_KEYS).decode()
