"""Readers of the change log wait for transactions that began before: on PostgreSQL also those of other databases of the
server, where other tests are at work."""

import time

from sqlalchemy import func, select

from dougong.kit.db import Database
from dougong.records.changes import oldest_running
from dougong.records.models import change_log

MOST_SECONDS = 60


def settle(database: Database) -> None:
    """Comes back when everything that is in the change log may be told."""
    if database.dialect != "postgresql":
        return
    with database.snapshot() as tx:
        newest = tx.execute(select(func.max(change_log.c.xid))).scalar_one() or 0
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end:
        with database.snapshot() as tx:
            if oldest_running(tx) > newest:
                return
        time.sleep(0.02)
    raise TimeoutError("a transaction that began earlier does not end")
