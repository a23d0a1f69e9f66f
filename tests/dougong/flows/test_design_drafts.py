"""Flows are drawn: drafts with their problems, versions, differences, the bin, and what a designer may not."""

from typing import Any

from dougong.flows.diff import diff
from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

BUTTON: dict[str, Any] = {"on": "button", "label": "提交"}
MANAGER: dict[str, Any] = {"id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"role": "boss"}]}


def test_a_flow_begins_as_a_draft_with_a_key_of_its_own(crm: Crm) -> None:
    made = crm.api.post(f"{API}/flows", json={"label": "报价审批", "form": "opportunity"}).json()
    assert made["key"] == "baojiashenpi"
    assert made["published_version"] == 0
    assert made["problems"] == []
    again = crm.api.post(f"{API}/flows", json={"label": "报价审批"}).json()
    assert again["key"] != made["key"]
    cards = crm.api.get(f"{API}/flows").json()["items"]
    assert [card["version"] for card in cards] == [0, 0]


def test_a_draft_may_be_saved_with_problems_and_not_be_published(crm: Crm) -> None:
    broken = {"form": "opportunity", "trigger": {"on": "update", "when": "stagee = 'quote'"}, "nodes": [MANAGER]}
    saved = crm.draft("broken", broken)
    codes = {(problem["code"], problem["node"]) for problem in saved["problems"]}
    assert any(code == "no_start" for code, _node in codes)
    where = next(problem for problem in saved["problems"] if problem["path"] == ["trigger", "when"])
    assert (where["pos"], where["length"]) == (0, 6)
    refused = crm.api.post(f"{API}/flows/broken/draft:publish", json={"revision": saved["revision"]})
    assert refused.status_code == 422
    assert refused.json()["code"] == "draft_has_errors"
    assert refused.json()["problems"]


def test_a_draft_that_is_no_flow_yet_is_kept_with_its_places(crm: Crm) -> None:
    half = {"trigger": BUTTON, "nodes": [{"id": "a", "type": "create"}, {"id": "b", "type": "aproval"}]}
    saved = crm.draft("half", half)
    found = {(tuple(problem["path"]), problem["node"]) for problem in saved["problems"]}
    assert (("nodes", 0, "form"), "a") in found
    assert any(path[:2] == ("nodes", 1) and node == "b" for path, node in found)


def test_what_a_flow_names_must_be_there(crm: Crm) -> None:
    nodes = [
        {"id": "ask", "type": "approval", "assignees": [{"role": "nobody"}, {"field": "amount"}]},
        {"id": "make", "type": "create", "form": "invoice", "set": [{"field": "nothing", "value": "1"}]},
        {"id": "call", "type": "call", "flow": "missing"},
        {"id": "tell", "type": "notify", "title": "!", "channels": ["dingtalk"]},
    ]
    trigger = {"on": "schedule", "cron": "61 * * * *", "timezone": "Mars/Olympus"}
    saved = crm.draft("names", {"form": "opportunity", "trigger": trigger, **straight(*nodes)})
    codes = {problem["code"] for problem in saved["problems"]}
    assert codes >= {
        "unknown_role", "not_a_person", "unknown_field", "unknown_flow", "connection_needed", "bad_cron",
        "unknown_zone", "nobody_to_act_as",
    }  # fmt: skip


def test_values_of_the_wrong_type_are_told_before_they_are_written(crm: Crm) -> None:
    settings = {
        "name": "amount", "amount": "'viel'", "stage": "'quote'", "note": "flow.initiator", "sales": "flow.initiator",
        "signed": "TODAY()",
    }  # fmt: skip
    write = {"id": "write", "type": "update", "set": [{"field": k, "value": v} for k, v in settings.items()]}
    saved = crm.draft("types", {"form": "opportunity", "trigger": BUTTON, **straight(write)})
    wrong = [problem["path"] for problem in saved["problems"] if problem["code"] == "type_mismatch"]
    assert wrong == [["nodes", 1, "set", 0, "value"], ["nodes", 1, "set", 1, "value"]]


def test_two_designers_at_once_both_see_the_conflict(crm: Crm) -> None:
    saved = crm.draft("flow", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)})
    body = {"definition": saved["definition"], "revision": saved["revision"]}
    assert crm.api.put(f"{API}/flows/flow/draft", json=body).status_code == 200
    late = crm.api.put(f"{API}/flows/flow/draft", json=body)
    assert late.status_code == 409
    assert late.json()["current"]["revision"] == saved["revision"] + 1


def test_versions_are_kept_compared_and_brought_back(crm: Crm) -> None:
    crm.publish("flow", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)}, note="第一版")
    tech = {"id": "tech", "type": "approval", "label": "技术评审", "assignees": [{"role": "sales"}]}
    crm.publish("flow", {"form": "opportunity", "trigger": BUTTON, **straight(tech, MANAGER)})
    versions = crm.api.get(f"{API}/flows/flow/versions").json()["items"]
    assert [(each["n"], each["current"], each["note"]) for each in versions] == [(2, True, None), (1, False, "第一版")]
    diff = crm.api.get(f"{API}/flows/flow/diff?from=1&to=2").json()["changes"]
    assert {"op": "add", "what": "node", "id": "tech", "label": "技术评审", "parts": []} in diff
    back = crm.api.post(f"{API}/flows/flow/versions/1:restore").json()
    assert back["dirty"]
    assert crm.api.get(f"{API}/flows/flow/diff?from=1&to=0").json()["changes"] == []
    kept = crm.api.post(f"{API}/flows/flow/draft:discard").json()
    assert not kept["dirty"]
    assert crm.api.get(f"{API}/flows/flow/versions/9").status_code == 404


