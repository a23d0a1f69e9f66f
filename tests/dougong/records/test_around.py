"""What stands around a record: comments, activity, followers, reminders, and what open pages learn."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dougong.kit.db import Database
from dougong.messaging.live import Hub
from dougong.records import history
from dougong.records.around import activity, digest, live, reminders
from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop
from tests.dougong.settled import settle

CLERK = {
    "id": "clerk_reads",
    "to": ["role:clerk"],
    "form": "*",
    "ops": ["read", "update"],
    "rows": "all",
    "read": ["name", "level", "no", "due", "status"],
    "write": ["level", "due", "status"],
}
OWN = {"id": "rep_own", "to": ["role:rep"], "form": "*", "ops": ["read"], "rows": "own", "read": ["*"]}


@pytest.fixture
def clerk(shop: Shop) -> Someone:
    """Sees all records, but not the field `secret`."""
    return _with_role(shop, "clerk", CLERK)


@pytest.fixture
def stranger(shop: Shop) -> Someone:
    """Sees their own records only: none of the shop's."""
    return _with_role(shop, "rep", OWN)


def _with_role(shop: Shop, key: str, grant: dict[str, Any]) -> Someone:
    person = shop.company.hire(key)
    members = [{"kind": "person", "id": person.id}]
    shop.grant([{"key": key, "label": key, "builtin": False, "members": members}], [grant])
    return person


def _say(browser: TestClient, record: str, text: str, **more: Any) -> str:
    answer = browser.post(f"{record}/comments", json={"text": text, **more})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def _box(someone: Someone, kind: str | None = None) -> list[dict[str, Any]]:
    params = {"kind": kind} if kind else {}
    items: list[dict[str, Any]] = someone.browser.get("/api/v1/me/notifications", params=params).json()["items"]
    return items


def test_R044_comments_are_for_who_may_read_the_record_and_only_they_can_be_mentioned(
    shop: Shop, clerk: Someone, stranger: Someone
) -> None:
    made = shop.add("customer", {"name": "华兴", "secret": "x"})
    record = f"{shop.records('customer')}/{made['id']}"
    root = shop.builder.browser

    first = _say(root, record, f"请 <@{clerk.id}> 看一下")
    assert [item["title"] for item in _box(clerk, "mention")] == ["管理员 在“华兴”中提到了你"]
    assert _box(clerk, "mention")[0]["text"] == "请 @clerk 看一下"
    refused = root.post(f"{record}/comments", json={"text": f"<@{stranger.id}> 呢?"})
    assert refused.status_code == 422 and "rep 无权查看此数据" in refused.json()["detail"]
    assert _box(stranger) == []
    assert [p["id"] for p in root.get(f"{record}/mentionable", params={"search": "rep"}).json()["items"]] == []
    assert stranger.browser.get(f"{record}/comments").status_code == 404
    assert stranger.browser.post(f"{record}/comments", json={"text": "hi"}).status_code == 404

    answer = _say(clerk.browser, record, "看过了", reply_to=first)
    assert [item["title"] for item in _box(shop.builder, "comment")] == ["clerk 评论了“华兴”"]
    # one's own words only
    assert clerk.browser.patch(f"{record}/comments/{first}", json={"text": "!"}).status_code == 403
    assert clerk.browser.delete(f"{record}/comments/{first}").status_code == 403
    assert root.patch(f"{record}/comments/{first}", json={"text": f"改:<@{clerk.id}>"}).status_code == 204
    assert len(_box(clerk, "mention")) == 1  # mentioned already: not told again
    assert clerk.browser.post(f"{record}/comments/{first}:resolve").status_code == 204
    shown = clerk.browser.get(f"{record}/comments").json()["items"]
    assert [(one["id"], one["reply_to"], one["mine"]) for one in shown] == [(first, None, False), (answer, first, True)]
    assert shown[0]["people"] == {clerk.id: "clerk"} and shown[0]["edited_at"]
    assert shown[0]["resolved"]["by"]["name"] == "clerk"
    # a deleted comment stays as a place as long as somebody has answered it
    assert root.delete(f"{record}/comments/{first}").status_code == 204
    assert [(one["deleted"], one["text"]) for one in clerk.browser.get(f"{record}/comments").json()["items"]] == [
        (True, ""),
        (False, "看过了"),
    ]
    assert clerk.browser.delete(f"{record}/comments/{answer}").status_code == 204
    assert clerk.browser.get(f"{record}/comments").json()["items"] == []
    reader = shop.company.with_token(clerk, "read")
    assert reader.get(f"{record}/comments").status_code == 200
    assert reader.post(f"{record}/comments", json={"text": "hi"}).status_code == 403
    assert reader.put(f"{record}/followers/me", json={"following": True}).status_code == 403
    assert reader.delete(f"{record}/reminders/{first}").status_code == 403


