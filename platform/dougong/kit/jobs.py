"""Background jobs as rows: enqueued in the transaction that wants them, so nothing is lost and nothing runs too early.

    @job("import.run", attempts=3)
    def run_import(context: JobContext) -> dict[str, Any] | None: …

    enqueue(tx, "import.run", {"import_id": …}, owner_id=actor.person_id)

The row is the truth, the broker's message only a wake-up: lose every message and the sweeper still finds the rows
(`dougong.kit.runner`). A job may *start* more than once (its worker can be killed), so a handler writes what it did
and that it did it in one transaction: `context.finish(tx, result)` at the end, or `context.save(tx, checkpoint)` after
each batch. Both fail when another run has taken the job over, which rolls the batch back: each effect happens once.

State: queued → running → done | failed | cancelled; a lost or failed run goes back to queued until `attempts` is used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Row, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.kit.db import Database, Transaction
from dougong.kit.errors import NotFound, Text, in_language, say
from dougong.kit.ids import is_id, new_id
from dougong.kit.jobs_model import job as table
from dougong.kit.spans import traceparent

TOPIC = "jobs"
"""Announced with the job's id when one is enqueued; whoever can wake a worker listens."""
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Due for everybody: a job that waits for nothing must not wait until clocks that differ agree."""
PROGRESS_EVERY = 0.5  # seconds between two progress notes: a bar needs no more, a database wants no more

Handler = Callable[["JobContext"], Mapping[str, Any] | None]
H = TypeVar("H", bound=Handler)
R = TypeVar("R")


@dataclass(frozen=True)
class JobKind:
    """What to call for a kind of job, how often to try, and how often to enqueue it by itself."""

    name: str
    handler: Handler
    attempts: int
    every: timedelta | None
    when: Callable[[Transaction], bool] | None = None
    """Asked at each sweep: True while there is something to do."""
    kept: timedelta = timedelta(days=30)
    """How long a job that has ended can be looked up."""


KINDS: dict[str, JobKind] = {}
"""All kinds of this program; filled by the decorator when the rooms' `tasks` modules are imported."""


class LostClaim(Exception):
    """Another run has taken this job over; whatever this run still writes is rolled back."""


class Cancelled(Exception):
    """The owner has cancelled the job; raised from `progress`, `save` and `finish`."""


class Interrupted(Exception):
    """The worker is shutting down; the job goes back to the queue and continues from its checkpoint."""


def job(
    name: str,
    *,
    attempts: int = 3,
    every: timedelta | None = None,
    when: Callable[[Transaction], bool] | None = None,
    kept: timedelta = timedelta(days=30),
) -> Callable[[H], H]:
    """Registers a handler. With `every` the sweeper enqueues it once in each such span, on one worker only.

    With `when` too, there is no fixed span: each sweep asks it (in a reading transaction) and enqueues the job unless
    one is queued already. It depends on no clock, and a job that died with its worker keeps no other from starting.
    """

    def register(handler: H) -> H:
        if name in KINDS:
            raise ValueError(f"two handlers for the job {name}")
        KINDS[name] = JobKind(name, handler, attempts, every, when, kept)
        return handler

    return register


def enqueue(
    tx: Transaction,
    kind: str,
    args: Mapping[str, Any] | None = None,
    *,
    owner_id: str | None = None,
    run_after: datetime | None = None,
    once_key: str | None = None,
) -> str | None:
    """Adds a job that starts once `tx` is committed (and `run_after` has come). → its id

    `once_key`: at most one job with this key is ever made; None is answered when there is one already.
    """
    if kind not in KINDS:
        raise ValueError(f"no handler for the job {kind}")
    job_id = new_id()
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    values = {
        "id": job_id,
        "kind": kind,
        "args": dict(args or {}),
        "state": "queued",
        "done": 0,
        "owner_id": owner_id,
        "once_key": once_key,
        "attempts": 0,
        "created_at": tx.now,
        "run_after": run_after or AT_ONCE,
        "trace": traceparent(),
    }
    new = insert(table).values(**values).on_conflict_do_nothing(index_elements=["once_key"])
    if tx.execute(new.returning(table.c.id)).first() is None:  # psycopg's rowcount doesn't tell
        return None
    if run_after is None:
        tx.announce(TOPIC, job_id)
    return job_id


