"""Jobs that take their time, for the processes of `test_many_processes`."""

import time

from sqlalchemy import Column, Integer, MetaData, String, Table, insert

from dougong import worker
from dougong.kit.jobs import JobContext, job

STEPS, DEAF = "test.steps", "test.deaf"
effect = Table("scale_effect", MetaData(), Column("job_id", String(36)), Column("step", Integer))
worker.STOP_SECONDS = 1.0


@job(STEPS, attempts=2)
def steps(context: JobContext) -> None:
    """A step is one transaction; between two of them it can be asked to stop."""
    for step in range(context.checkpoint or 0, 12):
        with context.database.transaction() as tx:
            tx.execute(insert(effect).values(job_id=context.id, step=step))
            context.save(tx, step + 1)
        time.sleep(0.2)
        context.progress(step + 1, 12)


@job(DEAF, attempts=1)
def deaf(context: JobContext) -> None:
    """Never looks up, as long as it is the first to run it."""
    with context.database.transaction() as tx:
        tx.execute(insert(effect).values(job_id=context.id, step=0))
    time.sleep(30 if context.args.get("first", True) and _is_alone(context) else 0)


def _is_alone(context: JobContext) -> bool:
    with context.database.snapshot() as tx:
        found = tx.execute(effect.select().where(effect.c.job_id == context.id)).all()
    return len(found) == 1
