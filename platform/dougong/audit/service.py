"""The audit log: who did what to what, when, from where. Append-only and chained by hashes.

`record` only collects; the rows are written as the last thing before the commit. There one lock (`Transaction.lock`)
makes writers queue for the head of the chain, so `seq` has no holes and each row carries the hash of the row before.
The lock is held for one statement and the commit (on PostgreSQL they are sent together), never while a request
computes, and always taken last, so it can't be part of a deadlock. If the transaction fails, its audit rows vanish with
it: what is not done is not logged as done.

hash = SHA-256(prev_hash ‖ canonical JSON of the row). A chain shows changed, removed and inserted rows; it can't show
that rows were cut off its end. For that, keep the head (`seq:hash`, told by `dougong audit verify`) somewhere else.
Old rows go only when an administrator has set a period (`dougong.audit.keeping`); the chain says up to which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import orjson
from sqlalchemy import BindParameter, Insert, Text, bindparam, cast, func, insert, or_, select

from dougong.audit.models import audit_anchor, audit_log
from dougong.kit.db import Transaction
from dougong.kit.errors import Invalid, say
from dougong.kit.fixed import Fixed
from dougong.kit.types import dump_json, iso_instant
from dougong.kit.web import Actor

GENESIS = "0" * 64
FORGET = "audit.forget"
"""The entry that names an anchor: `{"up_to": seq, "hash"}`."""
_SCRATCH = "audit"
_a = audit_anchor.c
# Built once: every write of a record pays for them.
_HEAD = Fixed(select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1))
_INSERT = Fixed(insert(audit_log).inline(), keys=[column.name for column in audit_log.c])
_BEFORE_SEQ = ("action", "actor_id", "actor_name", "app", "at", "detail", "ip")
_BEHIND_SEQ = ("target", "user_agent")
"""The hashed facts beside `seq`, as their sorted names come."""


class Anchor(NamedTuple):
    """Where the chain that is left begins."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found. `checked`: the last sequence number that is good. `broken_at`: the first that
    is wrong or missing. `since`: entries up to this number were let go of (0: none)."""

    ok: bool
    checked: int
    broken_at: int | None
    head: str
    """`seq:hash` of the last good row."""
    since: int = 0


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


def newest_anchor(tx: Transaction) -> Anchor | None:
    """None while every entry is there."""
    row = tx.execute(select(_a.seq, _a.hash).order_by(_a.seq.desc()).limit(1)).first()
    return None if row is None else Anchor(row.seq, row.hash)


def verify(tx: Transaction, expect: str | None = None) -> Verdict:
    """Walks the whole chain, from its beginning or from the newest anchor, which the chain must name.

    `expect` is a head (`seq:hash`) kept elsewhere that must still be part of it. Raises `Invalid` when it is from
    before the anchor: nothing that is left can prove it.
    """
    wanted_seq, _, wanted_hash = (expect or "0:").partition(":")
    start = newest_anchor(tx) or Anchor(0, GENESIS)
    if 0 < int(wanted_seq) < start.seq:
        text = say(
            f"第 {start.seq} 条及以前已按保留期限清除，请使用更新的链头。",
            f"Entries up to {start.seq} were let go of as the period says; give a newer head.",
        )
        raise Invalid(text, "head_too_old")
    checked, previous = start
    named, good = start.seq == 0, int(wanted_seq) != start.seq or expect is None or wanted_hash == start.hash
    statement = select(audit_log).where(audit_log.c.seq > start.seq).order_by(audit_log.c.seq)
    with closing(tx.execute(statement.execution_options(yield_per=1000))) as rows:
        for row in rows if good else ():
            good = row.seq == checked + 1 and row.prev_hash == previous and row.hash == _hash(previous, row._mapping)
            good = good and (row.seq != int(wanted_seq) or row.hash == wanted_hash)
            if not good:
                break
            previous, checked = row.hash, row.seq
            named = named or (row.action == FORGET and _names(row.detail, start))
    head = f"{checked}:{previous}"
    if good and named and checked >= int(wanted_seq):
        return Verdict(True, checked, None, head, start.seq)
    return Verdict(False, checked, checked + 1 if named or not good else start.seq, head, start.seq)


def _names(detail: str, anchor: Anchor) -> bool:
    told = orjson.loads(detail)
    return bool(told.get("up_to") == anchor.seq and told.get("hash") == anchor.hash)


def _write(tx: Transaction) -> None:
    tx.lock("audit")
    rows = tx.scratch.pop(_SCRATCH)
    if tx.dialect == "postgresql":
        for row in rows:
            before, behind = _around_seq(row)
            _CHAINED.later(tx, row | {"before": before, "behind": behind})
        return
    seq, previous = _HEAD.first(tx) or (0, GENESIS)
    for row in rows:
        seq += 1
        row |= {"seq": seq, "prev_hash": previous}
        previous = row["hash"] = _hash(previous, row)
    _INSERT.run_many(tx, rows)


def _chained() -> Insert:
    """PostgreSQL finds the head, counts and hashes by itself, in one statement that is sent with the lock and the
    commit: the lock is held for no round trip."""
    newest = audit_log.c.seq.desc()
    seq = select(audit_log.c.seq).order_by(newest).limit(1).scalar_subquery()
    last = select(audit_log.c.hash).order_by(newest).limit(1).scalar_subquery()
    head = select(func.coalesce(seq, 0).label("seq"), func.coalesce(last, GENESIS).label("hash")).subquery("head")
    number = head.c.seq + 1
    text = head.c.hash.concat(_text("before")).concat(cast(number, Text)).concat(_text("behind"))
    digest = func.encode(func.sha256(func.convert_to(text, "UTF8")), "hex")
    given = {c.name: bindparam(c.name, type_=c.type) for c in audit_log.c if c.name not in ("seq", "prev_hash", "hash")}
    values = given | {"seq": number, "prev_hash": head.c.hash, "hash": digest}
    return insert(audit_log).from_select(list(values), select(*values.values()))


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


_CHAINED = Fixed(lambda _dialect: _chained())


def _around_seq(row: Mapping[str, Any]) -> tuple[str, str]:
    """What `_hash` hashes behind the previous hash, without the digits of `seq`."""
    facts = {**row, "at": iso_instant(row["at"])}
    before = _canonical({key: facts[key] for key in _BEFORE_SEQ})
    behind = _canonical({key: facts[key] for key in _BEHIND_SEQ})
    return f'{before[:-1]},"seq":', f",{behind[1:]}"


def _hash(previous: str, row: Mapping[Any, Any]) -> str:
    before, behind = _around_seq(row)
    return hashlib.sha256(f"{previous}{before}{row['seq']}{behind}".encode()).hexdigest()


def _canonical(value: dict[str, Any]) -> str:
    """The same JSON text for the same content: sorted keys, no blanks."""
    return orjson.dumps(orjson.loads(dump_json(value)), option=orjson.OPT_SORT_KEYS).decode()
