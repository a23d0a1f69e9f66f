"""A dry run plays the real engine on a real record with a clock that jumps, and nothing at all is written."""

from typing import Any

from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

FORM = {"form": "opportunity", "trigger": {"on": "button", "label": "提交"}}
MANAGER: dict[str, Any] = {
    "id": "manager",
    "type": "approval",
    "label": "经理审批",
    "assignees": [{"role": "boss"}],
    "sla": [{"after": "2 days", "do": "remind"}],
}


def simulate(crm: Crm, key: str, **body: Any) -> dict[str, Any]:
    answer = crm.api.post(f"{API}/flows/{key}:simulate", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def big_flow(crm: Crm, group: str) -> dict[str, Any]:
    nodes = [
        {"id": "start", "type": "start"},
        MANAGER,
        {"id": "size", "type": "branch"},
        {"id": "assign", "type": "assign", "assignees": [{"round_robin": [{"group": group}]}], "field": "sales"},
        {"id": "wait", "type": "wait", "for": "3 days"},
        {"id": "make", "type": "create", "form": "contract", "set": [{"field": "no", "value": "name & '-1'"}]},
        {"id": "call", "type": "http", "url": "https://erp.example.com/{name}", "body": '{"amount": {amount}}'},
        {"id": "tell", "type": "notify", "title": "{name} 已签约", "to": [{"field": "initiator"}]},
        {"id": "end", "type": "end"},
    ]
    edges = [
        {"from": "start", "to": "manager"},
        {"from": "manager", "to": "size", "when": "outcome = 'approved'"},
        {"from": "size", "to": "assign", "when": "amount > 1000"},
        {"from": "size", "to": "tell", "default": True},
        {"from": "assign", "to": "wait"},
        {"from": "wait", "to": "make"},
        {"from": "make", "to": "call"},
        {"from": "call", "to": "tell", "when": "outcome = 'ok'"},
        {"from": "call", "to": "end", "when": "outcome = 'failed'"},
        {"from": "tell", "to": "end"},
    ]
    return {**FORM, "nodes": nodes, "edges": edges}


def test_the_path_the_people_the_messages_and_the_calls_are_told_and_nothing_is_written(crm: Crm) -> None:
    boss = crm.hire("王经理", "boss")
    a, b = crm.hire("甲"), crm.hire("乙")
    crm.draft("big", big_flow(crm, crm.group("销售A组", a, b)))
    record = crm.add("opportunity", name="一号", amount=5000, stage="contact")
    before, stored = crm.rows(), crm.get("opportunity", record)
    told = simulate(crm, "big", record_id=record)
    assert told["path"] == ["start", "manager", "size", "assign", "wait", "make", "call", "tell", "end"]
    assert told["ended"] and told["result"] == "approved"
    assert told["edges"] == [0, 1, 2, 4, 5, 6, 7, 9]
    by_event = {(step["event"], step["node"]): step for step in told["steps"]}
    assert by_event["assignees", "manager"]["assignees"] == [{"id": boss.id, "name": "王经理"}]
    assert by_event["message", "tell"]["message"]["title"] == "一号 已签约"
    assert by_event["write", "make"]["write"]["values"] == {"no": "一号-1"}
    assert by_event["call", "call"]["call"]["url"] == "https://erp.example.com/%E4%B8%80%E5%8F%B7"
    waited = [step["at"] for step in told["steps"] if step["node"] in ("wait", "make") and step["event"] == "entered"]
    assert waited[1][:10] > waited[0][:10], "the clock has jumped"
    assert crm.rows() == before
    assert crm.get("opportunity", record) == stored


def test_a_round_robin_is_asked_and_not_used_up(crm: Crm) -> None:
    people = [crm.hire("甲"), crm.hire("乙")]
    group = crm.group("销售A组", *people)
    node = {"id": "assign", "type": "assign", "assignees": [{"round_robin": [{"group": group}]}], "field": "sales"}
    crm.publish("turn", {**FORM, **straight(node)})
    record = crm.add("opportunity", name="一号")
    seen = {
        str(
            [
                step["write"]["values"]
                for step in simulate(crm, "turn", record_id=record)["steps"]
                if step["event"] == "write"
            ]
        )
        for _ in range(3)
    }
    assert len(seen) == 1
    for _ in range(2):
        fresh = crm.add("opportunity", name="新")
        assert (
            crm.api.post(f"{API}/forms/opportunity/records/{fresh}:run-button", json={"flow": "turn"}).status_code
            == 201
        )
    assert {crm.get("opportunity", each.record_id)["sales"] for each in crm.instances()} == {p.id for p in people}


def test_answers_lead_along_other_paths(crm: Crm) -> None:
    boss = crm.hire("王经理", "boss")
    crm.draft("ask", {**FORM, **straight(MANAGER)})
    rejected = simulate(
        crm, "ask", values={"name": "样例"}, answers=[{"node": "manager", "do": "reject", "comment": "贵"}]
    )
    assert rejected["result"] == "rejected"
    reminded = simulate(crm, "ask", values={"name": "样例"}, answers=[{"node": "manager", "do": "time"}])
    assert reminded["result"] == "approved"
    at = [step["at"] for step in reminded["steps"]]
    assert at[-1][:10] > at[0][:10]
    assert any(step["event"] == "message" and step["message"].get("kind") == "reminder" for step in reminded["steps"])
    assert crm.told(boss) == []


def test_a_real_record_is_needed_to_be_visible_to_the_designer(crm: Crm) -> None:
    designer = crm.hire("设计师", "sales")
    builders = [{"person_id": crm.admin.id, "level": "owner"}, {"person_id": designer.id, "level": "designer"}]
    crm.api.put(f"{API}/builders", json={"items": builders})
    branch = {
        "nodes": [
            {"id": "start", "type": "start"}, {"id": "secret", "type": "branch"}, {"id": "yes", "type": "end"},
            {"id": "no", "type": "end"},
        ],
        "edges": [
            {"from": "start", "to": "secret"},
            {"from": "secret", "to": "yes", "when": "secret = 'x'"},
            {"from": "secret", "to": "no", "default": True},
        ],
    }  # fmt: skip
    crm.draft("peek", {**FORM, **branch})
    record = crm.add("opportunity", name="一号", secret="x")
    url = f"{API}/flows/peek:simulate"
    assert designer.browser.post(url, json={"record_id": record}).json()["path"][-1] == "no", "a hidden field is blank"
    assert crm.api.post(url, json={"record_id": record}).json()["path"][-1] == "yes"
    contract = crm.add("contract", no="C1")
    assert designer.browser.post(url, json={"record_id": contract}).status_code == 404


def test_a_dry_run_searches_with_the_designers_eyes_whoever_is_said_to_start_it(crm: Crm) -> None:
    designer, rich = crm.hire("设计师", "sales"), crm.hire("总监", "boss")
    builders = [{"person_id": crm.admin.id, "level": "owner"}, {"person_id": designer.id, "level": "designer"}]
    crm.api.put(f"{API}/builders", json={"items": builders})
    crm.grant({"id": "rich", "to": ["role:boss"], "form": "contract", "ops": ["read"], "rows": "all", "read": ["*"]})
    find = {"id": "find", "type": "find", "form": "contract", "where": "amount > 5"}
    crm.add("contract", no="C1", amount=10)
    crm.draft("find", {**FORM, **straight(find)})
    url, body = f"{API}/flows/find:simulate", {"values": {"name": "样例"}, "initiator": rich.id}
    seen = designer.browser.post(url, json=body).json()
    step = next(step for step in seen["steps"] if step["event"] == "found")
    assert step["text"] == "0"
    assert step["error"]
    assert seen["ended"]
    assert next(s for s in crm.api.post(url, json=body).json()["steps"] if s["event"] == "found")["text"] == "1"


def test_a_draft_with_errors_and_nonsense_are_refused(crm: Crm) -> None:
    crm.draft("broken", {**FORM, "nodes": [], "edges": []})
    assert crm.api.post(f"{API}/flows/broken:simulate", json={"values": {}}).json()["code"] == "draft_has_errors"
    crm.draft("fine", {**FORM, **straight()})
    for body in ({"values": {"nothing": 1}}, {"values": {"amount": "viel"}}, {"start_at": "morgen"}, {"limit": 0}):
        assert crm.api.post(f"{API}/flows/fine:simulate", json=body).status_code == 422, body


def test_a_dry_run_says_whether_the_change_would_have_set_the_flow_off(crm: Crm) -> None:
    trigger = {"on": "update", "fields": ["stage"], "when": "stage = 'quote'"}
    crm.draft("quoted", {"form": "opportunity", "trigger": trigger, **straight()})
    record = crm.add("opportunity", name="一号", amount=5, stage="contact")
    as_it_is = simulate(crm, "quoted", record_id=record)["trigger"]
    assert [(reason["code"], reason["ok"]) for reason in as_it_is["reasons"]] == [("condition", False)]
    moved = simulate(crm, "quoted", record_id=record, values={"stage": "quote"})["trigger"]
    assert (moved["runs"], [reason["code"] for reason in moved["reasons"]]) == (True, ["fields", "condition"])
    other = simulate(crm, "quoted", record_id=record, values={"amount": 6})["trigger"]
    assert [(reason["code"], reason["ok"]) for reason in other["reasons"]] == [("fields", False), ("condition", False)]
    crm.draft("pressed", {**FORM, **straight()})
    assert simulate(crm, "pressed", record_id=record)["trigger"] == {"runs": True, "reasons": []}


def test_pauses_of_the_deadline_and_what_the_ladder_would_do_are_told_with_the_clock(crm: Crm) -> None:
    boss, chief = crm.hire("王经理", "boss"), crm.hire("李总")
    ladder = [{"after": "1 day", "do": "remind"}, {"after": "2 days", "do": "escalate", "to": [{"person": chief.id}]}]
    manager = {**MANAGER, "sla": ladder, "sla_pause": "note = '等客户'"}
    nodes = [
        {"id": "start", "type": "start"},
        {"id": "fork", "type": "branch", "mode": "parallel"},
        manager,
        {"id": "wait", "type": "wait", "for": "5 days"},
        {"id": "clear", "type": "update", "set": [{"field": "note", "value": "''"}]},
        {"id": "end", "type": "end"},
    ]
    edges = [
        {"from": "start", "to": "fork"},
        {"from": "fork", "to": "manager"},
        {"from": "fork", "to": "wait"},
        {"from": "wait", "to": "clear"},
        {"from": "clear", "to": "end"},
        {"from": "manager", "to": "end"},
    ]
    crm.draft("ladder", {**FORM, "nodes": nodes, "edges": edges})
    record = crm.add("opportunity", name="一号", amount=5, note="等客户")
    answers = [{"node": "wait", "do": "time"}, {"node": "manager", "do": "time"}, {"node": "manager", "do": "time"}]
    steps = simulate(crm, "ladder", record_id=record, answers=answers, start_at="2026-03-02T01:00:00Z")["steps"]
    told = [(step["event"], step["at"][:10]) for step in steps if step["event"] in ("paused", "resumed", "sla")]
    assert told == [
        ("paused", "2026-03-02"), ("resumed", "2026-03-07"), ("sla", "2026-03-08"), ("sla", "2026-03-09")
    ]  # fmt: skip
    timers = [step["timer"] for step in steps if step["event"] == "timer" and step["node"] == "manager"]
    assert [(one["due"][:10], one["text"]) for one in timers] == [
        ("2026-03-08", "超时提醒"), ("2026-03-09", "超时升级 → 李总")
    ]  # fmt: skip
    assert chief.id in str([step["message"]["to"] for step in steps if step["event"] == "message"])
    assert boss.id in str(steps)


def test_without_a_pause_the_deadlines_of_a_step_are_told_at_once(crm: Crm) -> None:
    crm.hire("王经理", "boss")
    crm.draft("plain", {**FORM, **straight(MANAGER)})
    steps = simulate(crm, "plain", record_id=crm.add("opportunity", name="一号"))["steps"]
    assert [step["timer"]["text"] for step in steps if step["event"] == "timer"] == ["超时提醒"]
    assert not [step for step in steps if step["event"] in ("paused", "resumed")]
