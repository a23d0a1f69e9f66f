"""Running jobs: claiming, heartbeats, retries, and the sweeper that finds what nobody woke or somebody dropped."""

from __future__ import annotations

import random
import threading
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Row, and_, or_, select, update
from sqlalchemy.exc import OperationalError

from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Problem, say
from dougong.kit.ids import new_id
from dougong.kit.jobs import KINDS, Cancelled, Interrupted, JobContext, JobKind, LostClaim, database_now, enqueue
from dougong.kit.jobs_model import job as table
from dougong.kit.retention import Forgotten, drop_some, kept
from dougong.kit.spans import continued
from dougong.kit.timing import SOURCE

HEARTBEAT_EVERY = 5.0
LOST_AFTER = timedelta(seconds=30)
WAKE_AGAIN_AFTER = timedelta(seconds=30)
_BATCH = 200
_USUALLY_KEPT = timedelta(days=30)
_log = structlog.get_logger(__name__)


class Runner:
    """Runs one job per call of `run`, in the calling thread. Safe to call twice for the same job: one run claims it."""

    def __init__(self, database: Database, resources: Mapping[type, Any]) -> None:
        self._database = database
        self._resources = resources
        self._active: dict[str, str] = {}
        self._stopping = threading.Event()
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._heart: threading.Thread | None = None

    @property
    def active(self) -> frozenset[str]:
        """Ids of the jobs that run in this process now."""
        return frozenset(self._active)

    def stop(self) -> None:
        """Asks running jobs to go back to the queue at their next `progress`."""
        self._stopping.set()

    def hand_back(self) -> int:
        """What still runs goes back to the queue at once, for others; what it writes from now on is refused.
        → how many"""
        c, given = table.c, 0
        with self._lock:
            active = dict(self._active)
        for job_id, claim in active.items():
            mine = (c.id == job_id, c.claim == claim, c.state == "running")
            again = {"state": "queued", "claim": None, "woken_at": None, "attempts": c.attempts - 1}
            with self._database.transaction() as tx:
                given += tx.execute(update(table).where(*mine).values(**again)).rowcount
        return given

    def close(self) -> None:
        """Ends the heartbeat, once no job runs here any more."""
        self._closed.set()
        with self._lock:
            heart = self._heart
        if heart is not None:
            heart.join()

    def run(self, job_id: str) -> None:
        """Claims and runs the job; nothing happens when it is not due or somebody else has it."""
        context = self._claim(job_id)
        if context is None:
            return
        self._begin(job_id, context.claim)
        on_behalf = SOURCE.set(lambda: context.kind)
        try:
            with (
                structlog.contextvars.bound_contextvars(job_id=job_id, job_kind=context.kind),
                continued(f"job {context.kind}", {"dougong.job_id": job_id}, parent=context.trace, root=True),
            ):
                self._perform(context)
        finally:
            self._active.pop(job_id, None)
            SOURCE.reset(on_behalf)

    def _begin(self, job_id: str, claim: str) -> None:
        """From now on the job's row is kept alive. A runner that rests has no thread."""
        with self._lock:
            self._active[job_id] = claim
            if self._heart is None:
                self._heart = threading.Thread(target=self._beat, name="job-heartbeat", daemon=True)
                self._heart.start()

    def _claim(self, job_id: str) -> JobContext | None:
        c, claim = table.c, new_id()
        with self._database.snapshot() as tx:  # most wake-ups are repeats: look before taking a write lock
            if tx.execute(select(c.id).where(c.id == job_id, c.state == "queued")).first() is None:
                return None
        with self._database.transaction() as tx:
            now = database_now(tx)
            taken = tx.execute(
                update(table)
                .where(c.id == job_id, c.state == "queued", c.run_after <= now, c.kind.in_(list(KINDS)))
                .values(state="running", claim=claim, attempts=c.attempts + 1, started_at=now, heartbeat=now)
            ).rowcount
            if not taken:
                return None
            row = tx.execute(select(table).where(c.id == job_id)).one()
        return JobContext(
            id=job_id,
            kind=row.kind,
            args=row.args,
            owner_id=row.owner_id,
            attempt=row.attempts,
            checkpoint=row.checkpoint,
            trace=row.trace,
            database=self._database,
            claim=claim,
            resources=self._resources,
            is_stopping=self._stopping.is_set,
        )

    def _perform(self, context: JobContext) -> None:
        try:
            result = KINDS[context.kind].handler(context)
            if not context.finished:
                with self._database.transaction() as tx:
                    context.finish(tx, result)
        except Cancelled:
            _log.info("job_cancelled")
        except LostClaim:
            _log.warning("job_taken_over")
        except Interrupted:
            self._end(context, state="queued", claim=None, woken_at=None, attempts=context.attempt - 1)
        except Problem as problem:  # the caller's mistake: trying again would find it again
            self._end(context, state="failed", message=dict(problem.detail), result=_told(problem))
        except Exception as error:
            self._retry_or_fail(context, error)

    def _retry_or_fail(self, context: JobContext, error: Exception) -> None:
        _log.exception("job_failed", attempt=context.attempt)
        text = "".join(traceback.format_exception(error))[-8000:]
        if context.attempt < KINDS[context.kind].attempts:
            wait = backoff(context.attempt)
            self._end(context, wait=wait, state="queued", claim=None, woken_at=None, error=text)
            return
        message = say(
            f"任务失败，请联系管理员（编号 {context.id}）。", f"The job failed; tell an administrator: {context.id}."
        )
        self._end(context, state="failed", message=dict(message), error=text)

    def _end(self, context: JobContext, *, wait: timedelta | None = None, **values: Any) -> None:
        c = table.c
        with self._database.transaction() as tx:
            now = database_now(tx)
            moment = {"run_after": now + wait} if wait else {}
            if values["state"] == "failed":
                moment = {"finished_at": now}
            mine = (c.id == context.id, c.claim == context.claim, c.state == "running")
            tx.execute(update(table).where(*mine).values(**values, **moment))

    def _beat(self) -> None:
        while not self._closed.wait(HEARTBEAT_EVERY):
            with self._lock:
                active = dict(self._active)
                if not active:
                    self._heart = None
                    return
            try:
                with self._database.transaction() as tx:
                    now = database_now(tx)
                    for job_id, claim in active.items():
                        c = table.c
                        tx.execute(update(table).where(c.id == job_id, c.claim == claim).values(heartbeat=now))
            except OperationalError as error:  # away for a moment, or SQLite's one writer takes long: the next beat
                _log.warning("heartbeat_waits", reason=str(error.orig))
            except Exception:  # the job itself finds out when it writes
                _log.exception("heartbeat_failed")


