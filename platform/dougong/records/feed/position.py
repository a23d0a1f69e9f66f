"""How far a reader has read the change log, so that no change is lost and none told twice.

The log is read in the order of (transaction, number). On PostgreSQL a lower `seq` may commit after a higher one, so
only entries of transactions below `pg_snapshot_xmin` are told: those are all over, and nothing joins them any more. A
change is told as soon as every transaction that began writing before it has ended. SQLite has one writer: its number
alone tells (the transaction is 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from dougong.kit.db import Transaction
from dougong.records.changes import oldest_running
from dougong.records.models import change_log

_c = change_log.c
_COLUMNS = (_c.seq, _c.xid, _c.record_id, _c.op, _c.version, _c.at, _c.by, _c.door, _c.changes)


class Position(NamedTuple):
    """Behind this entry of the log everything is new."""

    xid: int
    seq: int


def newest(tx: Transaction) -> Position:
    """Behind everything that can be told now."""
    if tx.dialect == "postgresql":
        return Position(oldest_running(tx), 0)
    return Position(0, int(tx.execute(select(func.max(_c.seq))).scalar() or 0))


def entries(tx: Transaction, app: str, form: str, since: Position, most: int) -> tuple[Sequence[Row[Any]], Position]:
    """At most `most` entries of the form behind `since`, and the position behind them."""
    end = newest(tx)
    wanted = select(*_COLUMNS).where(_c.app == app, _c.form == form, *_between(tx, since, end))
    rows = tx.execute(wanted.order_by(*_order(tx)).limit(most)).all()
    if len(rows) < most:
        return rows, max(since, end)
    return rows, Position(rows[-1].xid or 0, rows[-1].seq)


def changed_records(tx: Transaction, app: str, form: str, since: Sequence[int]) -> Sequence[str]:
    """Ids of records that were changed behind `since`, told as soon as they are committed; a few from before may be
    among them. For readers that keep writers out while they read the last of them."""
    behind = _c.xid >= since[0] if tx.dialect == "postgresql" else _c.seq > since[1]
    wanted = select(_c.record_id).where(_c.app == app, _c.form == form, behind)
    return tx.execute(wanted.distinct()).scalars().all()


def _between(tx: Transaction, since: Position, end: Position) -> list[ColumnElement[bool]]:
    if tx.dialect != "postgresql":
        return [_c.seq > since.seq, _c.seq <= end.seq]
    behind = or_(_c.xid > since.xid, and_(_c.xid == since.xid, _c.seq > since.seq))
    return [_c.xid >= since.xid, behind, _c.xid < end.xid]


def _order(tx: Transaction) -> Sequence[ColumnElement[Any]]:
    return (_c.xid, _c.seq) if tx.dialect == "postgresql" else (_c.seq,)
