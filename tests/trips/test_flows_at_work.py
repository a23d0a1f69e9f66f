"""«Done when» 1a and 1c of the flow engine: leads are shared evenly (R50); who lies idle is reported (R52).

Both flows are drawn by hand. What five days do is seen by starting the same product five days later.
"""

import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from scripts.shooting.product import PASSWORD, Client, product
from tests.trips.flow_designer import FlowDesigner
from tests.trips.trip import Trip, choose

SOURCES = [{"value": "web", "label": "官网"}, {"value": "fair", "label": "展会"}]
STAGES = [{"value": "contact", "label": "初步沟通"}, {"value": "quote", "label": "方案报价"}]
LEAD: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "客户名称", "required": True},
    {"key": "source", "type": "select", "label": "客户来源", "options": SOURCES},
    {"key": "sales", "type": "member", "label": "销售人员"},
]
DEAL: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "商机名称", "required": True},
    {"key": "stage", "type": "select", "label": "跟进阶段", "options": STAGES},
    {"key": "sales", "type": "member", "label": "销售人员"},
]


def make_form(
    admin: Client, key: str, label: str, fields: list[dict[str, Any]], role: str, people: list[Client]
) -> str:
    """An app with one form, which the people of one role may use. → the app"""
    app = admin.post("/apps", {"label": label})["key"]
    draft = admin.post(f"/apps/{app}/forms", {"label": label, "key": key, "fields": fields})
    admin.post(f"/apps/{app}/forms/{key}/draft:publish", {"revision": draft["revision"], "accept_losses": False})
    roles = admin.get(f"/apps/{app}/roles")
    members = [{"kind": "person", "id": one.me["id"], "name": one.me["name"]} for one in people]
    roles["roles"].append({"key": "staff", "label": role, "builtin": False, "members": members})
    grant = {"id": "staff", "to": ["role:staff"], "form": key, "ops": ["create", "read", "update"]}
    roles["grants"].append(grant | {"rows": "all", "read": ["*"], "write": ["*"], "aggregate": True})
    admin.call("PUT", f"/apps/{app}/roles", json=roles)
    return str(app)


def new_flow(trip: Trip, app: str, name: str) -> FlowDesigner:
    """From the list of flows into the designer of an empty one; its trigger is selected."""
    tab = trip.open(trip.admin, f"/apps/{app}/flows")
    tab.get_by_role("button", name="新建流程").click()
    dialog = tab.get_by_role("dialog", name="新建流程")
    dialog.get_by_role("radio", name=re.compile("空白流程")).click()
    dialog.get_by_label("流程名称", exact=True).fill(name)
    dialog.get_by_role("button", name="创建并设计").click()
    designer = FlowDesigner(tab)
    designer.card("开始").click()
    return designer


def only_when(designer: FlowDesigner, field: str, value: str) -> None:
    """The condition of the trigger: this field has this value."""
    choose(designer.tab, "选择字段", field, within=designer.panel)
    choose(designer.tab, "值", value, within=designer.panel)


def counts_of_messages(people: list[Client], wanted: list[int]) -> list[int]:
    """How many messages each has: as soon as they are as wanted, but nothing is believed to be all before the clock of
    flows, which looks every 10 seconds, has looked."""
    began, found = time.monotonic(), [-1]
    while (passed := time.monotonic() - began) < 12 or (found != wanted and passed < 60):
        time.sleep(0.5)
        found = [len(one.get("/me/notifications")["items"]) for one in people]
        if any(wanted) and found == wanted:
            break
    return found


def test_R050_leads_from_the_website_are_shared_evenly_and_become_to_dos(trip: Trip) -> None:
    group = [trip.hire(name)[0] for name in ("陈一", "林二", "何三")]
    app = make_form(trip.admin, "lead", "线索", LEAD, "销售A组", group)
    designer = new_flow(trip, app, "官网线索分配")
    choose(designer.tab, "何时开始", "新增数据时", within=designer.panel)
    only_when(designer, "客户来源", "官网")
    designer.drop("分配负责人", before="结束", name="平均分给销售A组")
    choose(designer.tab, "角色", "销售A组", within=designer.panel)
    choose(designer.tab, "写入字段", "销售人员", within=designer.panel)
    designer.confirm(designer.publish(1), 1)

    desk = trip.open(group[0], f"/apps/{app}/forms/lead/new")
    desk.get_by_label("客户名称").fill("苏州精工")
    choose(desk, "客户来源", "官网")
    desk.get_by_role("button", name="提交", exact=True).click()
    expect(desk.get_by_text("苏州精工").first).to_be_visible()
    records = f"/apps/{app}/forms/lead/records"
    for number in range(6):
        group[number % 3].post(records, {"name": f"官网客户 {number}", "source": "web"})
    fair = group[0].post(records, {"name": "展会客户", "source": "fair"})["id"]

    tab = trip.open(group[1], "/tasks")
    expect(tab.get_by_role("list", name="待我处理").get_by_role("link")).to_have_count(2)
    rows = [one for one in trip.admin.get(records, params={"limit": 50})["items"] if one["source"] == "web"]
    shares = Counter(one["sales"] for one in rows)
    assert len(rows) == 7 and set(shares) == {one.me["id"] for one in group}
    assert max(shares.values()) - min(shares.values()) <= 1
    for one in group:
        tasks = one.get("/tasks", params={"box": "todo"})["items"]
        assert len(tasks) == shares[one.me["id"]], "every lead is somebody's to-do"
    assert trip.admin.get(f"{records}/{fair}").get("sales") is None, "a lead of another source is left alone"


