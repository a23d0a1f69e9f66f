"""The three steps of the source document, by one pair of hands from the empty workbench:
「第一步：定义核心数据结构——创建客户信息表」「第二步：设计自动化跟进流程——设定商机流转规则」
「第三步：构建可视化分析看板——洞察销售全局」."""

import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from scripts.shooting.product import Client
from tests.trips.dashboards import DashboardDesigner, shown
from tests.trips.designer import Designer
from tests.trips.flow_designer import FlowDesigner
from tests.trips.test_first_app import SOURCES, STAGES, new_app, new_form
from tests.trips.trip import Trip, choose, sign_in, still


def build_the_form(boss: Page) -> tuple[str, str]:
    """「从左侧的控件库中，通过鼠标拖拉拽的方式，将所需的字段添加到表单画布上」. → keys of app and form"""
    app = new_app(boss, "客户关系管理")
    form = new_form(boss, "客户信息表")
    designer = Designer(boss)
    for kind, name in (("单行文本", "客户名称"), ("单行文本", "联系人"), ("手机号", "联系方式")):
        designer.drop(kind, name)
    for name, options in (("客户来源", SOURCES), ("跟进阶段", STAGES)):
        designer.drop("下拉单选", name)
        designer.options(*options)
    designer.drop("成员", "销售人员")
    designer.drop("金额", "合同金额")
    return app, form


def new_flow(boss: Page, shape: str, name: str) -> FlowDesigner:
    """From the list of flows into the designer; what starts the flow is selected."""
    boss.get_by_role("button", name="新建流程").first.click()
    dialog = boss.get_by_role("dialog", name="新建流程")
    dialog.get_by_role("radio", name=re.compile(shape)).click()
    dialog.get_by_label("流程名称", exact=True).fill(name)
    dialog.get_by_role("button", name="创建并设计").click()
    designer = FlowDesigner(boss)
    designer.card("开始").click()
    return designer


def only_when(designer: FlowDesigner, field: str, value: str) -> None:
    choose(designer.tab, "选择字段", field, within=designer.panel)
    choose(designer.tab, "值", value, within=designer.panel)


def published(designer: FlowDesigner) -> None:
    designer.confirm(designer.publish(1), 1)
    designer.tab.get_by_role("link", name="返回").click()


def share_leads(boss: Page) -> None:
    """「当“客户来源”为“官网”时，系统自动将该线索平均分配给销售A组的成员，并发送待办提醒」"""
    designer = new_flow(boss, "^自动分配", "官网线索分配")
    only_when(designer, "客户来源", "官网")
    designer.card("分配负责人").click()
    choose(boss, "角色", "销售A组", within=designer.panel)
    choose(boss, "写入字段", "销售人员", within=designer.panel)
    published(designer)


def approve_quotes(boss: Page) -> None:
    """「将“跟进阶段”从“初步沟通”更新为“方案报价”时，系统自动触发一个审批节点，需要销售经理审核报价方案后，方可进入下一阶段」"""
    designer = new_flow(boss, "^空白流程", "报价审核")
    choose(boss, "何时开始", "数据变更时", within=designer.panel)
    only_when(designer, "跟进阶段", "方案报价")
    designer.panel.get_by_text("通过后生效").click()
    designer.drop("审批", before="结束", name="销售经理审核")
    designer.approver("管理员")
    published(designer)


def remind_the_idle(boss: Page) -> None:
    """「如果一个商机在“初步沟通”阶段停留超过5天未更新，系统将自动向该销售人员及其主管发送提醒通知」"""
    designer = new_flow(boss, "^到期提醒", "停留超过 5 天提醒")
    expect(designer.panel.get_by_text(re.compile("跟进阶段超过"))).to_be_visible()  # the field that has stages
    expect(designer.panel.get_by_label("多久没有变化", exact=True)).to_have_value("5")
    only_when(designer, "跟进阶段", "初步沟通")
    published(designer)


def the_group(trip: Trip, app: str) -> list[Client]:
    """销售A组: two people who may use the form."""
    group = [trip.hire(name)[0] for name in ("李强", "王芳")]
    roles = trip.admin.get(f"/apps/{app}/roles")
    members = [{"kind": "person", "id": one.me["id"], "name": one.me["name"]} for one in group]
    roles["roles"].append({"key": "group_a", "label": "销售A组", "builtin": False, "members": members})
    grant = {"id": "a", "to": ["role:group_a"], "form": "*", "ops": ["create", "read", "update"]}
    roles["grants"].append(grant | {"rows": "all", "read": ["*"], "write": ["*"], "aggregate": True})
    trip.admin.call("PUT", f"/apps/{app}/roles", json=roles)
    return group


