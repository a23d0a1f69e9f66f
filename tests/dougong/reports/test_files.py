"""Dashboards as files: the same numbers, under the same rights, without a browser."""

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from tests.dougong.reports.test_dashboards import SALES, data
from tests.templates.conftest import Crm, app, crm, database, settings

__all__ = ["app", "crm", "database", "settings"]


def exported(crm: Crm, **body: Any) -> bytes:
    answer = crm.owner.post(f"{SALES}:export", json=body)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


def test_R106_the_workbook_has_native_charts_typed_numbers_and_the_filters_on_top(crm: Crm) -> None:
    content = exported(crm, format="xlsx", filters={"region": ["east"]})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 5
    book = openpyxl.load_workbook(io.BytesIO(content))
    shown = data(crm.owner, filters={"region": ["east"]})["tiles"]
    assert len(book.sheetnames) == len(shown)
    sheet = book["客户来源转化"]
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "筛选：区域 = 华东" in [row[0] for row in texts]
    head = next(place for place, row in enumerate(texts) if row[0] == "来源")
    rows = shown["source_rates"]["figure"]["table"]["rows"]
    for row, expected in zip(texts[head + 1 :], rows, strict=False):
        assert [row[0], str(row[1]), str(row[2])] == expected[:3]
        assert f"{row[3]:.1%}" == expected[3]
    assert sheet.cell(head + 2, 4).number_format == "0.0%"


def test_csv_holds_plain_numbers_and_nothing_that_a_spreadsheet_would_run(crm: Crm) -> None:
    body = {"name": "=1+1", "type": "enterprise", "region": "east", "source": "website", "industry": "software"}
    customer = crm.owner.post("/api/v1/apps/crm/forms/customer/records", json=body).json()
    deal = {"name": "=cmd|'/c calc'!A1", "customer": customer["id"], "stage": "new", "amount": 99999999}
    assert crm.owner.post("/api/v1/apps/crm/forms/opportunity/records", json=deal).status_code == 201
    rows = list(csv.reader(io.StringIO(exported(crm, format="csv", tile="big_deals").decode("utf-8-sig"))))
    assert rows[0][:4] == ["商机名称", "客户", "阶段", "预计金额"]
    assert rows[1][:4] == ["'=cmd|'/c calc'!A1", "'=1+1", "新线索", "99999999"]


@pytest.mark.parametrize(("format_", "start"), [("pdf", b"%PDF-"), ("png", b"\x89PNG"), ("svg", b"<svg ")])
def test_pictures_and_pages_are_made_without_a_browser(crm: Crm, format_: str, start: bytes) -> None:
    body = {"format": format_} if format_ == "pdf" else {"format": format_, "tile": "ranking"}
    content = exported(crm, **body)
    assert content.startswith(start)
    if format_ == "svg":
        assert "业绩排行榜" in content.decode()
        assert "<script" not in content.decode()


def test_a_list_needs_the_right_to_export(crm: Crm) -> None:
    person = crm.company.hire("小李")
    roles = crm.owner.get("/api/v1/apps/crm/roles").json()
    for role in roles["roles"]:
        if role["key"] == "sales":
            role["members"] = [*role["members"], {"kind": "person", "id": person.id, "name": "小李"}]
    body = {"roles": roles["roles"], "grants": roles["grants"], "revision": roles["revision"]}
    assert crm.owner.put("/api/v1/apps/crm/roles", json=body).status_code == 200
    refused = person.browser.post(f"{SALES}:export", json={"format": "csv", "tile": "big_deals"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_exportable")
    book = openpyxl.load_workbook(io.BytesIO(person.browser.post(f"{SALES}:export", json={"format": "xlsx"}).content))
    texts = [row[0].value for row in book["在途大单"].iter_rows()]
    assert "你没有导出这些数据的权限。" in texts
    assert person.browser.post(f"{SALES}:export", json={"format": "csv"}).status_code == 422
