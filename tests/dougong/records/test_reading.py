"""Lists: filtered by formulas, paged by keyset, searched, expanded, saved as views."""

from typing import Any

import pytest
from openapi_spec_validator import validate
from sqlalchemy import literal, select
from sqlalchemy.exc import DataError

from dougong.kit.errors import Invalid
from dougong.kit.types import JsonDoc
from dougong.records.openapi_words import WORDS
from tests.dougong.records.conftest import Shop

APP = "/api/v1/apps/shop"
JSON = {"content-type": "application/json"}


def _names(shop: Shop, **params: Any) -> list[str]:
    answer = shop.builder.browser.get(shop.records("customer"), params=params)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def _fill(shop: Shop) -> list[dict[str, Any]]:
    rows = [
        {"name": "北京云帆", "level": "a", "discount": 0.2},
        {"name": "上海恒通", "level": "b", "discount": 0.1},
        {"name": "深圳华信", "level": "a"},
        {"name": "成都金石", "discount": 0.15},
    ]
    return [shop.add("customer", row) for row in rows]


def test_filters_are_formulas_and_a_wrong_one_says_where(shop: Shop) -> None:
    _fill(shop)
    assert _names(shop, filter="level = 'a' and discount > 0.1") == ["北京云帆"]
    assert _names(shop, filter="level in ('a', 'b')", sort="-discount") == ["北京云帆", "上海恒通", "深圳华信"]
    assert set(_names(shop, filter="ISBLANK(level)")) == {"成都金石"}
    wrong = shop.builder.browser.get(shop.records("customer"), params={"filter": "levl = 'a'"}).json()
    refused = shop.builder.browser.get(shop.records("customer"), params={"filter": "LOWER(name) = 'x'"})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_in_filters"), "what SQL can't do is said"
    assert wrong["code"] == "bad_filter" and wrong["positions"][0]["pos"] == 0


def test_pages_by_keyset_show_every_record_once(shop: Shop) -> None:
    operations = [
        {"op": "create", "values": {"name": f"客户 {n:03}", "discount": (n % 7 / 10) or None}} for n in range(95)
    ]
    done = shop.builder.browser.post(shop.records("customer") + ":bulk", json={"operations": operations})
    assert done.status_code == 200, done.text
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params: dict[str, Any] = {"sort": "-discount,name", "limit": 20, "count": "true"}
        if cursor:
            params["cursor"] = cursor
        page = shop.builder.browser.get(shop.records("customer"), params=params).json()
        assert page["count"] == 95
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 95

    asked: dict[str, Any] = {"sort": "-discount,name", "every": 25}
    marks = shop.builder.browser.get(shop.records("customer") + ":marks", params=asked).json()["marks"]
    leapt = [_names(shop, sort="-discount,name", cursor=mark, offset=3, limit=2) for mark in marks]
    assert leapt == [seen[28:30], seen[53:55], seen[78:80]], "a leap counts off from the nearest mark"


def test_two_chinese_characters_are_found(shop: Shop) -> None:
    _fill(shop)
    assert _names(shop, search="恒通") == ["上海恒通"]
    assert _names(shop, search="%") == []


def test_links_and_people_are_expanded_by_name(shop: Shop) -> None:
    [first, *_] = _fill(shop)
    order = shop.add("order", {"customer": first["id"]})
    record = shop.builder.browser.get(f"{shop.records('order')}/{order['id']}", params={"expand": "*"}).json()
    assert record["customer"] == {"id": first["id"], "title": "北京云帆"}
    assert record["owner"]["title"] == "管理员"
    assert record["_title"] == "SO00001"
    assert record["_can"]["update"] and "no" not in record["_can"]["write"]


def test_unknown_parameters_are_refused(shop: Shop) -> None:
    for params in ({"filtr": "x"}, {"limit": "0"}, {"limit": "100000"}, {"cursor": "zzz"}, {"view": "nosuch"}):
        answer = shop.builder.browser.get(shop.records("customer"), params=params)
        assert answer.status_code in (404, 422), params


def test_a_saved_view_keeps_filter_and_order_and_a_stale_save_is_refused(shop: Shop) -> None:
    _fill(shop)
    base = "/api/v1/apps/shop/forms/customer/views"
    body = {"label": "A 类", "filter": "level = 'a'", "sort": ["-name"], "columns": [{"field": "name", "width": 200}]}
    view = shop.builder.browser.post(base, json=body).json()
    assert _names(shop, view=view["id"]) == ["深圳华信", "北京云帆"]
    changed = shop.builder.browser.patch(f"{base}/{view['id']}", json={**body, "label": "甲", "version": 1})
    assert changed.json()["version"] == 2
    stale = shop.builder.browser.patch(f"{base}/{view['id']}", json={**body, "version": 1})
    assert stale.status_code == 409
    other = shop.company.hire("other").browser
    assert other.get(base).status_code in (200, 404)
    assert shop.builder.browser.delete(f"{base}/{view['id']}").status_code == 204
    assert shop.builder.browser.get(base).json()["items"] == []