class Sweeper:
    """Looks at the table now and then: wakes what waits, takes back what was lost, enqueues what is periodic."""

    def __init__(self, database: Database, wake: Callable[[str], None], runner: Runner | None = None) -> None:
        self._database = database
        self._wake = wake
        self._runner = runner
        self._periods: dict[str, int] = {}

    def sweep(self) -> int:
        """One round. → how many jobs it woke"""
        self._enqueue_periodic()
        with self._database.snapshot() as tx:
            now = database_now(tx)
            lost, due = self._lost(tx, now), self._due(tx, now)
        if not lost and not due:
            return 0
        with self._database.transaction() as tx:
            now = database_now(tx)
            for row in lost:
                _take_back(tx, row, now)
            return self._wake_all(tx)

    def _wake_all(self, tx: Transaction) -> int:
        now = database_now(tx)
        ids = [row.id for row in self._due(tx, now)]
        tx.execute(update(table).where(table.c.id.in_(ids)).values(woken_at=now))
        for job_id in ids:
            tx.after_commit(partial(self._wake, job_id))
        return len(ids)

    def wake_due(self) -> int:
        """Wakes what waits, and nothing else: what a worker without a broker does while another sweeps for all."""
        with self._database.snapshot() as tx:
            if not self._due(tx, database_now(tx)):
                return 0
        with self._database.transaction() as tx:
            return self._wake_all(tx)

    def _lost(self, tx: Transaction, now: datetime) -> list[Row[Any]]:
        c = table.c
        # a heartbeat that lies ahead: the clock has been set back since
        silent = or_(c.heartbeat < now - LOST_AFTER, c.heartbeat > now + LOST_AFTER)
        ours = c.kind.in_(list(KINDS))  # a newer program's jobs are its own business
        rows = tx.execute(select(table).where(c.state == "running", silent, ours).limit(_BATCH))
        here = self._runner.active if self._runner else frozenset()
        return [row for row in rows if row.id not in here]

    def _due(self, tx: Transaction, now: datetime) -> list[Row[Any]]:
        c = table.c
        waiting = or_(c.woken_at.is_(None), c.woken_at < now - WAKE_AGAIN_AFTER, c.woken_at > now + WAKE_AGAIN_AFTER)
        statement = select(c.id).where(c.state == "queued", c.run_after <= now, waiting, c.kind.in_(list(KINDS)))
        return list(tx.execute(statement.order_by(c.run_after, c.id).limit(_BATCH)))

    def _enqueue_periodic(self) -> None:
        with self._database.snapshot() as tx:
            now = database_now(tx)
            wanted = [kind.name for kind in KINDS.values() if kind.when is not None and self._wanted(tx, kind)]
        for name in wanted:
            with self._database.transaction() as tx:
                enqueue(tx, name)
        for kind in KINDS.values():
            if kind.every is None or kind.when is not None:
                continue
            period = int(now.timestamp() // kind.every.total_seconds())
            if self._periods.get(kind.name) != period:
                with self._database.transaction() as tx:
                    enqueue(tx, kind.name, once_key=f"{kind.name}@{period}")
                self._periods[kind.name] = period

    @staticmethod
    def _wanted(tx: Transaction, kind: JobKind) -> bool:
        c = table.c
        queued = select(c.id).where(c.kind == kind.name, c.state == "queued").limit(1)
        return kind.when is not None and kind.when(tx) and tx.execute(queued).first() is None


def backoff(attempt: int) -> timedelta:
    """10 s, 40 s, 90 s … at most an hour, ± 20 % so that jobs that failed together don't come back together."""
    seconds = min(3600.0, 10.0 * attempt * attempt)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing


def _take_back(tx: Transaction, row: Row[Any], now: datetime) -> None:
    c = table.c
    spent = row.attempts >= KINDS[row.kind].attempts
    values: dict[str, Any] = {"state": "queued", "claim": None, "run_after": now, "woken_at": None}
    if spent:
        message = say("任务多次中断，已停止。", "The job was interrupted too often and was given up.")
        values = {"state": "failed", "finished_at": now, "message": dict(message)}
    tx.execute(update(table).where(c.id == row.id, c.claim == row.claim, c.state == "running").values(**values))


def _told(problem: Problem) -> dict[str, Any]:
    errors = [
        {"field": e.field, "path": list(e.path), "code": e.code, "message": dict(e.message)} for e in problem.errors
    ]
    return {"code": problem.code or problem.default_code, "errors": errors}


@kept(
    "jobs",
    days=30,
    least=30,
    most=400,
    always=False,
    label=say("后台任务的记录", "Records of background jobs"),
    text=say(
        "已结束的任务及其结果；定时小任务只留一小时到一天。",
        "Jobs that ended and their results; small periodic ones stay an hour to a day.",
    ),
)
def forget_jobs(tx: Transaction, before: datetime, most: int) -> Forgotten:
    """Jobs that ended before then; kinds that are kept for less go after their own time. Of kinds that nobody knows any
    more also those that will never run."""
    spans: dict[timedelta, list[str]] = defaultdict(list)
    for kind in KINDS.values():
        spans[kind.kept].append(kind.name)
    c = table.c
    over = [
        and_(c.kind.in_(names), c.finished_at < (before if span >= _USUALLY_KEPT else max(before, tx.now - span)))
        for span, names in spans.items()
    ]
    return drop_some(tx, table, most, or_(*over, and_(c.kind.not_in(list(KINDS)), c.created_at < before)))
