"""The audit log: written with the act or not at all, never changed, and able to prove it."""

import json
import threading
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from dougong.audit import refusals, service
from dougong.audit.models import audit_log
from dougong.kit.db import Database
from tests.dougong.people import Company


def entries(database: Database) -> list[Any]:
    with database.snapshot() as tx:
        return list(tx.execute(select(audit_log).order_by(audit_log.c.seq)))


def write(database: Database, how_many: int, action: str = "test.act") -> None:
    for number in range(how_many):
        with database.transaction() as tx:
            service.record(tx, None, action, f"thing:{number}", {"n": number, "名": "值", "f": 1.5})


def disarm(database: Database) -> None:
    """What somebody with the keys of the database could do."""
    with database.transaction() as tx:
        if tx.dialect == "sqlite":
            tx.execute(text("DROP TRIGGER audit_log_no_update"))
            tx.execute(text("DROP TRIGGER audit_log_no_delete"))
        else:
            tx.execute(text("DROP TRIGGER audit_log_no_change ON audit_log"))
            tx.execute(text("DROP TRIGGER audit_log_no_delete ON audit_log"))


def test_an_act_is_logged_in_its_own_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as tx:
        service.record(tx, None, "test.act", "thing:1")
        raise RuntimeError
    assert entries(database) == []
    with database.transaction() as tx:
        service.record(tx, None, "test.first", "thing:1")
        service.record(tx, None, "test.second", "thing:1")
    assert [(row.seq, row.action) for row in entries(database)] == [(1, "test.first"), (2, "test.second")]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_itself_refuses_to_change_a_row(database: Database, verb: str) -> None:
    write(database, 1)
    statement = update(audit_log).values(action="x") if verb == "update" else delete(audit_log)
    with pytest.raises(DatabaseError, match="append-only"), database.transaction() as tx:
        tx.execute(statement)
    assert entries(database)[0].action == "test.act"


def test_an_untouched_chain_verifies(database: Database) -> None:
    write(database, 5)
    with database.snapshot() as tx:
        verdict = service.verify(tx)
    last = entries(database)[-1]
    assert verdict == service.Verdict(True, 5, None, f"5:{last.hash}")


@pytest.mark.parametrize("column", ["action", "target", "detail", "ip", "at", "actor_name"])
def test_a_changed_row_is_found(database: Database, column: str) -> None:
    write(database, 5)
    disarm(database)
    other = {"at": entries(database)[0].at.replace(year=2001), "detail": "{}"}.get(column, "forged")
    with database.transaction() as tx:
        tx.execute(update(audit_log).where(audit_log.c.seq == 3).values({column: other}))
    with database.snapshot() as tx:
        verdict = service.verify(tx)
    assert (verdict.ok, verdict.checked, verdict.broken_at) == (False, 2, 3)


def test_a_removed_and_an_inserted_row_are_found(database: Database) -> None:
    write(database, 5)
    disarm(database)
    third = dict(entries(database)[2]._mapping)
    with database.transaction() as tx:
        tx.execute(delete(audit_log).where(audit_log.c.seq == 3))
    with database.snapshot() as tx:
        assert service.verify(tx).broken_at == 3
    with database.transaction() as tx:
        tx.execute(insert(audit_log).values(**third | {"seq": 3, "action": "test.other"}))
    with database.snapshot() as tx:
        assert service.verify(tx).broken_at == 3


def test_rows_cut_off_the_end_are_found_by_a_head_kept_elsewhere(database: Database) -> None:
    write(database, 5)
    with database.snapshot() as tx:
        head = service.verify(tx).head
    disarm(database)
    with database.transaction() as tx:
        tx.execute(delete(audit_log).where(audit_log.c.seq > 3))
    with database.snapshot() as tx:
        assert service.verify(tx).ok, "the chain alone can't know"
        assert not service.verify(tx, head).ok
        assert service.verify(tx, f"3:{entries(database)[2].hash}").ok
        assert not service.verify(tx, "3:" + "0" * 64).ok