def document(tx: Transaction, job_id: str, owner_id: str, language: str) -> dict[str, Any]:
    """`Job` as the API shows it to its owner; 404 for everybody else."""
    c = table.c
    found = select(table).where(c.id == job_id, c.owner_id == owner_id)
    row = tx.execute(found).first() if is_id(job_id) else None
    if row is None:
        raise NotFound(say("找不到这个任务。", "There is no such job."))
    return _document(row, language)


def latest_of(
    tx: Transaction, kinds: Sequence[str], owner_id: str, language: str, limit: int
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """(`Job`, args) of somebody's own latest jobs of these kinds, newest first."""
    c = table.c
    mine = select(table).where(c.owner_id == owner_id, c.kind.in_(kinds))
    rows = tx.execute(mine.order_by(c.created_at.desc(), c.id.desc()).limit(limit))
    return [(_document(row, language), row.args) for row in rows]


def _document(row: Row[Any], language: str) -> dict[str, Any]:
    keys = ("id", "kind", "state", "done", "total", "result", "created_at")
    message = in_language(row.message, language) if row.message else None
    return {key: row._mapping[key] for key in keys} | {"message": message}


def cancel(tx: Transaction, job_id: str, owner_id: str) -> None:
    """Stops a job of one's own: a waiting one never starts, a running one ends at its next step."""
    document(tx, job_id, owner_id, "zh-CN")
    c = table.c
    tx.execute(
        update(table)
        .where(c.id == job_id, c.state.in_(("queued", "running")))
        .values(state="cancelled", finished_at=tx.now, message=say("已取消。", "Cancelled."))
    )


@dataclass
class JobContext:
    """What a handler gets. `resources` are the things of the process it may need, by type (settings, file store …)."""

    id: str
    kind: str
    args: Mapping[str, Any]
    owner_id: str | None
    attempt: int
    checkpoint: Any
    """What the last run saved, or None: continue from here."""
    database: Database
    claim: str
    resources: Mapping[type, Any] = field(default_factory=dict)
    is_stopping: Callable[[], bool] = lambda: False
    trace: str | None = None
    finished: bool = False
    _noted: float = 0.0

    def resource(self, kind: type[R]) -> R:
        """The process's one object of this type."""
        found: R = self.resources[kind]
        return found

    def progress(self, done: int, total: int | None = None, message: Text | None = None) -> None:
        """Notes how far the job is, at most twice a second. Never call it while a transaction of yours is open."""
        if self.is_stopping():
            raise Interrupted
        if time.monotonic() - self._noted < PROGRESS_EVERY and done != total:
            return
        self._noted = time.monotonic()
        with self.database.transaction() as tx:
            self._write(tx, done=done, total=total, **({"message": dict(message)} if message else {}))

    def save(self, tx: Transaction, checkpoint: Any, *, done: int | None = None) -> None:
        """Notes in the transaction of a batch that the batch is done; a later run continues behind it."""
        self._write(tx, checkpoint=checkpoint, **({"done": done} if done is not None else {}))

    def finish(self, tx: Transaction, result: Mapping[str, Any] | None = None) -> None:
        """Ends the job in the transaction of its last effect."""
        self._write(tx, state="done", result=dict(result) if result is not None else None, finished_at=tx.now)
        self.finished = True

    def _write(self, tx: Transaction, **values: Any) -> None:
        c = table.c
        mine = and_(c.id == self.id, c.claim == self.claim, c.state == "running")
        if tx.execute(update(table).where(mine).values(heartbeat=database_now(tx), **values)).rowcount:
            return
        state = tx.execute(select(c.state).where(c.id == self.id)).scalar_one_or_none()
        raise Cancelled if state == "cancelled" else LostClaim


def database_now(tx: Transaction) -> datetime:
    """The database server's clock: workers on machines whose clocks differ must agree on who is late."""
    if tx.dialect == "postgresql":
        now: datetime = tx.execute(select(func.clock_timestamp())).scalar_one()
        return now
    return tx.now
