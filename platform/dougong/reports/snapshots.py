"""Columnar snapshots of large forms (design §7): whole columns in memory, brought up to date before each answer.

A snapshot holds the rows of one table as they are stored, without rights (`sights.py` lays those on). Before it is used
the change log is read from where the last look ended; changed records are fetched anew and laid over the base. So a
record that was committed before the request is in the answer, whichever process wrote it. There is no time limit on a
snapshot and nothing to refresh by hand.

Where a look ends: on SQLite at the last number of the log (there is one writer). On PostgreSQL at
`pg_snapshot_xmin`: every transaction below it is over; those at or above it are looked at again next time, so one that
took its number early and committed late is not missed. Looks happen one after the other, each in a transaction of its
own that begins inside the lock: a snapshot never goes back in time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, func, select

from dougong.access.lists import one_of
from dougong.apps.catalog import AppCatalog
from dougong.kit.db import Database, Transaction
from dougong.kit.replica import Reading
from dougong.records.changes import oldest_running
from dougong.records.forgetting import mark
from dougong.records.models import change_log
from dougong.reports import columnar, stored
from dougong.reports.columnar import Cursor, Name, Snapshot
from dougong.reports.scope import TableKey

LARGE = {"sqlite": 5_000, "postgresql": 20_000}
"""Rows from which on a form is kept in memory, because the database takes longer (SQLite adds decimals in Python)."""
_MOST_CHANGED = 50_000
_FETCH = 5_000
_COMPACT = 0.1
_BUDGET = 1_024 * 1_024 * 1_024


@dataclass
class Snapshots:
    """The snapshots of one process, within a budget of memory: the least recently used leaves first."""

    database: Database
    folder: Path | None = None
    budget: int = _BUDGET
    large: int | None = None
    """Rows from which on a form is kept; None: as LARGE says."""
    replica: Database | None = None
    """Where dashboards ask while it keeps up; None: the database itself."""
    _kept: OrderedDict[Name, Snapshot] = field(default_factory=OrderedDict)
    _large: dict[Name, bool] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.reading = Reading(self.database, self.replica)

    def is_large(self, tx: Transaction, catalog: AppCatalog, form: str) -> bool:
        """Whether the form has enough records to be kept; once large, always large."""
        name = (catalog.app_id, form, None)
        if not self._large.get(name):
            table = catalog.tables.table(form)
            least = LARGE[tx.dialect] if self.large is None else self.large
            some = select(table.c["id"]).limit(least + 1).subquery()
            self._large[name] = int(tx.execute(select(func.count()).select_from(some)).scalar() or 0) > least
        return self._large[name]

    def fresh(self, catalog: AppCatalog, wanted: dict[TableKey, frozenset[str]]) -> dict[TableKey, Snapshot]:
        """These columns of these tables as of now, all from one state of the database."""
        with self._lock, self.reading.snapshot(consistent=True) as tx:
            found = {key: self._fresh(tx, catalog, key, columns) for key, columns in wanted.items()}
            self._evict({(catalog.app_id, key.form, key.part) for key in wanted})
            return found

    def save(self) -> None:
        """Writes what is kept to disk, for a warm start."""
        if self.folder is not None:
            with self._lock, self.reading.snapshot(consistent=True) as tx:
                for name, snapshot in self._kept.items():
                    stored.write(tx, self.folder, name, snapshot)

    def _fresh(self, tx: Transaction, catalog: AppCatalog, key: TableKey, columns: frozenset[str]) -> Snapshot:
        name, version = (catalog.app_id, key.form, key.part), catalog.versions[key.form]
        known = self._kept.get(name)
        if known is None and self.folder is not None:
            known = stored.read(tx, self.folder, name)
        if known is None or known.version != version or _is_behind(tx, known.cursor):
            found = self._load(tx, catalog, key, columns)
        else:
            found = self._widened(tx, catalog, key, self._caught_up(tx, catalog, key, known), columns)
        self._kept[name] = found
        self._kept.move_to_end(name)
        return found

    def _load(self, tx: Transaction, catalog: AppCatalog, key: TableKey, columns: frozenset[str]) -> Snapshot:
        every = columns | columnar.ALWAYS[key.part is not None]
        found = columnar.fetch(tx, catalog.tables, key, sorted(every), ())
        cursor = _cursor(tx, catalog.key, key.form, None)[0]
        return Snapshot(catalog.versions[key.form], every, found, found.clear(), cursor)

    def _widened(
        self, tx: Transaction, catalog: AppCatalog, key: TableKey, known: Snapshot, columns: frozenset[str]
    ) -> Snapshot:
        """With the columns that it lacks: only these are read, from the state the rows have just caught up with."""
        missing = sorted(columns - known.columns)
        if not missing:
            return known
        more = columnar.fetch(tx, catalog.tables, key, ["id", *missing], ())
        base = known.lazy().collect().join(more, on="id", how="left")
        return replace(known, columns=known.columns | columns, base=base, delta=base.clear(), alive=None)

    def _caught_up(self, tx: Transaction, catalog: AppCatalog, key: TableKey, known: Snapshot) -> Snapshot:
        cursor, changed = _cursor(tx, catalog.key, key.form, known.cursor)
        if not changed:
            return replace(known, cursor=cursor)
        if len(changed) > _MOST_CHANGED:
            return self._load(tx, catalog, key, known.columns)
        by = "record_id" if key.part is not None else "id"
        table, order = columnar.table_of(catalog.tables, key), list(known.base.columns)
        rows = [
            columnar.fetch(tx, catalog.tables, key, order, [one_of(table.c[by], "ids", part)])
            for part in _chunks(sorted(changed))
        ]
        gone = pl.col(by).is_in(pl.Series(sorted(changed), dtype=pl.String).implode())
        still = known.base.select(~gone).to_series()
        alive = still if known.alive is None else still & known.alive
        delta = pl.concat([known.delta.filter(~gone), *rows], how="vertical")
        found = replace(known, cursor=cursor, alive=alive, delta=delta)
        if len(delta) + (len(alive) - int(alive.sum() or 0)) > max(1_000, _COMPACT * len(known.base)):
            return replace(found, base=found.lazy().collect(), delta=delta.clear(), alive=None)
        return found

    def _evict(self, needed: set[Name]) -> None:
        total = sum(snapshot.size for snapshot in self._kept.values())
        for name in list(self._kept):
            if total <= self.budget:
                return
            if name not in needed:
                total -= self._kept.pop(name).size


def reading_of(database: Database, snapshots: Snapshots | None) -> Reading:
    """Where a job asks what dashboards ask: as this process's snapshots do, else the database itself."""
    return Reading(database) if snapshots is None else snapshots.reading


