"""Conditions on other records: what databases can't work out is said when the flow is published, and what the flow
knows itself is worked out for them."""

from typing import Any

from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

FLOW: dict[str, Any] = {
    "trigger": {"on": "button", "label": "看看"},
    "form": "lead",
    "acts_as": "app",
    "variables": [{"key": "n", "type": "number"}],
}
FIND: dict[str, Any] = {"id": "look", "type": "find", "form": "opportunity", "label": "查找商机"}
RISE: dict[str, Any] = {
    "id": "rise", "type": "update", "form": "opportunity", "label": {"zh-CN": "改备注", "en": "Change notes"},
    "set": [{"field": "note", "value": "'x'"}],
}  # fmt: skip
OF_RECORDS = "DATE(YEAR(signed), 1, 1) = DATE(2026, 1, 1)"


def test_a_condition_no_database_can_work_out_is_refused_at_publish_with_step_and_function(crm: Crm) -> None:
    figure = {"key": "n", "fn": "count", "where": OF_RECORDS}
    nodes = (
        {**FIND, "where": OF_RECORDS},
        {**FIND, "id": "figures", "where": "amount > 0", "measures": [figure], "save": {"n": "n"}},
        {**RISE, "where": f"amount > 0 and {OF_RECORDS}"},
    )
    saved = crm.draft("year", {**FLOW, **straight(*nodes)})
    refused = crm.api.post(f"{API}/flows/year/draft:publish", json={"revision": saved["revision"]})
    assert refused.status_code == 422, refused.text
    told = {tuple(each["path"]): each for each in refused.json()["problems"]}
    assert {each["code"] for each in told.values()} == {"not_in_conditions"}
    assert set(told) == {("nodes", 1, "where"), ("nodes", 2, "measures", 0, "where"), ("nodes", 3, "where")}
    assert "“查找商机”" in told["nodes", 1, "where"]["message"] and " DATE " in told["nodes", 1, "where"]["message"]
    assert "“改备注”" in told["nodes", 3, "where"]["message"], "whichever language the designer reads"


def test_what_the_flow_knows_itself_is_worked_out_before_the_database_is_asked(crm: Crm) -> None:
    for name, signed in (("old", "2024-12-31"), ("new", "2025-01-01"), ("blank", None)):
        crm.add("opportunity", name=name, signed=signed)
    lead = crm.add("lead", name="启动")
    where = "signed >= DATE(YEAR(TODAY()) - YEAR(TODAY()) + 2025, 1, 1) and LEN(flow.record.name) = 2"
    nodes = ({**FIND, "where": where, "limit": 10},
             {**RISE, "form": None, "step": "look"})  # fmt: skip
    crm.publish("year", {**FLOW, **straight(*nodes)})
    crm.grant({"id": "year", "form": "opportunity", "ops": ["read", "update"], "to": ["flow:year"], "rows": "all",
               "read": ["*"], "write": ["*"]})  # fmt: skip
    started = crm.api.post(f"{API}/forms/lead/records/{lead}:run-button", json={"flow": "year"})
    assert started.status_code == 201, started.text
    rows = crm.api.get(f"{API}/forms/opportunity/records").json()["items"]
    assert {row["name"]: row["note"] for row in rows} == {"old": None, "new": "x", "blank": None}