def test_R135_parallel_writers_make_one_unbroken_chain(database: Database) -> None:
    threads = [threading.Thread(target=write, args=(database, 15, f"test.writer{n}")) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with database.snapshot() as tx:
        verdict = service.verify(tx)
    assert (verdict.ok, verdict.checked) == (True, 120)


def test_administrators_read_who_did_what_from_where(company: Company) -> None:
    browser = company.admin.browser
    made = browser.post(
        "/api/v1/people", json={"email": "li@example.com", "name": "李四"}, headers={"user-agent": "Firefox/200"}
    ).json()["person"]
    browser.patch(f"/api/v1/people/{made['id']}", json={"name": "李肆"})
    found = browser.get("/api/v1/audit", params={"target": f"person:{made['id']}"}).json()["items"]
    assert [each["action"] for each in found] == ["person.update", "person.create"]
    newest, oldest = found
    assert newest["actor"] == {"id": company.admin.id, "name": "管理员"}
    assert newest["detail"] == {"name": {"before": "李四", "after": "李肆"}}
    assert oldest["ip"] == "testclient"
    assert oldest["user_agent"] == "Firefox/200"
    assert browser.get("/api/v1/audit/verify").json()["ok"] is True


def test_the_log_is_read_page_by_page_and_filtered(company: Company, database: Database) -> None:
    write(database, 7, "batch.act")
    browser = company.admin.browser
    seen: list[int] = []
    query: dict[str, Any] = {"action": "batch.", "limit": 3}
    while True:
        page = browser.get("/api/v1/audit", params=query).json()
        seen += [item["detail"]["n"] for item in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == [6, 5, 4, 3, 2, 1, 0]
    assert browser.get("/api/v1/audit", params={"actor": company.admin.id, "action": "batch."}).json()["items"] == []
    assert browser.get("/api/v1/audit", params={"actor": "nonsense"}).json()["items"] == []
    assert browser.get("/api/v1/audit", params={"to": "2001-01-01T00:00:00Z"}).json()["items"] == []
    assert len(browser.get("/api/v1/audit", params={"from": "2001-01-01T00:00:00Z"}).json()["items"]) > 7
    assert browser.get("/api/v1/audit", params={"cursor": "xx"}).status_code == 422


def test_nobody_else_reads_it_and_no_route_writes_it(company: Company) -> None:
    other = company.hire("张三")
    assert other.browser.get("/api/v1/audit").status_code == 403
    assert other.browser.get("/api/v1/audit/verify").status_code == 403
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert company.admin.browser.request(method, "/api/v1/audit").status_code == 404


def test_refused_sign_ins_are_logged(company: Company) -> None:
    company.browser().post("/api/v1/session", json={"email": company.admin.email, "password": "wrong wrong wrong"})
    (entry,) = company.admin.browser.get("/api/v1/audit", params={"action": "session.refuse"}).json()["items"]
    assert entry["actor"] is None
    assert entry["target"] == f"person:{company.admin.id}"


def test_what_somebody_was_refused_is_noted_once_an_hour_and_never_without_end(
    company: Company, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    curious = company.hire("好奇的人")

    def refused() -> list[tuple[str | None, dict[str, Any]]]:
        rows = [row for row in entries(database) if row.action == "access.refused"]
        return [(row.actor_id, json.loads(row.detail)) for row in rows]

    for _ in range(5):
        assert curious.browser.get("/api/v1/audit").status_code == 403
    assert curious.browser.post("/api/v1/groups", json={"name": "x", "members": []}).status_code == 403
    assert company.browser().get("/api/v1/audit").status_code == 401
    first, second = refused()
    assert first[0] == second[0] == curious.id and first[1]["method"] == "GET" and second[1]["method"] == "POST"
    monkeypatch.setattr(refusals, "WINDOW", -1.0)
    assert curious.browser.get("/api/v1/audit").status_code == 403
    assert refused()[2:] == [(curious.id, {**first[1], "not_noted": 4})]
    monkeypatch.setattr(refusals, "WINDOW", 3600.0)
    monkeypatch.setattr(refusals, "MOST_OF_ONE", 1)
    assert curious.browser.get("/api/v1/connections-of-nobody").status_code == 404
    assert curious.browser.post("/api/v1/groups", json={"name": "x", "members": []}).status_code == 403
    assert len(refused()) == 3, "no more of this person within the window"
