"""Lookups and rollups: values of other records, right whatever happens to those."""

import io
from typing import Any

import openpyxl
import pytest

from tests.dougong.records.conftest import Shop

LEVELS = [{"value": "a", "label": "重点"}, {"value": "b", "label": "普通"}]
ACCOUNT: dict[str, Any] = {
    "label": "公司",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "level", "type": "select", "label": "级别", "options": LEVELS},
        {"key": "floor", "type": "money", "label": "起算额"},
    ],
}
DEAL: dict[str, Any] = {
    "label": "商机",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "account", "type": "link", "form": "account", "label": "公司", "on_delete": "clear"},
        {"key": "stage", "type": "select", "label": "阶段", "options": [{"value": "won"}, {"value": "lost"}]},
        {"key": "amount", "type": "money", "label": "金额"},
        {"key": "level", "type": "lookup", "link": "account", "field": "level", "as": "select", "label": "公司级别"},
        {"key": "friends", "type": "link", "form": "account", "many": True, "label": "合作方"},
        {"key": "names", "type": "lookup", "link": "friends", "field": "name", "as": "text", "many": True},
        {"key": "grade", "type": "formula", "formula": "account.won / 10", "as": "number", "label": "占比"},
    ],
}
WON = {"form": "deal", "link": "account", "field": "amount", "fn": "sum", "as": "money"}
ROLLUPS: list[dict[str, Any]] = [
    {"key": "deals", "type": "rollup", "form": "deal", "link": "account", "label": "商机数"},
    {"key": "won", "type": "rollup", **WON, "where": "stage = 'won' and amount >= parent.floor", "label": "赢单"},
    {"key": "best", "type": "rollup", **WON, "field": "name", "fn": "first", "order": "-amount", "as": "text"},
    {"key": "all_names", "type": "rollup", **WON, "field": "name", "fn": "concat", "as": "text"},
]


@pytest.fixture
def accounts(shop: Shop) -> Shop:
    """Accounts with rollups over deals, deals with lookups of accounts."""
    for form, label in (("account", "公司"), ("deal", "商机")):
        shop.builder.browser.post(f"/api/v1/apps/{shop.key}/forms", json={"label": label, "key": form})
    shop.publish("account", ACCOUNT)
    shop.publish("deal", {**DEAL, "fields": DEAL["fields"][:-1]})
    shop.publish("account", with_fields(*ROLLUPS))
    shop.publish("deal", DEAL)
    return shop


def with_fields(*fields: dict[str, Any]) -> dict[str, Any]:
    """The accounts' form with more fields."""
    return {**ACCOUNT, "fields": [*ACCOUNT["fields"], *fields]}


def problems_of(shop: Shop, definition: dict[str, Any]) -> list[dict[str, Any]]:
    """What the designer is told of a draft of the accounts' form."""
    base = f"/api/v1/apps/{shop.key}/forms/account/draft"
    revision = shop.builder.browser.get(base).json()["revision"]
    document = {"schema_version": 1, "key": "account", **definition}
    saved = shop.builder.browser.put(base, json={"definition": document, "revision": revision})
    found: list[dict[str, Any]] = saved.json()["problems"]
    return found


def _figures(shop: Shop, account: str) -> tuple[Any, ...]:
    found = shop.get("account", account)
    return tuple(found[key] for key in ("deals", "won", "best", "all_names"))


