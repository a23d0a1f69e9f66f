"""Transactions that need a lock everybody waits behind: they give up soon and try again, so that nobody waits long."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Unavailable, say

R = TypeVar("R")
PATIENCE = "300ms"
"""How long one try waits for a lock, and others behind it."""
TRIES = 200
_PAUSE = 0.25
_LOCK_NOT_AVAILABLE = "55P03"


def hurried(database: Database, work: Callable[[Transaction], R]) -> R:
    """Runs `work` in a transaction of its own, again and again until it meets no lock it would have to wait for.

    On PostgreSQL a lock that waits makes everybody after it wait too; SQLite's one writer needs none of this.
    """
    for _try in range(TRIES):
        try:
            with database.transaction() as tx:
                if tx.dialect == "postgresql":
                    tx.execute(select(func.set_config("lock_timeout", PATIENCE, True)))
                return work(tx)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
        time.sleep(_PAUSE)
    raise Unavailable(
        say("表正忙，无法完成发布，请稍后再试。", "The table is too busy to be changed now; please try again later.")
    )
