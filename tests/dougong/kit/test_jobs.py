"""Jobs: nothing enqueued is lost, and each effect happens once, whatever dies in between."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from dougong.kit import jobs, runner
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Invalid, say
from dougong.kit.jobs import JobContext, JobKind
from dougong.kit.jobs_model import job as table
from dougong.kit.runner import LOST_AFTER, Runner, Sweeper
from tests.dougong.people import Company


@contextmanager
def kind(handler: jobs.Handler, *, attempts: int = 3, every: timedelta | None = None) -> Iterator[str]:
    """A kind of job that is known only here."""
    name = f"test.{handler.__name__}"
    jobs.KINDS[name] = JobKind(name, handler, attempts, every)
    try:
        yield name
    finally:
        del jobs.KINDS[name]


@pytest.fixture
def run(database: Database) -> Iterator[Runner]:
    made = Runner(database, {})
    yield made
    made.close()


def add(database: Database, name: str, **facts: Any) -> str:
    with database.transaction() as tx:
        job_id = jobs.enqueue(tx, name, {"n": 1}, **facts)
    assert job_id is not None
    return job_id


def row(database: Database, job_id: str) -> Any:
    with database.snapshot() as tx:
        return tx.execute(select(table).where(table.c.id == job_id)).one()


def test_a_job_wakes_a_worker_only_after_the_commit(database: Database) -> None:
    woken: list[str] = []
    database.listen(jobs.TOPIC, woken.append)

    def noted(_context: JobContext) -> None: ...

    with kind(noted) as name:
        with database.transaction() as tx:
            job_id = jobs.enqueue(tx, name)
            assert woken == []
        assert woken == [job_id]
        with pytest.raises(RuntimeError, match="rolled back"), database.transaction() as tx:
            jobs.enqueue(tx, name)
            raise RuntimeError("rolled back")
    assert woken == [job_id]


def test_a_job_runs_once_however_often_it_is_woken(database: Database, run: Runner) -> None:
    seen: list[Any] = []

    def counted(context: JobContext) -> dict[str, Any]:
        seen.append(context.args)
        return {"answer": 42}

    with kind(counted) as name:
        job_id = add(database, name)
        threads = [threading.Thread(target=run.run, args=(job_id,)) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert seen == [{"n": 1}]
    done = row(database, job_id)
    assert (done.state, done.result, done.attempts) == ("done", {"answer": 42}, 1)


def test_a_failing_job_is_tried_again_later_and_then_given_up(database: Database, run: Runner) -> None:
    def broken(_context: JobContext) -> None:
        raise OSError("disk on fire")

    with kind(broken, attempts=2) as name:
        job_id = add(database, name)
        run.run(job_id)
        waiting = row(database, job_id)
        assert waiting.state == "queued"
        assert waiting.run_after > database.clock() + timedelta(seconds=5)
        run.run(job_id)
        assert row(database, job_id).attempts == 1, "not before its time"
        with database.transaction() as tx:
            tx.execute(update(table).values(run_after=tx.now))
        run.run(job_id)
    given_up = row(database, job_id)
    assert given_up.state == "failed"
    assert "disk on fire" in given_up.error
    assert "disk" not in str(given_up.message)


def test_the_callers_own_mistake_is_told_and_not_tried_again(database: Database, run: Runner) -> None:
    def refused(_context: JobContext) -> None:
        raise Invalid(say("第 3 行有误。", "Row 3 is wrong."), "bad_row")

    with kind(refused) as name:
        job_id = add(database, name)
        run.run(job_id)
    failed = row(database, job_id)
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.message["en"] == "Row 3 is wrong."
    assert failed.result["code"] == "bad_row"


def test_a_lost_job_is_found_by_the_sweeper_and_continues_from_its_checkpoint(database: Database, run: Runner) -> None:
    starts: list[Any] = []

    def in_batches(context: JobContext) -> dict[str, Any]:
        starts.append(context.checkpoint)
        for batch in range(context.checkpoint or 0, 4):
            if batch == 2 and len(starts) == 1:
                raise SystemExit  # the worker dies: no handler of ours sees it
            with database.transaction() as tx:
                context.save(tx, batch + 1, done=batch + 1)
        return {"batches": 4}

    with kind(in_batches) as name:
        job_id = add(database, name)
        with pytest.raises(SystemExit):
            run.run(job_id)
        assert row(database, job_id).state == "running"
        woken: list[str] = []
        sweeper = Sweeper(database, woken.append, run)
        sweeper.sweep()
        assert job_id not in woken, "its heart has only just stopped"
        with database.transaction() as tx:
            tx.execute(update(table).where(table.c.id == job_id).values(heartbeat=tx.now - LOST_AFTER * 2))
        sweeper.sweep()
        assert job_id in woken
        run.run(job_id)
    assert starts == [None, 2]
    done = row(database, job_id)
    assert (done.state, done.done, done.result) == ("done", 4, {"batches": 4})


def test_a_run_that_was_taken_over_can_not_write_its_effect(database: Database, run: Runner) -> None:
    def slow(context: JobContext) -> None:
        with database.transaction() as tx:  # meanwhile another worker claims it
            tx.execute(update(table).where(table.c.id == context.id).values(claim="another"))
        with database.transaction() as tx:
            jobs.enqueue(tx, context.kind, once_key="effect")
            context.finish(tx)

    with kind(slow) as name:
        job_id = add(database, name)
        run.run(job_id)
    with database.snapshot() as tx:
        keys = tx.execute(select(table.c.once_key)).scalars().all()
    assert "effect" not in keys
    assert row(database, job_id).state == "running"


def test_a_forgotten_wake_up_is_sent_again_but_not_all_the_time(database: Database, run: Runner) -> None:
    def quiet(_context: JobContext) -> None: ...

    with kind(quiet) as name:
        job_id = add(database, name)
        woken: list[str] = []
        sweeper = Sweeper(database, woken.append, run)
        sweeper.sweep()
        sweeper.sweep()
        assert woken.count(job_id) == 1
        with database.transaction() as tx:
            tx.execute(update(table).values(woken_at=tx.now - runner.WAKE_AGAIN_AFTER * 2))
        sweeper.sweep()
        assert woken.count(job_id) == 2


def test_a_periodic_job_is_enqueued_once_by_many_workers(database: Database) -> None:
    def hourly(_context: JobContext) -> None: ...

    with kind(hourly, every=timedelta(hours=1)) as name:
        for _ in range(3):
            Sweeper(database, lambda _id: None).sweep()
        with database.snapshot() as tx:
            found = tx.execute(select(table).where(table.c.kind == name)).all()
    assert len(found) == 1


def test_a_stopping_worker_hands_its_job_back(database: Database, run: Runner) -> None:
    def long(context: JobContext) -> None:
        with database.transaction() as tx:
            context.save(tx, {"at": 7})
        run.stop()
        context.progress(8, 10)

    with kind(long) as name:
        job_id = add(database, name)
        run.run(job_id)
    back = row(database, job_id)
    assert (back.state, back.attempts, back.checkpoint) == ("queued", 0, {"at": 7})


def _own(company: Company, tx: Transaction, name: str) -> str:
    job_id = jobs.enqueue(tx, name, owner_id=company.admin.id)
    assert job_id is not None
    return job_id


def test_only_the_owner_sees_and_cancels_a_job(company: Company, database: Database, run: Runner) -> None:
    told: list[str] = []

    def stepwise(context: JobContext) -> None:
        context.progress(1, 10, say("正在处理", "Working"))
        told.append(company.admin.browser.get(f"/api/v1/jobs/{context.id}").json()["message"])
        assert company.admin.browser.delete(f"/api/v1/jobs/{context.id}").status_code == 204
        context.progress(10, 10)
        told.append("went on")

    with kind(stepwise) as name:
        with database.transaction() as tx:
            job_id = _own(company, tx, name)
        other = company.hire("张三")
        assert other.browser.get(f"/api/v1/jobs/{job_id}").status_code == 404
        assert other.browser.delete(f"/api/v1/jobs/{job_id}").status_code == 404
        run.run(job_id)
    shown = company.admin.browser.get(f"/api/v1/jobs/{job_id}", headers={"accept-language": "en"}).json()
    assert (shown["state"], shown["message"], shown["done"]) == ("cancelled", "Cancelled.", 1)
    assert told == ["正在处理"]


def test_a_cancelled_job_never_starts(company: Company, database: Database, run: Runner) -> None:
    started: list[str] = []

    def never(context: JobContext) -> None:
        started.append(context.id)

    with kind(never) as name:
        with database.transaction() as tx:
            job_id = _own(company, tx, name)
        company.admin.browser.delete(f"/api/v1/jobs/{job_id}")
        run.run(job_id)
    assert started == []


def test_a_job_is_kept_alive_while_it_runs_and_a_runner_that_rests_has_no_thread(
    database: Database, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "HEARTBEAT_EVERY", 0.02)
    pause = threading.Event().wait

    def hearts() -> int:
        return sum(thread.name == "job-heartbeat" and thread.is_alive() for thread in threading.enumerate())

    before = hearts()

    def long(context: JobContext) -> None:
        began = row(database, context.id).heartbeat
        for _ in range(500):
            pause(0.02)
            if row(database, context.id).heartbeat > began:
                return
        raise AssertionError("nobody has kept the job alive")

    with kind(long, attempts=1) as name:
        for _again in range(2):
            job_id = add(database, name)
            run.run(job_id)
            assert row(database, job_id).state == "done"
    for _ in range(500):
        if hearts() <= before:
            break
        pause(0.02)
    assert hearts() <= before


def test_a_heart_that_waits_for_the_database_says_so_in_one_line_and_beats_on(
    database: Database, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "HEARTBEAT_EVERY", 0.02)
    now, missed = runner.database_now, list[int]()

    def busy(tx: Transaction) -> datetime:
        if threading.current_thread().name == "job-heartbeat" and len(missed) < 2:
            missed.append(1)
            raise OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))
        return now(tx)

    monkeypatch.setattr(runner, "database_now", busy)

    def long(context: JobContext) -> None:
        began = row(database, context.id).heartbeat
        for _ in range(500):
            time.sleep(0.02)
            if row(database, context.id).heartbeat > began:
                return
        raise AssertionError("the heart stands still")

    with kind(long, attempts=1) as name, capture_logs() as logged:
        job_id = add(database, name)
        run.run(job_id)
    assert row(database, job_id).state == "done"
    waits = [line for line in logged if line["event"].startswith("heartbeat")]
    assert [(line["event"], line["reason"]) for line in waits] == [("heartbeat_waits", "database is locked")] * 2
    assert not any(line.get("exc_info") for line in waits)
