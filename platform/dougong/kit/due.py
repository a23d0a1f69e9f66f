"""Rows that say when they are due next (`next_at`), never timers in memory.

Any number of schedulers may look. Who takes a row holds its lock while it says when it is due again and makes what is
due, in one transaction: two schedulers, a crash half-way or a clock set back take no due time twice. Of several times
missed while the product was down the last one is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import ColumnElement, Row, Table, select, update

from dougong.kit.cron import newest_time
from dougong.kit.db import Database, Transaction

Times = Callable[[datetime], Iterator[datetime]]
"""All due times after an instant, in order."""
Mine = Sequence[ColumnElement[bool]]
"""Which row."""
R = TypeVar("R")
_log = structlog.get_logger(__name__)


def claimed(tx: Transaction, table: Table, mine: Mine) -> Row[Any] | None:
    """The row while it is due, locked until the transaction ends; None when it isn't, or somebody else has it."""
    due = select(table).where(*mine, table.c.next_at <= tx.now)
    return tx.execute(due.with_for_update(skip_locked=True)).first()


def moved_on(tx: Transaction, table: Table, mine: Mine, was_due: datetime, times: Times) -> datetime:
    """Says when the claimed row is due next. → the due time that counts now"""
    tx.execute(update(table).where(*mine).values(next_at=next(times(tx.now), None)))
    return newest_time(times, was_due, tx.now)


def take_each(database: Database, waiting: Sequence[R], take: Callable[[Transaction, R], bool]) -> int:
    """Takes all that wait, each in a transaction of its own; what fails stays due and keeps no other. → how many"""
    taken = 0
    for one in waiting:
        try:
            with database.transaction() as tx:
                taken += take(tx, one)
        except Exception:
            _log.exception("due_failed", what=str(one))
    return taken
