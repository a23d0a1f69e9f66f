"""Each process says now and then that it lives, so that an administrator sees which there are, and
what was slow there."""

from __future__ import annotations

import os
import socket
import threading
from datetime import timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import delete, insert, select, update

import dougong
from dougong.kit.db import Database, Transaction
from dougong.kit.ids import new_id
from dougong.kit.jobs import database_now
from dougong.kit.lease import TERM
from dougong.kit.processes_model import lease
from dougong.kit.processes_model import process_seen as table
from dougong.kit.slow import SLOW

Kind = Literal["up", "web", "worker"]
EVERY = 10.0
SILENT_AFTER = timedelta(seconds=30)
_FORGOTTEN_AFTER = timedelta(days=1)
_log = structlog.get_logger(__name__)


class Presence:
    """The row of this process: made by `start`, taken away by `stop`, left behind by whoever is killed."""

    def __init__(self, database: Database, kind: Kind) -> None:
        self.id = new_id()
        self._database = database
        self._kind = kind
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="presence", daemon=True)

    def start(self) -> None:
        self._say()
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(EVERY)
        self._quietly(lambda tx: tx.execute(delete(table).where(table.c.id == self.id)))

    def _tell(self) -> None:
        while not self._ended.wait(EVERY):
            self._say()

    def _say(self) -> None:
        self._quietly(self._write)

    def _write(self, tx: Transaction) -> None:
        c, now = table.c, database_now(tx)
        SLOW.write(tx)
        if tx.execute(update(table).where(c.id == self.id).values(seen_at=now)).rowcount:
            return
        facts = {"kind": self._kind, "host": socket.gethostname()[:100], "pid": os.getpid()}
        row = {"id": self.id, **facts, "version": dougong.__version__, "started_at": now, "seen_at": now}
        tx.execute(insert(table).values(row))
        tx.execute(delete(table).where(c.seen_at < now - _FORGOTTEN_AFTER))

    def _quietly(self, act: Any) -> None:
        try:
            with self._database.transaction() as tx:
                act(tx)
        except Exception:  # the database may be away for a moment; nothing hangs on being seen
            _log.warning("presence_not_told", exc_info=True)


def seen(tx: Transaction) -> list[dict[str, Any]]:
    """The processes of the last day, newest first; `silent`: not heard of lately; `leads`: it sweeps for all."""
    now = database_now(tx)
    leaders = set(tx.execute(select(lease.c.holder).where(lease.c.until > now, lease.c.until <= now + TERM)).scalars())
    rows = tx.execute(select(table).order_by(table.c.started_at.desc(), table.c.id)).all()
    return [
        {**row._mapping, "silent": row.seen_at < now - SILENT_AFTER, "leads": row.id in leaders and row.kind != "web"}
        for row in rows
    ]
