"""The oracle attack through every door of reports: what somebody may not see may be anything, nothing they get changes.

Each probe is asked twice, and in between the hidden values are made others. The spy must get the same both times. The
builder, who sees everything, must get something else: so each probe could have told.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from dougong.messaging.service import MAIL
from dougong.reports import alerts
from dougong.reports.models import dashboard_clock
from tests.dougong.people import Company
from tests.dougong.records.conftest import CUSTOMER, ORDER, Shop, build_app

API = "/api/v1/apps/shop"
BOARD = f"{API}/dashboards/board"
GRANTS: list[dict[str, Any]] = [
    {"id": "orders", "to": ["role:sales"], "form": "order", "ops": ["read", "export"], "rows": "all",
     "aggregate": True, "read": ["no", "customer", "status", "due"], "write": []},
    {"id": "mine", "to": ["role:sales"], "form": "order", "ops": ["read", "export", "create"], "rows": "own",
     "aggregate": True, "read": ["*"], "write": ["*"]},
    {"id": "customers", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "all", "aggregate": False,
     "read": ["name"], "write": []},
]  # fmt: skip
BEFORE = {"甲": ("abc底牌", 7654.25), "乙": ("zzz", 100)}
AFTER = {"甲": ("nnn", 50), "乙": ("mmm", 9000.5)}
"""Customer → a text that nobody may read but the builder, and the price of their order, hidden in others' rows."""
VOLATILE = frozenset({"as_of", "took_ms", "revision", "version", "updated_at", "updated_by", "can"})

