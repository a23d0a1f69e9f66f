"""A gate holds the change itself, at every door and as a whole, until the flow has ended."""

import threading
from typing import Any

import pytest
from sqlalchemy import select

from dougong.apps import sealed
from dougong.files.service import sweep
from dougong.files.store import FileStore
from dougong.flows.models import flow_change
from dougong.records.importing.rows import SheetRow
from dougong.records.importing.tasks import Tally
from dougong.records.work import Item
from tests.dougong.flows.crm import API, APP, OPPORTUNITY, Crm, crm, settings, straight
from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop

__all__ = ["crm", "settings"]

MANAGER: dict[str, Any] = {"id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"role": "boss"}]}
WHEN = "stage = 'quote' and old.stage = 'contact'"
GATE: dict[str, Any] = {
    "form": "opportunity",
    "trigger": {"on": "update", "when": WHEN, "mode": "gate"},
    **straight(MANAGER),
}
RECORDS = f"{API}/forms/opportunity/records"


@pytest.fixture
def boss(crm: Crm) -> Someone:
    found = crm.hire("王经理", "boss", "sales")
    crm.publish("quote_approval", GATE)
    return found


def deal(crm: Crm, by: Someone | None = None) -> str:
    return crm.add("opportunity", by, name="一号商机", stage="contact", amount=100)


def test_R051_the_stage_waits_for_the_manager_rejected_once_and_approved_once(crm: Crm, boss: Someone) -> None:
    sales = crm.hire("张三", "sales")
    record = deal(crm, sales)
    answer = crm.patch("opportunity", record, sales, stage="quote")
    assert answer.status_code == 200
    pending = answer.json()["_pending"]
    assert pending["fields"] == [{"field": "stage", "from": "contact", "to": "quote"}]
    assert pending["by"]["name"] == "张三"
    assert answer.json()["stage"] == "contact" == crm.get("opportunity", record)["stage"]
    shown = sales.browser.get(f"{RECORDS}/{record}/flow-actions").json()["pending"]
    assert [each["state"] for each in shown] == ["held"]

    crm.decide(boss, "reject", "价格太低")
    assert crm.get("opportunity", record)["stage"] == "contact"
    assert crm.held(record) == ["dropped"]
    assert sales.browser.get(f"{RECORDS}/{record}/flow-actions").json()["pending"] == []

    assert crm.patch("opportunity", record, sales, stage="quote").status_code == 200
    crm.decide(boss, "approve")
    found = crm.get("opportunity", record)
    assert found["stage"] == "quote"
    assert found["updated_by"] == sales.id
    assert crm.held(record) == ["dropped", "released"]
    assert [each.result for each in crm.instances(record)] == ["rejected", "approved"]


def test_other_fields_of_the_same_change_wait_with_it(crm: Crm, boss: Someone) -> None:
    record = deal(crm)
    answer = crm.patch("opportunity", record, stage="quote", amount=999, note="急")
    assert {field["field"] for field in answer.json()["_pending"]["fields"]} == {"stage", "amount", "note"}
    assert crm.get("opportunity", record)["amount"] == 100
    crm.decide(boss, "approve")
    found = crm.get("opportunity", record)
    assert (found["stage"], found["amount"], found["note"]) == ("quote", 999, "急")


def test_a_second_change_of_what_waits_is_refused_and_others_go_on(crm: Crm, boss: Someone) -> None:
    record = deal(crm)
    crm.patch("opportunity", record, stage="quote")
    for values in ({"stage": "won"}, {"stage": "lost", "note": "x"}):
        refused = crm.patch("opportunity", record, **values)
        assert (refused.status_code, refused.json()["code"]) == (409, "held")
        assert refused.json()["pending"]["fields"][0]["to"] == "quote"
    assert crm.api.delete(f"{RECORDS}/{record}").status_code == 409
    assert crm.patch("opportunity", record, note="电话沟通").json()["note"] == "电话沟通"
    crm.decide(boss, "approve")
    found = crm.get("opportunity", record)
    assert (found["stage"], found["note"]) == ("quote", "电话沟通")


def test_the_gate_stands_at_every_door(crm: Crm, boss: Someone) -> None:
    first, second, third, fourth = (deal(crm) for _ in range(4))
    operations = [
        {"op": "update", "id": first, "values": {"stage": "quote"}},
        {"op": "update", "id": second, "values": {"note": "x"}},
    ]
    bulk = crm.api.post(f"{RECORDS}:bulk", json={"operations": operations}).json()["results"]
    assert [result.get("held", False) for result in bulk] == [True, False]
    token = crm.company.with_token(crm.admin, "read", "update")
    version = crm.get("opportunity", third)["version"]
    rest = token.patch(f"{RECORDS}/{third}", json={"version": version, "stage": "quote"})
    assert rest.json()["_pending"]["state"] == "held"
    mover = {"id": "move", "type": "update", "set": [{"field": "stage", "value": "'quote'"}]}
    crm.publish("mover", {"form": "opportunity", "trigger": {"on": "button", "label": "推进"}, **straight(mover)})
    pressed = crm.api.post(f"{RECORDS}/{fourth}:run-button", json={"flow": "mover"})
    assert pressed.status_code == 201, pressed.text
    for record in (first, third, fourth):
        assert crm.get("opportunity", record)["stage"] == "contact"
        assert crm.held(record) == ["held"]


def test_an_import_counts_what_waits_as_held_and_not_as_done() -> None:
    """A row whose change a gate holds is neither created nor updated; one that was let through at once is."""
    row = SheetRow(2, {})
    items = [
        Item(0, "update", held={"state": "held"}),
        Item(1, "create", held={"state": "held"}),
        Item(2, "update", held={"state": "released"}),
        Item(3, "create"),
    ]
    tally = Tally()
    tally.add(items, [row] * 4, 0, "en")
    assert (tally.rows, tally.created, tally.updated, tally.held, tally.bad) == (4, 1, 1, 2, 0)


def test_a_released_change_is_checked_again(crm: Crm, boss: Someone) -> None:
    sales = crm.hire("张三", "sales")
    record = deal(crm, sales)
    crm.patch("opportunity", record, sales, stage="quote", amount=500)
    definition = crm.api.get(f"{API}/forms/opportunity/draft").json()
    fields = [{**f, "max": 200} if f["key"] == "amount" else f for f in definition["definition"]["fields"]]
    saved = crm.api.put(
        f"{API}/forms/opportunity/draft",
        json={"definition": {**definition["definition"], "fields": fields}, "revision": definition["revision"]},
    )
    crm.api.post(f"{API}/forms/opportunity/draft:publish", json={"revision": saved.json()["revision"]})
    crm.decide(boss, "approve")
    found = crm.get("opportunity", record)
    assert (found["stage"], found["amount"]) == ("contact", 100), "all of it or nothing"
    assert crm.held(record) == ["conflict"]
    pending = sales.browser.get(f"{RECORDS}/{record}/flow-actions").json()["pending"]
    assert pending[0]["state"] == "conflict"
    assert pending[0]["reason"]
    assert any("未能执行" in title for title in crm.told(sales))


def test_a_record_changed_meanwhile_behind_the_gate_is_a_conflict(crm: Crm, boss: Someone) -> None:
    record = deal(crm)
    crm.patch("opportunity", record, stage="quote")
    sales = crm.hire("张三", "sales")
    crm.patch("opportunity", record, sales, note="无关")  # not of the change: no conflict
    crm.decide(boss, "approve")
    assert crm.held(record) == ["released"]
    other = deal(crm)
    crm.patch("opportunity", other, stage="quote")
    assert crm.api.post(f"{API}/flows/quote_approval:disable").status_code == 200
    assert crm.patch("opportunity", other, stage="lost").status_code == 409, "what waits goes on waiting"
    crm.decide(boss, "approve")
    assert crm.get("opportunity", other)["stage"] == "quote"
    assert crm.patch("opportunity", deal(crm), stage="quote").json()["stage"] == "quote", "the gate is off"


def test_files_of_a_held_change_are_kept_and_seen_by_who_decides(crm: Crm, boss: Someone) -> None:
    sales = crm.hire("张三", "sales")
    record = deal(crm, sales)
    uploaded = sales.browser.post("/api/v1/files", files={"file": ("报价.txt", b"100 yuan")}).json()
    answer = crm.patch("opportunity", record, sales, stage="quote", offer=[{"id": uploaded["id"]}])
    assert {field["field"] for field in answer.json()["_pending"]["fields"]} == {"stage", "offer"}
    assert boss.browser.get(f"/api/v1/files/{uploaded['id']}").content == b"100 yuan"
    with crm.later(days=3):
        sweep(crm.database, FileStore(crm.settings))
    crm.decide(boss, "approve")
    assert crm.held(record) == ["released"]
    assert [each["id"] for each in crm.get("opportunity", record)["offer"]] == [uploaded["id"]]


def test_a_gate_on_a_computed_total_holds_the_lines_behind_it(crm: Crm, boss: Someone) -> None:
    trigger = {"on": "update", "when": "total > 1000", "mode": "gate"}
    crm.publish("total", {"form": "opportunity", "trigger": trigger, **straight(MANAGER)})
    sales = crm.hire("张三", "sales")
    record = deal(crm, sales)
    small = crm.patch("opportunity", record, sales, lines=[{"product": "A", "quantity": 1, "price": 10}]).json()
    kept = small["lines"][0]["id"]
    lines = [{"id": kept, "product": "A", "quantity": 200, "price": 10}, {"product": "B", "quantity": 1, "price": 5}]
    answer = crm.patch("opportunity", record, sales, lines=lines, note="大单")
    assert answer.json()["_pending"]["state"] == "held", answer.text
    assert crm.get("opportunity", record)["total"] == 10
    crm.decide(boss, "approve")
    assert crm.held(record) == ["released"]
    found = crm.get("opportunity", record)
    assert (found["total"], found["note"]) == (2005, "大单")
    assert [line["product"] for line in found["lines"]] == ["A", "B"]
    assert found["lines"][0]["id"] == kept


def test_two_people_at_once_get_one_held_change_and_one_refusal(crm: Crm, boss: Someone) -> None:
    record = deal(crm)
    doors = [crm.company.with_token(crm.admin, "read", "update") for _ in range(4)]
    version = crm.get("opportunity", record)["version"]
    answers: list[int] = []

    def save(door: Any) -> None:
        answer = door.patch(f"{RECORDS}/{record}", json={"version": version, "stage": "quote"})
        answers.append(answer.status_code)

    threads = [threading.Thread(target=save, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    assert crm.held(record) == ["held"]
    assert len(crm.instances(record)) == 1


def test_a_secret_waits_sealed(crm: Crm, boss: Someone) -> None:
    card = {"key": "card", "type": "encrypted", "label": "账号"}
    Shop(crm.company, crm.admin, APP).publish("opportunity", OPPORTUNITY | {"fields": [*OPPORTUNITY["fields"], card]})
    record = deal(crm)
    number = "6222021234567890"
    pending = crm.patch("opportunity", record, None, stage="quote", card=number).json()["_pending"]
    assert {field["field"]: field["to"] for field in pending["fields"]} == {"stage": "quote", "card": "****7890"}
    with crm.database.snapshot() as tx:
        assert number not in str(tx.execute(select(flow_change)).one())
    crm.decide(boss, "approve")
    assert crm.get("opportunity", record)["card"] == "****7890"
    with crm.database.snapshot() as tx:
        assert sealed.whole(tx, APP, "opportunity", "card", record) == number


def test_deleting_waits_too(crm: Crm) -> None:
    boss = crm.hire("王经理", "boss", "sales")
    crm.publish("bin", {"form": "opportunity", "trigger": {"on": "delete", "mode": "gate"}, **straight(MANAGER)})
    record = deal(crm)
    answer = crm.api.delete(f"{RECORDS}/{record}")
    assert answer.status_code == 202
    assert answer.json()["_pending"]["op"] == "delete"
    assert crm.patch("opportunity", record, note="x").status_code == 409
    crm.decide(boss, "approve")
    assert crm.api.get(f"{RECORDS}/{record}").status_code == 404


def test_two_gates_are_passed_one_after_the_other(crm: Crm, boss: Someone) -> None:
    finance = crm.hire("财务", "sales")
    money: dict[str, Any] = {"id": "money", "type": "approval", "assignees": [{"person": finance.id}]}
    trigger = {"on": "update", "fields": ["amount"], "when": "amount > 1000", "mode": "gate"}
    crm.publish("money", {"form": "opportunity", "trigger": trigger, **straight(money)})
    record = deal(crm)
    crm.patch("opportunity", record, stage="quote", amount=5000)
    for _ in range(2):
        assert crm.get("opportunity", record)["amount"] == 100
        crm.decide(boss if crm.tasks(person=boss.id) else finance, "approve")
    found = crm.get("opportunity", record)
    assert (found["stage"], found["amount"]) == ("quote", 5000)


def test_a_gate_that_nobody_needs_to_pass_lets_the_change_through_at_once(crm: Crm) -> None:
    crm.publish(
        "auto", {"form": "opportunity", "trigger": {"on": "update", "when": WHEN, "mode": "gate"}, **straight()}
    )
    record = deal(crm)
    answer = crm.patch("opportunity", record, stage="quote")
    assert answer.status_code == 200
    assert "_pending" not in answer.json()
    assert crm.get("opportunity", record)["stage"] == "quote"


def test_what_waits_is_shown_only_as_far_as_one_may_read(crm: Crm, boss: Someone) -> None:
    record = deal(crm)
    crm.patch("opportunity", record, stage="quote", secret="底价 80")
    sales = crm.hire("张三", "sales")
    shown = sales.browser.get(f"{RECORDS}/{record}/flow-actions").json()["pending"][0]["fields"]
    assert {field["field"] for field in shown} == {"stage"}


def test_a_gate_before_creation_is_refused_with_a_sentence(crm: Crm) -> None:
    trigger = {"on": "create", "mode": "gate"}
    saved = crm.draft("create_gate", {"form": "opportunity", "trigger": trigger, **straight(MANAGER)})
    assert any(problem["level"] == "error" for problem in saved["problems"])
