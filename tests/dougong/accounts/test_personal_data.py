"""What is kept about somebody: all of it is known, handed out, and erased or kept for a reason."""

import io
import json
import zipfile
from collections.abc import Callable

from sqlalchemy import String, cast, select

from dougong.accounts.holdings import ERASED, KEPT
from dougong.identity.models import person
from dougong.kit.db import metadata
from dougong.kit.types import Id
from tests.dougong.jobs import finished
from tests.dougong.people import PASSWORD, Company, Someone

RunJobs = Callable[..., None]
NAMES = {"by", "person", "substitute", "standing_in", "initiator", "owner", "last_person", "member_id"}
"""What columns are called that name people, besides those that end in _by, person_id, owner_id or actor_id."""


def start(company: Company, run_jobs: RunJobs, path: str, body: object = None) -> dict[str, object]:
    answer = company.admin.browser.post(path, json=body)
    assert answer.status_code == 202, answer.text
    run_jobs()
    return finished(company.admin.browser, answer.json()["job"])


def busy(company: Company) -> Someone:
    """Somebody who has left traces."""
    who = company.hire("王小明", email="wang@example.com", phone="13900000000")
    who.browser.patch("/api/v1/me", json={"name": "王大明"})
    who.browser.post("/api/v1/tokens", json={"name": "ERP", "ops": ["read"]})
    company.browser().post("/api/v1/session", json={"email": who.email, "password": PASSWORD})
    company.browser().post("/api/v1/password-reset", json={"email": who.email})
    return who


def test_every_place_that_names_people_is_known() -> None:
    known = {(each.table, each.column) for each in (*ERASED, *KEPT)} | {("person", "supervisor_id")}
    places = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.c
        if isinstance(column.type, Id)
        and (
            column.name in NAMES
            or column.name.endswith(("_by", "person_id", "owner_id", "actor_id"))
            or any(key.target_fullname == "person.id" for key in column.foreign_keys)
        )
    }
    assert places - known == set()
    assert known - places == {("department", "head_id")} & (known - places)


def test_everything_about_somebody_is_handed_out(company: Company, run_jobs: RunJobs) -> None:
    who = busy(company)
    run_jobs()
    told = start(company, run_jobs, f"/api/v1/people/{who.id}/personal-data:export")
    content = company.admin.browser.get(f"/api/v1/files/{told['file']['id']}").content  # type: ignore[index]  # the result of a job is JSON
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        profile = json.loads(archive.read("person.json"))
        rows = {name: archive.read(name).decode() for name in names}
    assert (profile["name"], profile["email"], profile["phone"]) == ("王大明", "wang@example.com", "13900000000")
    assert {"session.person_id.jsonl", "api_token.person_id.jsonl", "audit_log.actor_id.kept.jsonl"} <= names
    assert "letter.person_id.jsonl" in names and "重设密码" in rows["letter.person_id.jsonl"]
    everything = "".join(rows.values())
    assert "token_hash" not in everything and "argon2" not in everything
    assert not any("link" in json.loads(line) for line in rows["letter.person_id.jsonl"].splitlines())
    # one may have one's own, and nobody else's
    mine = who.browser.post("/api/v1/me/personal-data:export")
    run_jobs()
    assert finished(who.browser, mine.json()["job"])["file"]["name"].endswith(".zip")
    for path in ("personal-data", "personal-data:export", "personal-data:erase"):
        method = "GET" if path == "personal-data" else "POST"
        refused = who.browser.request(method, f"/api/v1/people/{company.admin.id}/{path}", json={"email": "x"})
        assert refused.status_code == 403, path


def test_erased_is_erased(company: Company, run_jobs: RunJobs) -> None:
    who, boss = busy(company), company.admin.browser
    run_jobs()
    path = f"/api/v1/people/{who.id}/personal-data"
    lines = boss.get(path).json()["items"]
    assert {line["label"] for line in lines if line["kept"] is None} >= {"姓名、邮箱、电话等资料", "登录与安全"}
    assert [line["label"] for line in lines if line["kept"]] == ["审计日志"]
    erase = f"{path}:erase"
    assert boss.post(erase, json={"email": who.email}).json()["code"] == "still_active"
    boss.patch(f"/api/v1/people/{who.id}", json={"active": False})
    assert boss.post(erase, json={"email": "other@example.com"}).json()["code"] == "wrong_email"
    below = company.hire("下属", supervisor_id=who.id)
    assert boss.post(erase, json={"email": who.email}).json()["code"] == "still_leads"
    boss.patch(f"/api/v1/people/{below.id}", json={"supervisor_id": None})
    told = start(company, run_jobs, erase, {"email": who.email})
    assert told["erased"] and told["kept"]
    left = boss.get(f"/api/v1/people/{who.id}").json()
    assert (left["erased"], left["phone"], left["can_sign_in"]) == (True, None, False)
    assert left["name"].startswith("已注销用户") and left["email"].endswith("@erased.invalid")
    assert boss.post(erase, json={"email": left["email"]}).json()["code"] == "already_erased"
    assert boss.patch(f"/api/v1/people/{who.id}", json={"active": True}).json()["code"] == "already_erased"
    # nowhere but in the log, which can't be altered and says so
    with company.database.snapshot() as tx:
        for table in metadata.sorted_tables:
            if table.name == "audit_log":
                continue
            everything = str([tuple(map(str, row)) for row in tx.execute(select(*(cast(c, String) for c in table.c)))])
            for trace in ("wang@example.com", "王小明", "王大明", "13900000000"):
                assert trace not in everything, (table.name, trace)
        assert tx.execute(select(person.c.erased_at).where(person.c.id == who.id)).scalar_one() is not None