N = {"key": "n", "fn": "count"}
M = {"key": "m", "fn": "sum", "field": "total"}
BY_NO = {"key": "no", "field": "no"}
PERIOD = {"period": {"field": "created_at", "last": 1, "unit": "year"}, "compare": [{"key": "ly", "shift": "-1 year"}]}
QUERIES: dict[str, dict[str, Any]] = {
    "where": {"measures": [N], "where": "customer.secret = 'abc底牌'"},
    "where inside": {"measures": [N], "where": "CONTAINS(customer.secret, '底')"},
    "where larger": {"measures": [N], "where": "total > 7000 and total < 8000"},
    "where of a measure": {"measures": [{**N, "where": "customer.secret > 'p'"}]},
    "where over lines": {"measures": [N], "where": "SUM(lines.amount) > 8000"},
    "group": {"measures": [N], "rows": [{"key": "s", "field": "customer.secret"}]},
    "group in bins": {"measures": [N], "rows": [{"key": "t", "field": "total", "bins": {"width": 10}}]},
    "columns": {"measures": [N], "rows": [BY_NO], "cols": [{"key": "t", "field": "total"}]},
    "sum": {"measures": [M]},
    "max": {"measures": [{**M, "fn": "max"}]},
    "median": {"measures": [{**M, "fn": "median"}]},
    "last": {"measures": [{"key": "l", "fn": "last", "field": "no", "by": "total"}]},
    "first by a hidden field": {"measures": [{"key": "f", "fn": "first", "field": "no", "by": "customer.secret"}]},
    "sum of lines": {"measures": [{"key": "p", "fn": "sum", "field": "lines.price"}]},
    "having": {"measures": [N, M], "rows": [BY_NO], "having": "m > 5000"},
    "having by a formula": {
        "measures": [M, {"key": "f", "formula": "IF(m > 5000, 1, 0)"}], "rows": [BY_NO], "having": "f = 1",
    },
    "top": {"measures": [N, M], "rows": [{**BY_NO, "top": {"by": "m", "n": 1}}]},
    "top and others": {"measures": [M], "rows": [{**BY_NO, "top": {"by": "m", "n": 1, "others": True}}]},
    "order": {"measures": [N, M], "rows": [BY_NO], "order": [{"by": "m", "desc": True}]},
    "order and limit": {"measures": [N, M], "rows": [BY_NO], "order": [{"by": "m", "desc": True}], "limit": 1},
    "order of a list": {"list": ["no", "total"], "order": [{"by": "total", "desc": True}], "limit": 1},
    "list of another form": {"list": ["no", "customer.secret"]},
    "compare": {"measures": [M], **PERIOD},
    "having over a comparison": {"measures": [M], "rows": [BY_NO], **PERIOD, "having": "m - m__ly > 5000"},
    "share": {"measures": [{**M, "share": "all"}], "rows": [BY_NO]},
    "running": {"measures": [{**M, "running": True}], "rows": [BY_NO]},
    "totals": {"measures": [M], "rows": [{"key": "st", "field": "status"}], "totals": ["all"]},
}  # fmt: skip
TILES: list[dict[str, Any]] = [
    {"key": "by_no", "chart": {"type": "table"}, "drill": ["customer.secret"],
     "query": {"from": "order", "rows": [BY_NO], "measures": [N, M, {**N, "key": "big", "where": "total > 5000"}]}},
    {"key": "by_secret", "chart": {"type": "table"},
     "query": {"from": "order", "rows": [{"key": "s", "field": "customer.secret"}], "measures": [N]}},
    {"key": "records", "chart": {"type": "table"}, "query": {"from": "order", "list": ["no", "total"]}},
    {"key": "counted", "chart": {"type": "table"}, "query": {"from": "order", "rows": [BY_NO], "measures": [N]}},
]  # fmt: skip
FILTERS: list[dict[str, Any]] = [
    {"key": "secret", "type": "text", "form": "order", "field": "customer.secret"},
    {"key": "total", "type": "number", "form": "order", "field": "total"},
    {"key": "level", "type": "select", "form": "order", "field": "customer.level"},
]
EVERYTHING = {"tile": "counted", "cell": {}}
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "all tiles": ("/data", {}),
    "filter by a hidden field": ("/data", {"tiles": ["counted"], "filters": {"secret": "abc"}}),
    "filter by a value hidden in rows": ("/data", {"tiles": ["counted"], "filters": {"total": {"min": 5000}}}),
    "click on a hidden member": (
        "/data", {"tiles": ["counted"], "clicks": [{"tile": "by_secret", "cell": {"s": "abc底牌"}}]}),
    "click on a measure with a condition": (
        "/data", {"tiles": ["counted"], "clicks": [{"tile": "by_no", "cell": {}, "measure": "big"}]}),
    "drill by a hidden field": (":drill", {**EVERYTHING, "by": "customer.secret"}),
    "drill by a value hidden in rows": (":drill", {**EVERYTHING, "by": "total"}),
    "drill of a tile that goes through a hidden field": (":drill", {"tile": "by_no", "cell": {}}),
    "drill through a hidden member": (
        ":drill", {**EVERYTHING, "path": [{"by": "customer.secret", "cell": {"customer_secret": "abc底牌"}}],
                   "to": "records", "fields": ["no"]}),
    "drill sorted": (":drill", {**EVERYTHING, "to": "records", "sort": "-total", "fields": ["no"]}),
    "drill sorted, one page": (
        ":drill", {**EVERYTHING, "to": "records", "sort": "-total", "fields": ["no"], "limit": 1, "offset": 1}),
    "drill to hidden fields": (":drill", {**EVERYTHING, "to": "records", "fields": ["no", "total", "reason", "lines"]}),
    "drill of a measure with a condition": (
        ":drill", {"tile": "by_no", "cell": {}, "measure": "big", "to": "records", "fields": ["no"]}),
    "drill under a filter": (
        ":drill", {**EVERYTHING, "to": "records", "fields": ["no"], "filters": {"total": {"min": 5000}}}),
    "file of groups": (":export", {"format": "csv", "tile": "by_no"}),
    "file of records": (":export", {"format": "csv", "tile": "records"}),
    "file under a filter": (":export", {"format": "csv", "tile": "counted", "filters": {"secret": "abc"}}),
    "picture": (":export", {"format": "svg", "tile": "by_no"}),
    "workbook": (":export", {"format": "xlsx"}),
}  # fmt: skip


@pytest.fixture
def shop(company: Company) -> Shop:
    made = build_app(company, "shop", "商店", {"customer": CUSTOMER, "order": ORDER})
    for name, (secret, price) in BEFORE.items():
        customer = made.add("customer", {"name": name, "secret": secret, "level": "a"})["id"]
        line = {"product": "P", "quantity": 1, "price": price}
        made.add("order", {"customer": customer, "status": "open", "lines": [line]})
    publish(made, company.admin.browser, {"tiles": TILES, "filters": FILTERS})
    return made


@pytest.fixture
def spy(shop: Shop) -> TestClient:
    return shop.seller("间谍", GRANTS).browser


@pytest.fixture
def no_mail() -> Iterator[None]:
    yield
    MAIL.on = False


def publish(shop: Shop, browser: TestClient, definition: dict[str, Any], key: str = "board") -> None:
    grid = [{"tile": tile["key"], "x": 0, "y": 4 * y, "w": 6, "h": 4} for y, tile in enumerate(definition["tiles"])]
    body = {"key": key, "label": key, "definition": {**definition, "grid": grid}}
    made = browser.post(f"{API}/dashboards", json=body).json()
    assert made["problems"] == [], made
    done = browser.post(f"{API}/dashboards/{key}/draft:publish", json={"revision": made["revision"]})
    assert done.status_code == 200, done.text


