"""The change log in another database.

Entries are read in the order of (transaction, number), and the numbers of transactions belong to one PostgreSQL server:
on another one, or on SQLite, whoever follows the log would wait for a number that may be years away. So all that came
along is older than any transaction of the new place, and every follower stands before the first entry that it was not
told. What stood in another order may be told once more; nothing is left out.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from dougong.kit.db import Transaction
from dougong.records.around.models import followed_until
from dougong.records.feed.position import Position
from dougong.records.models import change_log, history_mark
from dougong.records.webhooks.models import record_webhook

_c, _w = change_log.c, record_webhook.c
_xid: ColumnElement[int] = func.coalesce(_c.xid, 0)
TOLD, UNTOLD = 0, 1
"""Transactions that no server gives: of entries from before that followers of records were told, or not yet."""


def begin_anew(tx: Transaction) -> None:
    """Once, when all rows of the old place are there and before anything is written."""
    newest = int(tx.execute(select(func.max(_c.seq))).scalar() or 0)
    untold = _untold_by_digest(tx)
    for row in tx.execute(select(_w.id, _w.app, _w.form, _w.xid, _w.seq)).all():
        behind = _behind(Position(row.xid, row.seq))
        place = _before(tx, newest, untold, _c.app == row.app, _c.form == row.form, behind)
        tx.execute(update(record_webhook).where(_w.id == row.id).values(xid=place.xid, seq=place.seq))
    level = case((untold, UNTOLD), else_=TOLD) if tx.dialect == "postgresql" else None
    mark = Position(UNTOLD, newest) if tx.dialect == "postgresql" else _before(tx, newest, untold, untold)
    tx.execute(update(change_log).values(xid=level))
    tx.execute(update(followed_until).values(xid=mark.xid, seq=mark.seq))
    tx.execute(update(history_mark).values(xid=TOLD))


def _behind(place: Position) -> ColumnElement[bool]:
    return or_(_xid > place.xid, and_(_xid == place.xid, _c.seq > place.seq))


def _untold_by_digest(tx: Transaction) -> ColumnElement[bool]:
    """On SQLite, where the transaction is 0, the number tells."""
    mark = tx.execute(select(followed_until.c.xid, followed_until.c.seq)).first()
    if mark is None:
        return _c.seq < 0
    return _xid >= int(mark.xid) if mark.xid > 0 else _c.seq > int(mark.seq)


def _before(tx: Transaction, newest: int, untold: ColumnElement[bool], *where: ColumnElement[bool]) -> Position:
    """Before the first of these entries in their new order; behind everything when there is none."""
    ordered = tx.dialect == "postgresql"
    for level, here in ((TOLD, ~untold), (UNTOLD, untold)) if ordered else ((TOLD, _c.seq >= 0),):
        first = tx.execute(select(func.min(_c.seq)).where(*where, here)).scalar()
        if first is not None:
            return Position(level, first - 1)
    return Position(UNTOLD if ordered else TOLD, newest)
