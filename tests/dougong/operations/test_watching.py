"""What an operator sees: stuck work and what is done about it, slow work without values, numbers for Prometheus."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from dougong.cli.doctor import examine
from dougong.kit import jobs, slow
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs_model import job
from dougong.kit.presence import Presence
from dougong.kit.runner import Runner
from dougong.kit.slow_model import slow_work
from dougong.kit.timing import TIMING
from tests.dougong.people import Company

STUCK, SLOW = "/api/v1/system/stuck", "/api/v1/system/slow"
_FAILS = {"now": True}


@jobs.job("watching.fails", attempts=1)
def fails(_context: jobs.JobContext) -> None:
    if _FAILS["now"]:
        raise ValueError("Zhang San, 13800000000")


@pytest.fixture
def everything_is_slow() -> Iterator[None]:
    was = TIMING.threshold
    TIMING.threshold = 0.0
    yield
    TIMING.threshold = was


def test_a_failed_job_is_listed_without_its_data_tried_again_and_given_up(
    company: Company, database: Database, settings: Settings
) -> None:
    root = company.admin.browser
    with database.transaction() as tx:
        failed, late = (jobs.enqueue(tx, "watching.fails") or "" for _ in range(2))
        tx.execute(update(job).where(job.c.id == late).values(created_at=tx.now - timedelta(minutes=6)))
    _FAILS["now"] = True
    runner = Runner(database, {Settings: settings})
    runner.run(failed)
    shown = root.get(STUCK)
    assert "Zhang" not in shown.text and "1380000" not in shown.text
    document = shown.json()
    assert {each["id"]: (each["state"], each["error"]) for each in document["jobs"]} == {
        failed: ("failed", "ValueError"),
        late: ("queued", None),
    }
    assert (document["counts"]["failed"], document["counts"]["late"]) == (1, 1)
    assert document["counts"]["oldest"] >= 360
    told = {each.what: each for each in examine(settings)}
    assert not told["任务 · jobs"].ok and "1 个等待超过" in told["任务 · jobs"].detail

    metrics = root.get("/metrics").text
    for line in ('dougong_jobs{state="failed"} 1.0', "dougong_jobs_late 1.0", "dougong_database_up 1.0"):
        assert line in metrics
    _FAILS["now"] = False
    assert root.post(f"/api/v1/system/jobs/{failed}:again").status_code == 204
    runner.run(failed)
    assert root.post(f"/api/v1/system/jobs/{late}:give-up").status_code == 204
    runner.run(late)
    with database.snapshot() as tx:
        states = {row.id: row.state for row in tx.execute(select(job.c.id, job.c.state))}
    assert (states[failed], states[late]) == ("done", "cancelled")
    assert root.post(f"/api/v1/system/jobs/{failed}:again").json()["code"] == "job_state"
    assert root.get(STUCK).json()["jobs"] == []
    actions = [each["action"] for each in root.get("/api/v1/audit").json()["items"]]
    assert actions[:2] == ["job.give_up", "job.again"]
    clerk = company.hire("小李").browser
    for answer in (clerk.get(STUCK), clerk.get(SLOW), clerk.post(f"/api/v1/system/jobs/{late}:again")):
        assert answer.status_code == 403
    runner.close()


def test_what_is_slow_is_told_by_its_shape_by_all_processes(
    company: Company, database: Database, everything_is_slow: None
) -> None:
    root = company.admin.browser
    root.get("/api/v1/people", params={"q": "Geheimnis"})
    processes = [Presence(database, "web") for _ in range(2)]
    for each in processes:
        each.start()
        root.patch("/api/v1/me", json={"name": "Geheimnis"})
    processes[0].stop()
    processes[1].stop()
    document = root.get(SLOW).json()
    assert "Geheimnis" not in root.get(SLOW).text
    kinds = {each["kind"] for each in document["items"]}
    requests = {each["text"]: each for each in document["items"] if each["kind"] == "request"}
    assert kinds == {"request", "sql"} and document["from_ms"] == 500
    assert requests["GET /api/v1/people"]["count"] == 1 and requests["GET /api/v1/people"]["worst"] > 0
    sources = {each["source"] for each in document["items"] if each["kind"] == "sql"}
    assert "GET /api/v1/people" in sources
    assert root.delete(SLOW).status_code == 204
    with database.snapshot() as tx:
        assert tx.execute(select(func.count()).select_from(slow_work)).scalar_one() == 0


def test_a_shape_has_no_values_and_a_process_keeps_a_bounded_number() -> None:
    sql = "SELECT a FROM t WHERE b = 'O''Neil' AND c IN (%(c_1)s, %(c_2)s::UUID) AND d > 12.5 AND e = $1"
    assert slow.shape_of(sql) == "SELECT a FROM t WHERE b = ? AND c IN (?, …) AND d > ? AND e = ?"
    assert slow.shape_of("SELECT f::text FROM t1\n  WHERE g = :h_1") == "SELECT f::text FROM t1 WHERE g = ?"
    many = "INSERT INTO t (a, b) VALUES (?, ?), (?, ?), (?, ?)"
    assert slow.shape_of(many) == "INSERT INTO t (a, b) VALUES (?, …), …"
    own = slow.Slow()
    for number in range(slow.MOST + 50):
        own.note("request", f"GET /{number}", 1.0, "")
    assert len(own._kept) == slow.MOST
