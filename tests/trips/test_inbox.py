"""«Done when» 1b: a held change is rejected once and approved once on a phone (R51); many at once; who comes second."""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from scripts.shooting.flow_data import publish
from scripts.shooting.product import Client
from tests.trips.trip import PHONE, Trip, choose, still

_NUMBERS = itertools.count(1)
STAGES = {"contact": "初步沟通", "quote": "方案报价", "won": "成交客户"}
STAGE_PENDING = "修改已提交审批：阶段 初步沟通 → 方案报价，通过后生效。"
FIELDS: list[dict[str, Any]] = [
    {"key": "name", "type": "text", "label": "名称", "required": True},
    {
        "key": "stage",
        "type": "select",
        "label": "阶段",
        "options": [{"value": k, "label": v} for k, v in STAGES.items()],
    },
    {"key": "amount", "type": "money", "label": "金额"},
    {"key": "files", "type": "attachment", "label": "附件"},
]
BOSS = [{"role": "boss"}]
GATE: dict[str, Any] = {
    "key": "stage_gate",
    "label": "阶段推进审批",
    "form": "deal",
    "title": "{name}",
    "trigger": {"on": "update", "when": "stage = 'quote' and old.stage = 'contact'", "mode": "gate"},
    "nodes": [
        {"id": "start", "type": "start"},
        {"id": "manager", "type": "approval", "label": "销售经理审批", "assignees": BOSS},
        {"id": "end", "type": "end"},
    ],
    "edges": [
        {"from": "start", "to": "manager"},
        {"from": "manager", "to": "end", "when": "outcome = 'approved'"},
    ],
}
TWO_STEPS: dict[str, Any] = {
    "key": "two_steps",
    "label": "两级审批",
    "form": "deal",
    "title": "{name}",
    "trigger": {"on": "button", "label": "两级审批"},
    "nodes": [
        {"id": "start", "type": "start"},
        {"id": "first", "type": "approval", "label": "一级", "assignees": BOSS},
        {"id": "second", "type": "approval", "label": "二级", "assignees": [{"field": "initiator"}]},
        {"id": "end", "type": "end"},
    ],
    "edges": [
        {"from": "start", "to": "first"},
        {"from": "first", "to": "second", "when": "outcome = 'approved'"},
        {"from": "second", "to": "end", "when": "outcome = 'approved'"},
    ],
}

HAND_IN: dict[str, Any] = {
    "key": "hand_in",
    "label": "补充资料",
    "form": "deal",
    "title": "{name}",
    "trigger": {"on": "button", "label": "补充资料"},
    "nodes": [
        {"id": "start", "type": "start"},
        {"id": "fill", "type": "fill", "label": "上传合同", "assignees": BOSS, "fields": {"files": "require"}},
        {"id": "end", "type": "end"},
    ],
    "edges": [{"from": "start", "to": "fill"}, {"from": "fill", "to": "end"}],
}


@dataclass
class Office:
    """An app with a form of deals, a salesman, managers, and one flow."""

    app: str
    sales: Client
    managers: Sequence[Client]

    @property
    def records(self) -> str:
        return f"/apps/{self.app}/forms/deal/records"

    def deal(self, name: str) -> str:
        """A deal in 初步沟通. → its id"""
        made: str = self.sales.post(self.records, {"name": name, "stage": "contact", "amount": 120000})["id"]
        return made

    def advance(self, record: str) -> None:
        """Asks for 方案报价 by the API."""
        answer = self.sales.call("PATCH", f"{self.records}/{record}", json={"stage": "quote", "version": 1})
        assert answer["_pending"]["state"] == "held"

    def stage(self, record: str) -> str:
        found: str = self.sales.get(f"{self.records}/{record}")["stage"]
        return found


def office(trip: Trip, flow: Mapping[str, Any], managers: int = 1) -> Office:
    """Everything but the clicks that are tested, through the real doors."""
    admin = trip.admin
    app = admin.post("/apps", {"label": f"销售 {next(_NUMBERS)}"})["key"]
    draft = admin.post(f"/apps/{app}/forms", {"label": "商机", "key": "deal", "fields": FIELDS})
    admin.post(f"/apps/{app}/forms/deal/draft:publish", {"revision": draft["revision"], "accept_losses": False})
    sales, _ = trip.hire("李销售")
    bosses = [trip.hire(f"王经理{number}")[0] for number in range(1, managers + 1)]
    roles = admin.get(f"/apps/{app}/roles")
    for key, people in (("sales", [sales]), ("boss", bosses)):
        members = [{"kind": "person", "id": one.me["id"], "name": one.me["name"]} for one in people]
        roles["roles"].append({"key": key, "label": key, "builtin": False, "members": members})
        grant = {"id": key, "to": [f"role:{key}"], "form": "deal", "ops": ["create", "read", "update"]}
        roles["grants"].append(grant | {"rows": "all", "read": ["*"], "write": ["*"], "aggregate": True})
    admin.call("PUT", f"/apps/{app}/roles", json=roles)
    publish(admin, dict(flow), app)
    return Office(app, sales, bosses)


