"""What customers ask for, said in the designer and carried out through the real doors."""

import threading
from collections import Counter
from typing import Any

import pytest

from dougong.kit.runner import Runner
from dougong.messaging.channels import null_channels
from dougong.worker import resources
from tests.dougong.flows.crm import API, Crm, crm, sent_by, settings, straight
from tests.dougong.people import Someone
from tests.dougong.records.conftest import Shop

__all__ = ["crm", "settings"]

OPPORTUNITY = f"{API}/forms/opportunity/records"
BUTTON: dict[str, Any] = {"on": "button", "label": "提交"}
MANAGER: dict[str, Any] = {"id": "manager", "type": "approval", "label": "经理审批", "assignees": [{"role": "boss"}]}


def press(crm: Crm, flow: str, record: str, by: Someone | None = None, form: str = "opportunity") -> str:
    url = f"{API}/forms/{form}/records/{record}:run-button"
    answer = (by or crm.admin).browser.post(url, json={"flow": flow})
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["instance"]
    return found


def test_R050_leads_of_the_web_site_are_shared_evenly_over_the_group_also_at_once(crm: Crm) -> None:
    people = [crm.hire(name, "sales") for name in ("甲", "乙", "丙")]
    crm.hire("别组", "sales")
    group = crm.group("销售A组", *people)
    share: dict[str, Any] = {
        "id": "share",
        "type": "assign",
        "label": "分配",
        "assignees": [{"round_robin": [{"group": group}], "key": "web"}],
        "field": "owner",
    }
    trigger = {"on": "create", "when": "source = 'web'"}
    crm.publish("share", {"form": "lead", "trigger": trigger, "acts_as": "app", **straight(share)})
    crm.grant({"id": "share", "to": ["flow:share"], "form": "lead", "ops": ["read", "update"], "rows": "all",
               "read": ["*"], "write": ["owner"]})  # fmt: skip
    doors = [crm.company.with_token(crm.admin, "create", "read") for _ in range(4)]

    def arrive(number: int) -> None:
        for lead in range(4):
            body = {"name": f"线索 {number}-{lead}", "source": "web"}
            doors[number].post(f"{API}/forms/lead/records", json=body)

    threads = [threading.Thread(target=arrive, args=(number,)) for number in range(len(doors))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    crm.add("lead", name="展会线索", source="fair")
    owners = Counter(crm.get("lead", each.record_id)["owner"] for each in crm.instances(key="share"))
    assert sum(owners.values()) == 16
    assert set(owners) == {person.id for person in people}
    assert max(owners.values()) - min(owners.values()) <= 1, owners
    assert len(crm.tasks(kind="todo")) == 16, "each gets a to-do"
    assert "待办" in crm.told(people[0], "task")[0]


TECH: dict[str, Any] = {"id": "tech", "type": "approval", "label": "技术方案评审", "assignees": [{"role": "sales"}]}


def test_R054_a_new_approval_is_published_while_an_instance_runs_and_both_versions_finish(crm: Crm) -> None:
    boss, expert = crm.hire("王经理", "boss"), crm.hire("专家", "sales")
    crm.publish("quote", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)})
    old = crm.add("opportunity", name="旧")
    press(crm, "quote", old)
    crm.draft("quote", {"form": "opportunity", "trigger": BUTTON, **straight(TECH, MANAGER)})
    impact = crm.api.post(f"{API}/flows/quote/draft:impact", json={}).json()
    assert impact["counts"] == {"as_is": 1, "mapping": 0, "cannot": 0}
    assert [change["id"] for change in impact["diff"]["changes"] if change["what"] == "node"] == ["tech"]
    published = crm.publish("quote", {"form": "opportunity", "trigger": BUTTON, **straight(TECH, MANAGER)})
    assert (published["version"], published["migrated"], published["kept"]) == (2, 0, 1)
    new = crm.add("opportunity", name="新")
    press(crm, "quote", new)
    assert [task.node for task in crm.tasks(record_id=new)] == ["tech"]
    crm.decide(boss, "approve")
    assert [(each.version, each.result) for each in crm.instances(old)] == [(1, "approved")]
    crm.decide(expert, "approve")
    crm.decide(boss, "approve")
    assert [(each.version, each.result) for each in crm.instances(new)] == [(2, "approved")]


