"""Operators, timers, circles, and whose rights a flow has."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from dougong.cli.doctor import Finding, examine
from dougong.flows import instances, timers
from dougong.flows.models import flow_fact, flow_instance, flow_timer
from dougong.kit.config import Settings
from engines.flow.events import Decide, Refused
from engines.flow.facts import Fact, fold
from engines.flow.state import State
from tests.dougong.flows.run_office import APP, Office, flow_of, office, settings
from tests.dougong.flows.test_run_tasks import get, post, todo

__all__ = ["office", "settings"]
BAD = {"id": "write", "type": "update", "set": [{"field": "secret", "value": "'x'"}]}


class Clock:
    """The database's clock, moved by hand."""

    def __init__(self, office: Office) -> None:
        self._real = office.database.clock
        self.shift = timedelta(0)
        office.database.clock = self

    def __call__(self) -> datetime:
        return self._real() + self.shift


def test_a_flow_has_no_more_rights_than_who_started_it(office: Office) -> None:
    sales = office.hire("小王", "sales")
    flow_id = office.publish(flow_of("write", BAD))
    record_id = office.deal()
    few = office.begin(flow_id, record_id, sales)
    assert office.instance(few).failed == 1
    assert "secret" not in office.record(record_id) or office.record(record_id)["secret"] is None
    (failure,) = get(office.admin, "/apps/crm/flow-failures")["items"]
    assert failure["instance"]["id"] == few and failure["node"]["id"] == "write"
    many = office.begin(flow_id, record_id)  # the administrator may write it
    assert office.instance(many).result == "done"
    assert office.record(record_id)["secret"] == "x"


def test_a_flow_that_acts_as_the_app_has_the_grants_given_to_it_and_no_others(office: Office) -> None:
    sales = office.hire("小王", "sales")
    document = flow_of("robot", BAD, acts_as="app")
    record_id = office.deal()
    flow_id = office.publish(document)
    assert office.instance(office.begin(flow_id, record_id)).failed == 1  # not even started by the administrator
    url = "/api/v1/apps/crm/roles"
    now = office.admin.browser.get(url).json()
    grant = {
        "id": "robot", "to": ["flow:robot"], "form": "deal", "ops": ["read", "update"], "rows": "all",
        "read": ["secret"], "write": ["secret"],
    }  # fmt: skip
    body = {"roles": now["roles"], "grants": [*now["grants"], grant], "revision": now["revision"]}
    answer = office.admin.browser.put(url, json=body)
    assert answer.status_code == 200, answer.text
    assert office.instance(office.begin(flow_id, record_id, sales)).result == "done"
    assert office.record(record_id)["secret"] == "x"
    # the person behind it has gained nothing
    seen = sales.browser.get(f"/api/v1/apps/crm/forms/deal/records/{record_id}").json()
    assert "secret" not in seen


def test_a_find_step_sees_only_what_its_grants_show(office: Office) -> None:
    office.hire("小王", "sales")
    nobody = office.hire("路人")
    office.deal(name="找我", amount=7)
    where = "name = '找我' and amount >= flow.record.amount"
    find = {"id": "find", "type": "find", "form": "deal", "where": where, "limit": 5}
    edges = [
        {"from": "start", "to": "find"},
        {"from": "find", "to": "end", "when": "outcome = 'found'"},
        {"from": "find", "to": "end", "default": True},
    ]
    flow_id = office.publish(flow_of("find", find, edges=edges))
    record_id = office.deal(amount=5)
    seen = office.begin(flow_id, record_id)
    assert State.from_json(office.instance(seen).state).steps["find"].outcome == "found"
    hidden = office.begin(flow_id, record_id, nobody)
    assert office.instance(hidden).failed == 1


def test_acceptance_a_what_a_flow_writes_meets_the_rules_that_every_door_meets(office: Office) -> None:
    deal = office.deal()
    nameless = {"id": "write", "type": "update", "set": [{"field": "name", "value": "''"}]}
    instance = office.begin(office.publish(flow_of("write", nameless)), deal)
    url = f"/api/v1/apps/{APP}/forms/deal/records/{deal}"
    refused = office.admin.browser.patch(url, json={"version": 1, "name": ""})
    [problem] = refused.json()["errors"]
    assert (refused.status_code, problem["field"], problem["code"]) == (422, "name", "required")
    [failure] = get(office.admin, f"/instances/{instance}")["failures"]
    assert problem["message"] in str(failure), failure
    assert (office.record(deal)["name"], office.record(deal)["version"]) == ("一号商机", 1)