def test_a_flow_that_is_off_or_in_the_bin_starts_nothing(crm: Crm) -> None:
    on_create = {"form": "lead", "trigger": {"on": "create"}, **straight()}
    crm.publish("hello", on_create)
    assert len(crm.instances(crm.add("lead", name="一"))) == 1
    assert crm.api.post(f"{API}/flows/hello:disable").json()["enabled"] is False
    assert crm.instances(crm.add("lead", name="二")) == []
    crm.api.post(f"{API}/flows/hello:enable")
    assert len(crm.instances(crm.add("lead", name="三"))) == 1
    assert crm.api.delete(f"{API}/flows/hello").status_code == 204
    assert crm.instances(crm.add("lead", name="四")) == []
    assert crm.api.get(f"{API}/flows/hello/draft").status_code == 404
    assert crm.api.post(f"{API}/flows/hello:restore").status_code == 200
    assert len(crm.instances(crm.add("lead", name="五"))) == 1


def test_only_designers_of_the_app_design_its_flows(crm: Crm) -> None:
    crm.publish("flow", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)})
    sales = crm.hire("张三", "sales")
    for method, path in [
        ("GET", "/flows"), ("GET", "/flows/flow/draft"), ("POST", "/flows/flow/draft:publish"),
        ("POST", "/flows/flow:simulate"), ("GET", "/connections"), ("POST", "/flows/flow:disable"),
    ]:  # fmt: skip
        answer = sales.browser.request(method, f"{API}{path}", json=None if method == "GET" else {})
        assert answer.status_code == 403, (method, path, answer.text)


def test_a_designer_lends_no_flow_what_they_do_not_hold(crm: Crm) -> None:
    designer = crm.hire("设计师", "sales")
    body = {"items": [{"person_id": crm.admin.id, "level": "owner"}, {"person_id": designer.id, "level": "designer"}]}
    assert crm.api.put(f"{API}/builders", json=body).status_code == 200
    crm.grant({"id": "robot", "to": ["flow:robot"], "form": "contract", "ops": ["read", "update"], "rows": "all",
               "read": ["*"], "write": ["*"]})  # fmt: skip
    as_app = {"form": "opportunity", "trigger": BUTTON, "acts_as": "app", **straight(MANAGER)}
    saved = crm.draft("robot", as_app)
    refused = designer.browser.post(f"{API}/flows/robot/draft:publish", json={"revision": saved["revision"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "escalation")
    assert crm.api.post(f"{API}/flows/robot/draft:publish", json={"revision": saved["revision"]}).status_code == 200
    script = {"id": "calc", "type": "script", "code": "x = 1", "outputs": []}
    saved = crm.draft("script", {"form": "opportunity", "trigger": BUTTON, **straight(script)})
    refused = designer.browser.post(f"{API}/flows/script/draft:publish", json={"revision": saved["revision"]})
    assert refused.status_code in (403, 422)


def test_the_formula_editor_knows_the_names_of_each_place(crm: Crm) -> None:
    definition = {"schema_version": 1, "key": "f", "form": "opportunity", "trigger": BUTTON, **straight(MANAGER)}

    def ask(text: str, place: str, **more: Any) -> dict[str, Any]:
        body = {"definition": definition, "text": text, "place": place, **more}
        found: dict[str, Any] = crm.api.post(f"{API}/flows:check-formula", json=body).json()
        return found

    assert ask("stage = 'quote' and old.stage = 'contact'", "trigger")["ok"]
    assert not ask("outcome = 'approved'", "trigger")["ok"]
    edge = ask("outcome = 'approved'", "edge", node="manager")
    assert edge["ok"]
    assert {"outcome", "steps.manager.by", "flow.initiator"} <= {name["name"] for name in edge["names"]}
    assert ask("amount = flow.record.amount", "target", form="contract", node="manager")["ok"]
    assert not ask("stage = 'x'", "target", form="contract")["ok"]


def test_the_shape_of_a_flow_is_published(crm: Crm) -> None:
    schema = crm.api.get("/api/v1/flows/schema").json()
    assert schema["$id"].endswith("flow.json")
    assert "nodes" in schema["properties"]


def test_differences_call_a_way_by_the_steps_at_its_ends() -> None:
    def flow(label: Any) -> dict[str, Any]:
        nodes = [{"id": "start", "type": "start"}, {"id": "ask", "type": "approval", "label": label}]
        return {"nodes": nodes, "edges": [{"from": "start", "to": "ask"}]}

    (gone,) = [one for one in diff(flow("审批"), {**flow("审批"), "edges": []})["changes"] if one["what"] == "edge"]
    assert gone["label"] == {"zh-CN": "开始 → 审批", "en": "Start → 审批"}
    (new,) = [one for one in diff({}, flow({"zh-CN": "经理", "en": "Manager"}))["changes"] if one["what"] == "edge"]
    assert new["label"] == {"zh-CN": "开始 → 经理", "en": "Start → Manager"} and new["id"] == "start → ask"
