"""A worker in a process of its own, for `test_jobs_survive`. It gets killed."""

import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from dougong.kit import runner
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs import JobContext, job
from dougong.kit.logs import set_up_logging
from dougong.worker import Worker
from tests.processes import until_the_test_ends

KIND = "test.batches"
BATCHES = 8
effect = Table("effect", MetaData(), Column("job_id", String(36)), Column("batch", Integer))


@job(KIND, attempts=50)
def batches(context: JobContext) -> None:
    """Each batch writes its effect and its checkpoint in one transaction, and takes its time."""
    for batch in range(context.checkpoint or 0, BATCHES):
        with context.database.transaction() as tx:
            tx.execute(insert(effect).values(job_id=context.id, batch=batch))
            context.save(tx, batch + 1, done=batch + 1)
        time.sleep(0.15)


def work(database_url: str, broker_url: str) -> None:
    set_up_logging(Settings())
    runner.LOST_AFTER = timedelta(seconds=2)
    runner.WAKE_AGAIN_AFTER = timedelta(seconds=2)
    runner.HEARTBEAT_EVERY = 0.5
    settings = Settings(database_url=database_url, broker_url=broker_url, data=Path("/nonexistent"))
    worker = Worker(settings, Database(settings.sqlalchemy_url), {}, threads=3)
    worker.start()
    print("ready", flush=True)
    until_the_test_ends()
    worker.stop()
