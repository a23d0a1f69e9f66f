"""What grows old goes as its period says: proof, order, open work and the ways back stay whole."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DatabaseError

from dougong.audit import service as audit
from dougong.audit.models import audit_anchor, audit_log
from dougong.kit import jobs
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.kit.jobs_model import job
from dougong.kit.retention import KINDS
from dougong.kit.runner import Runner
from dougong.messaging.models import notification
from dougong.operations.retention.models import retention
from tests.dougong.aging import RETENTION, choose, later, run
from tests.dougong.people import Company


def test_periods_are_chosen_within_bounds_by_administrators_and_noted(company: Company) -> None:
    root = company.admin.browser
    shown = {each["key"]: each for each in root.get(RETENTION).json()["items"]}
    assert shown.keys() == KINDS.keys()
    assert {shown[key]["days"] for key in ("history", "audit", "flow_runs")} == {None}, "by default nothing is lost"
    assert all(each["label"]["en"] and each["text"]["zh-CN"] for each in shown.values())
    for key, wrong in (("history", 89), ("audit", 182), ("idempotency", None), ("flow_starts", 500), ("other", 5)):
        answer = choose(company, **{key: wrong})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, key)
    assert root.put(RETENTION, json={"periods": {}, "more": 1}).status_code == 422
    assert choose(company, history=365, audit=730).status_code == 200
    assert choose(company, history=None).json()["items"][0].keys() == shown["audit"].keys()
    with company.database.snapshot() as tx:
        details = tx.execute(select(audit_log.c.detail).where(audit_log.c.action == "retention.set")).scalars().all()
    assert details == ['{"audit":[null,730],"history":[null,365]}', '{"history":[365,null]}']
    clerk = company.hire("小李").browser
    assert [clerk.get(RETENTION).status_code, clerk.put(RETENTION, json={"periods": {}}).status_code] == [403, 403]


def test_the_part_of_the_audit_log_that_is_left_is_still_proven(company: Company, database: Database) -> None:
    def note(how_many: int) -> None:
        for number in range(how_many):
            with database.transaction() as tx:
                audit.record(tx, None, "test.act", f"thing:{number}")

    def verdict(expect: str | None = None) -> audit.Verdict:
        with database.snapshot() as tx:
            return audit.verify(tx, expect)

    assert choose(company, audit=183).status_code == 200
    note(5)
    old = verdict().head
    later(database, 184)
    note(3)
    assert run(database)["audit"] == int(old.partition(":")[0])
    assert run(database).get("audit", 0) == 0
    found = verdict()
    assert (found.ok, found.since, found.checked) == (True, int(old.partition(":")[0]), found.since + 4)
    assert verdict(old).ok, "a head kept elsewhere, of exactly the last one that went"
    assert not verdict(f"{found.since}:{'0' * 64}").ok
    answer = company.admin.browser.get("/api/v1/audit/verify").json()
    assert answer == {"ok": True, "checked": found.checked, "broken_at": None, "head": found.head, "since": found.since}
    with pytest.raises(Exception, match="newer head"):
        verdict(f"{found.since - 1}:0")
    # nobody can have more go than the chain itself says
    with pytest.raises(DatabaseError, match="append-only"), database.transaction() as tx:
        tx.execute(audit_log.delete())
    with pytest.raises(DatabaseError, match="append-only"), database.transaction() as tx:
        tx.execute(update(audit_anchor).values(seq=found.since + 2))
    with database.transaction() as tx:
        row = tx.execute(select(audit_log).where(audit_log.c.seq == found.since + 3)).one()
        tx.execute(insert(audit_anchor).values(seq=row.seq, hash=row.hash, at=tx.now))
        tx.execute(audit_log.delete().where(audit_log.c.seq <= row.seq))
    assert not verdict().ok, "an anchor that the chain does not name"


def test_a_run_that_is_killed_goes_on_and_counts_each_once(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"id": new_id(), "person_id": company.admin.id, "key": f"k{n}", "kind": "task", "title": {}, "text": {}}
        for n in range(2500)
    ]
    with database.transaction() as tx:
        rest = {"created_at": tx.now - timedelta(days=500), "listed": True}
        tx.execute(insert(notification), [{**row, **rest} for row in rows])
        job_id = jobs.enqueue(tx, "retention.run") or ""

    def killed(name: str) -> None:
        if name == "retention.after_batch":
            raise SystemExit

    monkeypatch.setattr("dougong.operations.retention.tasks.failpoint", killed)
    runner = Runner(database, {Settings: Settings()})
    with pytest.raises(SystemExit):
        runner.run(job_id)
    monkeypatch.undo()
    with database.snapshot() as tx:
        left = tx.execute(select(func.count()).select_from(notification)).scalar_one()
    assert left == 1500, "small steps: what was done stays done"
    with database.transaction() as tx:
        again = {"state": "queued", "claim": None, "run_after": jobs.AT_ONCE}
        tx.execute(update(job).where(job.c.id == job_id).values(**again))
    runner = Runner(database, {Settings: Settings()})
    runner.run(job_id)
    runner.close()
    with database.snapshot() as tx:
        assert tx.execute(select(func.count()).select_from(notification)).scalar_one() == 0
        assert tx.execute(select(job.c.result).where(job.c.id == job_id)).scalar_one()["messages"] == 2500
        assert tx.execute(select(retention.c.removed).where(retention.c.key == "messages")).scalar_one() == 2500