def test_R007_R055_running_instances_go_along_to_the_new_version_and_back(crm: Crm) -> None:
    boss, chief = crm.hire("王经理", "boss"), crm.hire("技术总监")
    crm.publish("quote", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)})
    one, two = crm.add("opportunity", name="一"), crm.add("opportunity", name="二")
    press(crm, "quote", one)
    press(crm, "quote", two)
    director = {**TECH, "id": "director", "label": "技术总监审批", "assignees": [{"person": chief.id}]}
    longer = {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER, director)}
    published = crm.publish("quote", longer, migrate="all")
    assert (published["migrated"], published["kept"], published["refused"]) == (2, 0, [])
    back = crm.api.post(f"{API}/flows/quote:migrate", json={"to": 1, "instances": [crm.instances(two)[0].id]}).json()
    assert back["migrated"] == 1
    for _ in range(2):
        crm.decide(boss, "approve")
    assert crm.instances(two)[0].result == "approved", "under version 1 that is all"
    assert crm.instances(one)[0].status == "running"
    crm.decide(chief, "approve")
    assert crm.instances(one)[0].result == "approved"


def test_R055_an_instance_without_a_place_is_shown_mapped_or_left(crm: Crm) -> None:
    crm.hire("王经理", "boss")
    crm.publish("quote", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)})
    record = crm.add("opportunity", name="一")
    press(crm, "quote", record)
    renamed = {**MANAGER, "id": "head", "label": "经理审批（新）"}
    wait = {"id": "pause", "type": "wait", "for": "1 day"}
    crm.draft("quote", {"form": "opportunity", "trigger": BUTTON, **straight(wait, renamed)})
    impact = crm.api.post(f"{API}/flows/quote/draft:impact", json={"mapping": {}}).json()
    assert impact["counts"]["mapping"] == 1
    assert impact["instances"][0]["reason"]
    assert isinstance(impact["instances"][0]["title"], str), "a text in the asker's language, as the page shows it"
    assert impact["nodes"]["gone"] == [{"id": "manager", "label": "经理审批", "instances": 1}]
    proposed = crm.api.post(f"{API}/flows/quote/draft:impact", json={}).json()
    assert proposed["mapping"] == {"manager": "head"}
    assert proposed["counts"]["as_is"] == 1
    kept = crm.publish("quote", {"form": "opportunity", "trigger": BUTTON, **straight(wait, renamed)}, migrate="all")
    assert (kept["migrated"], kept["kept"], len(kept["refused"])) == (0, 1, 1)
    assert kept["refused"][0]["reason"]
    body = {"to": 2, "mapping": {"manager": "head"}}
    assert crm.api.post(f"{API}/flows/quote:migrate", json=body).json()["migrated"] == 1
    assert [task.node for task in crm.tasks(record_id=record)] == ["head"]


def test_R056_a_payment_makes_the_invoice_with_the_flows_own_grants(crm: Crm) -> None:
    clerk = crm.hire("出纳")
    crm.grant({"id": "clerk", "to": ["everyone"], "form": "contract", "ops": ["read", "update"], "rows": "all",
               "read": ["no", "paid"], "write": ["paid"]})  # fmt: skip
    values = [
        {"field": "no", "value": "'FP-' & no"},
        {"field": "amount", "value": "amount"},
        {"field": "contract", "value": "id"},
    ]
    make = {"id": "make", "type": "create", "form": "invoice", "set": values}
    trigger = {"on": "update", "when": "paid"}
    crm.publish("invoice", {"form": "contract", "trigger": trigger, "acts_as": "app", **straight(make)})
    record = crm.add("contract", no="HT1", amount=800)
    crm.patch("contract", record, clerk, paid=True)
    assert crm.instances(record)[0].failed == 1, "without a grant of its own the flow may do nothing"
    crm.grant({"id": "invoices", "to": ["flow:invoice"], "form": "invoice", "ops": ["create"], "rows": "none",
               "write": ["*"]})  # fmt: skip
    crm.grant({"id": "links", "to": ["flow:invoice"], "form": "contract", "ops": ["read"], "rows": "all",
               "read": ["no"]})  # fmt: skip
    second = crm.add("contract", no="HT2", amount=900)
    crm.patch("contract", second, clerk, paid=True)
    invoices = crm.api.get(f"{API}/forms/invoice/records").json()["items"]
    assert [(each["no"], each["amount"], each["contract"]) for each in invoices] == [("FP-HT2", 900, second)]
    assert clerk.browser.get(f"{API}/forms/invoice/records").status_code == 403, "and the clerk has not become richer"