def test_retry_skip_jump_and_cancel_are_the_designers_and_are_audited(office: Office) -> None:
    sales = office.hire("小王", "sales")
    flow_id = office.publish(flow_of("write", BAD))
    one, two, three = (office.begin(flow_id, office.deal(), sales) for _ in range(3))
    token = get(office.admin, f"/instances/{one}")["failures"][0]["token"]
    assert sales.browser.post(f"/api/v1/instances/{one}:skip", json={"token": token}).status_code == 404
    assert sales.browser.get("/api/v1/apps/crm/flow-instances").status_code in (403, 404)
    post(office.admin, f"/instances/{one}:skip", {"token": token})
    assert office.instance(one).status == "ended"
    post(office.admin, f"/instances/{two}:jump", {"token": token, "to": "end"})
    assert office.instance(two).status == "ended"
    body = {"instances": [one, two, three], "do": "cancel", "comment": "清理"}
    results = post(office.admin, "/apps/crm/flow-instances:bulk", body)["results"]
    assert [each["ok"] for each in results] == [False, False, True]
    actions = [row["action"] for row in get(office.admin, "/audit")["items"]]
    for action in ("flow_instance.skip", "flow_instance.jump", "flow_instance.cancel"):
        assert action in actions
    graph = get(office.admin, f"/instances/{one}")["graph"]
    assert {node["id"]: node["state"] for node in graph["nodes"]} == {
        "start": "done",
        "write": "skipped",
        "end": "done",
    }


def test_many_failed_instances_are_tried_again_or_passed_over_at_once_and_audited(office: Office) -> None:
    sales = office.hire("小王", "sales")
    flow_id = office.publish(flow_of("write", BAD))
    failed = [office.begin(flow_id, office.deal(), sales) for _ in range(2)]
    url = "/apps/crm/flow-instances:bulk"
    assert sales.browser.post(f"/api/v1{url}", json={"instances": failed, "do": "skip"}).status_code in (403, 404)
    for do, ended in (("retry", "running"), ("skip", "ended")):
        results = post(office.admin, url, {"instances": failed, "do": do})["results"]
        assert [each["ok"] for each in results] == [True, True]
        assert [office.instance(each).status for each in failed] == [ended, ended]
        noted = [
            row["target"] for row in get(office.admin, "/audit")["items"] if row["action"] == f"flow_instance.{do}"
        ]
        assert sorted(noted) == sorted(f"crm/flow:{each}" for each in failed)


def test_timers_fire_once_late_or_not_and_a_broken_one_holds_up_nobody(office: Office) -> None:
    clock = Clock(office)
    wait = {"id": "w", "type": "wait", "for": "2 days"}
    flow_id = office.publish(flow_of("wait", wait))
    waiting = [office.begin(flow_id, office.deal()) for _ in range(3)]
    assert timers.fire_due(office.database) == 0
    clock.shift = timedelta(days=400)  # the product was down for more than a year
    assert timers.fire_due(office.database) == 3
    assert timers.fire_due(office.database) == 0
    assert [office.instance(each).status for each in waiting] == ["ended"] * 3
    with office.database.snapshot() as tx:
        assert tx.execute(select(func.count()).select_from(flow_timer)).scalar_one() == 0


def test_an_sla_decides_by_itself_and_the_history_says_so(office: Office) -> None:
    clock = Clock(office)
    boss = office.hire("老板", "boss")
    sla = [{"after": "1 hour", "do": "remind"}, {"after": "2 hours", "do": "approve"}]
    ask = {"id": "ask", "type": "approval", "assignees": [{"role": "boss"}], "sla": sla}
    instance = office.begin(office.publish(flow_of("sla", ask)), office.deal())
    due = datetime.fromisoformat(todo(boss)[0]["due_at"])
    assert timedelta(hours=1, minutes=59) < due - office.database.clock() <= timedelta(hours=2)
    clock.shift = timedelta(hours=3)
    assert get(boss, "/tasks/counts")["late"] == 1
    assert timers.fire_due(office.database) == 2
    assert office.instance(instance).result == "approved"
    texts = [line["text"] for line in get(office.admin, f"/instances/{instance}")["timeline"]]
    assert "超时自动同意" in texts and "流程结束：已通过" in texts


