"""A worker in a process of its own that kills itself in the middle of an import, for `test_import_survives`."""

import os
import signal
from pathlib import Path
from typing import Any

from dougong.app import open_database
from dougong.kit.config import Settings
from dougong.kit.db import Transaction
from dougong.kit.jobs import JobContext
from dougong.records.importing.tasks import RUN
from dougong.worker import Worker, resources
from tests.processes import until_the_test_ends


def work(database_url: str, data: str, when: str, after: int) -> None:
    """Runs jobs until its own death: `before` the commit of a batch or `after` it; `after` counts batches."""
    settings = Settings(database_url=database_url, data=Path(data))
    saved, save, progress = [0], JobContext.save, JobContext.progress

    def dying_save(self: JobContext, tx: Transaction, checkpoint: Any, *, done: int | None = None) -> None:
        save(self, tx, checkpoint, done=done)
        saved[0] += self.kind == RUN and done is not None  # the sweeps of a worker save as well
        if when == "before" and saved[0] == after:
            os.kill(os.getpid(), signal.SIGKILL)

    def dying_progress(self: JobContext, *args: Any, **named: Any) -> None:
        if when == "after" and saved[0] == after:
            os.kill(os.getpid(), signal.SIGKILL)
        progress(self, *args, **named)

    JobContext.save, JobContext.progress = dying_save, dying_progress  # type: ignore[method-assign]  # death has to strike inside
    worker = Worker(settings, open_database(settings), resources(settings), threads=1)
    worker.start()
    until_the_test_ends()
    worker.stop()
