"""A saved view exported at given times: once each, under its owner's rights of that moment."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from dougong.files.models import file
from dougong.identity.models import person
from dougong.kit.config import Settings
from dougong.kit.jobs import AT_ONCE, enqueue
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from dougong.messaging.channels import Channels, null_channels
from dougong.messaging.channels.null import NullChannel
from dougong.messaging.models import notification
from dougong.messaging.service import MAIL
from dougong.records.scheduled import clock, running
from dougong.records.scheduled.models import scheduled_export_run
from dougong.worker import resources
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop, prepare_shop

EXPORTS = "/api/v1/apps/shop/forms/customer/scheduled-exports"
DAILY: dict[str, Any] = {"label": "每日客户", "cron": "0 8 * * *", "format": "csv", "how": "mail", "keep_days": 3}
SELLER = {"id": "s", "to": ["role:sales"], "form": "customer", "ops": ["read", "export"], "rows": "all",
          "read": ["name", "level"], "write": []}  # fmt: skip
WORK = (clock.RUN_JOB, running.MAIL_JOB)


class Desk:
    """The clock, the workers and the mails that left."""

    def __init__(self, shop: Shop, settings: Settings) -> None:
        self.shop, self.database = shop, shop.company.database
        self.channels = null_channels()
        public = settings.model_copy(update={"public_url": "https://d.example.com"})
        self.things = {**resources(public), Channels: self.channels}
        MAIL.on = True

    def at(self, moment: str) -> None:
        instant = datetime.fromisoformat(f"{moment}+08:00")
        self.database.clock = lambda: instant

    def work_off(self, schedulers: int = 2) -> None:
        """Whatever is due by now, found by as many schedulers, done by two workers that know nothing of each other."""
        for _scheduler in range(schedulers):
            clock.enqueue_due(self.database, "Asia/Shanghai")
        runners = [Runner(self.database, self.things) for _worker in range(2)]
        try:
            while waiting := self._queued():
                for each in waiting:
                    for runner in runners:
                        runner.run(each)
        finally:
            for runner in runners:
                runner.close()

    def _queued(self) -> list[str]:
        with self.database.snapshot() as tx:
            mine = (job.c.state == "queued", job.c.kind.in_(WORK), job.c.run_after <= tx.now)
            return list(tx.execute(select(job.c.id).where(*mine).order_by(job.c.id)).scalars())

    @property
    def mails(self) -> list[Any]:
        twin = self.channels.of("mail")
        assert isinstance(twin, NullChannel)
        return twin.sent

    def runs(self) -> list[Any]:
        with self.database.snapshot() as tx:
            return list(tx.execute(select(scheduled_export_run).order_by(scheduled_export_run.c.due_at)))


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """Sessions outlive the days that pass here."""
    return Settings(
        database_url=fresh_database(database_kind, prepare_shop), data=tmp_path, session_idle_minutes=14 * 24 * 60
    )


@pytest.fixture
def desk(shop: Shop, settings: Settings) -> Iterator[Desk]:
    made = Desk(shop, settings)
    made.at("2026-11-23T07:00:00")
    yield made
    MAIL.on = False


def _refused(mine: TestClient, colleague: Someone, view: str) -> None:
    for wrong, code in (({"cron": "*/5 * * * *"}, "too_often"), ({"cron": "never at all"}, "bad_cron"),
                        ({"to": [view]}, "unknown_receiver"), ({"wheels": 4}, "invalid")):  # fmt: skip
        refused = mine.post(EXPORTS, json={**DAILY, **wrong})
        assert refused.status_code == 422 and code in refused.text, refused.text
    assert mine.post(EXPORTS, json={**DAILY, "view": colleague.id}).json()["code"] == "view_not_found"
    assert colleague.browser.post(EXPORTS, json=DAILY).status_code in (403, 404)


def _killed_on_its_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker ends when the file is stored and nothing noted."""

    class Killed(BaseException):
        """The process ended here."""

    def deadly(*_all: Any) -> None:
        raise Killed

    monkeypatch.setattr("dougong.records.scheduled.running._done", deadly)
    with suppress(Killed):
        desk.work_off()
    monkeypatch.undo()
    with desk.database.transaction() as tx:  # what the sweeper does with the job of a dead worker
        lost = (job.c.kind == clock.RUN_JOB, job.c.state == "running")
        assert tx.execute(update(job).where(*lost).values(state="queued", claim=None, run_after=AT_ONCE)).rowcount == 1


def _only_its_owner_changes_it(shop: Shop, mine: TestClient, shown: dict[str, Any]) -> None:
    others = shop.builder.browser.get(EXPORTS).json()["items"][0]
    assert (others["mine"], others["owner"]["name"], others["last"]["file"]) == (False, "小李", None)
    change = {**DAILY, "version": shown["version"]}
    assert shop.builder.browser.patch(f"{EXPORTS}/{shown['id']}", json=change).status_code == 403
    assert mine.patch(f"{EXPORTS}/{shown['id']}", json={**change, "version": 9}).status_code == 409


