"""What starts a flow: changes of records, the clock, people, other systems; each exactly once, and never lost."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dougong.flows import clock, stays
from dougong.flows.design_models import flow_webhook
from dougong.flows.models import flow_schedule
from dougong.messaging.signing import signed_headers
from tests.dougong.flows.crm import API, Crm, crm, settings, straight

__all__ = ["crm", "settings"]

MANAGER: dict[str, Any] = {"id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"role": "boss"}]}


def flow(
    trigger: dict[str, Any], *nodes: dict[str, Any], form: str | None = "opportunity", **more: Any
) -> dict[str, Any]:
    return {**({"form": form} if form else {}), "trigger": trigger, **straight(*nodes), **more}


# changes of records ------------------------------------------------------------------------------------


def test_created_updated_and_deleted_records_start_flows(crm: Crm) -> None:
    for on in ("create", "update", "delete"):
        crm.publish(on, flow({"on": on}))
    record = crm.add("opportunity", name="一号", stage="contact")
    crm.patch("opportunity", record, amount=5)
    crm.patch("opportunity", record, amount=5)  # nothing differs: nothing happens
    assert crm.api.delete(f"{API}/forms/opportunity/records/{record}").status_code == 204
    assert [each.flow for each in crm.instances(record)] == ["create", "update", "delete"]


def test_a_condition_starts_the_flow_when_it_becomes_true_and_not_again(crm: Crm) -> None:
    crm.publish("big", flow({"on": "update", "when": "amount > 1000"}))
    record = crm.add("opportunity", name="一号", amount=10)
    for amount, expected in ((500, 0), (2000, 1), (3000, 1), (10, 1), (5000, 2)):
        crm.patch("opportunity", record, amount=amount)
        assert len(crm.instances(record)) == expected, amount


def test_named_fields_start_the_flow_whenever_they_change_while_the_condition_holds(crm: Crm) -> None:
    crm.publish("moved", flow({"on": "update", "fields": ["stage", "owner"], "when": "amount > 1000"}))
    sales = crm.hire("张三", "sales")
    record = crm.add("opportunity", name="一号", amount=2000, stage="contact")
    crm.patch("opportunity", record, note="x")
    assert crm.instances(record) == []
    crm.patch("opportunity", record, stage="quote")
    assert crm.patch("opportunity", record, sales, owner=crm.admin.id).status_code == 200
    assert len(crm.instances(record)) == 1, "the owner was the same already"
    assert crm.patch("opportunity", record, sales, owner=sales.id).status_code == 200
    assert len(crm.instances(record)) == 2


def test_conditions_see_what_was_before(crm: Crm) -> None:
    crm.publish("back", flow({"on": "update", "when": "old.stage = 'quote' and stage = 'contact'"}))
    record = crm.add("opportunity", name="一号", stage="contact")
    crm.patch("opportunity", record, stage="quote")
    assert crm.instances(record) == []
    crm.patch("opportunity", record, stage="contact")
    assert len(crm.instances(record)) == 1


def test_a_refused_change_starts_nothing(crm: Crm) -> None:
    crm.publish("any", flow({"on": "update"}))
    record = crm.add("opportunity", name="一号")
    assert crm.patch("opportunity", record, amount=99_999_999).status_code == 422
    operations = [
        {"op": "update", "id": record, "values": {"note": "x"}},
        {"op": "update", "id": record.replace("0", "1"), "values": {}},
    ]
    crm.api.post(f"{API}/forms/opportunity/records:bulk", json={"operations": operations, "atomic": True})
    assert crm.instances(record) == []


def test_flows_that_start_each_other_come_to_an_end(crm: Crm) -> None:
    crm.hire("经理", "sales")
    up = {"id": "up", "type": "update", "set": [{"field": "amount", "value": "amount + 1"}]}
    crm.publish("ping", flow({"on": "update", "fields": ["amount"], "when": "amount < 900000"}, up))
    record = crm.add("opportunity", name="一号", amount=1)
    assert crm.patch("opportunity", record, amount=2).status_code == 200
    assert len(crm.instances(record)) == 1
    assert crm.get("opportunity", record)["amount"] == 3


def test_a_flow_that_no_longer_fits_its_form_does_not_stop_anybody_from_saving(crm: Crm) -> None:
    crm.publish("note", flow({"on": "update", "when": "note = 'x'"}))
    draft = crm.api.get(f"{API}/forms/opportunity/draft").json()
    fields = [field for field in draft["definition"]["fields"] if field["key"] != "note"]
    body = {"definition": {**draft["definition"], "fields": fields}, "revision": draft["revision"]}
    saved = crm.api.put(f"{API}/forms/opportunity/draft", json=body).json()
    crm.api.post(f"{API}/flows/note:disable")  # else the form could not be published
    done = crm.api.post(f"{API}/forms/opportunity/draft:publish", json={"revision": saved["revision"]})
    assert done.status_code == 200, done.text
    crm.api.post(f"{API}/flows/note:enable")
    record = crm.add("opportunity", name="一号")
    assert crm.patch("opportunity", record, amount=3).status_code == 200
    told = crm.api.post(f"{API}/flows/note:explain", json={"record_id": record}).json()
    assert [reason["code"] for reason in told["reasons"] if not reason["ok"]] == ["fits"]
    (card,) = [each for each in crm.api.get(f"{API}/flows").json()["items"] if each["key"] == "note"]
    assert "note" in card["broken"]["en"]


# the clock ---------------------------------------------------------------------------------------------

STUCK = {"on": "unchanged", "field": "stage", "for": "5 days", "when": "stage = 'contact'"}
TELL: dict[str, Any] = {
    "id": "tell",
    "type": "notify",
    "title": "{name} 停留超过 5 天",
    "to": [{"field": "owner"}, {"supervisor_of": "owner"}],
}


def test_R052_five_days_in_one_stage_tell_owner_and_supervisor_once_per_stay(crm: Crm) -> None:
    boss = crm.hire("王经理", "boss")
    sales = crm.hire("张三", "sales", supervisor_id=boss.id)
    crm.publish("stuck", flow(STUCK, TELL))
    record = crm.add("opportunity", sales, name="一号", stage="contact")
    moving = crm.add("opportunity", sales, name="二号", stage="quote")
    with crm.later(days=4.9):
        crm.work_off()
    assert crm.told(sales, "message") == []
    with crm.later(days=5.1):
        crm.work_off()
        crm.work_off()
    assert crm.told(sales, "message") == crm.told(boss, "message") == ["一号 停留超过 5 天"]
    assert crm.instances(moving) == []
    crm.patch("opportunity", record, sales, note="打过电话")  # another field: the stay goes on
    with crm.later(days=9):
        crm.work_off()
    assert len(crm.told(sales, "message")) == 1
    crm.patch("opportunity", record, sales, stage="quote")
    crm.patch("opportunity", record, sales, stage="contact")  # a new stay begins
    with crm.later(days=5.1):
        crm.work_off()
    assert len(crm.told(sales, "message")) == 2


def test_R053_three_business_days_do_not_count_the_weekend(crm: Crm) -> None:
    sales = crm.hire("张三", "sales")
    crm.publish("contact", flow({**STUCK, "for": "3 business days"}, {**TELL, "to": [{"field": "owner"}]}))
    thursday = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    crm.database.clock = lambda: thursday
    record = crm.add("opportunity", sales, name="一号", stage="contact")
    due = crm.stays()[0].due_at
    assert due.astimezone(UTC).date().isoformat() == "2026-11-24", "Friday, Monday, Tuesday"
    crm.database.clock = lambda: due + timedelta(minutes=1)
    crm.work_off()
    assert len(crm.instances(record)) == 1


def test_records_that_were_there_before_the_flow_are_stuck_too(crm: Crm) -> None:
    sales = crm.hire("张三", "sales")
    with crm.later(days=-6):
        crm.add("opportunity", sales, name="旧商机", stage="contact")
    crm.add("opportunity", sales, name="新商机", stage="contact")
    crm.publish("stuck", flow(STUCK, {**TELL, "to": [{"field": "owner"}]}))
    crm.work_off()
    assert crm.told(sales, "message") == ["旧商机 停留超过 5 天"]


def test_two_schedulers_at_once_start_each_flow_once(crm: Crm) -> None:
    sales = crm.hire("张三", "sales")
    crm.publish("stuck", flow(STUCK, {**TELL, "to": [{"field": "owner"}]}))
    far_from_now = (datetime.now(UTC).hour + 12) % 24  # no second due time comes while the schedulers look
    crm.publish("daily", flow({"on": "schedule", "cron": f"0 {far_from_now} * * *", "timezone": "UTC"}, form=None))
    for number in range(5):
        crm.add("opportunity", sales, name=f"{number} 号", stage="contact")
    problems: list[BaseException] = []

    def scheduler() -> None:
        try:
            stays.fire_due(crm.database)
            clock.fire_due(crm.database)
        except BaseException as problem:
            problems.append(problem)

    with crm.later(days=6):
        threads = [threading.Thread(target=scheduler) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    assert len(crm.told(sales, "message")) == 5
    assert len(crm.instances(key="daily")) == 1


GREET: dict[str, Any] = {"id": "greet", "type": "notify", "title": "{name} 生日快乐", "to": [{"field": "owner"}]}


def test_R068_birthdays_come_every_year_also_those_of_29_february(crm: Crm) -> None:
    sales = crm.hire("张三", "sales")
    crm.publish(
        "birthday", flow({"on": "date", "field": "birthday", "yearly": True, "at": "09:00"}, GREET, form="lead")
    )
    for name, day in (("闰年", "1992-02-29"), ("二八", "1990-02-28"), ("三一", "1990-03-01"), ("未来", "2030-02-28")):
        crm.add("lead", sales, name=name, birthday=day)

    def told_at(day: str) -> list[str]:
        at = datetime.fromisoformat(f"{day}T01:00:30+00:00")  # 09:00:30 in Shanghai
        before = len(crm.told(sales, "message"))
        crm.database.clock = lambda: at
        with crm.database.transaction() as tx:
            tx.execute(flow_schedule.update().values(next_at=at - timedelta(seconds=30)))
        crm.work_off()
        return sorted(title.split(" ")[0] for title in crm.told(sales, "message")[before:])

    assert told_at("2027-02-28") == ["二八", "闰年"]
    assert told_at("2027-03-01") == ["三一"]
    assert told_at("2028-02-28") == ["二八"]
    assert told_at("2028-02-29") == ["闰年"]


def test_days_before_a_date_and_workdays_after_it(crm: Crm) -> None:
    sales = crm.hire("张三", "sales")
    monday = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
    crm.database.clock = lambda: monday
    tell = {**GREET, "title": "{name}"}
    crm.publish("before", flow({"on": "date", "field": "signed", "offset": -3}, tell))
    crm.publish("after", flow({"on": "date", "field": "signed", "offset": 2, "business": True}, tell))
    crm.add("opportunity", sales, name="三天后", signed="2026-11-19")
    crm.add("opportunity", sales, name="上周四", signed="2026-11-12")
    crm.add("opportunity", sales, name="别的日子", signed="2026-11-13")
    crm.database.clock = lambda: monday + timedelta(hours=1, minutes=1)
    crm.work_off()
    assert sorted(crm.told(sales, "message")) == ["三天后", "上周四"]


@pytest.mark.parametrize(("missed", "expected"), [("once", 1), ("all", 4), ("skip", 0)])
def test_R057_what_was_missed_while_down_is_made_up_as_the_trigger_says(crm: Crm, missed: str, expected: int) -> None:
    morning = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
    crm.database.clock = lambda: morning
    crm.publish("daily", flow({"on": "schedule", "cron": "30 9 * * *", "missed": missed}, form=None))
    crm.database.clock = lambda: morning + timedelta(days=3, hours=5)
    crm.work_off()
    crm.work_off()
    assert len(crm.instances(key="daily")) == expected


def test_R057_a_schedule_runs_in_its_own_zone_and_once_per_matching_record(crm: Crm) -> None:
    start = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
    crm.database.clock = lambda: start
    trigger = {"on": "schedule", "cron": "0 9 * * 1-5", "timezone": "Europe/Berlin", "each": "stage = 'contact'"}
    crm.publish("weekly", flow(trigger))
    wanted = {crm.add("opportunity", name="一", stage="contact"), crm.add("opportunity", name="二", stage="contact")}
    crm.add("opportunity", name="三", stage="won")
    crm.database.clock = lambda: start + timedelta(hours=7, minutes=59)
    crm.work_off()
    assert crm.instances() == []
    crm.database.clock = lambda: start + timedelta(hours=8, minutes=1)
    crm.work_off()
    assert {each.record_id for each in crm.instances()} == wanted


def test_a_flow_switched_off_for_a_while_makes_nothing_up(crm: Crm) -> None:
    crm.publish("daily", flow({"on": "schedule", "cron": "0 * * * *", "missed": "all"}, form=None))
    crm.api.post(f"{API}/flows/daily:disable")
    with crm.later(hours=5):
        crm.work_off()
        assert crm.instances() == []
    with crm.later(hours=4.5):
        crm.api.post(f"{API}/flows/daily:enable")
    with crm.later(hours=4.6):
        crm.work_off()
    assert len(crm.instances()) <= 1


# people ------------------------------------------------------------------------------------------------


def test_a_button_is_there_while_its_condition_holds(crm: Crm) -> None:
    sales, stranger = crm.hire("张三", "sales"), crm.hire("外人")
    trigger = {"on": "button", "label": {"zh-CN": "申请折扣", "en": "Ask for a discount"}, "when": "amount > 10"}
    crm.publish("discount", flow({**trigger, "place": "both", "confirm": "确定吗？"}, MANAGER))
    crm.hire("王经理", "boss")
    small, big = crm.add("opportunity", name="小", amount=1), crm.add("opportunity", name="大", amount=50)
    url = f"{API}/forms/opportunity/records"
    assert sales.browser.get(f"{url}/{small}/flow-actions").json()["buttons"] == []
    shown = sales.browser.get(f"{url}/{big}/flow-actions").json()["buttons"]
    assert [(button["label"], button["confirm"]) for button in shown] == [("申请折扣", "确定吗？")]
    assert sales.browser.post(f"{url}/{small}:run-button", json={"flow": "discount"}).json()["code"] == "condition"
    assert stranger.browser.post(f"{url}/{big}:run-button", json={"flow": "discount"}).status_code in (403, 404)
    reader = crm.company.with_token(sales, "read")
    assert reader.post(f"{url}/{big}:run-button", json={"flow": "discount"}).status_code == 403
    pressed = sales.browser.post(f"{url}/{big}:run-button", json={"flow": "discount"})
    assert pressed.status_code == 201
    assert crm.instances(big)[0].initiator == sales.id
    assert sales.browser.post(f"{url}/{big}:run-button", json={"flow": "discount"}).json()["code"] == "already_running"
    results = sales.browser.post(f"{url}:run-button", json={"flow": "discount", "ids": [small, big]}).json()["results"]
    assert [(result["ok"], result["problem"]["code"]) for result in results] == [
        (False, "condition"),
        (False, "already_running"),
    ]


def test_the_initiator_picks_who_decides(crm: Crm) -> None:
    sales, boss, other = crm.hire("张三", "sales"), crm.hire("王经理", "boss"), crm.hire("李经理", "boss")
    pick = {**MANAGER, "assignees": [{"chosen_by": "initiator", "among": [{"role": "boss"}]}]}
    crm.publish("pick", flow({"on": "button", "label": "提交"}, pick))
    starts = sales.browser.get(f"{API}/flow-starts?form=opportunity").json()["buttons"]
    among = starts[0]["chooses"][0]["among"]
    assert {person["id"] for person in among} == {boss.id, other.id}
    record = crm.add("opportunity", name="一号")
    body = {"flow": "pick", "chosen": {"manager": [other.id]}}
    assert sales.browser.post(f"{API}/forms/opportunity/records/{record}:run-button", json=body).status_code == 201
    assert [task.person for task in crm.tasks()] == [other.id]


def test_a_form_link_creates_the_record_under_the_callers_grants_and_starts(crm: Crm) -> None:
    sales, stranger = crm.hire("张三", "sales"), crm.hire("外人")
    crm.hire("王经理", "boss")
    crm.publish("apply", flow({"on": "form_link", "who": [{"role": "sales"}]}, MANAGER, form="lead"))
    links = sales.browser.get(f"{API}/flow-starts").json()["links"]
    assert [link["flow"] for link in links] == ["apply"]
    made = sales.browser.post(f"{API}/flows/apply:start", json={"values": {"name": "新线索"}})
    assert made.status_code == 201, made.text
    assert made.json()["record"]["owner"] == sales.id
    assert len(crm.instances(made.json()["record"]["id"])) == 1
    assert sales.browser.post(f"{API}/flows/apply:start", json={"values": {}}).status_code == 422
    twice = {"json": {"values": {"name": "同一条"}}, "headers": {"idempotency-key": "one-click"}}
    first, again = (sales.browser.post(f"{API}/flows/apply:start", **twice).json() for _ in range(2))
    assert first["instance"] == again["instance"], "a lost answer asked for again starts nothing twice"
    assert stranger.browser.post(f"{API}/flows/apply:start", json={"values": {"name": "x"}}).status_code in (403, 404)
    assert len(crm.instances()) == 2


# other systems -----------------------------------------------------------------------------------------


def test_a_webhook_is_signed_taken_once_and_writes_as_the_flow(crm: Crm) -> None:
    trigger = {"on": "webhook", "set": {"name": "data.name", "note": "data.id"}, "match": "note"}
    crm.publish("hook", flow(trigger, form="lead", acts_as="app"))
    rotated = crm.api.post(f"{API}/flows/hook/webhook:rotate").json()
    path = rotated["url"].split("testserver")[1]
    outside = crm.company.browser()
    outside.headers = {"content-type": "application/json"}
    body = json.dumps({"data": {"name": "官网客户", "id": "W1"}}).encode()

    def call(message: str, content: bytes = body, secret: str = rotated["secret"], at: datetime | None = None) -> Any:
        return outside.post(
            path, content=content, headers=signed_headers(secret, message, at or datetime.now(UTC), content)
        )

    assert outside.post(path, content=body).status_code == 401
    assert call("m0", secret="whsec_" + "A" * 44).status_code == 401
    assert call("m0", at=datetime.now(UTC) - timedelta(minutes=10)).status_code == 401
    assert call("m1").status_code == 403, "the flow has no grant yet, and lends none"
    crm.grant({"id": "hook", "to": ["flow:hook"], "form": "lead", "ops": ["create", "read", "update"], "rows": "all",
               "read": ["*"], "write": ["name", "note"]})  # fmt: skip
    first = call("m1")
    assert first.status_code == 202, first.text
    again = call("m1").json()
    assert again == {**first.json(), "repeated": True}
    changed = json.dumps({"data": {"name": "改名", "id": "W1"}}).encode()
    second = call("m2", changed).json()
    assert second["record"] == first.json()["record"]
    assert crm.get("lead", second["record"])["name"] == "改名"
    assert len(crm.instances(key="hook")) == 2
    with crm.database.snapshot() as tx:
        stored = tx.execute(select(flow_webhook.c.secret)).scalar_one()
    assert stored.startswith("v1.") and rotated["secret"] not in stored, "it lies sealed"
    assert "secret" not in crm.api.get(f"{API}/flows/hook/webhook").json()


def test_what_a_webhook_brings_must_be_of_the_declared_types(crm: Crm) -> None:
    variables = [{"key": "count", "type": "number"}]
    crm.publish("hook", flow({"on": "webhook"}, form=None, variables=variables))
    rotated = crm.api.post(f"{API}/flows/hook/webhook:rotate").json()
    outside = crm.company.browser()
    outside.headers = {"content-type": "application/json"}
    found = []
    for number, payload in enumerate(({"count": "viel"}, {"count": 5}, [1], "x", {"count": {"a": 1}})):
        body = json.dumps(payload).encode()
        headers = signed_headers(rotated["secret"], f"m{number}", datetime.now(UTC), body)
        found.append(outside.post(rotated["url"].split("testserver")[1], content=body, headers=headers).status_code)
    assert found == [422, 202, 202, 202, 422]


def test_a_message_of_one_flow_starts_another_on_the_same_record(crm: Crm) -> None:
    crm.publish("listener", flow({"on": "message", "message": "signed", "when": "amount > 10"}))
    send = {"id": "send", "type": "send", "message": "signed"}
    crm.publish("sender", flow({"on": "update", "when": "stage = 'won'"}, send))
    small, big = crm.add("opportunity", name="小", amount=1), crm.add("opportunity", name="大", amount=50)
    for record in (small, big):
        crm.patch("opportunity", record, stage="won")
    crm.work_off()
    crm.work_off()
    assert crm.instances(small, "listener") == []
    assert len(crm.instances(big, "listener")) == 1
