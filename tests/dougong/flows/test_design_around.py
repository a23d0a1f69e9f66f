"""Around flows: forms that flows lean on, files of other products, imports at a gate."""

from datetime import timedelta
from typing import Any

import pytest

from dougong.apps.sweep import sweep_next
from dougong.flows import store
from dougong.kit.runner import Runner
from dougong.worker import resources
from tests.dougong.flows.crm import API, Crm, crm, settings, straight
from tests.dougong.people import Someone

__all__ = ["crm", "settings"]

MANAGER: dict[str, Any] = {"id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"role": "boss"}]}
GATE = {"on": "update", "when": "stage = 'quote' and old.stage = 'contact'", "mode": "gate"}


def change_form(crm: Crm, form: str, without: str) -> Any:
    """Publishes the form without one of its fields."""
    draft = crm.api.get(f"{API}/forms/{form}/draft").json()
    fields = [field for field in draft["definition"]["fields"] if field["key"] != without]
    body = {"definition": {**draft["definition"], "fields": fields}, "revision": draft["revision"]}
    saved = crm.api.put(f"{API}/forms/{form}/draft", json=body).json()
    return crm.api.post(f"{API}/forms/{form}/draft:publish", json={"revision": saved["revision"]})


def test_a_field_that_a_flow_needs_does_not_vanish_from_under_it(crm: Crm) -> None:
    crm.publish("ask", {"form": "opportunity", "trigger": GATE, **straight(MANAGER)})
    refused = change_form(crm, "opportunity", "stage")
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")
    assert [(use["kind"], use["key"]) for use in refused.json()["used_by"]] == [("flow", "ask")]
    impact = crm.api.post(f"{API}/forms/opportunity/draft:impact").json()
    assert any(use["kind"] == "flow" for use in impact["used_by"])
    assert crm.api.delete(f"{API}/forms/opportunity").status_code == 409
    crm.api.post(f"{API}/flows/ask:disable")
    assert change_form(crm, "opportunity", "stage").status_code == 200


def test_what_still_runs_is_looked_after_too(crm: Crm) -> None:
    crm.hire("王经理", "boss")
    rich = {"id": "rich", "type": "branch"}
    flow = {
        "form": "opportunity",
        "trigger": {"on": "button", "label": "提交"},
        "nodes": [{"id": "start", "type": "start"}, MANAGER, rich, {"id": "end", "type": "end"}],
        "edges": [
            {"from": "start", "to": "manager"},
            {"from": "manager", "to": "rich", "when": "outcome = 'approved'"},
            {"from": "rich", "to": "end", "when": "amount > 10"},
            {"from": "rich", "to": "end", "default": True},
        ],
    }
    crm.publish("ask", flow)
    record = crm.add("opportunity", name="一号")
    url = f"{API}/forms/opportunity/records/{record}:run-button"
    assert crm.api.post(url, json={"flow": "ask"}).status_code == 201
    crm.publish("ask", {**flow, **straight(MANAGER)})
    assert change_form(crm, "opportunity", "amount").json()["used_by"][0]["version"] == 1
    # nor when the app is published as a whole, with a newer version of the flow
    crm.draft("ask", {**flow, **straight(MANAGER)}, label="新的流程")
    changes = crm.api.get(f"{API}/changes").json()
    [uses] = [item["uses"] for item in changes["items"] if item["kind"] == "form"]
    assert [(use["key"], use["version"]) for use in uses if use["kind"] == "flow"] == [("ask", 1)]
    refused = crm.api.post(f"{API}/changes:publish", json={"state": changes["state"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "in_use")


def test_flows_with_a_history_stay_in_the_bin_and_others_go(crm: Crm) -> None:
    crm.hire("王经理", "boss")
    button = {"form": "opportunity", "trigger": {"on": "button", "label": "提交"}, **straight(MANAGER)}
    for key in ("ask", "idle"):
        crm.publish(key, button)
    url = f"{API}/forms/opportunity/records/{crm.add('opportunity', name='一号')}:run-button"
    assert crm.api.post(url, json={"flow": "ask"}).status_code == 201
    for key in ("ask", "idle"):
        assert crm.api.delete(f"{API}/flows/{key}").status_code == 204
    kept = crm.api.post(f"{API}/bin:purge", json={"kind": "flow", "key": "ask", "confirm": "ask"})
    assert (kept.status_code, kept.json()["code"]) == (409, "has_history")
    present = crm.database.clock
    crm.database.clock = lambda: present() + timedelta(days=31)
    with crm.database.transaction() as tx:
        assert sweep_next(tx) and not sweep_next(tx)
    crm.database.clock = present
    assert [one["key"] for one in crm.api.get(f"{API}/bin").json()["items"]] == ["ask"]


BPMN = """<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
  <process id="p" name="采购审批" isExecutable="true">
    <startEvent id="s"/><userTask id="t" name="主管审批"/><endEvent id="e"/>
    <sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/>
  </process>
</definitions>"""


def test_a_bpmn_file_becomes_a_draft_and_a_flow_a_bpmn_file(crm: Crm) -> None:
    made = crm.api.post(f"{API}/flows:import", files={"file": ("a.bpmn", BPMN)}, data={"form": "opportunity"})
    assert made.status_code == 201, made.text
    assert made.json()["definition"]["label"] == "采购审批"
    assert {node["id"] for node in made.json()["definition"]["nodes"]} >= {"s", "t", "e"}
    key = made.json()["key"]
    exported = crm.api.get(f"{API}/flows/{key}/bpmn")
    assert exported.headers["content-type"].startswith("application/xml")
    again = crm.api.post(f"{API}/flows:import", files={"file": ("b.bpmn", exported.content)}, data={"key": "again"})
    assert again.json()["definition"]["nodes"] == made.json()["definition"]["nodes"]


def test_a_bpmn_file_without_a_name_of_its_own_is_called_like_the_file_without_its_ending(crm: Crm) -> None:
    nameless = BPMN.replace(' name="采购审批"', "")
    made = crm.api.post(
        f"{API}/flows:import", files={"file": ("采购流程.bpmn", nameless)}, data={"form": "opportunity"}
    )
    assert made.json()["definition"]["label"] == "采购流程"


@pytest.mark.parametrize(
    "content",
    ["no xml", "<a/>", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
)
def test_a_file_that_is_none_is_refused_with_element_line_and_reason(crm: Crm, content: str) -> None:
    answer = crm.api.post(f"{API}/flows:import", files={"file": ("a.bpmn", content)})
    assert (answer.status_code, answer.json()["code"]) == (422, "bpmn_invalid")
    assert answer.json()["errors"][0]["message"]
    assert "root:" not in answer.text
    assert crm.api.get(f"{API}/flows").json()["items"] == []


@pytest.fixture
def boss(crm: Crm) -> Someone:
    found = crm.hire("王经理", "boss", "sales")
    crm.publish("ask", {"form": "opportunity", "trigger": GATE, **straight(MANAGER)})
    return found


def test_rows_of_an_import_wait_at_the_gate_too(crm: Crm, boss: Someone) -> None:
    record = crm.add("opportunity", name="一号", stage="contact")
    csv = "名称,阶段\n一号,方案报价\n二号,方案报价\n".encode()
    uploaded = crm.api.post(f"{API}/imports", files={"file": ("deals.csv", csv)}).json()
    plan = {
        "sheet": uploaded["sheets"][0]["name"],
        "header_row": uploaded["sheets"][0]["header_row"],
        "target": {"form": "opportunity"},
        "columns": [{"index": 0, "field": "name"}, {"index": 1, "field": "stage"}],
        "mode": "upsert",
        "match": ["name"],
        "on_error": "stop",
    }
    planned = crm.api.post(f"{API}/imports/{uploaded['id']}:plan", json=plan)
    assert planned.status_code == 200, planned.text
    job = crm.api.post(f"{API}/imports/{uploaded['id']}:run").json()["id"]
    runner = Runner(crm.database, resources(crm.settings))
    runner.run(job)
    runner.close()
    ended = crm.api.get(f"/api/v1/jobs/{job}").json()
    assert ended["state"] == "done", ended
    assert crm.get("opportunity", record)["stage"] == "contact"
    assert crm.held(record) == ["held"]
    crm.decide(boss, "approve")
    assert crm.get("opportunity", record)["stage"] == "quote"


def test_two_flows_that_set_each_other_off_stop_after_one_round(crm: Crm) -> None:
    note = {"id": "note", "type": "update", "set": [{"field": "note", "value": "CONCAT(note, '!')"}]}
    more = {"id": "more", "type": "update", "set": [{"field": "amount", "value": "amount + 1"}]}
    for key, field, node in (("ping", "amount", note), ("pong", "note", more)):
        trigger = {"on": "update", "fields": [field], "when": "amount < 900000"}  # without it: not published at all
        crm.publish(key, {"form": "opportunity", "trigger": trigger, **straight(node)})
    record = crm.add("opportunity", name="一号", amount=1)
    for turn in (1, 2):  # each change by a person begins a round of its own
        before = crm.get("opportunity", record)["amount"]
        assert crm.patch("opportunity", record, amount=before + 10).status_code == 200
        crm.work_off()
        after = crm.get("opportunity", record)
        assert (after["amount"], after["note"]) == (before + 11, "!" * turn)
    assert [each.flow for each in crm.instances(record)] == ["ping", "pong"] * 2


@pytest.mark.parametrize("bound", ["MAX_DEPTH", "MAX_CHAIN"])
def test_records_that_make_records_stop_at_the_bounds(crm: Crm, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(store, bound, 4)
    grow = {"id": "grow", "type": "create", "form": "opportunity",
            "set": [{"field": "name", "value": "'又一个'"}, {"field": "amount", "value": "amount + 1"}]}  # fmt: skip
    trigger = {"on": "create", "when": "amount < 900000"}
    crm.publish("grow", {"form": "opportunity", "trigger": trigger, **straight(grow)})
    crm.add("opportunity", name="一号", amount=1)
    crm.work_off()
    started = crm.instances(key="grow")
    assert len(started) == (5 if bound == "MAX_DEPTH" else 4)
    assert all(each.result == "done" for each in started), "whoever began it gets their work done"