def test_a_view_is_exported_once_per_due_time_under_the_rights_of_its_owner(
    desk: Desk, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = shop.seller("小李", [SELLER])
    colleague = shop.company.hire("小王")
    for name, level in (("甲", "a"), ("乙", "b")):
        shop.add("customer", {"name": name, "level": level, "secret": "内部"})
    views = "/api/v1/apps/shop/forms/customer/views"
    columns = [{"field": "level"}, {"field": "secret"}, {"field": "name"}]
    shared = {"label": "重点", "shared": True, "filter": "level = 'a'", "columns": columns}
    view = shop.builder.browser.post(views, json=shared).json()
    mine = seller.browser
    _refused(mine, colleague, view["id"])
    made = mine.post(EXPORTS, json={**DAILY, "view": view["id"], "to": [colleague.id]}).json()
    assert (made["next_at"], made["to"][0]["name"]) == ("2026-11-23T00:00:00.000Z", "小王")

    desk.work_off()
    assert desk.runs() == [], "not yet"
    desk.at("2026-11-26T08:00:05")  # three mornings were missed: the last is made up

    _killed_on_its_way(desk, monkeypatch)
    desk.work_off()
    desk.work_off()
    assert [(row.state, row.records, row.mails) for row in desk.runs()] == [("done", 1, 2)]
    assert {mail.to[0] for mail in desk.mails} == {seller.email, colleague.email} and len(desk.mails) == 2
    [attached] = desk.mails[0].attachments
    assert attached.content.decode("utf-8-sig").split() == ["级别,名称", "a,甲"], "the secret is not theirs to export"

    listed = mine.get(EXPORTS).json()
    [shown] = listed["items"]
    assert (listed["timezone"], shown["last"]["records"], shown["next_at"][:10]) == ("Asia/Shanghai", 1, "2026-11-27")
    link = desk.mails[0].link.removeprefix("https://d.example.com")
    stranger = shop.company.browser()
    fetched = stranger.get(link)
    assert fetched.content == attached.content and "attachment" in fetched.headers["content-disposition"]
    assert stranger.get(link[:-2]).status_code == 404
    assert mine.get(f"/api/v1/files/{shown['last']['file']}").status_code == 200
    _only_its_owner_changes_it(shop, mine, shown)
    desk.at("2026-11-29T08:00:06")  # kept for three days
    assert stranger.get(link).status_code == 404
    with desk.database.snapshot() as tx:
        before = set(tx.execute(select(file.c.id).where(file.c.claimed_at.is_not(None))).scalars())
    _tidy(desk)
    with desk.database.snapshot() as tx:
        after = set(tx.execute(select(file.c.id).where(file.c.claimed_at.is_not(None))).scalars())
    assert before - after == {shown["last"]["file"]}


def _tidy(desk: Desk) -> None:
    with desk.database.transaction() as tx:
        job_id = enqueue(tx, "records.forget_exports")
    runner = Runner(desk.database, desk.things)
    runner.run(job_id or "")
    runner.close()


def test_it_stops_with_a_word_when_its_owner_has_lost_the_right_or_left(desk: Desk, shop: Shop) -> None:
    seller = shop.seller("小李", [SELLER])
    made = seller.browser.post(EXPORTS, json={**DAILY, "how": "file"}).json()
    assert seller.browser.post(f"{EXPORTS}/{made['id']}:run").status_code == 202
    assert seller.browser.post(f"{EXPORTS}/{made['id']}:run").json()["code"] == "export_running"
    desk.work_off()
    [run] = seller.browser.get(f"{EXPORTS}/{made['id']}/runs").json()["items"]
    assert (run["state"], run["by_hand"], run["records"], run["mails"]) == ("done", True, 0, 0)
    url = "/api/v1/apps/shop/roles"
    roles = shop.builder.browser.get(url).json()
    grants = [each for each in roles["grants"] if each["id"] != "s"]
    body = {**roles, "grants": [*grants, {**SELLER, "ops": ["read"]}]}
    assert shop.builder.browser.put(url, json=body).status_code == 200
    desk.at("2026-11-23T08:00:05")
    desk.work_off()
    [shown] = seller.browser.get(EXPORTS).json()["items"]
    assert not shown["active"] and shown["next_at"] is None and "没有导出权限" in shown["stopped"]
    assert shown["last"]["state"] == "stopped"
    with desk.database.snapshot() as tx:
        told = tx.execute(select(notification.c.kind).where(notification.c.person_id == seller.id)).scalars().all()
    assert told == ["export"]
    change = {**DAILY, "how": "file", "version": shown["version"]}
    assert seller.browser.patch(f"{EXPORTS}/{made['id']}", json=change).status_code == 403
    roles = shop.builder.browser.get(url).json()
    body = {**roles, "grants": [each for each in roles["grants"] if each["id"] != "s"] + [SELLER]}
    assert shop.builder.browser.put(url, json=body).status_code == 200
    again = seller.browser.patch(f"{EXPORTS}/{made['id']}", json=change).json()
    assert (again["active"], again["stopped"], again["next_at"]) == (True, None, "2026-11-24T00:00:00.000Z")
    with desk.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == seller.id).values(active=False))
    desk.at("2026-11-24T09:00:00")
    desk.work_off()
    [left] = shop.builder.browser.get(EXPORTS).json()["items"]
    assert not left["active"] and "停用" in left["stopped"]
    assert shop.builder.browser.delete(f"{EXPORTS}/{made['id']}").status_code == 204
    assert desk.runs() == []
