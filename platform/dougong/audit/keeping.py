"""Letting go of old entries without letting go of the proof: an anchor keeps the hash that the chain goes on from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from dougong.audit import service
from dougong.audit.models import audit_anchor, audit_log
from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.retention import Forgotten, kept

_c, _a = audit_log.c, audit_anchor.c


@kept(
    "audit",
    days=None,
    least=183,
    label=say("审计日志", "The audit log"),
    text=say(
        "法规通常要求至少半年。清除后剩余部分仍可验证。",
        "Rules commonly ask for half a year at least. What is left can still be proven.",
    ),
)
def forget_entries(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """The oldest entries. First the anchor is set, as far as entries are old now, and the chain says so; then they go,
    batch by batch, however often that is broken off."""
    anchor = service.newest_anchor(tx)
    if anchor is None or not _left(tx, anchor.seq):
        anchor = _set_anchor(tx, anchor.seq if anchor is not None else 0, before)
        if anchor is None:
            return Forgotten(0, False)
    old = select(_c.seq).where(_c.seq <= anchor.seq).order_by(_c.seq).limit(most)
    gone = int(tx.execute(delete(audit_log).where(_c.seq.in_(old))).rowcount)
    return Forgotten(gone, gone == most)


def _left(tx: Transaction, seq: int) -> bool:
    return tx.execute(select(_c.seq).where(_c.seq <= seq).limit(1)).first() is not None


def _set_anchor(tx: Transaction, after: int, before: datetime) -> service.Anchor | None:
    """Behind the last entry before the first that is young enough: clocks that were set back leave no hole."""
    young = select(func.min(_c.seq)).where(_c.seq > after, _c.at >= before).scalar_subquery()
    end = func.coalesce(young, select(func.max(_c.seq)).scalar_subquery())
    row = tx.execute(
        select(_c.seq, _c.hash).where(_c.seq > after, _c.seq < end).order_by(_c.seq.desc()).limit(1)
    ).first()
    if row is None:
        return None
    tx.execute(insert(audit_anchor).values(seq=row.seq, hash=row.hash, at=tx.now))
    service.record(tx, None, service.FORGET, "audit:log", {"up_to": row.seq, "hash": row.hash})
    return service.Anchor(row.seq, row.hash)
