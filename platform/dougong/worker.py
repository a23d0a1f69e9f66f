"""The jobs' door: `dougong worker`, and the worker thread inside `dougong up`."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import structlog

from dougong import reactions
from dougong.files.store import FileStore
from dougong.kit import jobs
from dougong.kit.broker import Wakeups
from dougong.kit.config import Settings
from dougong.kit.db import Database
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
    """Runs jobs in `threads` threads until `stop`. Every worker sweeps; what they find twice runs once."""

    def __init__(
        self, settings: Settings, database: Database, resources: Mapping[type, Any], *, threads: int = 2
    ) -> None:
        self._runner = Runner(database, resources)
        self._wakeups = Wakeups(settings.redis_url, self._runner.run)
        self._sweeper = Sweeper(database, self._wakeups.wake, self._runner)
        self._threads = threads
        self._stopping = threading.Event()
        self._sweeping = threading.Thread(target=self._sweep, name="job-sweeper", daemon=True)
        database.listen(jobs.TOPIC, self._wakeups.wake)

    def start(self) -> None:
        self._wakeups.start(self._threads)
        self._sweeping.start()

    def stop(self) -> None:
        """Running jobs get some seconds to reach their next step and go back to the queue."""
        self._stopping.set()
        self._runner.stop()
        self._sweeping.join(STOP_SECONDS)
        self._wakeups.stop(STOP_SECONDS)
        self._runner.close()

    def _sweep(self) -> None:
        while not self._stopping.is_set():
            try:
                self._sweeper.sweep()
            except Exception:  # the database may be away for a moment; the next round finds the same rows
                _log.exception("sweep_failed")
            self._stopping.wait(SWEEP_SECONDS)
