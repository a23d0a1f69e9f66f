"""The changes feed: nothing lost, nothing told twice, nothing told to who may not know it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from dougong.kit.db import Database
from dougong.records.changes import Change, log
from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop
from tests.dougong.settled import settle

MINE = {
    "id": "rep_a",
    "to": ["role:sales"],
    "form": "customer",
    "ops": ["read", "update"],
    "rows": "formula",
    "formula": "level = 'a'",
    "read": ["name", "level", "discount"],
    "write": ["level"],
}


def _changes(shop: Shop, since: str | None = None, by: TestClient | None = None, **more: str) -> dict[str, Any]:
    settle(shop.company.database)
    return _changes_now(shop, since, by, **more)


def _changes_now(shop: Shop, since: str | None = None, by: TestClient | None = None, **more: str) -> dict[str, Any]:
    params = ({"since": since} if since else {}) | more
    answer = (by or shop.builder.browser).get(shop.records("customer") + ":changes", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _said(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["op"], each["id"]) for each in document["items"]]


@pytest.fixture
def rep(shop: Shop) -> Someone:
    """Sees customers of level a, without their `secret`."""
    return shop.seller("rep", [MINE])


def test_the_changes_feed_tells_every_door_once_and_each_record_as_it_is_now(shop: Shop) -> None:
    root = shop.builder.browser
    start = _changes(shop)
    assert start["items"] == [] and not start["more"]
    one = shop.add("customer", {"name": "甲"})
    bulk = {"operations": [{"op": "create", "values": {"name": f"批{n}"}} for n in range(3)]}
    made = root.post(shop.records("customer") + ":bulk", json=bulk).json()["results"]
    two, three, four = (each["record"]["id"] for each in made)
    url = f"{shop.records('customer')}/{one['id']}"
    assert root.patch(url, json={"level": "b", "version": 1}).status_code == 200

    first = _changes(shop, start["next"], limit="2")
    assert _said(first) == [("create", one["id"]), ("create", two)] and first["more"]
    assert first["items"][0]["record"]["level"] == "b", "as it is now"
    rest = _changes(shop, first["next"])
    assert _said(rest) == [("create", three), ("create", four), ("update", one["id"])] and not rest["more"]
    assert _changes(shop, rest["next"])["items"] == []


def test_the_changes_feed_tells_deletes_restores_and_what_left_ones_rows_without_content(
    shop: Shop, rep: Someone
) -> None:
    root = shop.builder.browser
    seen = shop.add("customer", {"name": "甲", "level": "a", "secret": "TOP"})
    hidden = shop.add("customer", {"name": "乙", "level": "b"})
    start = _changes(shop, by=rep.browser)["next"]
    url = f"{shop.records('customer')}/{seen['id']}"
    root.patch(f"{shop.records('customer')}/{hidden['id']}", json={"name": "丙", "version": 1})
    assert _changes(shop, start, rep.browser)["items"] == [], "of others' records nothing is told, not even an id"

    root.patch(url, json={"discount": 0.5, "secret": "TOP2", "version": 1})
    told = _changes(shop, start, rep.browser)
    assert _said(told) == [("update", seen["id"])] and "TOP" not in str(told)
    root.patch(url, json={"level": "b", "version": 2})
    left = _changes(shop, told["next"], rep.browser)
    assert [set(each) for each in left["items"]] == [{"op", "id", "at"}] and _said(left) == [("gone", seen["id"])]
    root.patch(url, json={"name": "丁", "version": 3})
    assert _changes(shop, left["next"], rep.browser)["items"] == []
    root.patch(url, json={"level": "a", "version": 4})
    root.delete(url)
    deleted = _changes(shop, left["next"], rep.browser)
    assert _said(deleted) == [("delete", seen["id"])]
    root.post(url + ":restore")
    back = _changes(shop, deleted["next"], rep.browser)
    assert _said(back) == [("restore", seen["id"])] and back["items"][0]["record"]["name"] == "丁"
    # a filter has its own door in and out
    own = _changes(shop, by=root, filter="discount = 0.5")["next"]
    root.patch(url, json={"discount": 0.25, "version": root.get(url).json()["version"]})
    assert _said(_changes(shop, own, filter="discount = 0.5")) == [("gone", seen["id"])]


def test_the_changes_feed_says_start_again_when_rights_changed_and_refuses_what_is_no_cursor(
    shop: Shop, rep: Someone
) -> None:
    records = shop.records("customer") + ":changes"
    start = _changes(shop, by=rep.browser)["next"]
    assert shop.builder.browser.get(records, params={"since": start}).status_code == 410, "somebody else's cursor"
    shop.grant([], [{**MINE, "id": "more", "formula": "level = 'b'"}])
    again = rep.browser.get(records, params={"since": start})
    assert again.status_code == 410 and again.json()["code"] == "changes_start_again"
    for params in ({"since": "x"}, {"since": "WzEsMl0"}, {"limit": "1001"}, {"wait": "31"}, {"nosuch": "1"}):
        assert rep.browser.get(records, params=params).status_code == 422, params
    now = _changes(shop, by=rep.browser)["next"]
    for params in ({"filter": "secret = 'x'"}, {"fields": "secret"}):
        assert rep.browser.get(records, params=params).status_code == 422, params
    assert rep.browser.get(records, params={"since": now, "fields": "secret"}).status_code == 422
    assert rep.browser.get(shop.records("order") + ":changes").status_code == 403
    assert shop.company.browser().get(records).status_code == 401


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_a_change_that_commits_late_is_told_as_well(shop: Shop, database: Database) -> None:
    one = shop.add("customer", {"name": "甲"})
    start = _changes(shop)["next"]
    with database.transaction() as late:
        log(late, [Change("shop", "customer", one["id"], "update", 1)], by=None, door="api")
        late.execute(select(1))  # what waits is sent: the number is taken
        two = shop.add("customer", {"name": "乙"})  # a higher number, and committed earlier
        early = _changes_now(shop, start)
        assert early["items"] == [], "told once everything before it is over"
    assert {each["id"] for each in _changes(shop, early["next"])["items"]} == {one["id"], two["id"]}
