"""Requests and statements that took long: by their shape, never with a value.

Each process keeps at most `MOST` shapes and writes them to the database every few seconds (`dougong.kit.presence`), so
that what all processes saw stands in one table. What is quick costs two looks at the clock.
"""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite

from dougong.kit.db import Transaction
from dougong.kit.errors import say
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.kit.slow_model import slow_work
from dougong.kit.timing import TIMING

Kind = Literal["request", "sql"]
MOST = 300
LONGEST_TEXT = 2000
_NOISE = (
    (re.compile(r"'(?:[^']|'')*'"), "?"),
    (re.compile(r"%\([^)]*\)s|\$\d+|(?<![:\w]):\w+"), "?"),
    (re.compile(r"\b\d+(?:\.\d+)?\b"), "?"),
    (re.compile(r"\?(?:::[\w ]+(?:\[\])?)"), "?"),
    (re.compile(r"\(\s*\?(?:\s*,\s*\?)+\s*\)"), "(?, …)"),
    (re.compile(r"(?:\(\?, …\)\s*,\s*)+\(\?, …\)"), "(?, …), …"),
    (re.compile(r"\s+"), " "),
)


def shape_of(sql: str) -> str:
    """The statement without its values: literals and numbers become `?`, lists `(?, …)`."""
    for pattern, into in _NOISE:
        sql = pattern.sub(into, sql)
    return sql.strip()[:LONGEST_TEXT]


@dataclass
class _Entry:
    source: str
    count: int = 0
    seconds: float = 0.0
    worst: float = 0.0


class Slow:
    """What this process saw since it last told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[Kind, str], _Entry] = {}

    def note(self, kind: Kind, text: str, seconds: float, source: str) -> None:
        """One that took long. Beyond `MOST` shapes new ones are not kept until the next telling."""
        key = (kind, shape_of(text) if kind == "sql" else text[:LONGEST_TEXT])
        with self._lock:
            entry = self._kept.get(key)
            if entry is None:
                if len(self._kept) >= MOST:
                    return
                entry = self._kept[key] = _Entry(source[:160])
            entry.count += 1
            entry.seconds += seconds
            if seconds > entry.worst:
                entry.worst, entry.source = seconds, source[:160]

    def write(self, tx: Transaction) -> None:
        """Adds what was seen to the table, and begins anew."""
        with self._lock:
            told, self._kept = self._kept, {}
        for (kind, text), entry in told.items():
            _add(tx, kind, text, entry)


SLOW = Slow()
"""The one of this process."""


def watch(seconds: float) -> None:
    """From now on what takes at least so long is noted; 0: nothing is."""
    TIMING.threshold = seconds if seconds > 0 else float("inf")
    TIMING.told = SLOW.note


def _add(tx: Transaction, kind: Kind, text: str, entry: _Entry) -> None:
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    c = slow_work.c
    first: dict[str, Any] = {"kind": kind, "mark": hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}
    values = {"text": text, "source": entry.source, "count": entry.count, "seconds": entry.seconds}
    new = insert(slow_work).values(**first, **values, worst=entry.worst, first_at=tx.now, last_at=tx.now)
    worse = c.worst < entry.worst
    tx.execute(
        new.on_conflict_do_update(
            index_elements=["kind", "mark"],
            set_={
                "count": c.count + entry.count,
                "seconds": c.seconds + entry.seconds,
                "source": case((worse, entry.source), else_=c.source),
                "worst": case((worse, entry.worst), else_=c.worst),
                "last_at": tx.now,
            },
        )
    )


@kept(
    "slow_work",
    days=30,
    least=1,
    most=400,
    always=False,
    label=say("慢请求与慢语句", "Slow requests and statements"),
    text=say("多久没有再变慢的条目。", "Those that have not been slow again for so long."),
)
def forget_slow(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """What has not been slow again."""
    return drop_some(tx, slow_work, most, slow_work.c.last_at < before)
