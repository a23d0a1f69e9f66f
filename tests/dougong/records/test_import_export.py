"""Spreadsheets in and out: checked cell by cell, through the same pipeline, safe to open."""

import csv
import datetime as dt
import io
import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import plotly
import polars
import pytest
import xlsxwriter
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from dougong.records.exporting.files import open_writer
from dougong.records.exporting.table import Column
from dougong.records.importing.inspecting import inspect
from dougong.records.importing.mending import Layout, _fill
from dougong.records.importing.rows import Names, parse_rows, read_rows
from dougong.records.importing.sheets import extract
from dougong.worker import Worker
from engines.form.definition import load_form
from engines.form.fields.date import DateField
from engines.form.fields.long_text import LongTextField
from tests.dougong.jobs import finished
from tests.dougong.records.conftest import CUSTOMER, Shop

GAPMINDER = Path(plotly.__file__).parent / "package_data" / "datasets" / "gapminder.csv.gz"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _upload(shop: Shop, name: str, content: bytes) -> dict[str, Any]:
    answer = shop.builder.browser.post("/api/v1/apps/shop/imports", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document


def _run(shop: Shop, import_id: str, plan: dict[str, Any], step: str = "run") -> dict[str, Any]:
    base = f"/api/v1/apps/shop/imports/{import_id}"
    planned = shop.builder.browser.post(f"{base}:plan", json=plan)
    assert planned.status_code == 200, planned.text
    started = shop.builder.browser.post(f"{base}:{step}")
    assert started.status_code == 202, started.text
    result: dict[str, Any] = finished(shop.builder.browser, started.json()["id"])
    return result


def _workbook(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_R043_a_real_csv_becomes_a_form_with_sensible_types_and_right_totals(shop: Shop, worker: Worker) -> None:
    content = polars.read_csv(GAPMINDER).write_csv().encode()
    found = _upload(shop, "gapminder.csv", content)
    [sheet] = found["sheets"]
    kinds = {column["header"]: column["type"]["type"] for column in sheet["columns"]}
    assert kinds["year"] == "number" and kinds["lifeExp"] == "number" and kinds["continent"] == "select"
    columns = [
        {"index": column["index"], "new": {"label": column["header"], **column["type"]}} for column in sheet["columns"]
    ]
    plan = {
        "sheet": sheet["name"],
        "header_row": sheet["header_row"],
        "target": {"new": {"label": "国家数据", "key": "gapminder"}},
        "columns": columns,
    }
    result = _run(shop, found["id"], plan)
    assert (result["created"], result["bad"]) == (1704, 0), result["errors"][:3]
    sums = shop.builder.browser.post(
        shop.records("gapminder") + ":aggregate",
        json={"groups": [{"field": "country"}], "measures": [{"key": "pop", "fn": "sum", "field": "pop"}]},
    ).json()["rows"]
    frame = polars.read_csv(GAPMINDER).group_by("country").agg(polars.col("pop").sum())
    assert {row["country"]: row["pop"] for row in sums} == dict(frame.iter_rows())


def test_a_messy_workbook_is_understood(shop: Shop, worker: Worker) -> None:
    rows = [
        ["2026 年客户名单", None, None, None, None],
        [None, None, None, None, None],
        ["客户名称", "手机", None, "签约日期", "金额"],
        ["甲公司", "13800138000", None, dt.date(2026, 3, 5), "1,234.50"],
        ["乙公司", 13900139000, None, "2026年3月6日", 99],
        [None, None, None, None, None],
        ["丙公司", "137 0013 7000", None, "2026/3/7", "￥88"],
    ]
    found = _upload(shop, "客户.xlsx", _workbook(rows))
    [sheet] = found["sheets"]
    assert sheet["header_row"] == 2
    assert [(c["header"], c["type"]["type"]) for c in sheet["columns"]] == [
        ("客户名称", "text"),
        ("手机", "phone"),
        ("签约日期", "date"),
        ("金额", "money"),
    ]
    columns = [{"index": c["index"], "new": {"label": c["header"], **c["type"]}} for c in sheet["columns"]]
    plan = {
        "sheet": sheet["name"],
        "header_row": 2,
        "target": {"new": {"label": "名单", "key": "roster"}},
        "columns": columns,
    }
    result = _run(shop, found["id"], plan)
    assert result["created"] == 3, result["errors"]
    items = shop.builder.browser.get(shop.records("roster"), params={"sort": "jine"}).json()["items"]
    assert [item["jine"] for item in items] == [88, 99, 1234.5]
    assert {item["qianyueriqi"] for item in items} == {"2026-03-05", "2026-03-06", "2026-03-07"}
    assert {item["shouji"] for item in items} == {"+8613800138000", "+8613900139000", "+8613700137000"}


def test_the_rehearsal_names_every_bad_cell_and_writes_nothing(shop: Shop, worker: Worker) -> None:
    rows = [["名称", "手机", "级别"], ["甲", "13800138000", "a"], ["", "123", "z"], ["甲", None, "b"]]
    found = _upload(shop, "c.xlsx", _workbook(rows))
    columns = [{"index": index, "field": key} for index, key in enumerate(("name", "mobile", "level"))]
    plan = {"sheet": "Sheet", "target": {"form": "customer"}, "columns": columns, "on_error": "skip"}
    result = _run(shop, found["id"], plan, "check")
    cells = [(error["row"], error["field"], error["code"]) for error in result["errors"]]
    assert (3, "mobile", "phone_invalid") in cells
    assert (4, "name", "not_unique") in cells, "doubles inside the file are found before anything is written"
    assert (result["good"], result["bad"]) == (1, 2)
    assert shop.builder.browser.get(shop.records("customer")).json()["items"] == []
    done = _run(shop, found["id"], plan)
    assert (done["created"], done["bad"]) == (1, 2)
    book = openpyxl.load_workbook(
        io.BytesIO(shop.builder.browser.get(f"/api/v1/files/{done['errors_file']['id']}").content)
    )
    assert book.active is not None
    head, *bad = book.active.values
    assert head[:4] == ("名称", "手机", "级别", "需要修改的原因")
    assert [row[:3] for row in bad] == [(None, "123", "z"), ("甲", None, "b")], "the rows as they came"
    assert "级别：没有选项" in str(bad[0][3]) and "手机" in str(bad[0][3])
    fills = [cell.fill.fgColor.rgb for cell in book.active[2]]
    assert fills[1] == fills[2] == "FFFDE2E1" != fills[3], "the bad cells are marked"


def test_stop_on_error_leaves_nothing_behind(shop: Shop, worker: Worker) -> None:
    found = _upload(shop, "c.csv", "名称,手机\n甲,13800138000\n乙,1\n".encode())
    columns = [{"index": 0, "field": "name"}, {"index": 1, "field": "mobile"}]
    result = _run(shop, found["id"], {"sheet": "csv", "target": {"form": "customer"}, "columns": columns})
    assert result["stopped"] and result["created"] == 0
    assert shop.builder.browser.get(shop.records("customer")).json()["items"] == []


def test_an_import_updates_by_key_and_links_by_name(shop: Shop, worker: Worker) -> None:
    shop.add("customer", {"name": "甲", "level": "a"})
    found = _upload(shop, "c.csv", "名称,级别\n甲,b\n乙,a\n".encode("gb18030"))
    columns = [{"index": 0, "field": "name"}, {"index": 1, "field": "level"}]
    plan = {"sheet": "csv", "target": {"form": "customer"}, "columns": columns, "mode": "upsert", "match": ["name"]}
    result = _run(shop, found["id"], plan)
    assert (result["created"], result["updated"]) == (1, 1), result
    orders = _upload(shop, "o.csv", "客户,状态\n乙,open\n丙,open\n".encode())
    columns = [{"index": 0, "field": "customer"}, {"index": 1, "field": "status"}]
    plan = {"sheet": "csv", "target": {"form": "order"}, "columns": columns, "on_error": "skip"}
    linked = _run(shop, orders["id"], plan)
    assert (linked["created"], linked["bad"]) == (1, 1)
    [order] = shop.builder.browser.get(shop.records("order"), params={"expand": "customer"}).json()["items"]
    assert (order["customer"]["title"], order["no"]) == ("乙", "SO00001")


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_hostile_files_are_refused_with_a_sentence(shop: Shop) -> None:
    for name, content in (
        ("x.xlsx", b"PK\x03\x04 not a zip"),
        ("x.csv", b"\x00" * 100),
        ("x.exe", b"MZ"),
        ("x.csv", b""),
    ):
        answer = shop.builder.browser.post("/api/v1/apps/shop/imports", files={"file": (name, content)})
        assert answer.status_code == 422, (name, answer.text)
        assert answer.json()["detail"]


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_an_xlsform_is_read_for_who_may_design_and_becomes_a_form(shop: Shop) -> None:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (
        ["type", "name", "label", "relevant"],
        ["integer", "age", "年龄"],
        ["text", "why", "原因", "${age} > 9"],
    ):
        book.active.append(row)
    book.active.append(["geotrace", "way", "路线"])
    out = io.BytesIO()
    book.save(out)
    found = _upload(shop, "家访.xlsx", out.getvalue())
    assert found["xlsform"] is True
    url, browser = f"/api/v1/apps/shop/imports/{found['id']}/xlsform", shop.builder.browser
    made = browser.get(url).json()
    assert [each["name"] for each in made["left"]] == ["way"]
    definition = made["definition"]
    assert browser.post("/api/v1/apps/shop/forms", json={"label": "家访", "key": definition["key"]}).status_code == 201
    shop.publish(definition["key"], definition)
    shop.add(definition["key"], {"age": 10, "why": "老人"})
    stranger = shop.company.hire("外人").browser
    assert stranger.get(url).status_code == 404
    data = _upload(shop, "c.csv", b"a\n1\n")
    assert browser.get(f"/api/v1/apps/shop/imports/{data['id']}/xlsform").status_code == 409


def test_an_export_is_typed_and_no_cell_runs_as_a_formula(shop: Shop) -> None:
    names = ["=1+1", "+86", "-x", "@SUM(A1)", "正常"]
    for name in names:
        shop.add("customer", {"name": name, "discount": 0.125})
    url = shop.records("customer") + ":export"
    text = shop.builder.browser.get(
        url, params={"format": "csv", "sort": "created_at", "fields": "name,discount"}
    ).content
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0] == ["名称", "折扣"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+86", "'-x", "'@SUM(A1)", "正常"]
    book = openpyxl.load_workbook(io.BytesIO(shop.builder.browser.get(url, params={"sort": "created_at"}).content))
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"][1:]] == names
    assert {cell.data_type for cell in sheet["A"][1:]} <= {"s"}
    asked = {"format": "csv", "sort": "created_at", "fields": "name,owner,updated_at"}
    text = shop.builder.browser.get(url, params=asked).content
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert rows[0] == ["名称", "负责人", "更新时间"]
    assert len(rows[1]) == 3
    assert rows[1][2].startswith("20")


def test_days_and_texts_that_a_workbook_has_no_room_for_are_told_not_lost(tmp_path: Path) -> None:
    fields = [DateField(key="born", type="date"), LongTextField(key="note", type="long_text", max_length=100_000)]
    columns = [Column(field.key, field.key, field) for field in fields]
    writer = open_writer("xlsx", tmp_path / "x.xlsx", "people", columns, "Asia/Shanghai", "en")
    writer.write([{"born": "1850-12-31", "note": "x" * 32_767}, {"born": "1900-02-28", "note": "y" * 40_000}])
    writer.close()
    _head, *rows = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["1850-12-31", "1900-02-28"]
    assert rows[0][1] == "x" * 32_767 and rows[1][1] == "y" * 32_766 + "…"
    assert writer.cut == 1


def test_a_row_to_mend_says_which_of_its_texts_were_cut(tmp_path: Path) -> None:
    cells = [["x" * 40_000], ["y" * 32_767], [{"j": ["z" * 20_000, "z" * 20_000]}]]
    with xlsxwriter.Workbook(tmp_path / "x.xlsx", {"constant_memory": True}) as book:
        _fill(book, ((1, 1, row, []) for row in cells), Layout([(0, "a")], {0: "a"}), None, "en")
    _head, *rows = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert [len(row[0]) for row in rows] == [32_767] * 3 and [row[1] != "" for row in rows] == [True, False, True]


def test_later_objects_of_a_json_file_may_have_keys_of_their_own(tmp_path: Path) -> None:
    lines = [json.dumps({"a": n} if n < 1_500 else {"a": n, "late": "x" * 50_000}) for n in range(1_501)]
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines))
    [sheet] = inspect(str(path), path.name)["sheets"]
    assert [column["header"] for column in sheet["columns"]] == ["a", "late"]
    extract(str(path), path.name, "json", 0, str(tmp_path / "rows"))
    last = (tmp_path / "rows").read_text().splitlines()[-1]
    assert json.loads(last)[1:] == [1_500, "x" * 50_000], "nor is a long text cut"
    path.write_text('[{"a": 110101199003074258, "b": [123456789012345678901], "c": -999999999999999}]')
    extract(str(path), path.name, "json", 0, str(tmp_path / "rows"))
    told = json.loads((tmp_path / "rows").read_text())[1:]
    assert told == ["110101199003074258", {"j": ["123456789012345678901"]}, -999_999_999_999_999], "digit by digit"


