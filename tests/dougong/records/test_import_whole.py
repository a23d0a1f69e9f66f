"""Imports as a whole: mended and gone on with, taken back, making what they name, meeting records by several keys."""

import io
import json
from typing import Any

import openpyxl
from fastapi.testclient import TestClient
from sqlalchemy import delete

from dougong.files.models import file
from dougong.kit.db import Database
from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import Shop

CUSTOMERS = [{"index": index, "field": key} for index, key in enumerate(("name", "mobile", "level"))]
PLAN = {"sheet": "csv", "target": {"form": "customer"}, "columns": CUSTOMERS, "on_error": "skip"}
IMPORTS = "/api/v1/apps/shop/imports"


def _upload(browser: TestClient, name: str, content: bytes) -> dict[str, Any]:
    answer = browser.post(IMPORTS, files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def _job(browser: TestClient, import_id: str, step: str) -> dict[str, Any]:
    started = browser.post(f"{IMPORTS}/{import_id}:{step}")
    assert started.status_code == 202, started.text
    return finished(browser, started.json()["id"])


def _run(browser: TestClient, content: str, plan: dict[str, Any], step: str = "run") -> dict[str, Any]:
    found = _upload(browser, "c.csv", content.encode())
    planned = browser.post(f"{IMPORTS}/{found['id']}:plan", json=plan)
    assert planned.status_code == 200, planned.text
    return _job(browser, found["id"], step) | {"id": found["id"]}


def _customers(shop: Shop) -> dict[str, dict[str, Any]]:
    items = shop.builder.browser.get(shop.records("customer"), params={"limit": 100}).json()["items"]
    return {item["name"]: item for item in items}


def _mended(browser: TestClient, result: dict[str, Any], cells: dict[str, Any]) -> bytes:
    """The workbook of refused rows with these cells set."""
    content = browser.get(f"/api/v1/files/{result['errors_file']['id']}").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.active is not None
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_R043_refused_rows_are_mended_and_come_in_once_however_often_they_are_sent(shop: Shop, worker: Worker) -> None:
    browser = shop.builder.browser
    first = _run(browser, "名称,手机,级别\n甲,13800138000,a\n乙,1,a\n丙,,z\n丁,,b\n", PLAN)
    assert (first["created"], first["bad"]) == (2, 2)
    half = _mended(browser, first, {"B2": "13900139000"})
    found = _upload(browser, "mended.xlsx", half)
    assert found["continues"]["import"] == first["id"] and found["continues"]["rows"] == 2
    assert [column["header"] for column in found["sheets"][0]["columns"]] == ["名称", "手机", "级别"]
    checked = _job(browser, found["id"], "check")
    assert (checked["created"], checked["bad"]) == (1, 1), "no plan is asked for: it is that of the import"
    second = _job(browser, found["id"], "run")
    assert (second["created"], second["bad"]) == (1, 1)
    again = _upload(browser, "mended.xlsx", _mended(browser, first, {"B2": None, "A2": "乙二", "C3": "b"}))
    third = _job(browser, again["id"], "run")
    assert (third["created"], third["skipped"], third["bad"]) == (1, 1, 0), "乙 is in already, under whatever name"
    assert sorted(_customers(shop)) == ["丁", "丙", "乙", "甲"]
    assert _upload(browser, "c.csv", "名称,手机,级别\n甲,13800138000,a\n乙,1,a\n丙,,z\n丁,,b\n".encode())["same_as"]
    undone = _job(browser, first["id"], "undo")
    assert undone["deleted"] == 4, "mended rows belong to the import that refused them"
    late = browser.post(f"{IMPORTS}/{again['id']}:run")
    assert late.status_code == 409 and late.json()["code"] == "import_undone"
    refused = _upload(browser, "late.xlsx", half)
    assert refused["continues"] is None


def test_R043_an_import_is_taken_back_except_for_what_changed_since(
    shop: Shop, worker: Worker, database: Database
) -> None:
    browser = shop.builder.browser
    kept = shop.add("customer", {"name": "甲", "level": "a", "mobile": "13800138000"})
    other = shop.add("customer", {"name": "乙", "level": "a"})
    order = shop.add("order", {"customer": other["id"], "lines": [{"product": "x", "quantity": 1, "price": 100}]})
    plan = PLAN | {"mode": "upsert", "match": ["name"], "columns": [*CUSTOMERS, {"index": 3, "field": "discount"}]}
    text = "名称,手机,级别,折扣\n甲,13900139000,b,0\n乙,13700137000,b,0.5\n丙,,a,0\n丁,,a,0\n"
    result = _run(browser, text, plan)
    assert (result["created"], result["updated"]) == (2, 2), result
    assert shop.get("order", order["id"])["payable"] == 50
    now = _customers(shop)
    url = shop.records("customer")
    version = now["甲"]["version"]
    assert browser.patch(f"{url}/{kept['id']}", json={"mobile": "13600136000", "version": version}).status_code == 200
    answer = browser.patch(f"{url}/{now['丙']['id']}", json={"level": "b", "version": now["丙"]["version"]})
    assert answer.status_code == 200, answer.text
    preview = browser.get(f"{IMPORTS}/{result['id']}/undo").json()
    assert preview == {"created": 2, "updated": 2, "changed_since": 2, "allowed": True}
    stranger = shop.company.hire("外人").browser
    assert stranger.get(f"{IMPORTS}/{result['id']}/undo").status_code == 404
    with database.transaction() as tx:
        tx.execute(delete(file))  # as the sweeper does a day later
    undone = _job(browser, result["id"], "undo")
    assert (undone["deleted"], undone["restored"], undone["kept_records"]) == (1, 2, 2), undone
    assert shop.get("order", order["id"])["payable"] == 100, "what followed from the import follows back"
    named = {entry["title"]: entry["fields"] for entry in undone["kept"]}
    assert named == {"甲": ["mobile"], "丙": []}
    after = _customers(shop)
    assert sorted(after) == ["丙", "乙", "甲"]
    assert (after["甲"]["level"], after["甲"]["mobile"]) == ("a", "+8613600136000")
    assert (after["乙"]["level"], after["乙"]["mobile"]) == ("a", None)
    assert browser.post(f"{IMPORTS}/{result['id']}:undo").json()["code"] == "import_undone"
    [run] = browser.get(IMPORTS).json()["items"]
    assert run["undone_at"] and run["created"] == 2


def test_R043_a_sheet_makes_the_options_and_linked_records_it_names(shop: Shop, worker: Worker) -> None:
    browser = shop.builder.browser
    shop.add("customer", {"name": "甲", "secret": "C-1"})
    columns = [
        {"index": 0, "field": "customer", "create": True},
        {"index": 1, "field": "status", "create": True},
    ]
    plan = {"sheet": "csv", "target": {"form": "order"}, "columns": columns, "on_error": "skip"}
    text = "客户,状态\n甲,open\n新客户,待定\n新客户,待定\n"
    checked = _run(browser, text, plan, "check")
    assert (checked["created"], checked["linked"], checked["bad"]) == (3, 1, 0), checked["errors"]
    assert "新客户" not in _customers(shop), "a rehearsal makes nothing"
    result = _run(browser, text, plan)
    assert (result["created"], result["linked"], result["bad"]) == (3, 1, 0), result["errors"]
    orders = browser.get(shop.records("order"), params={"expand": "customer", "sort": "no"}).json()["items"]
    assert [order["customer"]["title"] for order in orders] == ["甲", "新客户", "新客户"]
    assert [order["status"] for order in orders] == ["open", "待定", "待定"]
    by_code = plan | {"columns": [{"index": 0, "field": "customer", "by": "secret"}]}
    assert _run(browser, "客户,状态\nC-1,\nC-9,\n", by_code)["created"] == 1
    undone = _job(browser, result["id"], "undo")
    assert undone["deleted"] == 4 and "新客户" not in _customers(shop)
    grants = [
        {"id": "o", "to": ["role:sales"], "form": "order", "ops": ["create", "read", "import"], "rows": "all"}
        | {"read": ["*"], "write": ["*"], "aggregate": False},
        {"id": "c", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "all"}
        | {"read": ["name"], "write": [], "aggregate": False},
    ]
    seller = shop.seller("销售", grants).browser
    found = _upload(seller, "c.csv", text.encode())
    refused = seller.post(f"{IMPORTS}/{found['id']}:plan", json=plan)
    assert refused.status_code in (403, 404), "new options are designing"
    only_links = plan | {"columns": columns[:1]}
    refused = seller.post(f"{IMPORTS}/{found['id']}:plan", json=only_links)
    assert refused.json()["errors"][0]["code"] == "create_not_granted"
    hidden = seller.post(f"{IMPORTS}/{found['id']}:plan", json=by_code)
    assert hidden.json()["errors"][0]["code"] == "by_unknown", "a field one may not read names no records"


def test_R043_rows_meet_records_by_several_keys_compared_as_people_do(shop: Shop, worker: Worker) -> None:
    browser = shop.builder.browser
    shop.add("customer", {"name": "Acme Ltd", "level": "a"})
    shop.add("customer", {"name": "acme ltd 2", "level": "b"})
    plan = PLAN | {"columns": [CUSTOMERS[0], CUSTOMERS[2]], "mode": "upsert", "match": ["name", "level"]}
    plan["columns"] = [{"index": 0, "field": "name"}, {"index": 1, "field": "level"}, {"index": 2, "field": "mobile"}]
    text = "名称,级别,手机\nACME ＬＴＤ,a,13800138000\nacme ltd 2,a,\n"
    assert _run(browser, text, plan, "check")["created"] == 1, "exactly: one is new, the other's name is taken"
    loosely = _run(browser, text, plan | {"loosely": True}, "check")
    assert (loosely["updated"], loosely["bad"]) == (1, 1)
    assert _run(browser, text, plan | {"loosely": True})["updated"] == 1
    skipping = plan | {"mode": "skip", "match": ["name"], "loosely": True}
    left = _run(browser, "名称,级别,手机\nacme ltd 2,a,\n新,b,\n新,a,\n", skipping)
    assert (left["created"], left["skipped"], left["bad"]) == (1, 2, 0), left["errors"]
    assert _customers(shop)["acme ltd 2"]["level"] == "b", "what is there is left as it is"
    blank = _run(browser, "名称,级别,手机\n无级别,,\n", plan)["errors"][0]
    assert (blank["code"], blank["field"]) == ("match_empty", "level"), "the key that is blank, not the first"
    twice = _run(browser, "名称,级别,手机\n双,a,\n双,a,13800138000\n", plan)
    assert (twice["created"], twice["bad"], twice["errors"][0]["code"]) == (1, 1, "match_twice")


def test_R043_an_exported_workbook_brings_its_fields_and_values_back(shop: Shop, worker: Worker) -> None:
    browser = shop.builder.browser
    fields: list[dict[str, Any]] = [
        {"key": "name", "type": "text", "label": {"zh-CN": "名称", "en": "Name"}, "required": True, "max_length": 50},
        {"key": "kinds", "type": "multi_select", "label": "类别", "options": [{"value": "a", "label": "甲类"}]}
        | {"options": [{"value": "a", "label": "甲类", "color": "red"}, {"value": "b", "label": "乙类"}]},
        {"key": "rate", "type": "percent", "label": "比例", "decimals": 2},
        {"key": "price", "type": "money", "label": "价格", "default": {"formula": "1 + 1"}},
        {"key": "on", "type": "boolean", "label": "启用"},
        {"key": "day", "type": "date", "label": "日期"},
        {"key": "at", "type": "datetime", "label": "时刻"},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "took", "type": "duration", "label": "用时"},
        {"key": "marks", "type": "tags", "label": "标签"},
        {"key": "double", "type": "formula", "label": "加倍", "formula": "price * 2", "as": "money"},
    ]
    answer = browser.post("/api/v1/apps/shop/forms", json={"label": "杂项", "key": "things"})
    assert answer.status_code == 201
    shop.publish("things", {"label": "杂项", "title": "name", "fields": fields})
    customer = shop.add("customer", {"name": "甲"})
    values = {"name": "001", "kinds": ["b", "a"], "rate": 0.1234, "price": 12345.67, "on": True, "day": "2026-03-05"}
    values |= {"at": "2026-03-05T08:30:15.000Z", "customer": customer["id"], "took": 5400, "marks": ["一二"]}
    shop.add("things", values)
    shop.add("things", {"name": "=1+1", "price": None})
    content = browser.get(shop.records("things") + ":export").content
    found = _upload(browser, "杂项.xlsx", content)
    [sheet] = found["sheets"]
    columns = [{"index": column["index"], "new": column["type"]} for column in sheet["columns"]]
    target = {"new": {"label": "又一份", "key": "copies"}}
    plan = {"sheet": sheet["name"], "header_row": sheet["header_row"], "target": target, "columns": columns}
    planned = browser.post(f"{IMPORTS}/{found['id']}:plan", json=plan)
    assert planned.status_code == 200, planned.text
    made = {field["key"]: field for field in planned.json()["definition"]["fields"]}
    assert made["name"] == fields[0] and made["kinds"] == fields[1] and made["customer"] == fields[7]
    assert "default" not in made["price"] and made["double"]["type"] == "money"
    result = _job(browser, found["id"], "run")
    assert (result["created"], result["bad"]) == (2, 0), result["errors"]
    keys = [field["key"] for field in fields]
    asked = {"sort": "name", "fields": ",".join(keys)}
    was, now = (browser.get(shop.records(form), params=asked).json()["items"] for form in ("things", "copies"))
    assert [{key: item[key] for key in keys} for item in now] == [{key: item[key] for key in keys} for item in was]
    lines = browser.get(shop.records("things") + ":export", params={"format": "jsonl", "sort": "name"}).content
    array = browser.get(shop.records("things") + ":export", params={"format": "json", "sort": "name"}).json()
    assert [json.loads(line) for line in lines.splitlines()] == array and array[0]["customer"]["title"] == "甲"
    back = _upload(browser, "t.jsonl", lines)
    [sheet] = back["sheets"]
    columns = [{"index": column["index"], "field": column["header"]} for column in sheet["columns"]]
    columns = [column for column in columns if column["field"] not in ("id", "double")]
    plan = {"sheet": "json", "target": {"form": "copies"}, "columns": columns, "mode": "upsert", "match": ["name"]}
    assert browser.post(f"{IMPORTS}/{back['id']}:plan", json=plan).status_code == 200
    result = _job(browser, back["id"], "run")
    assert (result["updated"], result["bad"]) == (2, 0), result["errors"]
    again = browser.get(shop.records("copies"), params=asked).json()["items"]
    assert [{key: item[key] for key in keys} for item in again] == [{key: item[key] for key in keys} for item in was]
