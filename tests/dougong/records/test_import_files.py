"""A zip of a table and its files: what an export with files gives can be brought in again."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from dougong.worker import Worker
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import CUSTOMER, Shop
from tests.dougong.records.hostile_parts import png

IMPORTS = "/api/v1/apps/shop/imports"
FIELDS = [
    *CUSTOMER["fields"],
    {"key": "contract", "type": "attachment", "label": "合同", "max_mb": 1, "accept": [".txt", ".pdf"]},
    {"key": "photo", "type": "image", "label": "照片"},
]
COLUMNS = [{"index": 0, "field": "name"}, {"index": 1, "field": "contract"}]
PLAN = {"sheet": "csv", "target": {"form": "customer"}, "columns": COLUMNS, "on_error": "skip"}
SECRET = 0x1


def _zip(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _upload(browser: TestClient, content: bytes, name: str = "客户.zip") -> dict[str, Any]:
    answer = browser.post(IMPORTS, files={"file": (name, content)})
    document: dict[str, Any] = answer.json()
    return document | {"status": answer.status_code}


def _job(browser: TestClient, import_id: str, step: str) -> dict[str, Any]:
    return finished(browser, browser.post(f"{IMPORTS}/{import_id}:{step}").json()["id"])


def _run(browser: TestClient, content: bytes, plan: dict[str, Any] | None = None, step: str = "run") -> dict[str, Any]:
    found = _upload(browser, content)
    assert found["status"] == 201, found
    planned = browser.post(f"{IMPORTS}/{found['id']}:plan", json=plan or PLAN)
    assert planned.status_code == 200, planned.text
    return _job(browser, found["id"], step) | {"found": found}


def _held(browser: TestClient, shop: Shop, field: str) -> dict[str, list[tuple[str, bytes]]]:
    """By customer, the names and bytes of the files in the field."""
    items = browser.get(shop.records("customer"), params={"limit": 100}).json()["items"]
    return {
        item["name"]: [
            (entry["name"], browser.get(f"/api/v1/files/{entry['id']}").content) for entry in item[field] or ()
        ]
        for item in items
    }


def test_R043_an_export_with_its_files_is_brought_in_again_file_by_file(shop: Shop, worker: Worker) -> None:
    browser = shop.builder.browser
    shop.publish("customer", CUSTOMER | {"fields": FIELDS})
    sent = [browser.post("/api/v1/files", files={"file": ("a.txt", each)}).json()["id"] for each in (b"one", b"two")]
    photo = browser.post("/api/v1/files", files={"file": ("p.png", png(2, 2))}).json()["id"]
    shop.add("customer", {"name": "甲/乙", "contract": [{"id": each} for each in sent], "photo": [{"id": photo}]})
    shop.add("customer", {"name": "丙"})
    asked = {"files": True, "sort": "-name", "fields": "name,contract,photo"}
    packed = finished(browser, browser.post(f"{shop.records('customer')}:export", json=asked).json()["id"])
    content = browser.get(f"/api/v1/files/{packed['file']['id']}").content

    found = _upload(browser, content)
    assert (found["table"], found["files"]) == ("客户.xlsx", 3)
    sheet = found["sheets"][0]
    assert [column["type"]["type"] for column in sheet["columns"]] == ["text", "attachment", "image"]
    plan = {
        "sheet": sheet["name"],
        "target": {"new": {"label": "旧客户", "key": "older"}},
        "columns": [{"index": column["index"], "new": column["type"]} for column in sheet["columns"]],
    }
    checked = _run(browser, content, plan, "check")
    assert (checked["good"], checked["bad"]) == (2, 0), checked
    made = _run(browser, content, plan)
    assert (made["created"], made["form"]) == (2, "older"), made
    items = browser.get(shop.records("older"), params={"sort": "-name"}).json()["items"]
    told = [[entry["name"] for entry in item["contract"] or ()] for item in items]
    assert told == [["a.txt", "a (2).txt"], []]
    bytes_of = [browser.get(f"/api/v1/files/{entry['id']}").content for entry in items[0]["contract"]]
    assert bytes_of == [b"one", b"two"]
    assert browser.get(f"/api/v1/files/{items[0]['photo'][0]['id']}").content == png(2, 2)
    assert not set(sent) & {entry["id"] for entry in items[0]["contract"]}, "they are files of the new record"


def test_files_that_are_missing_or_unfit_are_errors_of_their_rows_and_come_with_the_mended_ones(
    shop: Shop, worker: Worker
) -> None:
    browser = shop.builder.browser
    shop.publish("customer", CUSTOMER | {"fields": FIELDS})
    table = "名称,合同\n甲,合同/甲.txt\n乙,缺.txt\n丙,乙.exe\n丁,\n戊,大.txt\n"
    # Windows in Chinese writes names as GBK without saying so; people pack the folder and not what is in it.
    windows = _zip({"aaaa/bbbb.csv": table}).replace(b"aaaa/bbbb.csv", "导出/客户.csv".encode("gbk"))
    assert _upload(browser, windows)["table"] == "客户.csv"
    content = _zip(
        {
            "导出/客户.csv": table,
            "导出/合同/甲.txt": "one",
            "导出/合同/乙.exe": "MZ",
            "导出/大.txt": "x" * 1_100_000,
            "导出/补.txt": "later",
            "__MACOSX/._客户.csv": "",
        }
    )
    for step in ("check", "run"):
        done = _run(browser, content, step=step)
        assert (done["created"], done["bad"]) == (2, 3), done
        codes = {(error["row"], error["field"], error["code"]) for error in done["errors"]}
        assert codes == {
            (3, "contract", "file_not_in_zip"),
            (4, "contract", "file_type"),
            (6, "contract", "file_too_large"),
        }
    assert _held(browser, shop, "contract") == {"甲": [("甲.txt", b"one")], "丁": []}
    mended = _mended(browser, done, {"B2": "补.txt"})
    found = _upload(browser, mended, "mended.xlsx")
    assert found["continues"]["rows"] == 3
    assert _job(browser, found["id"], "run")["created"] == 1, "the files are those of the first zip"
    assert _held(browser, shop, "contract")["乙"] == [("补.txt", b"later")]


def _mended(browser: TestClient, result: dict[str, Any], cells: dict[str, Any]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/api/v1/files/{result['errors_file']['id']}").content))
    assert book.active is not None
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_files_come_only_in_a_zip_and_only_into_fields_one_may_write(shop: Shop, worker: Worker) -> None:
    browser = shop.builder.browser
    shop.publish("customer", CUSTOMER | {"fields": FIELDS})
    alone = _upload(browser, "名称,合同\n甲,a.txt\n".encode(), "c.csv")
    refused = browser.post(f"{IMPORTS}/{alone['id']}:plan", json=PLAN)
    assert refused.json()["errors"][0]["code"] == "files_need_a_zip"
    grant = {"id": "c", "to": ["role:sales"], "form": "customer", "ops": ["read", "create", "import"], "rows": "all"}
    seller = shop.seller("销售", [grant | {"read": ["*"], "write": ["name"]}]).browser
    content = _zip({"客户.csv": "名称,合同\n甲,a.txt\n", "a.txt": "one"})
    done = _run(seller, content)
    assert (done["created"], done["bad"]) == (0, 1), done
    assert _held(browser, shop, "contract") == {}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_zips_that_mean_harm_or_hold_no_table_are_refused(shop: Shop) -> None:
    browser = shop.builder.browser
    locked = bytearray(_zip({"客户.csv": "名称\n甲\n"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        locked[locked.index(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= SECRET
    refused = {
        "file_unreadable": b"PK\x03\x04 nothing more",
        "file_encrypted": bytes(locked),
        "file_not_one_table": _zip({"a.csv": "x\n1\n", "b.csv": "x\n1\n"}),
        "file_too_large": _zip({f"files/{number}": "" for number in range(50_002)}),
    }
    assert {code: _upload(browser, content).get("code") for code, content in refused.items()} == {
        code: code for code in refused
    }
    outside = _zip({"客户.csv": "名称,合同\n甲,../a.txt\n", "../a.txt": "one", "/etc/b.txt": "two"})
    assert _upload(browser, outside)["files"] == 0
