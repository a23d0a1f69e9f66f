"""«Done when» 3: real files go in by the wizard, and the totals are those of the file."""

import datetime as dt
import re
from pathlib import Path

import openpyxl
import plotly
import polars
from playwright.sync_api import Page, expect

from tests.trips.trip import Trip

GAPMINDER = Path(plotly.__file__).parent / "package_data" / "datasets" / "gapminder.csv.gz"


def import_as_new_form(tab: Page, app: str, file: Path, rows: int) -> str:
    """Through all four steps of the wizard. → the key of the new form"""
    tab.goto(f"/apps/{app}/import")
    tab.locator("input[type=file]").set_input_files(file)
    expect(tab.get_by_label("表单名称")).to_have_value(file.stem)
    tab.get_by_role("button", name="下一步：检查").click()
    expect(tab.get_by_text("全部通过检查，可以导入。")).to_be_visible(timeout=60_000)
    tab.get_by_role("button", name=f"导入 {rows} 行").click()
    expect(tab.get_by_text("导入完成")).to_be_visible(timeout=60_000)
    tab.get_by_role("button", name="查看数据").click()
    tab.wait_for_url(re.compile(r"/forms/[a-z0-9_]+$"))
    return tab.url.rsplit("/", 1)[1]


def test_R43_the_gapminder_file_becomes_a_form_and_its_totals_are_those_of_polars(trip: Trip, tmp_path: Path) -> None:
    frame = polars.read_csv(GAPMINDER)
    file = tmp_path / "gapminder.csv"
    frame.write_csv(file)
    app = trip.admin.post("/apps", {"label": "世界数据"})["key"]
    tab = trip.open(trip.admin)
    form = import_as_new_form(tab, app, file, 1704)
    expect(tab.get_by_text("1,704 条")).to_be_visible()
    expect(tab.get_by_role("gridcell", name="Zimbabwe", exact=True).first).to_be_visible()

    types = {
        field["label"]: field["type"] for field in trip.admin.get(f"/apps/{app}/forms/{form}")["definition"]["fields"]
    }
    assert types["continent"] == "select"
    assert {types[name] for name in ("year", "lifeExp", "pop", "gdpPercap")} == {"number"}
    measures = [
        {"key": "n", "fn": "count"},
        {"key": "people", "fn": "sum", "field": "pop"},
        {"key": "oldest", "fn": "max", "field": "lifeexp"},
    ]
    answer = trip.admin.post(
        f"/apps/{app}/forms/{form}/records:aggregate",
        {"groups": [{"field": "country"}], "measures": measures, "limit": 500},
    )
    totals = {row["country"]: (row["n"], row["people"], row["oldest"]) for row in answer["rows"]}
    wanted = frame.group_by("country").agg(polars.len(), polars.col("pop").sum(), polars.col("lifeExp").max())
    # numbers are kept to 15 digits, as Excel does: the file's 62.351000000000006 is what a computer made of 62.351
    assert totals == {country: (n, people, float(f"{old:.15g}")) for country, n, people, old in wanted.iter_rows()}


def messy_workbook(file: Path) -> None:
    """Merged title rows, an empty column, dates and numbers in every manner, a hidden second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026 年第四季度客户名单（华东）"])
    sheet.merge_cells("A1:E1")
    sheet.append([])
    sheet.append(["客户名称", "手机", None, "签约日期", "金额"])
    sheet.append(["甲公司", "13800138000", None, dt.date(2026, 3, 5), "1,234.50"])
    sheet.append(["乙公司", 13900139000, None, "2026年3月6日", 99])
    sheet.append([])
    sheet.append(["丙公司", "137 0013 7000", None, "2026/3/7", "￥88"])
    book.save(file)


def test_R43_a_messy_workbook_is_understood_by_the_wizard(trip: Trip, tmp_path: Path) -> None:
    file = tmp_path / "客户名单.xlsx"
    messy_workbook(file)
    app = trip.admin.post("/apps", {"label": "客户名单"})["key"]
    tab = trip.open(trip.admin)
    form = import_as_new_form(tab, app, file, 3)
    expect(tab.get_by_role("gridcell", name="丙公司", exact=True)).to_be_visible()
    expect(tab.get_by_role("gridcell", name="¥1,234.50")).to_be_visible()
    rows = trip.admin.get(f"/apps/{app}/forms/{form}/records?sort=jine")["items"]
    assert [(row["kehumingcheng"], row["shouji"], row["qianyueriqi"], row["jine"]) for row in rows] == [
        ("丙公司", "+8613700137000", "2026-03-07", 88),
        ("乙公司", "+8613900139000", "2026-03-06", 99),
        ("甲公司", "+8613800138000", "2026-03-05", 1234.5),
    ]
