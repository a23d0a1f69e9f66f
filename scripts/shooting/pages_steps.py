"""Pages of one step, one way, one rule: what flows write, when ways are taken, what if, why, and files of others."""

import re

from playwright.sync_api import FilePayload
from playwright.sync_api import Page as Tab

from scripts.shooting import acts, acts_service
from scripts.shooting.page import Act, Page
from scripts.shooting.steps import seen, shown, then

_FLOW = "/apps/{service}/flows/parts_used/design"
_VISIT = "/apps/{service}/forms/visit"
_BOARD = "/apps/{service}/dashboards/forecast"
_BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p" name="采购">
<startEvent id="s"/><userTask id="u" name="审批"/><manualTask id="m" name="验货"/><endEvent id="e"/>
<sequenceFlow id="a" sourceRef="s" targetRef="u"/><sequenceFlow id="b" sourceRef="u" targetRef="m"/>
<sequenceFlow id="c" sourceRef="m" targetRef="e"/></process></definitions>"""


def _step(node: str) -> Act:
    return then(acts.flow_drawn, seen(f"[data-card='{node}']", click=True))


def _way(tab: Tab) -> None:
    acts.flow_drawn(tab)
    tab.locator("[data-edge]").first.click()


def _why(chinese: str, english: str) -> Act:
    """The rule debugger, asked about the field of this name."""

    def ask(tab: Tab) -> None:
        acts_service.why(tab)
        tab.get_by_role("dialog").last.get_by_role("combobox").first.click()
        tab.keyboard.type(english if tab.locator("html").get_attribute("lang") == "en" else chinese)
        tab.keyboard.press("Enter")

    return ask


def _scanner(tab: Tab) -> None:
    button = tab.get_by_role("button", name=re.compile("扫码|扫描|Scan")).first
    button.scroll_into_view_if_needed()
    button.click()
    tab.get_by_role("dialog").last.get_by_role("alert").or_(tab.locator("video")).first.wait_for()


def _bpmn(text: str) -> Act:
    def bring(tab: Tab) -> None:
        acts.new_flow(tab)
        file: FilePayload = {"name": "flow.bpmn", "mimeType": "text/xml", "buffer": text.encode()}
        tab.get_by_role("dialog").locator("input[type=file]").set_input_files(file)
        tab.get_by_role("alert").first.wait_for()

    return bring


STEPS = (
    Page("flow-rows", _FLOW, _step("write"), phone=False),
    Page("flow-way", _FLOW, _way, phone=False),
    Page("flow-notify", _FLOW, _step("tell"), phone=False),
    Page("flow-branch", _FLOW, _step("which"), phone=False),
    Page("flow-button", _FLOW, _step("start"), phone=False),
    Page(
        "flow-script",
        "/apps/{service}/flows/scripted/design",
        then(acts.flow_drawn, seen("[data-card='calc']", click=True)),
        phone=False,
    ),
    Page("flow-list", _FLOW, acts.flow_drawn),
    Page("flow-bpmn", "/apps/{service}/flows", _bpmn(_BPMN)),
    Page("what-if", _BOARD, acts.dashboard_drawn),
    Page(
        "what-if-designer",
        _BOARD + "/design",
        then(acts.dashboard_designed, seen("[data-tile] > button", click=True)),
        phone=False,
    ),
    Page("scanner", _VISIT + "/new", _scanner),
    Page("why-signature", _VISIT + "/records/{service_visit}", _why("客户签名", "Signature")),
    Page("operators-outbox", "/apps/crm/flow-instances?tab=outbox"),
    Page("operators-stuck", "/apps/crm/flow-instances?tab=stuck"),
    Page("operators-ended", "/apps/crm/flow-instances?tab=ended"),
    Page("system", "/system", shown("combobox")),
)
