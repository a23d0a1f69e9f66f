"""Jobs on a real Redis: workers are killed with -9, Redis is emptied, and still each effect happens once."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess

import redis
from sqlalchemy import select

from dougong.kit import jobs
from dougong.kit.broker import Wakeups
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job as table
from tests.dougong.kit import doomed_worker
from tests.dougong.kit.doomed_worker import BATCHES, KIND, effect
from tests.processes import PATIENCE, heard

JOBS = 6


@contextmanager
def worker(settings: Settings, redis_url: str) -> Iterator[ForkServerProcess]:
    with heard(doomed_worker.work, settings.database_url, redis_url) as (process, said):
        assert said.readline() == "ready\n"
        yield process
        process.kill()


def finished(database: Database) -> int:
    with database.snapshot() as tx:
        states = Counter(tx.execute(select(table.c.state).where(table.c.kind == KIND)).scalars())
    return states["done"]


def wait_for(database: Database, how_many: int) -> None:
    end = time.monotonic() + PATIENCE
    while finished(database) < how_many:
        assert time.monotonic() < end, f"only {finished(database)} of {how_many} jobs ended"
        time.sleep(0.1)


def test_killed_workers_and_an_emptied_redis_lose_nothing_and_repeat_nothing(
    settings: Settings, database: Database, redis_url: str
) -> None:
    with database.transaction() as tx:
        effect.create(tx.connection)
    database.listen(jobs.TOPIC, Wakeups(redis_url).wake)
    with worker(settings, redis_url) as first:
        for number in range(JOBS):
            with database.transaction() as tx:
                jobs.enqueue(tx, KIND, {"n": number})
        time.sleep(0.5)
        first.kill()
    redis.Redis.from_url(redis_url).flushdb()
    assert finished(database) < JOBS
    with worker(settings, redis_url) as second:
        time.sleep(3.5)
        second.kill()
    with worker(settings, redis_url):
        wait_for(database, JOBS)
    with database.snapshot() as tx:
        effects = Counter(tuple(each) for each in tx.execute(select(effect)))
    assert set(effects.values()) == {1}
    assert len(effects) == JOBS * BATCHES


def test_a_message_reaches_a_worker_in_another_process_at_once(
    settings: Settings, database: Database, redis_url: str
) -> None:
    with database.transaction() as tx:
        effect.create(tx.connection)
    database.listen(jobs.TOPIC, Wakeups(redis_url).wake)
    with worker(settings, redis_url):
        started = time.monotonic()
        with database.transaction() as tx:
            jobs.enqueue(tx, KIND)
        wait_for(database, 1)
    assert time.monotonic() - started < 10


def test_a_redis_that_is_away_fails_no_request(database: Database) -> None:
    database.listen(jobs.TOPIC, Wakeups("redis://127.0.0.1:1/0").wake)
    with database.transaction() as tx:
        job_id = jobs.enqueue(tx, KIND)
    with database.snapshot() as tx:
        assert tx.execute(select(table.c.state).where(table.c.id == job_id)).scalar_one() == "queued"