def test_a_flow_is_not_started_again_by_what_it_writes_itself(office: Office) -> None:
    touch = {"id": "touch", "type": "update", "set": [{"field": "moves", "value": "moves + 1"}]}
    office.publish(flow_of("echo", touch, trigger={"on": "update", "fields": ["moves", "name"]}))
    record_id = office.deal()
    version = office.record(record_id)["version"]
    body = {"name": "改了", "version": version}
    answer = office.admin.browser.patch(f"/api/v1/apps/crm/forms/deal/records/{record_id}", json=body)
    assert answer.status_code == 200, answer.text
    assert len(office.of("echo")) == 1
    assert office.record(record_id)["moves"] == 1


def test_the_stored_state_is_the_fold_of_the_stored_history(office: Office) -> None:
    boss = office.hire("老板", "boss")
    sla = [{"after": "1 hour", "do": "remind"}]
    ask = {"id": "ask", "type": "approval", "assignees": [{"role": "boss"}], "sla": sla}
    instance = office.begin(office.publish(flow_of("ask", ask)), office.deal())
    post(boss, f"/tasks/{todo(boss)[0]['id']}:decide", {"verb": "approve"})
    c = flow_fact.c
    with office.database.snapshot() as tx:
        rows = tx.execute(select(c.kind, c.data).where(c.instance_id == instance).order_by(c.seq)).all()
        stored: Any = tx.execute(select(flow_instance.c.state).where(flow_instance.c.id == instance)).scalar_one()
        assert tx.execute(select(flow_instance.c.id).where(instances.is_stuck())).all() == []
    assert fold(Fact(row.kind, row.data) for row in rows).to_json() == State.from_json(stored).to_json()


def test_the_same_trigger_twice_starts_one_instance_and_the_same_command_twice_is_one(office: Office) -> None:
    ask = {"id": "ask", "type": "approval", "assignees": [{"person": office.admin.id}]}
    flow_id = office.publish(flow_of("ask", ask))
    record_id = office.deal()
    first = office.begin(flow_id, record_id, dedupe_key="once")
    with pytest.raises(AssertionError):  # nothing was begun
        office.begin(flow_id, record_id, dedupe_key="once")
    assert [each.id for each in office.of("ask")] == [first]
    (task,) = office.tasks(first)
    decide = Decide(task.task, office.admin.id, "approve")
    office.execute(first, decide, "same")
    office.execute(first, decide, "same")
    with pytest.raises(Refused):
        office.execute(first, decide, "other")
    assert [task.status for task in office.tasks(first, None)] == ["approved"]


def test_flows_that_no_longer_fit_their_form_are_told_to_operators_and_by_the_doctor(
    office: Office, settings: Settings
) -> None:
    def flows() -> Finding:
        return next(finding for finding in examine(settings) if "flows" in finding.what)

    path = f"/apps/{APP}/flow-failures"
    assert get(office.admin, path) == {"items": [], "broken": []} and flows().ok
    office.publish(flow_of("fine", {"id": "set", "type": "update", "set": [{"field": "note", "value": "'a'"}]}))
    assert get(office.admin, path)["broken"] == [] and flows().ok
    office.publish(flow_of("lost", {"id": "set", "type": "update", "set": [{"field": "gone", "value": "'a'"}]}))
    (broken,) = get(office.admin, path)["broken"]
    assert (broken["flow"], broken["version"], broken["node"]) == ({"key": "lost", "label": "lost"}, 1, "set")
    assert "gone" in broken["message"]
    assert not flows().ok and f"{APP}/lost v1" in flows().detail
    # what is switched off and runs nowhere needs nobody's attention
    assert office.admin.browser.post(f"/api/v1/apps/{APP}/flows/lost:disable").status_code == 200
    assert get(office.admin, path)["broken"] == [] and flows().ok