def test_a_pasted_table_is_read_by_its_tabs_whatever_its_cells_hold(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_text('姓名\t备注, 说明\t金额\n甲\t"一, 二;\n""三"" | 四"\t1,200\n乙\ta, b\t3,400\n', encoding="utf-8")
    [sheet] = inspect(str(path), "粘贴的表格.tsv")["sheets"]
    assert [column["header"] for column in sheet["columns"]] == ["姓名", "备注, 说明", "金额"]
    assert sheet["rows"] == 2 and sheet["columns"][1]["samples"] == ['一, 二;\n"三" | 四', "a, b"]
    assert sheet["columns"][2]["type"]["type"] == "money"


def test_a_row_that_ends_early_leaves_the_next_ones_whole(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    path.write_text('[2, "x"]\n[3, "y", "z"]\n')
    form = load_form(
        {
            "schema_version": 1,
            "key": "f",
            "label": "F",
            "fields": [{"key": "a", "type": "text"}, {"key": "b", "type": "text"}],
        }
    )
    rows = list(read_rows(path, {0: "a", 1: "b"}))
    parse_rows(form, rows, Names(), "UTC", "en")
    assert [row.values for row in rows] == [{"a": "x", "b": None}, {"a": "y", "b": "z"}]


def _names(content: bytes) -> list[str]:
    return [row[0] for row in itertools.islice(csv.reader(io.StringIO(content.decode("utf-8-sig"))), 1, None)]


def test_chosen_records_are_exported_however_many_fit_into_one_act(shop: Shop) -> None:
    operations = [{"op": "create", "values": {"name": f"客户{n:03}"}} for n in range(120)]
    browser, url = shop.builder.browser, shop.records("customer")
    made = browser.post(f"{url}:bulk", json={"operations": operations, "atomic": True}).json()["results"]
    ids = [result["record"]["id"] for result in made]
    asked = {"format": "csv", "sort": "name", "fields": "name"}
    answer = browser.post(f"{url}:export", json={**asked, "ids": [*ids[10:], ids[10], "nobody's"]})
    assert answer.status_code == 200, answer.text
    assert _names(answer.content) == [f"客户{n:03}" for n in range(10, 120)]
    some = browser.post(f"{url}:export", json={**asked, "ids": ids[:3], "filter": "name <> '客户001'"})
    assert _names(some.content) == ["客户000", "客户002"], "ids narrow the question, they don't replace it"
    assert _names(browser.post(f"{url}:export", json={**asked, "ids": []}).content) == []
    whole = browser.post(f"{url}:export", json=asked)
    assert whole.content == browser.get(f"{url}:export", params=asked).content
    assert browser.post(f"{url}:export", json={**asked, "ids": ["x"] * 1001}).status_code == 422
    assert browser.get(f"{url}:export", params={**asked, "ids": ids[0]}).status_code == 422


def test_an_export_with_its_files_is_a_zip_under_the_rights_of_its_fields(shop: Shop, worker: Worker) -> None:
    browser, url = shop.builder.browser, shop.records("customer")
    fields = [*CUSTOMER["fields"], {"key": "files", "type": "attachment", "label": "合同"}]
    shop.publish("customer", CUSTOMER | {"fields": fields})
    contents = (("../../a.txt", b"one"), ("a.txt", b"two"))
    sent = [browser.post("/api/v1/files", files={"file": each}).json()["id"] for each in contents]
    shop.add("customer", {"name": "甲/乙", "files": [{"id": each} for each in sent]})
    shop.add("customer", {"name": "丙"})
    asked = {"files": True, "sort": "-name", "fields": "name,files"}

    def zipped(by: TestClient, question: dict[str, Any]) -> zipfile.ZipFile:
        started = by.post(f"{url}:export", json=question)
        assert started.status_code == 202, started.text
        result = finished(by, started.json()["id"])
        assert result["file"]["name"] == "客户.zip", result
        return zipfile.ZipFile(io.BytesIO(by.get(f"/api/v1/files/{result['file']['id']}").content))

    whole = zipped(browser, asked)
    places = ["files/00001 甲 乙/files/a.txt", "files/00001 甲 乙/files/a (2).txt"]
    assert sorted(whole.namelist()) == sorted([*places, "客户.xlsx"])
    assert [whole.read(place) for place in places] == [b"one", b"two"]
    table = CalamineWorkbook.from_filelike(io.BytesIO(whole.read("客户.xlsx"))).get_sheet_by_index(0).to_python()
    assert table == [["名称", "合同"], ["甲/乙", "\n".join(places)], ["丙", ""]]
    grants = [{"id": "c", "to": ["role:sales"], "form": "customer", "ops": ["read", "export"], "rows": "all"}]
    seller = shop.seller("销售", [grants[0] | {"read": ["name"], "write": [], "aggregate": False}]).browser
    assert zipped(seller, {"files": True}).namelist() == ["客户.xlsx"], "files of a field one may not read stay"


def test_a_large_export_of_chosen_records_is_a_file_of_the_person(
    shop: Shop, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [shop.add("customer", {"name": name})["id"] for name in ("甲", "乙", "丙")]
    monkeypatch.setattr("dougong.records.exporting.routes.AT_ONCE", 1)
    body = {"format": "csv", "sort": "name", "fields": "name", "ids": ids[:2]}
    started = shop.builder.browser.post(shop.records("customer") + ":export", json=body)
    assert started.status_code == 202, started.text
    result = finished(shop.builder.browser, started.json()["id"])
    assert (result["records"], result["file"]["name"]) == (2, "客户.csv")
    file = shop.builder.browser.get(f"/api/v1/files/{result['file']['id']}")
    assert sorted(_names(file.content)) == ["乙", "甲"]
