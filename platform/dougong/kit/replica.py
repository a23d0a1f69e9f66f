"""Where long questions are asked: a streaming replica of PostgreSQL that has caught up, else the primary.

Before each question the primary is asked how far its log is written (`pg_current_wal_flush_lsn`: whatever was ever
acknowledged stands before it), and the replica until it has replayed that far. So an answer holds everything that was
committed before the question, one's own writes and rights that were taken away included, whichever server gives it. A
replica that needs longer than `PATIENCE`, is away or breaks off is left alone for a while, and the primary answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.types import UserDefinedType

from dougong.kit.db import Database, Transaction

PATIENCE = 0.5
"""Seconds that a question waits for the replica to catch up."""
REST = 10.0
"""Seconds for which a replica that failed is not asked."""
T = TypeVar("T")
_NAPS = (0.002, 0.005, 0.01, 0.02, 0.05)
_log = structlog.get_logger(__name__)


class _Lsn(UserDefinedType[str]):
    """A place in PostgreSQL's log; as a text it is `16/B374D848`."""

    cache_ok = True

    def get_col_spec(self, **_kw: object) -> str:
        return "PG_LSN"


_WRITTEN = select(func.concat(func.pg_current_wal_flush_lsn()))
_BEHIND = select(
    func.pg_is_in_recovery(), func.pg_wal_lsn_diff(bindparam("written", type_=_Lsn()), func.pg_last_wal_replay_lsn())
)


class NotAReplica(Exception):
    """The server of DOUGONG_REPORTS_DATABASE_URL replays nobody's log."""


@dataclass(eq=False)
class Reading(Collector):
    """Snapshots for readers. `replica`: None is the usual case, and everything is asked of the primary."""

    primary: Database
    replica: Database | None = None
    answered: dict[str, int] = field(default_factory=lambda: {"primary": 0, "replica": 0})
    _rests_until: float = 0.0

    @contextmanager
    def snapshot(self, *, consistent: bool = False) -> Iterator[Transaction]:
        """As `Database.snapshot`, on whichever server answers with everything that is committed by now."""
        with ExitStack() as stack:
            tx = self._caught_up(stack, consistent) if self.replica is not None else None
            by = "primary" if tx is None else "replica"
            if tx is None:
                tx = stack.enter_context(self.primary.snapshot(consistent=consistent))
            self.answered[by] += 1
            try:
                yield tx
            except OperationalError as error:
                if by == "replica":  # it went away, or had to undo what the question was looking at
                    self._rest(error)
                raise

    def answer(self, question: Callable[[Transaction], T], *, consistent: bool = False) -> T:
        """What the question finds. Where nobody is there to ask again (a job), the primary is asked when the replica
        breaks the question off; so it must be one that may be asked twice."""
        before = self.answered["replica"]
        try:
            with self.snapshot(consistent=consistent) as tx:
                return question(tx)
        except OperationalError:
            if self.answered["replica"] == before:
                raise
        with self.snapshot(consistent=consistent) as tx:  # the replica rests
            return question(tx)

    def close(self) -> None:
        """The replica's connections; the primary belongs to somebody else."""
        if self.replica is not None:
            self.replica.close()

    def collect(self) -> Iterator[Metric]:
        """For Prometheus, where there is a replica."""
        if self.replica is not None:
            told = CounterMetricFamily("dougong_reports_answered", "Questions of dashboards", labels=["by"])
            for by, count in self.answered.items():
                told.add_metric([by], count)
            yield told

    def behind(self) -> int | None:
        """Bytes of the log that the replica has not replayed; None when it is no replica, or none at all."""
        if self.replica is None:
            return None
        return _behind(self.replica, _written(self.primary))

    def _caught_up(self, stack: ExitStack, consistent: bool) -> Transaction | None:
        """A transaction of the replica that sees everything; None when the primary should answer."""
        assert self.replica is not None
        if time.monotonic() < self._rests_until:
            return None
        began, naps = time.monotonic(), iter(_NAPS)
        try:
            written = _written(self.primary)
            while True:
                behind = _behind(self.replica, written)
                if behind is None:
                    raise NotAReplica
                if behind <= 0:
                    return stack.enter_context(self.replica.snapshot(consistent=consistent))
                if time.monotonic() - began > PATIENCE:
                    _log.warning("replica_behind", bytes=behind)
                    self._rests_until = time.monotonic() + REST / 10
                    return None
                time.sleep(next(naps, _NAPS[-1]))
        except (DBAPIError, PoolTimeout, NotAReplica) as error:
            self._rest(error)
            return None

    def _rest(self, error: Exception) -> None:
        _log.warning("replica_rests", reason=f"{type(error).__name__}: {getattr(error, 'orig', error)}")
        self._rests_until = time.monotonic() + REST


def is_broken_off(error: DBAPIError) -> bool:
    """Whether the server went away, or had to undo what the question was looking at: asked again it may answer."""
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(("08", "40", "57P"))


def _written(primary: Database) -> str:
    with primary.snapshot() as tx:
        place: str = tx.execute(_WRITTEN).scalar_one()
    return place


def _behind(replica: Database, written: str) -> int | None:
    with replica.snapshot() as tx:
        found: Any = tx.execute(_BEHIND, {"written": written}).one()
    return int(found[1]) if found[0] and found[1] is not None else None
