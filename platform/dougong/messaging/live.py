"""Live pages: a number per person and topic that every change raises, and the streams that tell it.

The number is raised inside the transaction of the change, so a stream that compares numbers misses nothing, whichever
process committed. Announcements of this process only make it quicker; one query every two seconds asks for everybody
who is connected here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Collection
from typing import Any

import structlog
from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from starlette.concurrency import run_in_threadpool

from dougong.kit.db import Database, Transaction
from dougong.kit.many import Inserting
from dougong.messaging.models import live_stamp

TOPIC = "live"
NOTIFICATIONS = "notifications"
TASKS = "tasks"
TOPICS = (NOTIFICATIONS, TASKS)
POLL_SECONDS = 2.0
GATHER_SECONDS = 0.05
_SCRATCH = "messaging.touched"
_log = structlog.get_logger(__name__)


def touch(tx: Transaction, people: Collection[str], topic: str) -> None:
    """Something of `topic` has changed for `people`: their pages ask again once this is committed.

    Written just before the commit, once per person, in order: two transactions never wait for each other crosswise.
    """
    if not people:
        return
    waiting: set[tuple[str, str]] | None = tx.scratch.get(_SCRATCH)
    if waiting is None:
        waiting = tx.scratch[_SCRATCH] = set()
        tx.before_commit(lambda: _raise(tx))
    waiting.update((person, topic) for person in people)


def _raise(tx: Transaction) -> None:
    waiting = sorted(tx.scratch.pop(_SCRATCH))
    _RAISE.run(tx, [{"person_id": person, "topic": topic, "stamp": 1} for person, topic in waiting])
    tx.announce(TOPIC)


def _raising(dialect: str) -> Insert:
    made: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(live_stamp)
    raised = {"stamp": live_stamp.c.stamp + 1}
    statement: Insert = made.on_conflict_do_update(index_elements=["person_id", "topic"], set_=raised)
    return statement


_RAISE = Inserting(_raising, ("person_id", "topic", "stamp"))


def stamps(tx: Transaction, people: Collection[str]) -> dict[str, dict[str, int]]:
    """The present numbers by person and topic."""
    found: dict[str, dict[str, int]] = {person: dict.fromkeys(TOPICS, 0) for person in people}
    for row in tx.execute(select(live_stamp).where(live_stamp.c.person_id.in_(people))):
        found[row.person_id][row.topic] = row.stamp
    return found


Stamps = Callable[[Transaction, Collection[str]], dict[str, dict[str, int]]]
"""`(tx, keys)` → the present numbers by key and topic."""


class Hub:
    """The streams of one process. A key is a person, or whatever else `read` has numbers of."""

    def __init__(self, database: Database, topic: str = TOPIC, read: Stamps = stamps) -> None:
        self._database = database
        self._stamps = read
        self._streams: dict[str, set[asyncio.Queue[dict[str, int]]]] = {}
        self._told: dict[str, dict[str, int]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._poke = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        database.listen(topic, self._announced)

    async def follow(self, key: str) -> AsyncGenerator[tuple[str, int]]:
        """(topic, stamp): first the present ones, then each that changes, until the caller stops asking."""
        queue: asyncio.Queue[dict[str, int]] = asyncio.Queue()
        self._streams.setdefault(key, set()).add(queue)
        try:
            known = await run_in_threadpool(self._read, [key])
            seen = known[key]
            for topic, stamp in seen.items():
                yield topic, stamp
            self._start()
            while True:
                now = await queue.get()
                for topic, stamp in now.items():
                    if stamp > seen.get(topic, 0):
                        yield topic, stamp
                seen = {topic: max(stamp, seen.get(topic, 0)) for topic, stamp in now.items()}
        finally:
            self._streams[key].discard(queue)
            if not self._streams[key]:
                del self._streams[key]

    @property
    def connected(self) -> int:
        """How many people have a stream here."""
        return len(self._streams)

    async def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
            self._watching = None

    def _read(self, people: Collection[str]) -> dict[str, dict[str, int]]:
        with self._database.snapshot() as tx:
            return self._stamps(tx, people)

    def _start(self) -> None:
        if self._watching is None or self._watching.done():
            self._loop = asyncio.get_running_loop()
            self._poke = asyncio.Event()
            self._watching = self._loop.create_task(self._watch())

    def _announced(self, _value: Any) -> None:
        loop = self._loop
        if loop is not None and self._streams and not loop.is_closed():
            loop.call_soon_threadsafe(self._poke.set)

    async def _watch(self) -> None:
        while self._streams:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poke.wait(), POLL_SECONDS)
                await asyncio.sleep(GATHER_SECONDS)
            self._poke.clear()
            try:
                self._tell(await run_in_threadpool(self._read, list(self._streams)))
            except Exception:  # the database may be away for a moment; the next round asks again
                _log.exception("live_poll_failed")

    def _tell(self, found: dict[str, dict[str, int]]) -> None:
        for person, now in found.items():
            if self._told.get(person) != now:
                for queue in self._streams.get(person, ()):
                    queue.put_nowait(now)
        self._told = {person: now for person, now in found.items() if person in self._streams}
