"""What somebody signed in was refused (403) is noted too, bounded: of each person and route the first in an hour, with
how many there were since the last note; so many notes of one person, and of all, and no more."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from dougong.audit.service import record
from dougong.kit.db import Database
from dougong.kit.web import Actor

WINDOW = 3600.0
"""Seconds."""
MOST_OF_ONE, MOST = 20, 500
"""Notes of one person and of all within a window, per process: trying every address fills no log."""


@dataclass(frozen=True)
class _Note:
    actor: Actor
    target: str
    detail: dict[str, Any]


class Refusals:
    """Collects while requests are answered; `write` puts what was collected into the log."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._counts: dict[tuple[str, str], int] = {}
        self._silent: dict[tuple[str, str], int] = {}
        self._pending: list[_Note] = []

    @property
    def has_news(self) -> bool:
        return bool(self._pending)

    def note(self, scope: Scope, route: str) -> None:
        """The request of this scope was answered with 403. Strangers are not noted: anybody could fill the log."""
        actor: Actor | None = scope.get("state", {}).get("actor")
        if actor is None:
            return
        key = (actor.person_id, route)
        with self._lock:
            if time.monotonic() - self._began > WINDOW:
                self._began, self._silent, self._counts = time.monotonic(), self._counts, {}
            seen = self._counts.get(key)
            of_one = sum(person == actor.person_id for person, _ in self._counts)
            if seen is None and (of_one >= MOST_OF_ONE or len(self._counts) >= MOST):
                return
            self._counts[key] = (seen or 0) + 1
            if seen is None:
                more = self._silent.pop(key, 1) - 1
                detail = {"method": scope["method"], "route": route, **({"not_noted": more} if more else {})}
                self._pending.append(_Note(actor, scope["path"], detail))

    def write(self) -> None:
        """After the answer: nobody waits for it."""
        with self._lock:
            pending, self._pending = self._pending, []
        with self._database.transaction() as tx:
            for each in pending:
                record(tx, each.actor, "access.refused", each.target, each.detail)
