"""Views shared by link: what strangers see, what they can't find out, and how a link ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.dougong.records.conftest import Shop

LINKS = "/api/v1/apps/shop/forms/order/view-links"
VIEW: dict[str, Any] = {
    "type": "kanban", "group_by": "status", "columns": [{"field": "no"}, {"field": "customer"}, {"field": "reason"}],
    "filter": "due >= DATE(2026, 1, 1)", "sort": ["-due", "no"],
    "colors": [{"when": "status = 'lost'", "color": "red"}, {"when": "reason = 'X'", "color": "blue"}],
}  # fmt: skip
FIELDS = ["no", "customer", "status"]


@pytest.fixture
def stranger(shop: Shop) -> TestClient:
    """Nobody in particular."""
    return shop.company.browser("203.0.113.7")


def until(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def share(shop: Shop, by: TestClient | None = None, **more: Any) -> str:
    """A new link. → the path of its view in the API"""
    body = {"label": "订单进度", "settings": VIEW, "fields": FIELDS, "expires_at": until(30), **more}
    made = (by or shop.builder.browser).post(LINKS, json=body)
    assert made.status_code == 201, made.text
    return f"/api/v1/public/views/{made.json()['url'].rpartition('/')[2]}"


def orders(shop: Shop) -> dict[str, str]:
    """`{reason: id}`"""
    customer = shop.add("customer", {"name": "海天", "secret": "SECRET-C", "mobile": "13800138000"})["id"]
    plan = (("late", "lost", "2026-05-01"), ("early", "lost", "2026-02-01"), ("old", "lost", "2025-12-31"))
    return {
        reason: shop.add("order", {"customer": customer, "status": status, "reason": reason, "due": due})["id"]
        for reason, status, due in plan
    }


def test_a_stranger_sees_the_records_and_fields_of_the_view_and_can_not_ask_for_others(
    shop: Shop, stranger: TestClient
) -> None:
    ids = orders(shop)
    view = share(shop)
    page = stranger.get(view).json()
    assert (page["state"], page["label"]) == ("open", "订单进度")
    runtime = page["runtime"]
    assert [field["key"] for field in runtime["definition"]["fields"]] == FIELDS
    [drawn] = runtime["definition"]["views"]
    assert (drawn["type"], drawn["group_by"], drawn["sort"]) == ("kanban", "status", ["no"])
    assert [column["field"] for column in drawn["columns"]] == ["no", "customer"]
    assert [rule["color"] for rule in runtime["colors"]["shared"]] == ["red"]
    for hidden in ("due", "reason", "DATE(", "secret", "payable", "SUM(", shop.builder.id):
        assert hidden not in stranger.get(view).text, hidden

    # what the view is drawn by has to be among what is shown
    timeline = {"type": "gantt", "date": "created_at", "end": "due"}
    for settings, told in ((VIEW, "fields"), (timeline, "settings")):
        body = {"label": "x", "settings": settings, "fields": ["no", "due"], "expires_at": until(1)}
        refused = shop.builder.browser.post(LINKS, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, told)

    found = stranger.get(f"{view}/records", params={"expand": "customer", "count": True, "sort": "-no"})
    assert found.status_code == 200, found.text
    assert found.json()["count"] == 2 and {each["id"] for each in found.json()["items"]} == {ids["late"], ids["early"]}
    [first, _] = found.json()["items"]
    assert first.keys() <= {"id", "version", "_title", "no", "customer", "status"}
    assert first["customer"]["title"] == "海天" and first["customer"].keys() == {"id", "title"}
    some = stranger.get(f"{view}/records", params={"filter": "status = 'lost'", "search": first["no"], "fields": "no"})
    assert [each["no"] for each in some.json()["items"]] == [first["no"]]
    body = {"groups": [{"field": "status"}], "measures": [{"key": "n", "fn": "count"}]}
    assert stranger.post(f"{view}/records:aggregate", json=body).json()["rows"] == [{"status": "lost", "n": 2}]

    asked: list[dict[str, str]] = [
        {"filter": "reason = 'late'"}, {"filter": "due > DATE(2026, 3, 1)"}, {"filter": "customer.secret = 'SECRET-C'"},
        {"filter": "user.name = 'x'"}, {"filter": f"owner = '{shop.builder.id}'"}, {"filter": "SUM(lines.amount) > 1"},
        {"filter": "created_at > DATE(2026, 1, 1)"}, {"sort": "reason"}, {"sort": "-created_at"},
        {"sort": "customer.secret"}, {"fields": "reason"}, {"fields": "no,owner"}, {"expand": "customer.secret"},
        {"expand": "owner"}, {"deleted": "true"}, {"view": "all"}, {"what": "x"},
    ]  # fmt: skip
    for params in asked:
        assert stranger.get(f"{view}/records", params=params).status_code == 422, params
    for search in ("late", "SECRET", "13800138000"):
        assert stranger.get(f"{view}/records", params={"search": search}).json()["items"] == [], search
    by_id = stranger.get(f"{view}/records", params={"filter": f"id = '{ids['old']}'"})
    assert by_id.json()["items"] == []
    for wrong in (
        {**body, "groups": [{"field": "reason"}]}, {**body, "filter": "reason = 'late'"},
        {**body, "groups": [{"field": "customer.name"}]}, {**body, "groups": [{"field": "created_by"}]},
        {**body, "measures": [{"key": "s", "fn": "sum", "field": "total"}]},
    ):  # fmt: skip
        assert stranger.post(f"{view}/records:aggregate", json=wrong).status_code == 422, wrong
    for path in ("records/" + ids["late"], "records:export", "files/" + ids["late"], "views"):
        assert stranger.get(f"{view}/{path}").status_code in (404, 405), path
    assert stranger.get("/api/v1/public/views/nothing").json()["code"] == "link_not_found"


def test_a_link_shows_what_its_maker_may_see_now_asks_for_its_password_and_ends(
    shop: Shop, stranger: TestClient
) -> None:
    ids = orders(shop)
    own = {"form": "order", "ops": ["read", "create"], "read": ["no", "status", "due"], "write": ["customer"]}
    seller = shop.seller(
        "seller", [{"id": "own", "to": ["role:sales"], "rows": "own", "aggregate": False, **own}]
    )  # fmt: skip
    assert seller.browser.post(LINKS, json={}).status_code == 403
    levels = {shop.builder.id: "owner", seller.id: "designer"}
    body = {"items": [{"person_id": person, "level": level} for person, level in levels.items()]}
    assert shop.builder.browser.put("/api/v1/apps/shop/builders", json=body).status_code == 200
    refused = {"label": "x", "settings": {"type": "grid"}, "fields": ["reason"], "expires_at": until(3)}
    for wrong in (
        {}, {"fields": ["no", "gone"]}, {"fields": ["no"], "settings": {"filter": "reason = 'late'"}},
        {"fields": ["no"], "settings": {"type": "pivot"}}, {"fields": ["no"], "expires_at": until(-1)},
        {"fields": ["no"], "expires_at": until(400)},
    ):  # fmt: skip
        assert seller.browser.post(LINKS, json={**refused, **wrong}).status_code == 422, wrong

    view = share(shop, by=seller.browser, settings={"filter": "due >= DATE(2026, 1, 1)"}, password="open sesame")
    assert stranger.get(view).json() == {"state": "password"}
    assert stranger.get(f"{view}/records").json()["code"] == "link_password"
    assert stranger.post(f"{view}:unlock", json={"password": "wrong one"}).json()["code"] == "wrong_password"
    assert stranger.post(f"{view}:unlock", json={"password": "open sesame"}).status_code == 204
    assert [field["key"] for field in stranger.get(view).json()["runtime"]["definition"]["fields"]] == ["no", "status"]
    assert stranger.get(f"{view}/records").json()["items"] == []  # none of the orders is the seller's own
    assert stranger.post(
        f"{view}/records:aggregate", json={"measures": [{"key": "n", "fn": "count"}]}
    ).status_code == 403  # fmt: skip
    shop.grant([], [{"id": "all", "to": ["role:sales"], "rows": "all", **own, "read": ["no"]}])
    seen = stranger.get(f"{view}/records").json()["items"]
    assert {each["id"] for each in seen} == set()  # the day is not known in those rows, so the condition is not met
    shop.grant([], [{"id": "more", "to": ["role:sales"], "rows": "all", **own}])
    seen = stranger.get(f"{view}/records").json()["items"]
    assert {each["id"] for each in seen} == {ids["late"], ids["early"]}

    others = share(shop, by=seller.browser, settings={}, password="open sesame")
    assert stranger.get(others).json() == {"state": "password"}  # a pass is for one link
    assert "open sesame" not in str(shop.builder.browser.get(LINKS).json())
    [_, link] = shop.builder.browser.get(LINKS).json()["items"]
    assert shop.builder.browser.delete(f"{LINKS}/{link['id']}").status_code == 204
    assert stranger.get(view).status_code == 404
    assert stranger.post(f"{others}:unlock", json={"password": "open sesame"}).status_code == 204
    assert stranger.get(others).json()["state"] == "open"
    left = shop.builder.browser.patch(f"/api/v1/people/{seller.id}", json={"active": False})
    assert left.status_code == 200, left.text
    assert stranger.get(others).status_code == stranger.get(f"{others}/records").status_code == 404


def test_R156_a_calendar_view_is_a_feed_that_outlook_and_phones_subscribe_to(shop: Shop, stranger: TestClient) -> None:
    ids = orders(shop)
    settings = {"type": "calendar", "date": "due", "columns": [{"field": "no"}], "filter": "status = 'lost'"}
    feed = share(shop, settings=settings, label="交期, 全部", fields=["no", "due", "status"]) + "/calendar.ics"
    answer = stranger.get(feed)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n")), "folded by octets"
    text = answer.text.replace("\r\n ", "")
    assert "X-WR-CALNAME:交期\\, 全部" in text
    events = [each.split("\r\nEND:VEVENT")[0].split("\r\n") for each in text.split("BEGIN:VEVENT\r\n")[1:]]
    assert [event[0] for event in events] == [f"UID:{ids[key]}@testserver" for key in ("late", "early", "old")]
    assert "DTSTART;VALUE=DATE:20260501" in events[0]
    number = shop.get("order", ids["late"])["no"]
    assert f"SUMMARY:{number}" in events[0] and any("lost" in line for line in events[0] if line.startswith("DESCR"))
    for hidden in ("海天", "reason", "SECRET", "secret"):
        assert hidden not in text, hidden
    assert stranger.get(share(shop) + "/calendar.ics").json()["code"] == "not_a_calendar"
    closed = share(shop, settings=settings, fields=["no", "due", "status"], password="geheim1") + "/calendar.ics"
    assert stranger.get(closed).status_code == 403
    assert stranger.get("/api/v1/public/views/nowhere/calendar.ics").status_code == 404
