"""The dashboard designer and a dashboard, by hand."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.trips.trip import Trip, choose, still

GRID = "[data-scrolls] [role=presentation] [role=presentation]"


class DashboardDesigner:
    """What a builder does on the designer's page."""

    def __init__(self, tab: Page) -> None:
        self.tab = tab
        self.library = tab.get_by_role("navigation", name="图表库")
        self.panel = tab.get_by_role("complementary", name="属性")
        expect(self.library).to_be_visible()

    def tiles(self) -> Locator:
        return self.tab.locator("[data-tile]")

    def tile(self, name: str) -> Locator:
        return self.tab.get_by_role("button", name=re.compile(f"^{re.escape(name)}，"))

    def drop(self, chart: str, *, column: int, row: int) -> None:
        """Drags a chart of the library to a cell of the grid; the mark shows where it will land."""
        before = self.tiles().count()
        entry = self.library.get_by_role("button", name=chart, exact=True)
        entry.scroll_into_view_if_needed()
        taken, grid = entry.bounding_box(), self.tab.locator(GRID).bounding_box()
        assert taken is not None and grid is not None
        step = (grid["width"] + 12) / 12
        self.tab.mouse.move(taken["x"] + taken["width"] / 2, taken["y"] + taken["height"] / 2)
        self.tab.mouse.down()
        self.tab.mouse.move(taken["x"] + 40, taken["y"] + 20, steps=4)
        self.tab.mouse.move(grid["x"] + column * step + 20, grid["y"] + row * 72 + 20, steps=15)
        expect(self.tab.locator("[data-landing]")).to_be_visible()
        self.tab.mouse.up()
        expect(self.tiles()).to_have_count(before + 1)

    def name(self, name: str) -> None:
        """Names what is selected."""
        box = self.panel.get_by_label("标题", exact=True)
        box.fill(name)
        box.press("Tab")
        expect(self.tile(name)).to_be_visible()

    def pick(self, what: str, field: str) -> None:
        """A field for a dimension of the selected tile."""
        choose(self.tab, what, field, within=self.panel.get_by_role("group", name=what, exact=True))

    def publish(self, version: int) -> None:
        self.tab.get_by_role("button", name="发布", exact=True).click()
        dialog = self.tab.get_by_role("dialog", name="发布仪表盘")
        dialog.get_by_role("button", name="发布", exact=True).click()
        expect(dialog).to_be_hidden()
        expect(self.tab.get_by_text(f"已发布第 {version} 版").first).to_be_visible()


def new_dashboard(tab: Page, app: str, name: str) -> str:
    """An empty dashboard, in the designer. → its key"""
    tab.goto(f"/apps/{app}/dashboards")
    tab.get_by_role("button", name="新建仪表盘").first.click()
    tab.get_by_label("仪表盘名称").fill(name)
    tab.get_by_role("button", name="创建并设计").click()
    tab.wait_for_url(re.compile(r"/dashboards/[a-z0-9_]+/design$"))
    return tab.url.split("/dashboards/")[1].split("/")[0]


def publish_form(trip: Trip, app_label: str, definition: dict[str, Any]) -> tuple[str, str]:
    """A new app with one published form. → keys of app and form"""
    app: str = trip.admin.post("/apps", {"label": app_label})["key"]
    form = definition["key"]
    made = trip.admin.post(f"/apps/{app}/forms", {"label": definition["label"], "key": form})
    body = {"definition": definition, "revision": made["revision"]}
    saved = trip.admin.call("PUT", f"/apps/{app}/forms/{form}/draft", json=body)
    trip.admin.post(f"/apps/{app}/forms/{form}/draft:publish", {"revision": saved["revision"]})
    return app, form


def publish_dashboard(trip: Trip, app: str, label: str, tile: dict[str, Any], *, width: int, height: int) -> str:
    """A dashboard of one tile. → its path on the page"""
    grid = [{"tile": tile["key"], "x": 0, "y": 0, "w": width, "h": height}]
    body = {"label": label, "key": "board", "definition": {"tiles": [tile], "grid": grid}}
    made = trip.admin.post(f"/apps/{app}/dashboards", body)
    trip.admin.post(f"/apps/{app}/dashboards/board/draft:publish", {"revision": made["revision"]})
    return f"/apps/{app}/dashboards/board"


def shown(tab: Page, name: str) -> Locator:
    """A tile of an opened dashboard."""
    return tab.get_by_role("region", name=name, exact=True)


def as_table(tab: Page, name: str) -> Locator:
    """The same tile as a table, which everybody can read."""
    tile = shown(tab, name)
    tile.get_by_role("button", name=f"“{name}”的操作").click()
    still(tab)
    tab.get_by_role("menuitem", name="看表格").click()
    table = tile.get_by_role("table")
    expect(table).to_be_visible()
    return table