def test_rollups_and_lookups_follow_every_change_whatever_the_door(accounts: Shop) -> None:
    shop, browser = accounts, accounts.builder.browser
    one = shop.add("account", {"name": "云帆", "level": "a", "floor": 10})["id"]
    two = shop.add("account", {"name": "长江", "level": "b", "floor": 0})["id"]
    assert _figures(shop, one) == (0, 0, None, None)
    small = shop.add("deal", {"name": "甲", "account": one, "stage": "won", "amount": 5, "friends": [two, one]})
    big = shop.add("deal", {"name": "乙", "account": one, "stage": "won", "amount": 50})
    assert (small["level"], small["names"], big["names"]) == ("a", ["长江", "云帆"], None)
    assert _figures(shop, one) == (2, 50, "乙", "甲、乙")
    url = shop.records("deal")
    # a field of the linked record, of the linking one, the condition's own value, then the link itself
    assert browser.patch(f"{shop.records('account')}/{two}", json={"name": "黄河", "version": 1}).status_code == 200
    assert browser.patch(f"{shop.records('account')}/{one}", json={"floor": 1, "version": 1}).status_code == 200
    assert shop.get("deal", small["id"])["names"] == ["黄河", "云帆"]
    assert _figures(shop, one) == (2, 55, "乙", "甲、乙")
    assert shop.get("deal", big["id"])["grade"] == 5.5
    operations = [
        {"op": "update", "id": small["id"], "version": 1, "values": {"amount": 80}},
        {"op": "update", "id": big["id"], "version": 1, "values": {"account": two}},
        {"op": "create", "values": {"name": "丙", "account": two, "amount": 1}},
    ]
    done = browser.post(url + ":bulk", json={"operations": operations})
    assert [each["ok"] for each in done.json()["results"]] == [True, True, True]
    assert _figures(shop, one) == (1, 80, "甲", "甲")
    assert _figures(shop, two) == (2, 50, "乙", "乙、丙")
    assert shop.get("deal", big["id"])["level"] == "b"
    # into the bin and back
    assert browser.delete(f"{url}/{big['id']}").status_code == 204
    assert _figures(shop, two) == (1, 0, "丙", "丙")
    assert browser.post(f"{url}/{big['id']}:restore").status_code == 200
    assert _figures(shop, two) == (2, 50, "乙", "乙、丙")
    # filters, sorts and files take them like any field
    found = browser.get(url, params={"filter": "level = 'b' or '云帆' in names", "sort": "-amount"}).json()["items"]
    assert [each["name"] for each in found] == ["甲", "乙", "丙"]
    by_won = browser.get(shop.records("account"), params={"sort": "-won", "filter": "deals > 0"}).json()["items"]
    assert [each["won"] for each in by_won] == [80, 50]
    file = browser.get(url + ":export", params={"format": "xlsx", "fields": "name,level,names", "sort": "-amount"})
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1] == ("甲", "重点", "黄河、云帆")
    runtime = browser.get(f"/api/v1/apps/{shop.key}/forms/deal").json()
    level = next(field for field in runtime["definition"]["fields"] if field["key"] == "level")
    assert (level["type"], level["derived"], [o["label"] for o in level["options"]]) == (
        "select",
        "lookup",
        ["重点", "普通"],
    )
    # nobody writes them
    refused = browser.patch(f"{shop.records('account')}/{one}", json={"won": 1, "version": 2})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not_writable")


def test_a_pair_of_fields_that_need_each_other_is_refused_at_publishing(accounts: Shop) -> None:
    sums_grades = {"key": "grades", "type": "rollup", **WON, "field": "grade", "as": "number", "where": None}
    wrong = {**ROLLUPS[1], "field": "grade", "as": "number", "where": None}
    for field, told in ((sums_grades, []), (wrong, ["cycle"])):
        others = [each for each in ROLLUPS if each["key"] != field["key"]]
        problems = problems_of(accounts, with_fields(*others, field))
        assert [each["code"] for each in problems if each["level"] == "error"] == told
    problems = problems_of(accounts, with_fields({**ROLLUPS[0], "link": "friends_of"}))
    assert ("unknown_field", ["fields", 3, "link"]) in [(each["code"], each["path"]) for each in problems]
    condition = {"app": accounts.key, "form": "account", "scope": "elements:deal.account", "expect": "boolean"}
    checked = accounts.builder.browser.post(
        "/api/v1/formula:check", json={**condition, "text": "amount > parent.floor"}
    )
    assert checked.json()["ok"], checked.json()
    names = {each["name"] for each in checked.json()["names"]}
    assert {"stage", "created_at", "parent.floor"} <= names and "won" not in names
