"""Who wants the same thing waits in line, without a thread and without a connection.

Writers of one form wait for each other in the database: for the counter of its serial numbers, for the one writer of
SQLite. Each that waits there holds a thread and one of few connections, until nobody else gets either. So a process
lets only some of them in at a time; the others wait in the event loop, first come, first served.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Turns:
    """At most `most` inside at a time for each key and event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lines: dict[Hashable, asyncio.Semaphore] = {}
        self._there: dict[Hashable, int] = {}

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Waits for one's turn; it ends with the block, also for whoever goes away before."""
        key = asyncio.get_running_loop(), key
        line = self._lines.setdefault(key, asyncio.Semaphore(self._most))
        self._there[key] = self._there.get(key, 0) + 1
        try:
            async with line:
                yield
        finally:
            self._there[key] -= 1
            if not self._there[key]:
                del self._there[key], self._lines[key]