def deaf(tab: Page) -> None:
    """A tab that hears of nothing: as one that was left open behind a proxy."""
    tab.route("**/api/v1/me/stream", lambda route: route.fulfill(status=204))


def ask_for_next_stage(desk: Page) -> None:
    """Edits the open record by hand: 阶段 becomes 方案报价."""
    desk.get_by_role("button", name="编辑", exact=True).click()
    choose(desk, "阶段", "方案报价")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.get_by_text(STAGE_PENDING)).to_be_visible()
    expect(desk.get_by_role("region", name="阶段推进审批：修改待审批")).to_contain_text("方案报价")


def open_task(phone: Page, name: str) -> None:
    """From the bottom navigation to the task."""
    phone.get_by_role("navigation", name="主导航").get_by_role("link", name=re.compile("^待办")).click()
    phone.get_by_role("list", name="待我处理").get_by_role("link", name=re.compile(name)).click()
    held = phone.get_by_role("region", name="这项修改等你审批")
    expect(held).to_contain_text("初步沟通")
    expect(held).to_contain_text("方案报价")


def test_R051_a_stage_waits_for_the_manager_who_rejects_it_once_and_approves_it_once_on_the_phone(trip: Trip) -> None:
    at = office(trip, GATE)
    record = at.deal("恒通看板建设")
    desk = trip.open(at.sales, f"/apps/{at.app}/forms/deal/records/{record}")
    phone = trip.open(at.managers[0], phone=True)
    expect(phone.get_by_role("link", name="待办")).to_be_visible()

    ask_for_next_stage(desk)
    assert at.stage(record) == "contact"
    expect(phone.get_by_role("link", name=re.compile("待办.*1 项"))).to_be_visible()
    open_task(phone, "恒通看板建设")
    assert phone.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="拒绝").click()
    expect(phone.get_by_text("请写明原因")).to_be_visible()
    phone.get_by_label("意见").fill("先补技术方案")
    phone.get_by_role("button", name="拒绝").click()
    expect(phone.get_by_text("已拒绝", exact=True)).to_be_visible()
    expect(phone.get_by_text("没有待处理的事项")).to_be_visible()

    expect(desk.get_by_role("region", name="阶段推进审批：修改待审批")).to_be_hidden()
    assert at.stage(record) == "contact"
    desk.get_by_role("button", name=re.compile("^消息")).click()
    expect(desk.get_by_text(re.compile("未通过：阶段推进审批"))).to_be_visible()
    desk.keyboard.press("Escape")
    desk.get_by_role("tab", name="流程").click()
    expect(desk.get_by_text("先补技术方案")).to_be_visible()
    expect(desk.get_by_text("已拒绝", exact=True)).to_be_visible()
    desk.get_by_role("tab", name="详情").click()

    ask_for_next_stage(desk)
    open_task(phone, "恒通看板建设")
    phone.get_by_role("button", name="同意").click()
    expect(phone.get_by_text("已同意", exact=True)).to_be_visible()
    expect(desk.get_by_role("region", name="阶段推进审批：修改待审批")).to_be_hidden()
    expect(desk.get_by_role("complementary").get_by_text("方案报价", exact=True)).to_be_visible()
    assert at.stage(record) == "quote"


def test_several_are_approved_at_once_and_each_row_says_what_became_of_it(trip: Trip) -> None:
    at = office(trip, GATE, managers=2)
    deals = [at.deal(name) for name in ("甲项目", "乙项目", "丙项目")]
    for record in deals:
        at.advance(record)
    tab = trip.open(at.managers[0])
    deaf(tab)
    tab.goto("/tasks")
    for name in ("甲项目", "乙项目", "丙项目"):
        tab.get_by_role("checkbox", name=re.compile(name)).check()
    expect(tab.get_by_text("已选 3 项")).to_be_visible()
    other = next(
        one for one in at.managers[1].get("/tasks", params={"box": "todo"})["items"] if "乙项目" in one["title"]
    )
    at.managers[1].post(f"/tasks/{other['id']}:decide", {"verb": "reject", "comment": "不做"})

    tab.get_by_role("toolbar", name="批量处理").get_by_role("button", name="同意").click()
    dialog = tab.get_by_role("dialog", name="同意所选的 3 项？")
    still(tab)
    dialog.get_by_role("button", name="同意").click()
    results = tab.get_by_role("dialog", name="2 项成功，1 项没有成功")
    expect(results.get_by_role("listitem").filter(has_text="乙项目")).to_contain_text("此待办已被处理")
    expect(results.get_by_role("listitem").filter(has_text="甲项目")).to_contain_text("成功")
    still(tab)
    results.get_by_role("button", name="关闭").last.click()
    expect(tab.get_by_text("没有待处理的事项")).to_be_visible()
    assert [at.stage(record) for record in deals] == ["quote", "contact", "quote"]