def test_R044_a_file_of_a_comment_is_read_by_who_reads_the_record(
    shop: Shop, clerk: Someone, stranger: Someone
) -> None:
    made = shop.add("customer", {"name": "华兴"})
    record = f"{shop.records('customer')}/{made['id']}"
    upload = shop.builder.browser.post("/api/v1/files", files={"file": ("报价.txt", b"hello")})
    file = upload.json()["id"]
    # nobody attaches what another has uploaded
    assert clerk.browser.post(f"{record}/comments", json={"text": "?", "files": [file]}).status_code == 422
    said = _say(shop.builder.browser, record, "见附件", files=[file])
    assert clerk.browser.get(f"{record}/comments").json()["items"][0]["files"][0]["name"] == "报价.txt"
    assert clerk.browser.get(f"/api/v1/files/{file}").content == b"hello"
    assert stranger.browser.get(f"/api/v1/files/{file}").status_code == 404
    assert shop.builder.browser.delete(f"{record}/comments/{said}").status_code == 204
    assert clerk.browser.get(f"/api/v1/files/{file}").status_code == 404


def test_R044_activity_is_one_line_of_changes_and_comments_without_what_is_hidden(
    shop: Shop, clerk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shop.add("customer", {"name": "华兴", "secret": "x"})
    record = f"{shop.records('customer')}/{made['id']}"
    root = shop.builder.browser
    root.patch(record, json={"version": 1, "secret": "y"})
    _say(root, record, "第一句")
    root.patch(record, json={"version": 2, "level": "a", "secret": "z"})
    mine = root.get(f"{record}/activity").json()["items"]
    assert [line["kind"] for line in mine] == ["change", "comment", "change", "change"]
    seen = clerk.browser.get(f"{record}/activity").json()
    assert [line["kind"] for line in seen["items"]] == [
        "change",
        "comment",
        "change",
    ]  # the change of `secret` alone is none
    assert [change["field"] for change in seen["items"][0]["changes"]] == ["level"]
    assert seen["next"] is None and "secret" not in str(seen)
    monkeypatch.setattr(activity, "PAGE", 5)
    for number in range(4):
        _say(root, record, f"{number}")
    page = root.get(f"{record}/activity").json()
    rest = root.get(f"{record}/activity", params={"cursor": page["next"]}).json()
    assert len(page["items"]) + len(rest["items"]) == 8 and rest["next"] is None
    # many changes that the reader sees nothing of don't hide what lies behind them
    monkeypatch.setattr(activity, "PAGE", 2)
    monkeypatch.setattr(history, "MOST", 3)
    for version in range(3, 8):
        assert root.patch(record, json={"version": version, "secret": str(version)}).status_code == 200
    lines: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = clerk.browser.get(f"{record}/activity", params={"cursor": cursor} if cursor else {}).json()
        lines += [line for line in page["items"] if line["kind"] == "change"]
        cursor = page["next"]
        if cursor is None:
            break
    assert [line["op"] for line in lines] == ["update", "create"] and lines[0]["changes"][0]["field"] == "level"
    assert root.get(f"{record}/activity", params={"cursor": "xx"}).status_code == 422


def _tell_followers(database: Database) -> int:
    settle(database)
    return digest.tell_followers(database)


def test_R044_followers_are_told_once_of_what_they_may_see(
    shop: Shop, clerk: Someone, stranger: Someone, database: Database
) -> None:
    made = shop.add("customer", {"name": "华兴", "secret": "x"})
    record = f"{shop.records('customer')}/{made['id']}"
    root = shop.builder.browser
    _tell_followers(database)  # from here on
    assert root.get(f"{record}/followers").json() == {
        "following": True,
        "items": [{"id": shop.builder.id, "name": "管理员"}],
    }
    assert clerk.browser.put(f"{record}/followers/me", json={"following": True}).json()["following"] is True
    assert stranger.browser.put(f"{record}/followers/me", json={"following": True}).status_code == 404
    root.patch(record, json={"version": 1, "level": "a"})
    root.patch(record, json={"version": 2, "level": "b", "secret": "y"})
    assert _tell_followers(database) == 1  # two changes, one message; not to who made them
    assert _tell_followers(database) == 0
    [told] = _box(clerk, "followed")
    assert (told["title"], told["text"]) == ("管理员 修改了“华兴”", "级别")
    root.patch(record, json={"version": 3, "secret": "z"})
    assert _tell_followers(database) == 0  # nothing that the clerk may see
    clerk.browser.patch(record, json={"version": 4, "level": "a"})
    assert _tell_followers(database) == 1 and len(_box(shop.builder, "followed")) == 1
    # who has left is not made to follow again by a mention; and many records are one message
    clerk.browser.put(f"{record}/followers/me", json={"following": False})
    _say(root, record, f"<@{clerk.id}>")
    assert clerk.browser.get(f"{record}/followers").json()["following"] is False
    others = [shop.add("customer", {"name": f"客户{n}"}) for n in range(7)]
    changes = [{"op": "update", "id": one["id"], "values": {"level": "a"}} for one in others]
    assert clerk.browser.post(f"{shop.records('customer')}:bulk", json={"operations": changes}).status_code == 200
    assert _tell_followers(database) == 1
    assert _box(shop.builder, "followed")[0]["title"] == "clerk 修改了你关注的 7 条“客户”"


class _Later:
    """A clock that tests move."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self.real, self.ahead = real, timedelta()

    def __call__(self) -> datetime:
        return self.real() + self.ahead


def test_R044_a_reminder_rings_once_and_goes_with_its_date(
    shop: Shop, clerk: Someone, stranger: Someone, database: Database
) -> None:
    blind = _with_role(shop, "blind", {**CLERK, "id": "blind", "to": ["role:blind"], "read": ["no"], "write": []})
    clock = _Later(database.clock)
    database.clock = clock
    customer = shop.add("customer", {"name": "华兴"})
    today = datetime.now(UTC).date()
    order = shop.add("order", {"customer": customer["id"], "due": str(today + timedelta(days=10))})
    record = f"{shop.records('order')}/{order['id']}"
    root = shop.builder.browser

    def remind(**body: Any) -> Any:
        return root.post(f"{record}/reminders", json=body)

    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert remind(at=soon, note="打电话").status_code == 201
    assert remind(at="2020-01-01T00:00:00Z").json()["code"] == "in_the_past"
    assert remind(at=soon, people=[stranger.id]).json()["code"] == "reminder_not_allowed"
    assert remind(field="reason").json()["code"] == "not_a_date"
    assert remind(field="due", days=-3, time="09:00", people=[shop.builder.id, clerk.id]).status_code == 201
    first, second = root.get(f"{record}/reminders").json()["items"]
    assert first["note"] == "打电话" and second["field"]["label"] == "交期"
    assert [one["mine"] for one in clerk.browser.get(f"{record}/reminders").json()["items"]] == [False]
    # when it rings would tell the date to who may not read it
    assert remind(field="due", days=-4, people=[blind.id]).status_code == 201
    [told] = blind.browser.get(f"{record}/reminders").json()["items"]
    assert (told["field"], told["days"], told["next_at"]) == (None, 0, None)

    assert reminders.ring_due(database) == 0
    clock.ahead = timedelta(hours=2)
    assert (reminders.ring_due(database), reminders.ring_due(database)) == (1, 0)
    assert [(one["title"], one["text"]) for one in _box(shop.builder, "remind")] == [("提醒：SO00001", "打电话")]
    # the date moves: so does the reminder
    moved = root.patch(record, json={"version": 1, "due": str(today + timedelta(days=30))})
    assert moved.status_code == 200
    clock.ahead = timedelta(days=9)
    assert reminders.ring_due(database) == 0
    clock.ahead = timedelta(days=28)
    assert reminders.ring_due(database) == 2
    assert len(_box(shop.builder, "remind")) == 2 and len(_box(clerk, "remind")) == 1
    [left] = [one for one in clerk.browser.get(f"{record}/reminders").json()["items"] if one["field"]]
    assert clerk.browser.delete(f"{record}/reminders/{left['id']}").status_code == 204
    assert clerk.browser.get(f"{record}/reminders").json()["items"] == []
    assert len(root.get(f"{record}/reminders").json()["items"]) == 3


def test_R044_an_open_page_learns_of_changes_and_comments(shop: Shop, database: Database) -> None:
    made = shop.add("customer", {"name": "华兴"})
    record = f"{shop.records('customer')}/{made['id']}"

    async def listen() -> list[str]:
        people, records = Hub(database), Hub(database, live.TOPIC, live.stamps)
        lists = Hub(database, live.TOPIC, live.list_stamps)
        followed = [(people, shop.builder.id), (records, made["id"]), (lists, live.list_key(shop.key, "customer"))]
        events = live.together(followed, 20.0)
        heard = [(await anext(events))["data"] for _ in range(5)]
        assert sum('"record"' in each or '"comments"' in each for each in heard) == 2
        await asyncio.to_thread(_say, shop.builder.browser, record, "一句话")
        news = [(await anext(events))["data"]]
        await asyncio.to_thread(shop.builder.browser.patch, record, json={"version": 1, "level": "a"})
        news += sorted([(await anext(events))["data"] for _ in range(2)], key=lambda each: '"record"' in each)
        await events.aclose()
        for hub in (people, records, lists):
            await hub.close()
        return news

    news = asyncio.run(listen())
    assert '"comments"' in news[0] and '"list"' in news[1] and '"record"' in news[2]
