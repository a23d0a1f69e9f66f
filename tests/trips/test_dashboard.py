"""Dashboards by real clicks: «Done when» 1 of the report engine."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.trips.dashboards import DashboardDesigner, as_table, new_dashboard, shown
from tests.trips.designer import Designer
from tests.trips.test_first_app import SOURCES, STAGES, new_app, new_form
from tests.trips.trip import PHONE, Trip, choose, sign_in, still

PEOPLE = ("李强", "王芳", "张伟")


def build_form(boss: Page) -> tuple[str, str]:
    """The form of the walk-through with what a dashboard is about. → keys of app and form"""
    app = new_app(boss, "客户跟进")
    form = new_form(boss, "客户信息表")
    designer = Designer(boss)
    designer.drop("单行文本", "客户名称")
    designer.drop("下拉单选", "客户来源")
    designer.options(*SOURCES)
    designer.drop("下拉单选", "跟进阶段")
    designer.options(*STAGES)
    designer.drop("下拉单选", "销售人员")
    designer.options(*PEOPLE)
    designer.drop("金额", "合同金额")
    designer.publish(1)
    return app, form


def fill(trip: Trip, app: str, form: str) -> None:
    """Twelve customers: 10,000 for the first of each person, 20,000 for the second …"""
    fields = trip.admin.get(f"/apps/{app}/forms/{form}")["definition"]["fields"]
    keys = {field["label"]: field["key"] for field in fields}
    options = {field["label"]: [one["value"] for one in field["options"]] for field in fields if "options" in field}
    for number in range(12):
        values: dict[str, Any] = {
            keys["客户名称"]: f"客户{number + 1:02}",
            keys["客户来源"]: options["客户来源"][number % 3 if number < 9 else 0],
            keys["跟进阶段"]: options["跟进阶段"][(0, 1, 2, 3, 4, 4)[number % 6]],
            keys["销售人员"]: options["销售人员"][number % 3],
            keys["合同金额"]: 10_000 * (number // 3 + 1),
        }
        trip.admin.post(f"/apps/{app}/forms/{form}/records", values)


def ranking(designer: DashboardDesigner) -> None:
    """业绩排行榜: the sum of contracts per salesperson, largest first, as lying bars."""
    designer.drop("柱形图", column=6, row=0)
    designer.name("业绩排行榜")
    designer.pick("横轴", "销售人员")
    panel = designer.panel
    choose(designer.tab, "汇总方式", "求和", within=panel)
    choose(designer.tab, "汇总字段", "合同金额", within=panel)
    panel.get_by_role("switch", name="横向（排行榜）").click()


def sources(designer: DashboardDesigner) -> None:
    """客户来源分析: a pie, and the share of won customers per source."""
    designer.drop("饼图", column=0, row=6)
    designer.name("客户来源占比")
    designer.pick("扇区", "客户来源")
    designer.drop("组合图", column=4, row=6)
    designer.name("客户来源转化")
    designer.pick("横轴", "客户来源")
    panel, tab = designer.panel, designer.tab
    choose(tab, "汇总方式", "计数", within=panel.get_by_role("group", name=re.compile("^指标")).nth(1))
    won = panel.get_by_role("group", name=re.compile("^指标")).nth(1)
    won.get_by_text("名称、格式与条件").click()
    won.get_by_label("指标名称").fill("成交数")
    choose(tab, "选择字段", "跟进阶段", within=won)
    choose(tab, "值", "成交客户", within=won)
    panel.get_by_role("button", name="添加指标").click()
    tab.get_by_role("menuitem", name="用指标计算").click()
    rate = panel.get_by_role("group", name=re.compile("^指标")).nth(2)
    rate.get_by_role("button", name="成交数", exact=True).click()
    rate.get_by_role("button", name="插入 /").click()
    rate.get_by_role("button", name="计数", exact=True).click()
    choose(tab, "画成折线", "成交数", within=panel)  # is a bar again; the rate, added last, is the line


def put_together(boss: Page) -> None:
    """Funnel, ranking, sources twice and one filter, published."""
    designer = DashboardDesigner(boss)
    designer.drop("漏斗图", column=0, row=0)
    designer.name("销售漏斗图")
    designer.pick("阶段", "跟进阶段")
    ranking(designer)
    sources(designer)
    boss.get_by_role("button", name="添加筛选器").click()
    choose(boss, "筛选字段", "销售人员", within=designer.panel)
    designer.publish(1)


def numbers_are_right(boss: Page) -> None:
    """As everybody can count them in the twelve records; with the filter, those of one person."""
    funnel = shown(boss, "销售漏斗图")
    expect(funnel.get_by_role("button", name=re.compile("^成交客户"))).to_contain_text("4")
    expect(as_table(boss, "业绩排行榜").get_by_role("row", name=re.compile("李强"))).to_contain_text("100,000")
    slices = as_table(boss, "客户来源占比")
    expect(slices.get_by_role("row", name=re.compile("官网"))).to_contain_text("6")
    expect(as_table(boss, "客户来源转化").get_by_role("row", name=re.compile("官网"))).to_contain_text("%")
    filters = boss.get_by_role("region", name="筛选", exact=True)
    choose(boss, "销售人员", "李强", within=filters)
    expect(slices).not_to_contain_text("6")
    filters.get_by_role("button", name="重置").click()
    expect(slices).to_contain_text("6")


def change_a_record_behind_the_funnel(boss: Page) -> None:
    """A click filters the other tiles, a second look opens the records; one is won there, and the funnel follows."""
    funnel = shown(boss, "销售漏斗图")
    stage = funnel.get_by_role("button", name=re.compile("^方案报价"))
    expect(stage).to_contain_text("2")
    stage.click()
    filters = boss.get_by_role("region", name="筛选", exact=True)
    expect(filters.get_by_text("销售漏斗图: 方案报价")).to_be_visible()
    funnel.get_by_role("button", name="查看数据").click()
    drawer = boss.get_by_role("dialog")
    expect(drawer.get_by_text("共 2 条", exact=True)).to_be_visible()
    drawer.get_by_role("button", name="客户03").click()
    drawer.get_by_role("button", name="编辑").click()
    choose(boss, "跟进阶段", "成交客户", within=drawer)
    drawer.get_by_role("button", name="保存", exact=True).click()
    expect(drawer.get_by_text("共 1 条", exact=True)).to_be_visible()
    drawer.get_by_role("button", name="关闭", exact=True).click()
    expect(stage).to_contain_text("1")
    expect(funnel.get_by_role("button", name=re.compile("^成交客户"))).to_contain_text("5")


def one_column(phone: Page) -> None:
    """The same tiles below one another, none wider than the screen."""
    expect(shown(phone, "客户来源转化")).to_be_visible()
    still(phone)
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    boxes = [shown(phone, name).bounding_box() for name in ("销售漏斗图", "业绩排行榜", "客户来源占比")]
    assert len({box["x"] for box in boxes if box is not None}) == 1


@pytest.mark.first
def test_R87_R91_a_dashboard_by_drag_and_from_a_number_to_its_records_and_back(trip: Trip) -> None:
    boss = trip.open()
    sign_in(boss)
    app, form = build_form(boss)
    fill(trip, app, form)
    key = new_dashboard(boss, app, "销售看板")
    put_together(boss)

    boss.get_by_role("link", name="查看").click()
    boss.wait_for_url(re.compile(rf"/dashboards/{key}$"))
    numbers_are_right(boss)
    change_a_record_behind_the_funnel(boss)

    one_column(trip.open(trip.admin, f"/apps/{app}/dashboards/{key}", phone=True))
