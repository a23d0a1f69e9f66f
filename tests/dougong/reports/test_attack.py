"""The oracle attack: whoever may not see a value gets nothing of it by asking cleverly (requirement of design §7)."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.dougong.people import Company
from tests.dougong.records.conftest import CUSTOMER, ORDER, Shop, build_app

PREVIEW = "/api/v1/apps/shop/dashboards:preview"
GRANTS: list[dict[str, Any]] = [
    {"id": "orders", "to": ["role:sales"], "form": "order", "ops": ["read"], "rows": "all", "aggregate": True,
     "read": ["no", "customer", "status", "due"], "write": []},
    {"id": "mine", "to": ["role:sales"], "form": "order", "ops": ["read"], "rows": "own", "aggregate": True,
     "read": ["*"], "write": []},
    {"id": "customers", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "all", "aggregate": False,
     "read": ["name", "level"], "write": []},
]  # fmt: skip
HIDDEN = 7654.25
"""The total of an order of somebody else; `secret` of its customer is hidden altogether."""


@pytest.fixture
def shop(company: Company) -> Shop:
    made = build_app(company, "shop", "商店", {"customer": CUSTOMER, "order": ORDER})
    customer = made.add("customer", {"name": "甲", "secret": "底牌", "level": "a"})["id"]
    line = {"product": "P", "quantity": 1, "price": HIDDEN}
    made.add("order", {"customer": customer, "status": "open", "reason": "机密", "lines": [line]})
    return made


@pytest.fixture
def spy(shop: Shop) -> TestClient:
    return shop.seller("间谍", GRANTS).browser


def ask(spy: TestClient, query: dict[str, Any], chart: dict[str, Any] | None = None) -> dict[str, Any]:
    body = {"tile": {"key": "t", "chart": chart or {"type": "table"}, "query": {"from": "order", **query}}}
    answer = spy.post(PREVIEW, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


COUNT = {"key": "n", "fn": "count"}
HIDDEN_FIELD: list[dict[str, Any]] = [
    {"measures": [COUNT], "where": "customer.secret = '底牌'"},
    {"measures": [COUNT], "rows": [{"key": "s", "field": "customer.secret"}]},
    {"measures": [{"key": "s", "fn": "max", "field": "customer.secret"}]},
    {"measures": [{"key": "s", "fn": "count", "where": "customer.secret > 'a'"}]},
    {"measures": [{"key": "s", "fn": "first", "field": "no", "by": "customer.secret"}]},
    {"list": ["no", "customer.secret"]},
    {"list": ["no"], "where": "CONTAINS(customer.secret, '底')"},
    {"measures": [COUNT], "period": {"field": "customer.secret", "last": 1, "unit": "year"}},
]


def test_a_field_that_nobody_gave_is_no_field(spy: TestClient) -> None:
    for query in HIDDEN_FIELD:
        found = ask(spy, query)
        assert found["state"] == "refused", query
        assert "底牌" not in str(found["message"])


BLANK_IN_OTHERS_ROWS: list[dict[str, Any]] = [
    {"measures": [COUNT], "where": f"total = {HIDDEN}"},
    {"measures": [COUNT], "where": "total > 7000"},
    {"measures": [COUNT], "where": "not (total <= 7000) and total <> NULL"},
    {"measures": [COUNT], "where": "SUM(lines.amount) > 7000"},
    {"measures": [COUNT], "where": "COUNTA(lines.id) > 0"},
    {"measures": [COUNT], "where": "payable > 1"},
    {"measures": [COUNT], "where": "reason = '机密'"},
    {"measures": [{"key": "n", "fn": "count", "where": "total / 1 > 7000"}]},
]


def test_a_value_hidden_in_a_record_answers_no_condition(spy: TestClient) -> None:
    for query in BLANK_IN_OTHERS_ROWS:
        found = ask(spy, query)
        assert found["state"] == "ok", found
        assert found["figure"]["table"]["rows"] == [["0"]], query


MEASURED: list[dict[str, Any]] = [
    {"measures": [{"key": "m", "fn": fn, "field": "total"}]} for fn in ("sum", "max", "avg", "median", "distinct")
] + [
    {"measures": [COUNT], "rows": [{"key": "t", "field": "total", "bins": {"width": 10, "start": 0}}]},
    {"measures": [COUNT], "rows": [{"key": "r", "field": "reason"}]},
    {"measures": [COUNT, {"key": "m", "fn": "sum", "field": "total"}], "rows": [{"key": "c", "field": "customer"}],
     "having": "m > 7000"},
    {"measures": [{"key": "m", "fn": "sum", "field": "total"}],
     "rows": [{"key": "c", "field": "no", "top": {"by": "m", "n": 1}}]},
    {"measures": [{"key": "m", "fn": "sum", "field": "lines.price"}], "rows": [{"key": "p", "field": "lines.product"}]},
    {"measures": [{"key": "m", "fn": "sum", "field": "total"}], "compare": [{"key": "ly", "shift": "-1 year"}],
     "period": {"field": "created_at", "last": 1, "unit": "year"}},
    {"measures": [{"key": "m", "fn": "max", "field": "total"}], "rows": [{"key": "s", "field": "status"}],
     "totals": ["all"]},
    {"list": ["no", "total", "lines.price", "reason"]},
]  # fmt: skip


def test_a_value_hidden_in_a_record_is_in_no_number(spy: TestClient) -> None:
    for query in MEASURED:
        found = ask(spy, query)
        assert found["state"] == "ok", found
        text = str(found["figure"]).replace(",", "")
        for secret in ("7654", "7650", "机密", "'P'"):
            assert secret not in text, (query, found["figure"]["table"])


def test_without_the_right_to_sum_there_are_no_sums(spy: TestClient) -> None:
    found = ask(spy, {"from": "customer", "measures": [COUNT]})
    assert found["state"] == "no_access"
    listed = ask(spy, {"from": "customer", "list": ["name", "level"]})
    assert listed["figure"]["table"]["rows"] == [["甲", "a"]]
    metric = {"key": "nps", "tables": {"answers": {"from": "customer", "columns": {"score": "discount"}}}}
    tile = {"key": "m", "chart": {"type": "metric"}, "metric": metric}
    assert spy.post(PREVIEW, json={"tile": tile}).json()["state"] in ("no_access", "refused")
