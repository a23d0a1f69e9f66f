"""«Done when» 2: from nothing to a form colleagues use, by clicks and drags; and nothing is lost when it changes."""

import re
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.trips.designer import Designer
from tests.trips.trip import PHONE, Trip, choose, sign_in

STAGES = ("新线索", "初步沟通", "方案报价", "商务谈判", "成交客户", "流失客户")
FIRST_FORM_SECONDS = 300
SOURCES = ("官网", "展会", "老客户介绍")


def new_app(tab: Page, name: str) -> str:
    """A blank app. → its key"""
    tab.get_by_role("button", name="新建应用").first.click()
    tab.get_by_role("dialog").get_by_role("button", name=re.compile("^空白应用")).click()
    tab.get_by_label("名称", exact=True).fill(name)
    tab.get_by_role("button", name="创建", exact=True).click()
    tab.wait_for_url(re.compile(r"/apps/[a-z0-9_]+$"))
    return tab.url.rsplit("/", 1)[1]


def new_form(tab: Page, name: str) -> str:
    """A form without fields, in the designer. → its key"""
    tab.get_by_role("button", name="新建表单").first.click()
    tab.get_by_label("表单名称").fill(name)
    tab.get_by_role("button", name="创建并设计").click()
    tab.wait_for_url(re.compile(r"/forms/[a-z0-9_]+/design$"))
    return tab.url.split("/forms/")[1].split("/")[0]


def hire_by_page(tab: Page, name: str, email: str) -> str:
    """Adds a person. → the first password, shown once"""
    tab.get_by_role("link", name="人员").click()
    tab.get_by_role("button", name="添加人员").click()
    drawer = tab.get_by_role("dialog")
    drawer.get_by_label("姓名").fill(name)
    drawer.get_by_label("邮箱").fill(email)
    drawer.get_by_role("button", name="创建").click()
    shown = tab.get_by_role("dialog", name=re.compile("初始密码"))
    password = shown.get_by_role("button", name="复制").locator("xpath=preceding-sibling::*").inner_text()
    shown.get_by_role("button", name="我已记下").click()
    return password


def give_role(tab: Page, app: str, role: str, member: str) -> None:
    """A new role with one member that edits its own records in all forms."""
    tab.goto(f"/apps/{app}/settings/roles")
    tab.get_by_role("button", name="新建角色").click()
    drawer = tab.get_by_role("dialog", name="新建角色")
    drawer.get_by_label("名称", exact=True).fill(role)
    choose(tab, "成员", member, within=drawer)
    drawer.get_by_role("button", name="确定").click()
    expect(drawer).to_be_hidden()
    choose(tab, f"{role} · 所有表单", "编辑自己的")
    tab.get_by_role("region", name=re.compile("未保存")).get_by_role("button", name="保存").click()
    expect(tab.get_by_text("角色与权限已保存")).to_be_visible()


def make_token(tab: Page, name: str) -> str:
    """A token that may read, from the profile page. → what it shows once"""
    tab.goto("/me")
    tab.get_by_role("button", name="新建令牌").click()
    drawer = tab.get_by_role("dialog", name="新建令牌")
    drawer.get_by_label("用途").fill(name)
    drawer.get_by_role("button", name="生成令牌").click()
    made = tab.get_by_role("dialog", name="令牌已生成")
    token = made.locator("code").inner_text()
    made.get_by_role("button", name="我已保存").click()
    return token