def test_a_second_click_in_another_tab_gets_the_sentence_and_changes_nothing(trip: Trip) -> None:
    at = office(trip, GATE, managers=2)
    record = at.deal("丁项目")
    at.advance(record)
    first, second = (trip.open(manager) for manager in at.managers)
    for tab in (first, second):
        deaf(tab)
        tab.goto("/tasks")
        tab.get_by_role("list", name="待我处理").get_by_role("link", name=re.compile("丁项目")).click()
        expect(tab.get_by_role("button", name="同意", exact=True)).to_be_visible()
    first.get_by_role("button", name="同意", exact=True).click()
    expect(first.get_by_text("已同意", exact=True)).to_be_visible()
    second.get_by_label("意见").fill("不同意")
    second.get_by_role("button", name="拒绝", exact=True).click()
    expect(second.get_by_text(re.compile("此待办已被处理。 王经理1同意"))).to_be_visible()
    expect(second.get_by_text("没有待处理的事项")).to_be_visible()
    assert at.stage(record) == "quote"
    [instance] = at.sales.get("/tasks", params={"box": "started"})["items"]
    assert instance["result"] == "approved"


def test_a_decision_is_taken_back_from_the_toast_and_keys_walk_through_the_list(trip: Trip) -> None:
    at = office(trip, TWO_STEPS)
    names = ("戊项目", "己项目")
    for name in names:
        record = at.deal(name)
        at.sales.post(f"{at.records}/{record}:run-button", {"flow": "two_steps"})
    tab = trip.open(at.managers[0], "/tasks")
    expect(tab.get_by_role("list", name="待我处理").get_by_role("listitem")).to_have_count(2)
    tab.keyboard.press("j")
    tab.wait_for_url(re.compile("/tasks/[0-9a-f-]{36}"))
    expect(tab.get_by_role("button", name="同意", exact=True)).to_be_visible()
    first, opened = tab.url, tab.get_by_role("heading", name=re.compile("|".join(names)))
    title = opened.inner_text()
    tab.keyboard.press("j")
    expect(tab).not_to_have_url(first)
    expect(opened).not_to_have_text(title)  # the address is there before the other task is
    expect(tab.get_by_role("button", name="同意", exact=True)).to_be_visible()
    tab.keyboard.press("a")
    expect(tab.get_by_role("button", name="同意", exact=True)).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("list", name="待我处理").get_by_role("listitem")).to_have_count(1)
    tab.get_by_role("button", name="拿回").click()
    expect(tab.get_by_text("已拿回，可以重新办理")).to_be_visible()
    expect(tab.get_by_role("list", name="待我处理").get_by_role("listitem")).to_have_count(2)


def test_a_step_is_sent_with_the_file_that_was_still_on_its_way(trip: Trip, tmp_path: Path) -> None:
    at = office(trip, HAND_IN)
    record = at.deal("庚项目")
    at.sales.post(f"{at.records}/{record}:run-button", {"flow": "hand_in"})
    tab = trip.open(at.managers[0], "/tasks")
    tab.get_by_role("list", name="待我处理").get_by_role("link", name=re.compile("庚项目")).click()
    scan = tmp_path / "合同.pdf"
    scan.write_bytes(b"%PDF-1.4\n" + b"x" * 3_000_000)
    speed = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 1_500_000}
    tab.context.new_cdp_session(tab).send("Network.emulateNetworkConditions", speed)
    tab.locator("input[type=file]").set_input_files(scan)
    expect(tab.get_by_role("progressbar")).to_be_visible()
    tab.get_by_role("button", name="提交", exact=True).click()
    expect(tab.get_by_text("没有待处理的事项")).to_be_visible()
    assert [file["name"] for file in at.sales.get(f"{at.records}/{record}")["files"]] == ["合同.pdf"]