def test_R062_people_are_warned_before_the_time_is_up_then_their_supervisor(crm: Crm) -> None:
    chief = crm.hire("总监")
    boss = crm.hire("王经理", "boss", supervisor_id=chief.id)
    ladder = [
        {"after": "6 hours", "do": "remind"},
        {"after": "8 hours", "do": "escalate", "to": [{"person": chief.id}]},
        {"after": "10 hours", "do": "approve"},
    ]
    crm.publish("sla", {"form": "opportunity", "trigger": BUTTON, **straight({**MANAGER, "sla": ladder})})
    record = crm.add("opportunity", name="急单")
    press(crm, "sla", record)
    for hours, reminders, escalations, status in (
        (5.9, 0, 0, "running"),
        (6.1, 1, 0, "running"),
        (8.1, 1, 1, "running"),
    ):
        with crm.later(hours=hours):
            crm.work_off()
        assert len(crm.told(boss, "reminder")) == reminders, hours
        assert len(crm.told(chief, "escalated")) + len(crm.told(chief, "task")) >= escalations, hours
        assert crm.instances(record)[0].status == status
    with crm.later(hours=10.1):
        crm.work_off()
        crm.work_off()
    assert crm.instances(record)[0].result == "approved"
    assert crm.tasks(record_id=record) == []


def test_R062_a_ticket_that_waits_for_the_customer_neither_reminds_nor_escalates(crm: Crm) -> None:
    chief, boss = crm.hire("总监"), crm.hire("王经理", "boss")
    ladder = [
        {"after": "6 hours", "do": "remind"},
        {"after": "8 hours", "do": "escalate", "to": [{"person": chief.id}]},
        {"after": "10 hours", "do": "approve"},
    ]
    waiting = {**MANAGER, "sla": ladder, "sla_pause": "stage = 'quote'"}
    crm.publish("sla", {"form": "opportunity", "trigger": BUTTON, **straight(waiting)})
    record = crm.add("opportunity", name="工单", stage="contact")
    instance = press(crm, "sla", record)

    def at(hours: float, **change: Any) -> tuple[int, int]:
        with crm.later(hours=hours):
            if change:
                crm.patch("opportunity", record, **change)
            crm.work_off()
        return len(crm.told(boss, "reminder")), len(crm.told(chief))

    def shown(hours: float) -> tuple[dict[str, Any], dict[str, Any]]:
        """The to-do in the boss's list, and the instance."""
        with crm.later(hours=hours):
            (task,) = boss.browser.get("/api/v1/tasks?box=todo").json()["items"]
            late = boss.browser.get("/api/v1/tasks?box=todo&due=late").json()["items"]
            counts = boss.browser.get("/api/v1/tasks/counts").json()
            one = boss.browser.get(f"/api/v1/tasks/{task['id']}").json()
        assert (one["paused"], one["now"][0]["paused"]) == (task["paused"], task["paused"])
        assert len(late) == counts["late"] == task["late"]
        return task, crm.api.get(f"/api/v1/instances/{instance}").json()

    task, _ = shown(5)
    assert (task["paused"], task["late"], task["due_at"] is None) == (False, False, False)
    assert at(5, stage="quote") == (0, 0)
    assert at(30) == (0, 0), "neither reminds nor escalates"
    task, found = shown(30)
    assert (task["paused"], task["late"], task["due_at"]) == (True, False, None)
    assert (found["now"][0]["paused"], found["now"][0]["due_at"], found["timers"]) == (True, None, [])
    assert at(30, stage="contact") == (0, 0)
    task, found = shown(30)
    assert (task["paused"], task["late"], len(found["timers"])) == (False, False, 3)
    assert shown(33.1)[0]["late"], "eight hours without the 25 of the pause"
    assert at(30.9) == (0, 0)
    assert at(31.1) == (1, 0), "the reminder comes after the hour that was left"
    assert at(32.9) == (1, 0)
    assert at(33.1)[1] >= 1
    assert at(34.9)[0] == 1
    assert crm.instances(record)[0].status == "running"
    at(35.1)
    assert crm.instances(record)[0].result == "approved"
    told = [line["text"] for line in crm.api.get(f"/api/v1/instances/{instance}").json()["timeline"]]
    assert [text for text in told if "计时" in text] == ["暂停计时", "恢复计时"]