def records(trip: Trip, app: str, form: str, token: str, **query: str) -> list[dict[str, Any]]:
    """What a program with the token reads."""
    answer = httpx.get(
        f"{trip.product.url}/api/v1/apps/{app}/forms/{form}/records",
        params=query,
        headers={"authorization": f"Bearer {token}"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def build(boss: Page) -> tuple[str, str]:
    """The form of the issue, dragged together and published. → keys of app and form"""
    app = new_app(boss, "客户关系管理")
    form = new_form(boss, "客户信息表")
    designer = Designer(boss)
    designer.drop("单行文本", "客户名称")
    designer.drop("单行文本", "联系人")
    designer.drop("手机号", "联系方式")
    designer.drop("下拉单选", "客户来源")
    designer.options(*SOURCES)
    designer.drop("下拉单选", "跟进阶段")
    designer.options(*STAGES)
    designer.publish(1)
    return app, form


def fill_in_on_the_phone(phone: Page, app: str, form: str) -> None:
    """A wrong number is refused beside its field; the right one goes in."""
    phone.goto(f"/apps/{app}/forms/{form}/new")
    phone.get_by_label("客户名称").fill("苏州恒通精密机械有限公司")
    phone.get_by_label("联系人").fill("周敏")
    choose(phone, "客户来源", "展会")
    choose(phone, "跟进阶段", "初步沟通")
    number = phone.get_by_label("联系方式")
    number.fill("1380013")
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(number).to_have_accessible_description("请输入有效的手机号码")
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    number.fill("13800138000")
    expect(number).not_to_have_accessible_description("请输入有效的手机号码")
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.get_by_text("已提交")).to_be_visible()


def from_phone_to_desk(phone: Page, boss: Page, app: str, form: str) -> None:
    """What is written on the phone is on the open desk, without a click."""
    boss.goto(f"/apps/{app}/forms/{form}")
    grid = boss.get_by_role("grid", name="客户信息表")
    expect(boss.get_by_role("heading", name="客户信息表").first).to_be_visible()
    fill_in_on_the_phone(phone, app, form)
    expect(grid.get_by_role("gridcell", name="苏州恒通精密机械有限公司", exact=True)).to_be_visible()
    expect(grid.get_by_role("gridcell", name="周敏")).to_be_visible()


@pytest.mark.first
def test_R1_R3_R5_R14_R29_R30_R31_R33_from_drag_to_rest_and_nothing_is_lost_when_the_form_changes(trip: Trip) -> None:
    boss = trip.open()
    sign_in(boss)
    began = time.monotonic()
    app, form = build(boss)
    assert time.monotonic() - began < FIRST_FORM_SECONDS, "a first form is a matter of minutes"

    boss.goto("/")
    first_password = hire_by_page(boss, "李销售", "li.xiaoshou@example.com")
    give_role(boss, app, "销售", "李销售")

    phone = trip.open(phone=True)
    sign_in(phone, "li.xiaoshou@example.com", first_password)
    phone.get_by_label("当前密码").fill(first_password)
    phone.get_by_label("新密码", exact=True).fill("li de mima 2026")
    phone.get_by_label("再输一遍新密码").fill("li de mima 2026")
    phone.get_by_role("button", name="保存并进入").click()
    phone.get_by_role("link", name=re.compile("客户关系管理")).click()
    from_phone_to_desk(phone, boss, app, form)

    token = make_token(boss, "报表系统")
    [row] = records(trip, app, form, token)
    filled_in = {"客户名称": "苏州恒通精密机械有限公司", "联系人": "周敏", "联系方式": "+8613800138000"}
    assert filled_in.items() <= named(trip, app, form, row).items()
    assert named(trip, app, form, row)["跟进阶段"] == "初步沟通"

    boss.goto(f"/apps/{app}/forms/{form}/design")
    designer = Designer(boss)
    designer.select("客户名称")
    designer.name("公司名称")
    designer.drop("多行文本", "备注")
    designer.remove("联系人")
    designer.publish(2)
    [changed] = records(trip, app, form, token)
    now = named(trip, app, form, changed)
    assert now["公司名称"] == "苏州恒通精密机械有限公司"
    assert now["备注"] is None
    assert "联系人" not in now and "周敏" not in changed.values()

    designer.restore("联系人")
    designer.publish(3)
    [again] = records(trip, app, form, token)
    assert row.items() <= {**again, "_title": row["_title"]}.items(), "nothing was lost"
    boss.goto(f"/apps/{app}/forms/{form}")
    grid = boss.get_by_role("grid", name="客户信息表")
    expect(grid.get_by_role("columnheader", name=re.compile("^公司名称"))).to_be_visible()
    expect(grid.get_by_role("gridcell", name="周敏")).to_be_visible()


def named(trip: Trip, app: str, form: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row by its fields' labels, options by theirs."""
    fields = trip.admin.get(f"/apps/{app}/forms/{form}")["definition"]["fields"]
    options = {key["value"]: key["label"] for field in fields for key in field.get("options", ())}
    return {field["label"]: options.get(row[field["key"]], row[field["key"]]) for field in fields}