def change(shop: Shop, values: dict[str, tuple[str, float]]) -> None:
    """Makes the hidden values others."""
    browser = shop.builder.browser
    for customer in browser.get(shop.records("customer")).json()["items"]:
        secret, price = values[customer["name"]]
        body = {"secret": secret, "version": customer["version"]}
        assert browser.patch(f"{shop.records('customer')}/{customer['id']}", json=body).status_code == 200
        found = browser.get(f"{shop.records('order')}?filter=customer = '{customer['id']}'").json()["items"]
        line = {"product": "P", "quantity": 1, "price": price}
        body = {"lines": [line], "version": found[0]["version"]}
        assert browser.patch(f"{shop.records('order')}/{found[0]['id']}", json=body).status_code == 200


def everything(browser: TestClient) -> dict[str, Any]:
    """What every probe gives."""
    found: dict[str, Any] = {}
    for name, query in QUERIES.items():
        tile = {"key": "t", "chart": {"type": "table"}, "query": {"from": "order", **query}}
        found[name] = lasting(browser.post(f"{API}/dashboards:preview", json={"tile": tile}).json())
    for name, (door, body) in ASKED.items():
        answer = browser.post(f"{BOARD}{door}", json=body)
        if "json" in answer.headers["content-type"]:
            found[name] = lasting(answer.json())
        else:
            found[name] = cells(answer.content) if body.get("format") == "xlsx" else answer.text
    return found


def lasting(value: Any) -> Any:
    """An answer without what differs from moment to moment, and without what marks that a record was changed."""
    if isinstance(value, dict):
        return {key: lasting(part) for key, part in value.items() if key not in VOLATILE}
    return [lasting(part) for part in value] if isinstance(value, list) else value


def cells(content: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    return [value for value in found if not str(value).startswith("数据截至")]


def test_nothing_that_the_spy_gets_depends_on_what_is_hidden(shop: Shop, spy: TestClient) -> None:
    spied, known = everything(spy), everything(shop.builder.browser)
    assert "底牌" not in str(spied) and "7654" not in str(spied).replace(",", "")
    assert spied["all tiles"]["tiles"]["counted"]["figure"]["table"]["rows"] == [["SO00001", "1"], ["SO00002", "1"]]
    change(shop, AFTER)
    told = {name for name, answer in everything(spy).items() if answer != spied[name]}
    assert told == set()
    blind = {name for name, answer in everything(shop.builder.browser).items() if answer == known[name]}
    assert blind == set(), "a probe that tells nobody anything proves nothing"


def test_hidden_names_are_offered_nowhere(shop: Shop, spy: TestClient) -> None:
    filters = {item["key"]: item["options"] for item in spy.get(BOARD).json()["filters"]}
    assert filters == {"secret": None, "total": None, "level": None}
    known = {item["key"]: item["options"] for item in shop.builder.browser.get(BOARD).json()["filters"]}
    assert [option["value"] for option in known["level"]] == ["a", "b"]
    paths = {field["path"] for field in spy.get(f"{API}/report-fields?form=order").json()["fields"]}
    assert "customer.name" in paths and not paths & {"customer.secret", "customer.level"}


def test_who_designs_without_any_right_to_the_data_gets_none_of_it(shop: Shop, no_mail: None) -> None:
    """An administrator may design every dashboard; links and alerts of theirs show what they themselves may see."""
    designer = shop.company.hire("设计者", is_admin=True)
    ring = {"key": "ring", "tile": "by_no", "when": "m > 0", "to": [f"person:{designer.id}"]}
    publish(shop, designer.browser, {"tiles": TILES, "filters": FILTERS, "alerts": [ring]}, "theirs")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    link = {"label": "外链", "expires_at": tomorrow.isoformat()}
    made = designer.browser.post(f"{API}/dashboards/theirs/links", json=link)
    assert made.status_code == 201, made.text
    token = made.json()["url"].rpartition("/")[2]
    stranger = shop.company.browser()
    shown = stranger.post(f"/api/v1/public/dashboards/{token}/data", json={}).json()["tiles"]
    assert {tile["state"] for tile in shown.values()} == {"no_access"}
    tiles = designer.browser.post(f"{API}/dashboards/theirs/data", json={}).json()["tiles"]
    assert {tile["state"] for tile in tiles.values()} == {"no_access"}
    assert alerts.watch(shop.company.database) == 0
    with shop.company.database.snapshot() as tx:
        noted = tx.execute(select(dashboard_clock.c.checkpoint)).scalars().all()
    assert [each["problem"]["en"] for each in noted] == ["The tile of this alert can't be computed."]