@pytest.mark.first
def test_R052_a_deal_idle_for_five_days_is_reported_to_its_owner_and_the_supervisor(
    chromium: Browser, tmp_path: Path
) -> None:
    with product(tmp_path, demo=False) as today:
        trip = Trip(today, chromium)
        boss, boss_email = trip.hire("周经理")
        sales, sales_email = trip.hire("李销售", supervisor_id=boss.me["id"])
        other, other_email = trip.hire("吴同事")
        app = make_form(trip.admin, "deal", "商机", DEAL, "销售", [boss, sales, other])
        designer = new_flow(trip, app, "停留提醒")
        choose(designer.tab, "何时开始", "长时间未变化", within=designer.panel)
        choose(designer.tab, "哪个字段", "跟进阶段", within=designer.panel)
        expect(designer.panel.get_by_label("多久没有变化", exact=True)).to_have_value("5")
        only_when(designer, "跟进阶段", "初步沟通")
        designer.drop("发送通知", before="结束", name="提醒跟进")
        choose(designer.tab, "成员字段", "销售人员", within=designer.panel)
        designer.panel.get_by_label("标题", exact=True).fill("商机 5 天未推进")
        designer.panel.get_by_role("button", name="添加处理人").click()
        designer.tab.get_by_role("menuitem", name="上级", exact=True).click()
        designer.confirm(designer.publish(1), 1)
        records = f"/apps/{app}/forms/deal/records"
        idle = sales.post(records, {"name": "昆山看板", "stage": "contact", "sales": sales.me["id"]})["id"]
        sales.post(records, {"name": "已报价", "stage": "quote", "sales": sales.me["id"]})
        trip.close(None)
        assert trip.troubles == []

    for days, messages in ((4.9, [0, 0, 0]), (5.1, [1, 1, 0])):
        program = [sys.executable, str(Path(__file__).with_name("later.py")), str(days)]
        with product(tmp_path, demo=False, program=program) as later:
            trip = Trip(later, chromium)
            people = [later.client(email, PASSWORD) for email in (sales_email, boss_email, other_email)]
            assert counts_of_messages(people, messages) == messages, f"after {days} days"
            if any(messages):
                tab = trip.open(people[1])
                tab.get_by_role("button", name="消息，1 条未读").click()
                tab.get_by_role("region", name="消息").get_by_role("link", name=re.compile("5 天未推进")).click()
                expect(tab).to_have_url(re.compile(f"/records/{idle}"))
            trip.close(None)
            assert trip.troubles == []


def test_a_person_starts_a_flow_by_filling_in_its_form(trip: Trip) -> None:
    sales, _ = trip.hire("孙销售")
    boss, _ = trip.hire("钱经理")
    app = make_form(trip.admin, "deal", "商机", DEAL, "销售", [sales, boss])
    designer = new_flow(trip, app, "报备申请")
    choose(designer.tab, "何时开始", "填写表单发起", within=designer.panel)
    address = designer.panel.get_by_label("填写链接", exact=True).input_value()
    designer.drop("审批", before="结束", name="经理审批")
    designer.approver("钱经理")
    designer.confirm(designer.publish(1), 1)

    desk = trip.open(sales, f"/apps/{app}/forms/deal")
    desk.get_by_role("button", name="报备申请").click()
    expect(desk).to_have_url(address)
    expect(desk.get_by_role("heading", name="报备申请")).to_be_visible()
    desk.get_by_role("button", name="提交并发起").click()
    expect(desk.get_by_text("请填写商机名称").first).to_be_visible()
    desk.get_by_label("商机名称").fill("无锡产线")
    desk.get_by_role("button", name="提交并发起").click()
    expect(desk.get_by_text("已发起“报备申请”")).to_be_visible()
    desk.get_by_role("tab", name="流程").click()
    expect(desk.get_by_text("经理审批").first).to_be_visible()
    [task] = boss.get("/tasks", params={"box": "todo"})["items"]
    assert task["node"]["label"] == "经理审批"

    flow = trip.admin.get(f"/apps/{app}/flows")["items"][0]["key"]
    trip.admin.post(f"/apps/{app}/flows/{flow}:disable")
    desk.goto(address)
    expect(desk.get_by_text("无法发起此流程")).to_be_visible()
