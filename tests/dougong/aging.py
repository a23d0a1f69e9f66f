"""Time goes by, and what is too old goes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from tests.dougong.people import Company
from tests.dougong.settled import settle

RETENTION = "/api/v1/retention"


def later(database: Database, days: int) -> None:
    """The database's own clock goes on so many days."""
    was = database.clock
    database.clock = lambda: was() + timedelta(days=days)


def choose(company: Company, **periods: int | None) -> Any:
    return company.admin.browser.put(RETENTION, json={"periods": periods})


def run(database: Database) -> dict[str, int]:
    """The job, once. → what it says"""
    settle(database)
    with database.transaction() as tx:
        job_id = jobs.enqueue(tx, "retention.run") or ""
    runner = Runner(database, {Settings: Settings()})
    runner.run(job_id)
    runner.close()
    with database.snapshot() as tx:
        state, result = tx.execute(select(job.c.state, job.c.result).where(job.c.id == job_id)).one()
    assert state == "done"
    return dict(result)
