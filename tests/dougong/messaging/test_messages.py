"""People are told once, as they wish, and their pages know at once."""

import asyncio
import threading
from datetime import UTC, datetime, time

from sqlalchemy import select

from dougong.identity.models import person
from dougong.kit.db import Database
from dougong.kit.errors import say
from dougong.kit.jobs_model import job
from dougong.messaging import service
from dougong.messaging.live import Hub
from dougong.messaging.preferences import Quiet
from dougong.messaging.routes import changes
from dougong.messaging.service import Addressee, Message
from tests.dougong.people import Company, Someone

ME = "/api/v1/me"


def addressee(someone: Someone) -> Addressee:
    return Addressee(someone.id, someone.email, "zh-CN", "Asia/Shanghai")


def tell(database: Database, someone: Someone, key: str, kind: str = "task") -> int:
    message = Message(key, kind, say("请审批", "Please approve"), say("订单 1", "Order 1"), {"app": "shop"}, None)
    with database.transaction() as tx:
        return service.notify(tx, [addressee(someone)], message)


def test_R022_work_finds_people_and_the_same_thing_is_told_once(company: Company, database: Database) -> None:
    somebody, other = company.hire("张三"), company.hire("李四")
    assert tell(database, somebody, "task/1") == 1
    assert tell(database, somebody, "task/1") == 0
    assert tell(database, somebody, "task/2") == 1
    shown = somebody.browser.get(f"{ME}/notifications", headers={"accept-language": "en"}).json()
    assert [item["title"] for item in shown["items"]] == ["Please approve"] * 2
    assert shown["unread"] == 2
    assert other.browser.get(f"{ME}/notifications").json()["items"] == []
    first = shown["items"][1]["id"]
    assert other.browser.post(f"{ME}/notifications:read", json={"ids": [first]}).json() == {"unread": 0}
    assert somebody.browser.post(f"{ME}/notifications:read", json={"ids": [first]}).json() == {"unread": 1}
    assert somebody.browser.post(f"{ME}/notifications:read", json={"all": True}).json() == {"unread": 0}
    assert somebody.browser.post(f"{ME}/notifications:read", json={}).status_code == 422


def test_pages_of_messages_have_no_gap_and_no_double(company: Company, database: Database) -> None:
    somebody = company.hire("张三")
    for number in range(7):
        tell(database, somebody, f"task/{number}")
    seen: list[str] = []
    cursor = None
    while True:
        url = f"{ME}/notifications?limit=3" + (f"&cursor={cursor}" if cursor else "")
        page = somebody.browser.get(url).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == 7 == len(set(seen))
    assert somebody.browser.get(f"{ME}/notifications?cursor=nonsense").json()["items"] == []


def test_a_message_taken_out_of_the_list_does_not_come_again(company: Company, database: Database) -> None:
    somebody, other = company.hire("张三"), company.hire("李四")
    tell(database, somebody, "task/1")
    found = somebody.browser.get(f"{ME}/notifications").json()["items"][0]["id"]
    assert other.browser.delete(f"{ME}/notifications/{found}").status_code == 404
    assert somebody.browser.delete(f"{ME}/notifications/{found}").status_code == 204
    assert tell(database, somebody, "task/1") == 0
    assert somebody.browser.get(f"{ME}/notifications").json()["items"] == []


def test_everybody_says_how_they_want_to_be_told(company: Company, database: Database) -> None:
    somebody = company.hire("张三")
    before = somebody.browser.get(f"{ME}/notification-preferences").json()
    assert {item["kind"] for item in before["items"] if item["mail"]} >= {"task", "escalated"}
    items = [
        {"kind": "cc", "inbox": False, "mail": False},
        {"kind": "task", "inbox": False, "mail": False},
        {"kind": "comment", "inbox": True, "mail": True},
    ]
    body = {"items": items, "quiet": {"from": "22:00", "to": "07:00"}}
    after = somebody.browser.put(f"{ME}/notification-preferences", json=body).json()
    ways = {item["kind"]: (item["inbox"], item["mail"]) for item in after["items"]}
    assert ways["cc"] == (False, False)
    assert ways["task"] == (True, False), "a to-do always stands in the list"
    assert ways["comment"] == (True, True)
    assert after["quiet"] == {"from": "22:00", "to": "07:00"}
    tell(database, somebody, "copy/1", "cc")
    assert somebody.browser.get(f"{ME}/notifications").json()["items"] == []


def test_mails_are_noted_in_the_same_transaction_and_wait_for_the_morning(company: Company, database: Database) -> None:
    somebody = company.hire("张三")
    night = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    body = {"items": [], "quiet": {"from": "22:00", "to": "07:00"}}
    somebody.browser.put(f"{ME}/notification-preferences", json=body)
    service.MAIL.on = True
    database.clock = lambda: night
    try:
        tell(database, somebody, "task/1")
        tell(database, somebody, "task/1")
        tell(database, somebody, "approved/1", "approved")
    finally:
        service.MAIL.on = False
    with database.snapshot() as tx:
        rows = tx.execute(select(job).where(job.c.kind == service.MAIL_JOB)).all()
        address = tx.execute(select(person.c.email).where(person.c.id == somebody.id)).scalar_one()
    assert [(row.args["to"], row.run_after) for row in rows] == [(address, datetime(2026, 11, 22, 23, tzinfo=UTC))]


def test_quiet_times_over_midnight_and_within_a_day() -> None:
    def at(hour: int) -> datetime:
        return datetime(2026, 11, 22, hour, tzinfo=UTC)

    night = Quiet(time(22), time(7))
    assert night.until(at(12), "UTC") == at(12)
    assert night.until(at(23), "UTC") == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert night.until(at(3), "UTC") == at(7)
    noon = Quiet(time(12), time(13))
    assert noon.until(at(12), "UTC") == at(13)
    assert noon.until(at(13), "UTC") == at(13)


def test_a_stream_tells_every_change_of_its_person_only(company: Company, database: Database) -> None:
    somebody, other = company.hire("张三"), company.hire("李四")

    async def listen() -> list[str]:
        hub = Hub(database)
        found: list[str] = []
        async for event in changes(hub, somebody.id, seconds=4.0):
            found.append(event["data"])
            if len(found) == 2:  # the present stamps; now something happens
                threading.Thread(target=happen).start()
            if len(found) == 3:
                break
        assert hub.connected <= 1
        await hub.close()
        return found

    def happen() -> None:
        tell(database, other, "task/0")
        tell(database, somebody, "task/1")

    found = asyncio.run(listen())
    assert found[2] == '{"topic":"notifications","stamp":1}'


def test_strangers_get_no_stream(company: Company) -> None:
    assert company.browser().get(f"{ME}/stream").status_code == 401
