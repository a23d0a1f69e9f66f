"""The lean executor of SQLite: the standard library's driver, one read connection for the event loop.

Bounded statements (a record by id, an indexed page) run right in the loop: they take some tens of microseconds, a
thread costs more than they do. Whatever may scan runs in a thread with a connection of its own, so that nobody waits;
the very same question runs in the loop once its last run has shown that it is quick.
"""

from __future__ import annotations

import queue
import sqlite3
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool

from dougong.kit.timing import TIMING
from dougong.records.reading.executor import Build, Rows, Statements, convert_rows

_IDLE = 8
QUICK = 0.002
"""Seconds below which a statement may run in the event loop."""


class SqliteExecutor:
    """Reads of one SQLite file. `prepare` registers functions on each new connection."""

    def __init__(self, path: str, prepare: Callable[[Any], None]) -> None:
        self._path = path
        self._prepare = prepare
        self._statements = Statements("sqlite")
        self._in_loop: sqlite3.Connection | None = None
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue(_IDLE)

    async def fetch(self, key: Hashable, build: Build, params: Mapping[str, Any], *, bounded: bool = True) -> Rows:
        ready = self._statements.get(key, build)
        sql, values = ready.prepared.sql, ready.prepared.bind(params)
        known_quick = ready.seconds is not None and ready.seconds < QUICK
        start = time.perf_counter()
        if bounded or known_quick:
            if self._in_loop is None:
                self._in_loop = self._open()
            rows = self._in_loop.execute(sql, values).fetchall()
        else:
            rows = await run_in_threadpool(self._in_thread, sql, values)
        ready.seconds = time.perf_counter() - start
        TIMING.done("sql", sql, ready.seconds)
        return Rows(ready.names, convert_rows(rows, ready.convert))

    def _in_thread(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._open()
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            try:
                self._idle.put_nowait(connection)
            except queue.Full:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{self._path}?mode=ro", uri=True, check_same_thread=False, isolation_level=None, cached_statements=256
        )
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA query_only=ON")
        self._prepare(connection)
        return connection

    async def close(self) -> None:
        if self._in_loop is not None:
            self._in_loop.close()
        while not self._idle.empty():
            self._idle.get_nowait().close()
