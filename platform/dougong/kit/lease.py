"""What one process does for all: a row says who, and for how long by the database's clock.

A process that dies, hangs or is cut off holds it no longer than `TERM`; then another takes over. For some seconds two
may believe to hold it (one was stopped and goes on), so whatever is done under a lease must be safe when done twice:
the lease spares work, it guards nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.kit.jobs import database_now
from dougong.kit.processes_model import lease as table

TERM = timedelta(seconds=8)


class Lease:
    """One process's part in a lease; `holder` tells it from the others."""

    def __init__(self, database: Database, name: str, holder: str = "") -> None:
        self._database = database
        self._name = name
        self.holder = holder or new_id()

    def hold(self) -> bool:
        """True when the lease is ours for now: it was, or nobody had it. Ask again before half of `TERM` is over."""
        c = table.c
        with self._database.snapshot() as tx:
            now = database_now(tx)
            row = tx.execute(select(table).where(c.name == self._name)).first()
        if row is not None and not _is_free(row.until, now):
            if row.holder != self.holder:
                return False
            if row.until > now + TERM / 2:
                return True
        return self._take()

    def give_back(self) -> None:
        """Lets another take it at once; nothing happens when it isn't ours."""
        with self._database.transaction() as tx:
            tx.execute(delete(table).where(table.c.name == self._name, table.c.holder == self.holder))

    def _take(self) -> bool:
        c = table.c
        with self._database.transaction() as tx:
            now = database_now(tx)
            insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
            first = insert(table).values(name=self._name, holder=self.holder, until=now + TERM)
            if tx.execute(first.on_conflict_do_nothing().returning(c.name)).first() is not None:
                return True
            # `until` far ahead: the clock has been set back since, and nobody may wait for it to come round again
            free = or_(c.holder == self.holder, c.until <= now, c.until > now + 2 * TERM)
            mine = update(table).where(c.name == self._name, free).values(holder=self.holder, until=now + TERM)
            return bool(tx.execute(mine).rowcount)


def _is_free(until: datetime, now: datetime) -> bool:
    return until <= now or until > now + 2 * TERM
