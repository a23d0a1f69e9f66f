"""Letting go of the history of records, from its beginning on, and what that means for those who read it.

The log goes in the order of its numbers, so whatever stands behind `history_mark` is whole. What a webhook has not been
told stays, with everything behind it. The last entry always stays: numbers are never given twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, delete, func, insert, or_, select, update

from dougong.kit.db import Transaction
from dougong.kit.errors import Conflict, say
from dougong.kit.ids import made_at
from dougong.kit.retention import Forgotten, kept
from dougong.records.hooks import hooks
from dougong.records.models import change_log, history_mark
from dougong.records.webhooks.models import record_webhook

_c, _m, _w = change_log.c, history_mark.c, record_webhook.c
_ONE = 1


class Mark(NamedTuple):
    """Up to where the log has gone."""

    xid: int
    seq: int
    at: datetime


def mark(tx: Transaction) -> Mark | None:
    """None while all of it is there."""
    row = tx.execute(select(_m.xid, _m.seq, _m.at)).first()
    return None if row is None else Mark(row.xid, row.seq, row.at)


def require_whole(tx: Transaction, act: str) -> None:
    """What was done under this id can be taken back only while all of it is remembered: 409."""
    gone = mark(tx)
    if gone is not None and made_at(act) <= gone.at:
        text = say(
            f"{gone.at:%Y-%m-%d} 及以前的历史已按保留期限清除，不能再撤销。",
            f"The history up to {gone.at:%Y-%m-%d} was let go of as the period says; this can't be undone any more.",
        )
        raise Conflict(text, "history_gone")


@kept(
    "history",
    days=None,
    least=90,
    label=say("数据的修改历史", "History of records"),
    text=say(
        "谁在何时改了什么；撤销、恢复、变更接口和“曾经的值”都依据它。数据本身不受影响。",
        "Who changed what and when; undoing, restoring, the changes feed and past values read it. Records stay.",
    ),
)
def forget_history(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """The oldest entries, in the order of their numbers."""
    known = tx.execute(select(history_mark).with_for_update()).first()
    after = 0 if known is None else known.seq
    rows = _oldest(tx, after, before, most)
    if not rows:
        return Forgotten(0, False)
    here = and_(_c.seq > after, _c.seq <= rows[-1].seq)
    spared = hooks.rule_forms(tx) if hooks.rule_forms is not None else set()
    keep = or_(*(and_(_c.app == app, _c.form == form) for app, form in sorted(spared))) if spared else None
    statement = delete(change_log).where(here) if keep is None else delete(change_log).where(here, ~keep)
    gone = tx.execute(statement).rowcount
    last = max((row.xid or 0 for row in rows), default=0)
    at = max(row.at for row in rows)
    if known is None:
        tx.execute(insert(history_mark).values(id=_ONE, xid=last, seq=rows[-1].seq, at=at))
    else:
        values = {"xid": max(last, known.xid), "seq": rows[-1].seq, "at": max(at, known.at)}
        tx.execute(update(history_mark).values(**values))
    return Forgotten(gone, len(rows) == most)


def _oldest(tx: Transaction, after: int, before: datetime, most: int) -> Sequence[Row[Any]]:
    """Entries behind `after`, as far as they are old and told."""
    end = tx.execute(select(func.max(_c.seq))).scalar_one_or_none() or 0
    wanted = select(_c.seq, _c.xid, _c.at).where(_c.seq > after, _c.seq < end).order_by(_c.seq).limit(most)
    rows = list(takewhile(lambda row: row.at < before, tx.execute(wanted)))
    untold = _untold(tx, rows[0].seq, rows[-1].seq) if rows else None
    return rows if untold is None else [row for row in rows if row.seq < untold]


def _untold(tx: Transaction, first: int, last: int) -> int | None:
    """The first of these that some webhook waits to be told."""
    behind: Any = _c.seq > _w.seq
    if tx.dialect == "postgresql":
        behind = or_(_c.xid > _w.xid, and_(_c.xid == _w.xid, _c.seq > _w.seq))
    told = record_webhook.join(change_log, and_(_c.app == _w.app, _c.form == _w.form, behind))
    waiting = select(func.min(_c.seq)).select_from(told).where(_w.active, _c.seq.between(first, last))
    return tx.execute(waiting).scalar_one_or_none()
