"""Rights hold on every way to a record: a hidden field or row is never read, guessed, changed or taken along."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop

READER = {
    "id": "clerk_reads",
    "to": ["role:clerk"],
    "form": "customer",
    "ops": ["read", "update", "export"],
    "rows": "all",
    "read": ["name", "level", "mobile"],
    "write": ["level"],
    "aggregate": True,
}
OWN = {
    "id": "rep_own",
    "to": ["role:rep"],
    "form": "*",
    "ops": ["create", "read", "update", "delete"],
    "rows": "own",
    "read": ["*"],
    "write": ["*"],
    "check": None,
    "aggregate": True,
}


@pytest.fixture
def clerk(shop: Shop) -> Someone:
    """Sees all customers, but not the field `secret`; may change the level only."""
    return _with_role(shop, "clerk", [READER])


@pytest.fixture
def rep(shop: Shop) -> Someone:
    """Sees and changes their own records only."""
    return _with_role(shop, "rep", [{key: value for key, value in OWN.items() if value is not None}])


def _with_role(shop: Shop, key: str, grants: list[dict[str, Any]]) -> Someone:
    person = shop.company.hire(key)
    members = [{"kind": "person", "id": person.id}]
    shop.grant([{"key": key, "label": key, "builtin": False, "members": members}], grants)
    return person


def _list(shop: Shop, browser: TestClient, **params: str) -> Any:
    return browser.get(shop.records("customer"), params=params)


def test_R133_a_field_that_may_not_be_read_cannot_be_reached_by_any_question(shop: Shop, clerk: Someone) -> None:
    shop.add("customer", {"name": "甲", "secret": "TOPSECRET", "level": "a"})
    browser = clerk.browser
    [seen] = _list(shop, browser).json()["items"]
    assert "secret" not in seen and seen["name"] == "甲"
    unknown = _list(shop, browser, filter="nosuch = 'x'").json()
    refused = _list(shop, browser, filter="secret = 'x'").json()
    assert refused["code"] == unknown["code"] == "bad_filter", "hidden and missing answer alike"
    for params in ({"sort": "secret"}, {"fields": "secret"}, {"expand": "secret"}):
        assert _list(shop, browser, **params).status_code == 422, params
    assert _list(shop, browser, search="TOPSECRET").json()["items"] == []
    for body in (
        {"groups": [{"field": "secret"}], "measures": [{"key": "n", "fn": "count"}]},
        {"measures": [{"key": "m", "fn": "max", "field": "secret"}]},
        {"filter": "CONTAINS(secret, 'T')", "measures": [{"key": "n", "fn": "count"}]},
    ):
        assert browser.post(shop.records("customer") + ":aggregate", json=body).status_code == 422, body
    export = browser.get(shop.records("customer") + ":export", params={"format": "csv"})
    assert export.status_code == 200 and b"TOPSECRET" not in export.content
    assert browser.get(shop.records("customer") + ":export", params={"fields": "secret"}).status_code == 422
    history = browser.get(f"{shop.records('customer')}/{seen['id']}/history").json()["items"]
    assert "TOPSECRET" not in str(history)
    runtime = browser.get("/api/v1/apps/shop/forms/customer").json()
    assert "secret" not in str(runtime)
    schemas = browser.get("/api/v1/apps/shop/openapi.json").json()["components"]["schemas"]
    of_forms = {name: schema for name, schema in schemas.items() if not name.startswith("Common.")}
    assert of_forms and "secret" not in str(of_forms), "webhooks have secrets too, the same in every app"


def test_R133_a_field_that_may_not_be_written_is_refused_by_name(shop: Shop, clerk: Someone) -> None:
    customer = shop.add("customer", {"name": "甲", "secret": "s"})
    url = f"{shop.records('customer')}/{customer['id']}"
    refused = clerk.browser.patch(url, json={"name": "乙", "version": 1})
    assert [(e["field"], e["code"]) for e in refused.json()["errors"]] == [("name", "not_writable")]
    probing = clerk.browser.patch(url, json={"secret": "s", "version": 1})
    assert [(e["field"], e["code"]) for e in probing.json()["errors"]] == [("secret", "unknown_field")]
    allowed = clerk.browser.patch(url, json={"level": "b", "name": "甲", "version": 1})
    assert allowed.status_code == 200, "sending back what one has seen is fine"
    assert clerk.browser.delete(url).status_code == 403
    assert clerk.browser.post(shop.records("customer"), json={"name": "丙"}).status_code == 403


def test_R138_rows_of_others_are_as_if_they_were_not_there(shop: Shop, rep: Someone) -> None:
    theirs = shop.add("customer", {"name": "甲"})
    mine = shop.add("customer", {"name": "乙"}, rep.browser)
    url = f"{shop.records('customer')}/{theirs['id']}"
    assert [item["name"] for item in _list(shop, rep.browser, count="true").json()["items"]] == ["乙"]
    for answer in (
        rep.browser.get(url),
        rep.browser.patch(url, json={"name": "丙", "version": 1}),
        rep.browser.delete(url),
        rep.browser.get(url + "/history"),
    ):
        assert answer.status_code == 404
    typed = {"values": {"name": "甲"}, "id": theirs["id"]}
    taken = rep.browser.post(shop.records("customer") + ":taken", json=typed).json()["taken"]
    assert taken, "it is not told which record has a value"
    linked = rep.browser.post(shop.records("order"), json={"customer": theirs["id"]})
    assert [(e["field"], e["code"]) for e in linked.json()["errors"]] == [("customer", "link_unknown")]
    choices = rep.browser.get("/api/v1/apps/shop/forms/order/fields/customer/choices").json()["items"]
    assert [choice["id"] for choice in choices] == [mine["id"]]


def test_a_record_cannot_be_pushed_out_of_ones_own_reach(shop: Shop, rep: Someone) -> None:
    mine = shop.add("customer", {"name": "乙"}, rep.browser)
    other = shop.company.hire("other")
    url = f"{shop.records('customer')}/{mine['id']}"
    answer = rep.browser.patch(url, json={"owner": other.id, "version": 1})
    assert answer.status_code == 422
    assert shop.get("customer", mine["id"])["owner"] == rep.id


def test_R133_ids_open_no_other_way_into_an_export(shop: Shop, clerk: Someone, rep: Someone) -> None:
    made = shop.add("customer", {"name": "甲", "secret": "TOPSECRET"})
    url = shop.records("customer") + ":export"
    ids = [made["id"]]
    taken = clerk.browser.post(url, json={"format": "csv", "ids": ids})
    assert taken.status_code == 200 and "甲" in taken.text and "TOPSECRET" not in taken.text
    assert clerk.browser.post(url, json={"ids": ids, "fields": "secret"}).status_code == 422
    assert rep.browser.post(url, json={"ids": ids}).status_code == 403


def test_system_columns_cannot_be_written(shop: Shop) -> None:
    for values in (
        {"id": "x"},
        {"created_at": "2020-01-01T00:00:00.000Z"},
        {"deleted_at": None},
        {"version": 9},
        {"errors": {}},
    ):
        answer = shop.builder.browser.post(shop.records("customer"), json={"name": "甲", **values})
        assert answer.status_code == 422, values


def test_a_token_never_does_more_than_it_names(shop: Shop) -> None:
    shop.add("customer", {"name": "甲"})
    reading = shop.company.with_token(shop.builder, "read")
    assert len(_list(shop, reading).json()["items"]) == 1
    assert reading.post(shop.records("customer"), json={"name": "乙"}).status_code == 403
    elsewhere = shop.company.with_token(shop.builder, "read", apps=["other"])
    assert _list(shop, elsewhere).status_code in (403, 404)


def test_strangers_learn_nothing(shop: Shop) -> None:
    stranger = shop.company.browser()
    for path in (shop.records("customer"), "/api/v1/apps/shop/forms/customer", "/api/v1/apps/shop/openapi.json"):
        assert stranger.get(path).status_code == 401


def test_lines_hold_back_what_they_link_to_and_their_rules_tell_no_hidden_column(shop: Shop) -> None:
    columns = [
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "margin", "type": "number", "label": "毛利"},
    ]
    rules = [{"when": "margin > 10", "require": ["customer"]}]
    lines = {"key": "stops", "type": "subform", "label": "站点", "fields": columns, "rules": rules}
    assert shop.builder.browser.post("/api/v1/apps/shop/forms", json={"label": "行程", "key": "trip"}).is_success
    shop.publish("trip", {"label": "行程", "fields": [{"key": "name", "type": "text", "label": "名称"}, lines]})
    customer = shop.add("customer", {"name": "华光"})
    trip = shop.add("trip", {"name": "A", "stops": [{"customer": customer["id"]}]})
    address = f"{shop.records('customer')}/{customer['id']}"
    assert shop.builder.browser.delete(address).json()["code"] == "still_linked"
    grant = {"id": "trips", "to": ["role:sales"], "form": "trip", "ops": ["read"], "rows": "all"}
    seller = shop.seller("小李", [grant | {"read": ["name", "stops.customer"]}])
    assert "margin" not in seller.browser.get("/api/v1/apps/shop/forms/trip").text
    assert shop.builder.browser.delete(f"{shop.records('trip')}/{trip['id']}").status_code == 204
    assert shop.builder.browser.delete(address).status_code == 204