def test_sums_by_group_are_right(shop: Shop) -> None:
    _fill(shop)
    body = {
        "groups": [{"field": "level"}],
        "measures": [{"key": "n", "fn": "count"}, {"key": "d", "fn": "sum", "field": "discount"}],
    }
    rows = shop.builder.browser.post(shop.records("customer") + ":aggregate", json=body).json()["rows"]
    assert rows == [
        {"level": "a", "n": 2, "d": 0.2},
        {"level": "b", "n": 1, "d": 0.1},
        {"level": None, "n": 1, "d": 0.15},
    ]


def test_the_form_being_filled_in_is_judged_by_the_server_as_it_would_be_saved(shop: Shop) -> None:
    [first, *_] = _fill(shop)
    lines = [{"product": "x", "quantity": 2, "price": 50}]
    body = {"values": {"customer": first["id"], "status": "lost", "lines": lines}}
    prepared = shop.builder.browser.post(shop.records("order") + ":prepare", json=body).json()
    assert prepared["values"]["payable"] == 80
    assert prepared["states"]["reason"] == {"visible": True, "required": True, "readonly": False}
    assert [problem["field"] for problem in prepared["problems"]] == ["reason"]
    assert shop.builder.browser.get(shop.records("order")).json()["items"] == []


@pytest.mark.parametrize("database_kind", ["sqlite"])  # it is made of what the forms are, not of data
def test_R142_the_apps_openapi_describes_typed_records(shop: Shop) -> None:
    document = shop.builder.browser.get("/api/v1/apps/shop/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    create = document["components"]["schemas"]["CustomerCreate"]
    assert create["required"] == ["name"] and create["additionalProperties"] is False
    assert set(document["paths"]["/apps/shop/forms/order/records"]) == {"get", "post"}
    named = {each["operationId"] for path in document["paths"].values() for each in path.values() if "tags" in each}
    assert set(WORDS) <= named, "what all forms have in common is told by name"
    assert {"changes_order", "aggregate_customer", "export_order"} <= named
    rep = shop.seller("rep", [{"id": "r", "to": ["role:sales"], "form": "order", "ops": ["read"], "rows": "all"}])
    told = rep.browser.get("/api/v1/apps/shop/openapi.json", headers={"accept-language": "en"}).json()
    validate(told)
    assert "customer" not in str(told["tags"]) and "创建" not in str(told["paths"])


def test_what_no_column_can_hold_is_refused_with_a_sentence(shop: Shop) -> None:
    browser, records = shop.builder.browser, shop.records("customer")
    one = shop.add("customer", {"name": "云帆"})["id"]
    for answer in (
        browser.get(records, params={"filter": "name = 'a\0'"}),
        browser.post(f"{records}/{one}:revert", json={"version": 1, "seq": 10**28}),
        browser.post(records, content='{"name": "大", "discount": 1.0253762140380507e308}', headers=JSON),
        browser.post(records, json={"name": "大", "discount": 10**400}),
    ):
        assert answer.status_code in (200, 404, 409, 422), answer.text


def test_a_nul_character_is_refused_alike_at_every_door_and_by_every_database(shop: Shop) -> None:
    browser, records = shop.builder.browser, shop.records("customer")
    one = shop.add("customer", {"name": "云帆"})["id"]
    told = []
    for method, address, body in (
        ("POST", records, {"name": "a\0"}),
        ("POST", records, {"name": "云", "a\0": 1}),
        ("PATCH", f"{records}/{one}", {"version": 1, "name": "a\0"}),
        ("POST", f"{records}/{one}/comments", {"text": "a\0"}),
        ("POST", f"{APP}/flows", {"label": "a\0", "key": "nul", "definition": {}}),
        ("POST", "/api/v1/groups", {"name": "a\0", "members": []}),
        ("GET", f"{records}?filter=name%20%3D%20'%00'", None),
        ("GET", f"{records}/%00", None),
    ):
        told.append(browser.request(method, address, json=body))
    parts = [b'{"name": "a\\', b'u0000"}']
    told.append(browser.post(records, content=iter(parts), headers=JSON))
    assert {(each.status_code, each.json()["code"]) for each in told} == {(422, "nul_character")}, told
    fine = browser.post(records, content=rb'{"name": "C:\\\\u0000"}', headers=JSON)
    assert fine.status_code == 201 and browser.get(f"{records}/{fine.json()['id']}").json()["name"] == r"C:\\u0000"
    for value in (literal("a\0"), literal({"deep": ["a\0"]}, JsonDoc), literal(2**64)):  # from files, other systems
        with pytest.raises((Invalid, DataError)), shop.company.database.snapshot() as tx:
            tx.execute(select(value))