def fill(trip: Trip, group: list[Client], app: str, form: str) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Four customers of the website and one of a fair, entered by the group. → keys by name, the records"""
    fields = trip.admin.get(f"/apps/{app}/forms/{form}")["definition"]["fields"]
    keys = {field["label"]: field["key"] for field in fields}
    value = {one["label"]: one["value"] for field in fields for one in field.get("options", ())}
    for number, source in enumerate(("官网", "官网", "官网", "官网", "展会")):
        body = {"客户名称": f"客户{number + 1:02}", "合同金额": 10_000 * (number + 1)}
        row = {keys[name]: each for name, each in body.items()}
        row |= {keys["客户来源"]: value[source], keys["跟进阶段"]: value["初步沟通"]}
        group[number % 2].post(f"/apps/{app}/forms/{form}/records", row)
    return keys, trip.admin.get(f"/apps/{app}/forms/{form}/records", params={"sort": keys["客户名称"]})["items"]


def a_quote_is_held_until_the_manager_agrees(boss: Page, name: str) -> None:
    boss.get_by_role("link", name="客户信息表", exact=True).click()
    boss.get_by_role("grid", name="客户信息表").get_by_text(name, exact=True).click()
    boss.get_by_role("button", name="编辑", exact=True).first.click()
    choose(boss, "跟进阶段", "方案报价")
    boss.get_by_role("button", name=re.compile("保存$")).click()
    expect(boss.get_by_text(re.compile("跟进阶段 初步沟通 → 方案报价")).first).to_be_visible()
    boss.get_by_role("link", name=re.compile("^待办")).first.click()
    boss.get_by_role("list", name="待我处理").get_by_role("link", name=re.compile(name)).click()
    boss.get_by_role("button", name="同意").first.click()


def draw_the_board(boss: Page) -> DashboardDesigner:
    """「选择“客户信息表”作为数据源，然后从图表库中拖拽您需要的图表组件」"""
    boss.get_by_role("link", name="仪表盘", exact=True).click()
    boss.get_by_role("button", name="新建仪表盘").first.click()
    boss.get_by_label("仪表盘名称").fill("销售看板")
    boss.get_by_role("button", name="创建并设计").click()
    designer = DashboardDesigner(boss)
    designer.drop("漏斗图", column=0, row=0)
    designer.name("销售漏斗图")
    designer.pick("阶段", "跟进阶段")
    designer.drop("柱形图", column=6, row=0)
    designer.name("业绩排行榜")
    designer.pick("横轴", "销售人员")
    choose(boss, "汇总方式", "求和", within=designer.panel)
    choose(boss, "汇总字段", "合同金额", within=designer.panel)
    designer.drop("饼图", column=0, row=6)
    designer.name("客户来源分析")
    designer.pick("扇区", "客户来源")
    designer.publish(1)
    return designer


@pytest.mark.first
def test_R001_R003_R049_R050_R051_R087_the_three_steps_from_an_empty_workbench_to_a_living_board(
    trip: Trip,
) -> None:
    boss = trip.open()
    sign_in(boss)
    app, form = build_the_form(boss)
    Designer(boss).publish(1)
    group = the_group(trip, app)

    boss.get_by_role("link", name="返回").click()
    boss.get_by_role("link", name="流程", exact=True).click()
    share_leads(boss)
    approve_quotes(boss)
    remind_the_idle(boss)
    expect(boss.get_by_role("switch")).to_have_count(3)

    keys, rows = fill(trip, group, app, form)
    shares = Counter(row[keys["销售人员"]] for row in rows[:4])
    assert shares == {one.me["id"]: 2 for one in group}, "shared evenly"
    assert rows[4][keys["销售人员"]] is None, "the fair's customer stays"
    assert [len(one.get("/tasks", params={"box": "todo"})["items"]) for one in group] == [2, 2]
    a_quote_is_held_until_the_manager_agrees(boss, "客户01")

    boss.goto(f"/apps/{app}")
    draw_the_board(boss)
    boss.get_by_role("link", name="查看").click()
    funnel = shown(boss, "销售漏斗图")
    expect(funnel.get_by_role("button", name=re.compile("^初步沟通"))).to_contain_text("4")
    expect(funnel.get_by_role("button", name=re.compile("^方案报价"))).to_contain_text("1")
    # the numbers follow, without a click
    trip.admin.call("DELETE", f"/apps/{app}/forms/{form}/records/{rows[1]['id']}")
    still(boss)
    expect(funnel.get_by_role("button", name=re.compile("^初步沟通"))).to_contain_text("3")
