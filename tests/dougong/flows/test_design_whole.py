"""Buttons whose flow is all or nothing, and what conditions on other records compare."""

from typing import Any

from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

WHOLE: dict[str, Any] = {"on": "button", "label": "成交", "whole": True}
INVOICE: dict[str, Any] = {
    "id": "invoice",
    "type": "create",
    "form": "invoice",
    "set": [{"field": "no", "value": "'FP-' & name"}, {"field": "amount", "value": "amount"}],
}
TOO_MUCH: dict[str, Any] = {"id": "raise", "type": "update", "set": [{"field": "amount", "value": "amount * 1000"}]}


def press(crm: Crm, flow: str, record: str) -> Any:
    return crm.api.post(f"{API}/forms/opportunity/records/{record}:run-button", json={"flow": flow})


def test_a_step_that_fails_refuses_the_press_and_nothing_of_it_stays(crm: Crm) -> None:
    crm.publish("close", {"form": "opportunity", "trigger": WHOLE, **straight(INVOICE, TOO_MUCH)})
    record = crm.add("opportunity", name="大单", amount=5000)
    before = crm.rows()
    refused = press(crm, "close", record)
    assert refused.status_code == 409
    assert "金额" in refused.json()["detail"]
    assert crm.rows() == before
    small = crm.add("opportunity", name="小单", amount=50)
    assert press(crm, "close", small).status_code == 201
    assert crm.get("opportunity", small)["amount"] == 50_000
    answer = crm.api.post(
        f"{API}/forms/opportunity/records:run-button", json={"flow": "close", "ids": [record, small]}
    ).json()
    assert [each["ok"] for each in answer["results"]] == [False, False], "50 million are too much as well"
    assert len(crm.api.get(f"{API}/forms/invoice/records").json()["items"]) == 1


def test_without_it_the_step_waits_for_an_operator(crm: Crm) -> None:
    trigger = {**WHOLE, "whole": False}
    crm.publish("close", {"form": "opportunity", "trigger": trigger, **straight(INVOICE, TOO_MUCH)})
    record = crm.add("opportunity", name="大单", amount=5000)
    assert press(crm, "close", record).status_code == 201
    assert crm.instances(record)[0].failed == 1
    assert len(crm.api.get(f"{API}/forms/invoice/records").json()["items"]) == 1


def test_an_end_that_rejects_says_why(crm: Crm) -> None:
    reason = {"zh-CN": "“{name}”的金额 {amount} 太低。", "en": "The amount of “{name}”, {amount}, is too low."}
    nodes: list[dict[str, Any]] = [
        {"id": "start", "type": "start"},
        INVOICE,
        {"id": "enough", "type": "branch"},
        {"id": "low", "type": "end", "result": "rejected", "reason": reason},
        {"id": "end", "type": "end"},
    ]
    edges: list[dict[str, Any]] = [
        {"from": "start", "to": "invoice"},
        {"from": "invoice", "to": "enough"},
        {"from": "enough", "to": "low", "when": "amount < 100"},
        {"from": "enough", "to": "end", "default": True},
    ]
    crm.publish("close", {"form": "opportunity", "trigger": WHOLE, "nodes": nodes, "edges": edges})
    refused = press(crm, "close", crm.add("opportunity", name="小单", amount=50))
    assert refused.status_code == 409
    assert refused.json()["code"] == "flow_refused"
    assert refused.json()["detail"].startswith("“小单”的金额")
    assert press(crm, "close", crm.add("opportunity", name="大单", amount=500)).status_code == 201
    assert len(crm.api.get(f"{API}/forms/invoice/records").json()["items"]) == 1


def test_a_condition_on_other_records_compares_instants_and_finds_nothing_by_a_blank(crm: Crm) -> None:
    """The literal NULL asks for blanks; a field that happens to be blank equals nothing (docs/formula.md §4)."""
    older = {
        "id": "older",
        "type": "update",
        "form": "lead",
        "where": "created_at <= flow.record.created_at and birthday = flow.record.signed",
        "set": [{"field": "note", "value": "'same day'"}],
    }
    crm.publish("mark", {"form": "opportunity", "trigger": WHOLE, **straight(older)})
    blank, dated = crm.add("lead", name="甲"), crm.add("lead", name="乙", birthday="1990-05-01")
    assert press(crm, "mark", crm.add("opportunity", name="无日期")).status_code == 201
    assert [crm.get("lead", each)["note"] for each in (blank, dated)] == [None, None]
    record = crm.add("opportunity", name="有日期", signed="1990-05-01")
    later = crm.add("lead", name="丙", birthday="1990-05-01")
    assert press(crm, "mark", record).status_code == 201
    assert [crm.get("lead", each)["note"] for each in (blank, dated, later)] == [None, "same day", None]
