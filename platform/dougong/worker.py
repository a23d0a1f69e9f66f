"""The jobs' door: `dougong worker`, and the worker thread inside `dougong up`."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog

from dougong import reactions
from dougong.files.store import FileStore
from dougong.kit import jobs, slow
from dougong.kit.broker import Wakeups
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.lease import Lease
from dougong.kit.presence import Kind, Presence
from dougong.kit.runner import Runner, Sweeper
from dougong.messaging.channels import Channels, channels
from dougong.messaging.service import use_mail
from dougong.records.work import Listeners
from dougong.reports.snapshots import Snapshots

SWEEP_SECONDS = 2.0
STOP_SECONDS = 20.0
_log = structlog.get_logger(__name__)


def resources(settings: Settings, snapshots: Snapshots | None = None) -> dict[type, Any]:
    """What job handlers may ask their context for, by type. `snapshots`: those of this process, for its large forms;
    without them mails and alerts ask the database for everything."""
    reactions.bind()
    use_mail(settings)
    return {
        Settings: settings,
        FileStore: FileStore(settings),
        Listeners: Listeners(reactions.RECORD_LISTENERS),
        Channels: channels(settings),
        **({Snapshots: snapshots} if snapshots is not None else {}),
    }


class Worker:
    """Runs jobs in `threads` threads until `stop`.

    On PostgreSQL one worker is elected to sweep for all; when it dies, hangs or is cut off, another does within
    `lease.TERM`. Should two sweep for a moment, what both find runs once. On SQLite, with its one machine, each sweeps.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        resources: Mapping[type, Any],
        *,
        threads: int = 2,
        kind: Kind = "worker",
    ) -> None:
        slow.watch(settings.slow_ms / 1000)
        self._runner = Runner(database, resources)
        self._wakeups = Wakeups(settings.wake_url, self._runner.run)
        self._sweeper = Sweeper(database, self._wake, self._runner)
        self._presence = Presence(database, kind)
        self._lease = Lease(database, "sweeper", self._presence.id) if database.dialect == "postgresql" else None
        self._polls = not settings.wake_url
        self._threads = threads
        self._stopping = threading.Event()
        self._unsent: deque[str] = deque()
        self._some_unsent = threading.Event()
        self._sweeping = threading.Thread(target=self._sweep, name="job-sweeper", daemon=True)
        self._helping = threading.Thread(target=self._run_unsent, name="job-without-broker", daemon=True)
        database.listen(jobs.TOPIC, self._wakeups.wake)

    def start(self) -> None:
        self._presence.start()
        self._wakeups.start(self._threads)
        self._helping.start()
        self._sweeping.start()

    def stop(self) -> None:
        """Running jobs get some seconds to reach their next step; those that don't are handed back as they are."""
        self._stopping.set()
        self._some_unsent.set()
        self._runner.stop()
        self._sweeping.join(STOP_SECONDS)
        self._wakeups.stop(STOP_SECONDS)
        self._quietly(self._runner.hand_back, "jobs_not_handed_back")
        if self._lease is not None:
            self._quietly(self._lease.give_back, "lease_not_given_back")
        self._runner.close()
        self._presence.stop()

    def _wake(self, job_id: str) -> None:
        """Without its broker the worker that sweeps does what it finds itself, one job after the other."""
        if not self._wakeups.wake(job_id):
            self._unsent.append(job_id)
            self._some_unsent.set()

    def _run_unsent(self) -> None:
        while not self._stopping.is_set():
            self._some_unsent.wait()
            self._some_unsent.clear()
            while self._unsent and not self._stopping.is_set():
                job_id = self._unsent.popleft()
                self._quietly(partial(self._runner.run, job_id), "job_not_run")

    def _sweep(self) -> None:
        while not self._stopping.is_set():
            self._quietly(self._look, "sweep_failed")
            self._stopping.wait(SWEEP_SECONDS)

    def _look(self) -> None:
        if self._lease is None or self._lease.hold():
            self._sweeper.sweep()
        elif self._polls:
            self._sweeper.wake_due()

    @staticmethod
    def _quietly(act: Callable[[], object], failed: str) -> None:
        """The database may be away for a moment; the next round finds the same rows."""
        try:
            act()
        except Exception:
            _log.exception(failed)
