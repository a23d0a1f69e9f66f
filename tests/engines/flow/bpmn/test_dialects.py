"""Files as other products write them (`files/`): what they become, and what is said about the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engines.flow.bpmn import Reading, read_bpmn, write_bpmn
from engines.flow.definition import Flow

FILES = Path(__file__).parent / "files"
ALL = sorted(path.name for path in FILES.iterdir())


def read(name: str) -> tuple[Flow, Reading]:
    reading = read_bpmn((FILES / name).read_bytes())
    assert reading.flow is not None
    return reading.flow, reading


def node(flow: Flow, node_id: str) -> dict[str, Any]:
    """Its settings but for id, label and parent."""
    data = flow.by_id[node_id].model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {name: value for name, value in data.items() if name not in ("id", "label", "parent", "description")}


def told(reading: Reading) -> set[tuple[str, str, int]]:
    return {(found.code, found.element, found.line) for found in reading.problems}


def ways(flow: Flow, source: str) -> list[tuple[str, str | None, bool]]:
    return [(edge.target, edge.when, edge.default) for edge in flow.edges if edge.source == source]


@pytest.mark.parametrize("name", ALL)
def test_every_problem_names_element_line_and_reason_in_both_languages(name: str) -> None:
    _, reading = read(name)
    lines = (FILES / name).read_bytes().count(b"\n") + 1
    for found in reading.problems:
        assert found.element
        assert 0 < found.line <= lines
        assert found.message["zh-CN"] and found.message["en"]
        assert "{" not in found.message["en"].replace(found.element, "").replace("${", "").replace("#{", "").replace(
            "{ it > 3 }", ""
        )


@pytest.mark.parametrize("name", ALL)
def test_an_imported_flow_is_a_draft_that_is_written_and_read_again_unchanged(name: str) -> None:
    flow, _ = read(name)
    again = read_bpmn(write_bpmn(flow))
    assert again.problems == ()
    assert again.flow == flow


def test_camunda_7() -> None:
    flow, reading = read("camunda7.bpmn")
    assert (flow.key, flow.label, flow.description) == (
        "invoice",
        "Invoice Receipt",
        "How invoices are approved and paid.",
    )
    assert node(flow, "approve_invoice") == {
        "type": "approval",
        "assignees": [{"field": "initiator"}, {"role": "management"}, {"role": "sales_team"}],
    }
    assert flow.by_id["approve_invoice"].description == "Is the amount right?"
    assert node(flow, "event_late") == {
        "type": "boundary", "on": "approve_invoice", "catch": "timer", "after": "8 hours", "interrupt": False,
        "repeat": 2,
    }  # fmt: skip
    assert ways(flow, "gateway_ok") == [
        ("prepare", "steps.approve_invoice.outcome = 'approved' and amount < 1000 or level <> 'A'", False),
        ("end_no", None, True),
        ("end_no", "FALSE", False),
    ]
    assert ways(flow, "approve_invoice") == [("gateway_ok", "TRUE", False)]
    assert node(flow, "prepare") == {"type": "script", "code": "# total = amount * 1.1\n# println total"}
    assert node(flow, "archive") == {"type": "notify", "title": "Archive"}
    assert node(flow, "event_err") == {"type": "boundary", "on": "archive", "catch": "error"}
    assert node(flow, "rows") == {"type": "call", "flow": "check_line", "each": {"over": "lines", "mode": "sequential"}}
    assert node(flow, "end_yes") == {"type": "end", "terminate": True}
    assert node(flow, "remind") == {"type": "send", "message": "invoice_late"}
    assert told(reading) == {
        ("role", "approveInvoice", 9),
        ("guessed_approval", "approveInvoice", 9),
        ("condition", "Flow_odd", 36),
        ("script", "prepare", 39),
        ("replaced", "archive", 46),
        ("error_code", "Event_err", 50),
        ("error_end", "End_err", 55),
        ("added_end", "remind", 74),
    }
    assert flow.layout["start_event_1"].x < flow.layout["approve_invoice"].x < flow.layout["gateway_ok"].x


def test_camunda_8() -> None:
    flow, reading = read("camunda8.bpmn")
    assert flow.trigger.model_dump(exclude_defaults=True) == {"on": "schedule", "cron": "0 9 * * MON-FRI"}
    assert node(flow, "pick") == {
        "type": "fill",
        "assignees": [{"email": "anna@example.com"}, {"role": "warehouse"}],
        "each": {"over": "lines", "until": "each.done > 3"},
    }
    assert node(flow, "race") == {"type": "branch", "mode": "event"}
    assert node(flow, "paid") == {"type": "wait", "message": "order_paid"}
    assert node(flow, "late") == {"type": "wait", "for": "7 days"}
    assert node(flow, "wait_date") == {"type": "wait", "until": "DATETIME(DATE(2026, 12, 24), 18, 0, 0)"}
    assert node(flow, "ship") == {"type": "call", "flow": "process_ship"}
    assert ways(flow, "split") == [("ship", "amount > 1000 and country = 'CN'", False), ("wait_date", None, True)]
    assert ways(flow, "cancelled_send") == [("cancelled", None, False)]
    assert ways(flow, "late") == [("cancelled_send", None, False)]
    assert {code for code, _, _ in told(reading)} == {"timer_zone", "replaced", "script", "added_end"}


def test_flowable_with_chinese_countersigning() -> None:
    flow, reading = read("flowable.bpmn20.xml")
    assert (flow.key, flow.label) == ("leave_process", "请假流程")
    assert node(flow, "sid_6a3d0e49_12ce") == {"type": "fill", "assignees": [{"field": "initiator"}]}
    assert node(flow, "countersign") == {"type": "approval", "assignees": [], "mode": "ratio", "ratio": 0.6}
    assert node(flow, "or") == {
        "type": "approval",
        "assignees": [{"email": "a@example.com"}, {"email": "b@example.com"}, {"role": "hr"}],
    }
    assert node(flow, "in_turn") == {"type": "approval", "assignees": [{"role": "manager"}], "mode": "sequential"}
    assert node(flow, "mail1") == {
        "type": "notify", "channels": ["mail"], "to": [{"email": "hr@example.com"}], "title": "请假 {name}",
        "text": "已批准",
    }  # fmt: skip
    assert node(flow, "http1") == {
        "type": "http", "method": "PUT", "url": "https://kq.example.com/leave/{id}", "body": '{"days": {days}}',
    }  # fmt: skip
    assert ways(flow, "gw") == [("countersign", "days > 3 and type = '年假'", False), ("or", "days <= 3", False)]
    assert [one.id for one in flow.nodes if one.parent == "sub"] == ["sub_start", "handover", "sub_end"]
    assert (flow.layout["sub"].x, flow.layout["sub"].y) == (1800, 100)
    assert {code for code, _, _ in told(reading)} == {"assignee", "guessed_approval", "manual"}


def test_activiti_in_a_chinese_encoding() -> None:
    flow, reading = read("activiti.bpmn")
    assert flow.label == "采购流程"
    assert node(flow, "usertask1") == {
        "type": "approval",
        "assignees": [{"role": "management"}, {"role": "accounting"}],
    }
    assert node(flow, "boundarytimer1") == {
        "type": "boundary", "on": "usertask1", "catch": "timer", "after": "1.5 hours",
    }  # fmt: skip
    assert ways(flow, "usertask1") == [("usertask1_split", None, False)]
    assert node(flow, "usertask1_split") == {"type": "branch", "mode": "parallel"}
    assert {target for target, _, _ in ways(flow, "usertask1_split")} == {"receivetask1", "tell"}
    assert node(flow, "milestone") == {"type": "branch"}
    assert ("dangling", "flow5", 23) in told(reading)
    assert ("signal", "tell", 14) in told(reading)


def test_signavio_with_lanes_and_two_pools() -> None:
    flow, reading = read("signavio.bpmn")
    assert reading.processes == {"sid-process-1": "Company", "sid-process-2": "Customer"}
    assert flow.by_id["sid_t1"].label == "Write offer"
    assert node(flow, "sid_t1") == {"type": "fill", "assignees": [{"role": "sales_team"}]}
    assert node(flow, "sid_t2") == {"type": "approval", "assignees": [{"role": "cashier"}]}
    assert node(flow, "sid_t3") == {"type": "fill", "assignees": [{"role": "sid_lane_3"}]}
    assert node(flow, "sid_a1")["type"] == "notify"
    assert "sid_ev" not in flow.by_id
    assert ("other_process", "sid-process-2", 51) in told(reading)
    assert ("unsupported", "sid-EV", 41) in told(reading)
    assert ("complex_gateway", "sid-G1", 36) in told(reading)
    other = read_bpmn((FILES / "signavio.bpmn").read_bytes(), process="sid-process-2").flow
    assert other is not None
    assert [one.id for one in other.nodes] == ["sid_x1", "end", "start"]


def test_bpmn_io_with_links_and_without_start_and_end() -> None:
    flow, reading = read("bpmnio.bpmn")
    assert ways(flow, "start") == [("activity_0abc123", None, False)]
    assert ways(flow, "event_out") == [("event_in", None, False)]
    assert node(flow, "event_cond") == {"type": "wait", "when": "stock > 0"}
    assert ways(flow, "activity_tx") == [("end", None, False)]
    assert flow.by_id["activity_inner"].parent == "activity_tx"
    assert ways(flow, "start_2") == [("activity_inner", None, False)]
    assert ("replaced", "Event_undo", 9) in told(reading)
    assert ("unsupported", "Event_esc", 10) in told(reading)
    assert "event_esc" not in flow.by_id
    assert not any(found.code == "dangling" for found in reading.problems)


def test_jbpm() -> None:
    flow, reading = read("jbpm.bpmn2")
    assert flow.key == "evaluation_process"
    assert flow.trigger.model_dump(exclude_defaults=True) == {"on": "message", "message": "evaluate"}
    assert node(flow, "d") == {"type": "subprocess", "each": {"over": "peers"}}
    assert {found.code for found in reading.problems} == {"assignee", "script"}
