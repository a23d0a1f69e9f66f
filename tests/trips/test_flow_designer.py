"""Flows drawn by real clicks, drags and keys: built, published, changed while they run, tried out."""

import re
from typing import Any

from playwright.sync_api import expect

from scripts.shooting.product import Client
from tests.trips.flow_designer import FlowDesigner
from tests.trips.trip import Trip, drag

FIELDS = [
    {"key": "name", "type": "text", "label": "商机名称", "required": True},
    {"key": "amount", "type": "money", "label": "金额", "currency": "CNY"},
]


def make_form(admin: Client) -> tuple[str, str]:
    app = admin.post("/apps", {"label": "流程试验"})["key"]
    draft = admin.post(f"/apps/{app}/forms", {"label": "商机", "fields": FIELDS})
    form = draft["definition"]["key"]
    path = f"/apps/{app}/forms/{form}/draft:publish"
    admin.post(path, {"revision": draft["revision"], "accept_losses": False})
    return app, form


def running_flow(admin: Client, app: str, form: str) -> str:
    """Published: a button, then one approval by the administrator."""
    me = admin.me["id"]
    nodes = [
        {"id": "start", "type": "start"},
        {"id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"person": me}]},
        {"id": "end", "type": "end"},
    ]
    edges = [{"from": "start", "to": "manager"}, {"from": "manager", "to": "end"}]
    definition = {
        "schema_version": 1, "key": "quote", "label": "报价审批", "form": form,
        "trigger": {"on": "button", "label": "提交报价"}, "nodes": nodes, "edges": edges,
    }  # fmt: skip
    made = admin.post(f"/apps/{app}/flows", {"label": "报价审批", "form": form, "definition": definition})
    admin.post(f"/apps/{app}/flows/{made['key']}/draft:publish", {"revision": made["revision"]})
    return str(made["key"])


def press(admin: Client, app: str, form: str, flow: str, name: str) -> str:
    """A new record, and the flow's button pressed on it. → the instance"""
    record = admin.post(f"/apps/{app}/forms/{form}/records", {"name": name})["id"]
    started = admin.post(f"/apps/{app}/forms/{form}/records/{record}:run-button", {"flow": flow})
    return str(started["instance"])


def tasks(admin: Client, instance: str) -> list[dict[str, Any]]:
    return [one for one in admin.get("/tasks?box=todo&limit=200")["items"] if one["instance"] == instance]


def approve(admin: Client, instance: str) -> str:
    """Approves the one open task. → the name of its step"""
    [task] = tasks(admin, instance)
    admin.post(f"/tasks/{task['id']}:decide", {"verb": "approve"})
    return str(task["node"]["label"])


def ended(admin: Client, instance: str) -> str | None:
    found = admin.get(f"/instances/{instance}")
    return str(found["result"]) if found["status"] == "ended" else None


def test_R49_a_builder_drags_an_approval_flow_together_and_publishes_it(trip: Trip) -> None:
    app, form = make_form(trip.admin)
    _, _email = trip.hire("周经理")
    tab = trip.open(trip.admin, f"/apps/{app}/flows")
    tab.get_by_role("button", name="新建流程").click()
    dialog = tab.get_by_role("dialog", name="新建流程")
    dialog.get_by_role("radio", name=re.compile("空白流程")).click()
    dialog.get_by_label("流程名称", exact=True).fill("报价审批")
    dialog.get_by_role("button", name="创建并设计").click()

    designer = FlowDesigner(tab)
    assert designer.order() == ["开始", "结束"]
    designer.drop("审批", before="结束", name="经理审批")
    designer.approver("周经理")
    designer.drop("发送通知", before="结束", name="通知发起人")
    assert designer.order() == ["开始", "经理审批", "通知发起人", "结束"]

    # A card is picked up and put onto another edge; undo brings it back.
    drag(tab, designer.card("通知发起人"), designer.plus_before("经理审批"))
    expect(designer.cards().nth(1)).to_have_attribute("aria-label", re.compile("^通知发起人"))
    tab.keyboard.press("Control+z")
    expect(designer.cards().nth(1)).to_have_attribute("aria-label", re.compile("^经理审批"))

    # By keyboard: the «+» opens the palette, a search and Enter choose.
    designer.plus_before("结束").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("combobox", name="搜索步骤").fill("抄送")
    tab.keyboard.press("Enter")
    expect(designer.card("抄送")).to_be_visible()
    designer.card("抄送").focus()
    tab.keyboard.press("Delete")
    expect(designer.card("抄送")).to_have_count(0)

    designer.confirm(designer.publish(1), 1)
    tab.get_by_role("link", name="返回").click()
    row = tab.get_by_role("listitem").filter(has_text="报价审批")
    expect(row.get_by_text("第 1 版")).to_be_visible()
    expect(row.get_by_role("switch", name="启用“报价审批”")).to_be_checked()

    flow = trip.admin.get(f"/apps/{app}/flows")["items"][0]["key"]
    person = next(one for one in trip.admin.get("/directory?search=周经理")["people"])
    instance = press(trip.admin, app, form, flow, "第一单")
    now = trip.admin.get(f"/instances/{instance}")["now"]
    assert [one["person"]["id"] for one in now] == [person["id"]]


def test_R054_an_approval_dragged_into_a_running_flow_leaves_what_runs_as_it_was(trip: Trip) -> None:
    app, form = make_form(trip.admin)
    flow = running_flow(trip.admin, app, form)
    old = press(trip.admin, app, form, flow, "旧版本的商机")

    tab = trip.open(trip.admin, f"/apps/{app}/flows/{flow}/design")
    designer = FlowDesigner(tab)
    designer.drop("审批", before="结束", name="技术方案评审")
    designer.approver("管理员")
    dialog = designer.publish(2)
    expect(dialog.get_by_text("新增步骤“技术方案评审”")).to_be_visible()
    expect(dialog.get_by_text("1 个正在运行")).to_be_visible()
    dialog.get_by_label("迁移到新版本").click()
    expect(dialog.get_by_text("1 个可直接迁移")).to_be_visible()
    dialog.get_by_label("按各自的旧版本走完").click()
    designer.confirm(dialog, 2)

    new = press(trip.admin, app, form, flow, "新版本的商机")
    assert approve(trip.admin, old) == "经理审批"
    assert ended(trip.admin, old) == "approved"
    assert approve(trip.admin, new) == "经理审批"
    assert ended(trip.admin, new) is None
    assert approve(trip.admin, new) == "技术方案评审"
    assert ended(trip.admin, new) == "approved"


def test_a_dry_run_shows_the_way_a_record_would_go_and_writes_nothing(trip: Trip) -> None:
    app, form = make_form(trip.admin)
    flow = running_flow(trip.admin, app, form)
    trip.admin.post(f"/apps/{app}/forms/{form}/records", {"name": "试运行的商机"})
    tab = trip.open(trip.admin, f"/apps/{app}/flows/{flow}/design")
    FlowDesigner(tab)
    tab.get_by_role("button", name="试运行").click()
    panel = tab.get_by_role("complementary", name="试运行")
    panel.get_by_role("combobox", name="已有数据").click()
    tab.locator(".ant-select-item-option").filter(has_text="试运行的商机").click()
    panel.get_by_role("button", name="开始试运行").click()
    panel.get_by_role("button", name="直到最后").click()
    expect(panel.get_by_text("结果：通过")).to_be_visible()
    expect(tab.locator("[data-played]")).to_have_count(3)
    panel.get_by_role("button", name="上一步").click()
    panel.get_by_role("button", name="上一步").click()
    panel.get_by_role("button", name="如果这里被拒绝？").click()
    expect(panel.get_by_text(re.compile("^第 1 / "))).to_be_visible()  # another course has begun
    panel.get_by_role("button", name="直到最后").click()
    expect(panel.get_by_text("结果：拒绝")).to_be_visible()
    assert trip.admin.get(f"/apps/{app}/flow-instances")["items"] == []