def test_R062_a_ticket_may_be_waiting_for_the_customer_before_anybody_has_it(crm: Crm) -> None:
    boss, helper = crm.hire("王经理", "boss"), crm.hire("同事")
    paused = {**MANAGER, "sla": [{"after": "1 hour", "do": "approve"}], "sla_pause": "stage = 'quote'"}
    crm.publish("sla", {"form": "opportunity", "trigger": BUTTON, **straight(paused)})
    record = crm.add("opportunity", name="工单", stage="quote")
    press(crm, "sla", record)
    (task,) = crm.tasks(record_id=record)
    assert (task.paused, task.due_at) == (True, None)
    answer = boss.browser.post(f"/api/v1/tasks/{task.id}:transfer", json={"to": helper.id})
    assert answer.status_code == 200, answer.text
    (given,) = crm.tasks(record_id=record)
    assert (given.person, given.paused, given.due_at) == (helper.id, True, None), "also for who gets it meanwhile"
    with crm.later(days=3):
        crm.work_off()
        assert crm.instances(record)[0].status == "running"
        crm.patch("opportunity", record, stage="contact")
        crm.work_off()
        (given,) = crm.tasks(record_id=record)
        assert (given.paused, given.due_at is None) == (False, False)
    with crm.later(days=3, hours=1.1):
        crm.work_off()
    assert crm.instances(record)[0].result == "approved"