def _is_behind(tx: Transaction, known: Cursor) -> bool:
    """Whether changes that it has not seen were let go of: then it can't catch up."""
    gone = mark(tx)
    if gone is None:
        return False
    return gone.xid >= known.xmin if tx.dialect == "postgresql" else gone.seq > known.seq


def _cursor(tx: Transaction, app: str, form: str, known: Cursor | None) -> tuple[Cursor, set[str]]:
    """The end of the log now, and which records changed since `known` ended (None: nobody asks)."""
    c = change_log.c
    mine: list[ColumnElement[bool]] = [c.app == app, c.form == form]
    if tx.dialect != "postgresql":
        last = tx.execute(select(func.max(c.seq))).scalar() or 0
        changed = select(c.record_id).where(*mine, c.seq > (last if known is None else known.seq))
        return Cursor(int(last)), set(tx.execute(changed).scalars())
    xmin = oldest_running(tx)
    since = xmin if known is None else known.xmin
    rows = tx.execute(select(c.seq, c.xid, c.record_id).where(*mine, c.xid >= since)).all()
    seen = frozenset(row.seq for row in rows if row.xid >= xmin)
    before = seen if known is None else known.seen
    return Cursor(xmin=xmin, seen=seen), {row.record_id for row in rows if row.seq not in before}


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(ids), _FETCH):
        yield ids[start : start + _FETCH]
