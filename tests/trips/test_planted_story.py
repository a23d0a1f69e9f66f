"""«Done when» 2 of the report engine: a story planted in the data is found by clicking (R97, R98)."""

from contextlib import suppress
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.trips.dashboards import publish_dashboard, publish_form, shown
from tests.trips.trip import Trip, still

KINDS = ("发票问题", "物流延误", "产品故障")
PEOPLE = ("李强", "王芳", "张伟")
FORM: dict[str, Any] = {
    "schema_version": 1,
    "key": "ticket",
    "label": "服务单",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "标题"},
        {"key": "at", "type": "datetime", "label": "提出时间"},
        {
            "key": "kind",
            "type": "select",
            "label": "问题类型",
            "options": [{"value": f"k{number}", "label": kind} for number, kind in enumerate(KINDS)],
        },
        {
            "key": "person",
            "type": "select",
            "label": "处理人",
            "options": [{"value": f"p{number}", "label": person} for number, person in enumerate(PEOPLE)],
        },
    ],
}
HEAT: dict[str, Any] = {
    "key": "heat",
    "label": "提出时段",
    "chart": {"type": "heatmap", "x": "at", "value": "n"},
    "query": {
        "from": "ticket",
        "rows": [{"key": "at", "field": "at", "grain": "weekday_hour"}],
        "measures": [{"key": "n", "fn": "count"}],
    },
    "drill": ["kind", "person"],
}


def plant(trip: Trip) -> str:
    """A quiet week, and on Wednesday at three in the afternoon eight invoices that all lie with 张伟. → the page"""
    app, form = publish_form(trip, "客服", FORM)
    records = f"/apps/{app}/forms/{form}/records"
    for number in range(10):
        values = {"name": f"普通 {number}", "at": f"2026-11-{16 + number % 5}T0{1 + number % 3}:30:00Z"}
        trip.admin.post(records, {**values, "kind": f"k{number % 3}", "person": f"p{number % 3}"})
    for number in range(9):
        person, kind = ("p2", "k0") if number < 8 else ("p1", "k1")
        values = {"name": f"周三 {number}", "at": "2026-11-18T07:10:00Z", "kind": kind, "person": person}
        trip.admin.post(records, values)
    return publish_dashboard(trip, app, "客服看板", HEAT, width=12, height=6)


def click_on(tab: Page, place: Locator, *, x: float, y: float) -> None:
    """A part of a drawing, as fractions of its box."""
    still(tab)
    box = place.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + box["width"] * x - 3, box["y"] + box["height"] * y)
    tab.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def largest_bar(drawer: Locator) -> Locator:
    """The longest of the lying bars stands on top."""
    bar = drawer.locator(".bars .point path").first
    expect(bar).to_be_visible()
    return bar


def test_R97_R98_the_hour_the_question_the_person_and_their_records(trip: Trip) -> None:
    boss = trip.open(trip.admin, plant(trip))
    tile = shown(boss, "提出时段")
    field = tile.locator(".nsewdrag")
    expect(field).to_be_visible()
    click_on(boss, field, x=15.5 / 24, y=2.5 / 7)  # Wednesday, 15:00
    tile.get_by_role("button", name="查看数据").click()
    drawer = boss.get_by_role("dialog")
    expect(drawer.get_by_text("共 9 条", exact=True)).to_be_visible()
    click_on(boss, largest_bar(drawer), x=0.5, y=0.5)
    expect(drawer.get_by_text("发票问题").first).to_be_visible()
    expect(drawer.get_by_text("共 8 条", exact=True)).to_be_visible()
    table = drawer.get_by_role("table", name="服务单")
    for _again in range(6):  # while the new bars are being drawn a click may still meet the old ones
        click_on(boss, largest_bar(drawer), x=0.5, y=0.5)
        with suppress(AssertionError):
            expect(table).to_be_visible(timeout=4000)
            break
    expect(table.get_by_role("row")).to_have_count(9)
    expect(table.get_by_role("row", name="周三 0")).to_contain_text("周三 0")