def test_R061_vip_and_outage_go_to_the_second_line_and_into_the_group_chat(crm: Crm) -> None:
    second = crm.hire("二线")
    robot = {"label": "值班群", "key": "duty", "kind": "wecom",
             "settings": {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K"}, "secrets": {}}  # fmt: skip
    assert crm.api.post(f"{API}/connections", json=robot).status_code == 201
    table = {
        "table": [{"when": "amount > 100000", "assignees": [{"person": second.id}]}],
        "otherwise": [{"role": "sales"}],
    }
    nodes = [
        {"id": "assign", "type": "assign", "assignees": [table], "field": "sales"},
        {"id": "tell", "type": "notify", "title": "VIP 工单：{name}", "channels": ["wecom"], "connection": "duty"},
    ]
    crm.publish("dispatch", {"form": "opportunity", "trigger": {"on": "create"}, **straight(*nodes)})
    record = crm.add("opportunity", name="系统崩溃", amount=200_000)
    assert crm.get("opportunity", record)["sales"] == second.id
    channels = null_channels()
    crm.work_off(channels)
    crm.work_off(channels)
    assert sent_by(channels, "wecom") == ["VIP 工单：系统崩溃"]


def test_R079_everything_open_of_a_leaver_goes_to_the_successor(crm: Crm) -> None:
    boss, successor = crm.hire("王经理", "boss"), crm.hire("接任者", "sales")
    crm.publish("quote", {"form": "opportunity", "trigger": BUTTON, **straight(MANAGER)})
    records = [crm.add("opportunity", name=f"{n} 号") for n in range(3)]
    for record in records:
        press(crm, "quote", record)
    answer = crm.api.post(f"/api/v1/people/{boss.id}:hand-over", json={"to": successor.id})
    assert answer.status_code == 202, answer.text
    runner = Runner(crm.database, resources(crm.settings))
    runner.run(answer.json()["id"])
    runner.close()
    assert {task.person for task in crm.tasks()} == {successor.id}
    for _ in records:
        crm.decide(successor, "approve")
    assert {each.result for each in crm.instances()} == {"approved"}


def test_R080_a_flow_of_one_app_creates_in_another_only_with_a_grant_there(crm: Crm) -> None:
    assert crm.api.post("/api/v1/apps", json={"label": "项目", "key": "pm"}).status_code == 201
    pm = Shop(crm.company, crm.admin, "pm")
    fields = [{"key": "name", "type": "text", "label": "名称"}, {"key": "budget", "type": "money", "label": "预算"}]
    crm.api.post("/api/v1/apps/pm/forms", json={"label": "项目", "key": "project"})
    pm.publish("project", {"label": "项目", "fields": fields})
    values = [{"field": "name", "value": "name"}, {"field": "budget", "value": "amount * 0.8"}]
    make = {"id": "make", "type": "create", "app": "pm", "form": "project", "set": values}
    trigger = {"on": "update", "when": "stage = 'won'"}
    crm.publish("deliver", {"form": "opportunity", "trigger": trigger, "acts_as": "app", **straight(make)})
    first = crm.add("opportunity", name="无权", amount=100)
    crm.patch("opportunity", first, stage="won")
    assert crm.instances(first)[0].failed == 1
    pm.grant([], [{"id": "crm", "to": ["flow:crm.deliver"], "form": "project", "ops": ["create"], "rows": "none",
                   "write": ["*"]}])  # fmt: skip
    second = crm.add("opportunity", name="交付", amount=1000)
    crm.patch("opportunity", second, stage="won")
    projects = crm.api.get("/api/v1/apps/pm/forms/project/records").json()["items"]
    assert [(each["name"], each["budget"]) for each in projects] == [("交付", 800)]


@pytest.mark.parametrize("acts_as", ["initiator", "app"])
def test_a_flow_step_cannot_see_or_write_what_its_grants_forbid(crm: Crm, acts_as: str) -> None:
    poor = crm.hire("实习生", "sales")
    find = {"id": "find", "type": "find", "form": "contract", "where": "amount > 0", "limit": 100}
    peek = {"id": "peek", "type": "find", "form": "opportunity", "where": "secret = 'x'", "limit": 100}
    spoil = {"id": "spoil", "type": "update", "set": [{"field": "secret", "value": "'gelesen'"}]}
    for step in (find, peek, spoil):
        crm.publish(step["id"], {"form": "opportunity", "trigger": BUTTON, "acts_as": acts_as, **straight(step)})
    crm.add("contract", no="geheim", amount=5)
    for key in ("find", "peek", "spoil"):
        record = crm.add("opportunity", name="一号", secret="x")
        press(crm, key, record, poor)
        instance = crm.instances(record)[0]
        assert instance.failed == 1, (key, instance.state)
        assert crm.get("opportunity", record)["secret"] == "x"
    if acts_as == "initiator":  # who may do it by hand may have it done
        record = crm.add("opportunity", name="二号", secret="x")
        press(crm, "spoil", record)
        assert crm.get("opportunity", record)["secret"] == "gelesen"


def test_a_step_lends_its_fields_for_its_record_and_no_more(crm: Crm) -> None:
    stranger = crm.hire("外部顾问")
    fill: dict[str, Any] = {
        "id": "fill",
        "type": "fill",
        "label": "补充",
        "assignees": [{"person": stranger.id}],
        "fields": {"note": "require", "amount": "read"},
    }
    crm.publish("fill", {"form": "opportunity", "trigger": BUTTON, **straight(fill)})
    record, other = crm.add("opportunity", name="一号", amount=7), crm.add("opportunity", name="二号")
    press(crm, "fill", record)
    task = crm.tasks(person=stranger.id)[0].id
    assert stranger.browser.get(f"{OPPORTUNITY}/{other}").status_code in (403, 404)
    assert stranger.browser.get(f"{OPPORTUNITY}/{record}").status_code in (403, 404)
    shown = stranger.browser.get(f"/api/v1/tasks/{task}")
    assert shown.status_code == 200, shown.text
    assert "secret" not in str(shown.json().get("record", {}))
    url = f"/api/v1/tasks/{task}:decide"
    for values in ({"secret": "x"}, {"amount": 1}, {"stage": "won"}, {}):
        refused = stranger.browser.post(url, json={"verb": "submit", "record": values})
        assert refused.status_code in (403, 422), (values, refused.text)
    done = stranger.browser.post(url, json={"verb": "submit", "record": {"note": "已补充"}})
    assert done.status_code == 200, done.text
    found = crm.get("opportunity", record)
    assert (found["note"], found["amount"], found.get("secret")) == ("已补充", 7, None)
