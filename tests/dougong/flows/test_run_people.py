"""Who gets a task: every kind of assignee, turns under concurrency, stand-ins, and leavers."""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from dougong.flows.models import flow_task
from dougong.identity.models import department, person, person_group, person_group_member
from dougong.kit.ids import new_id
from dougong.kit.runner import Runner
from dougong.kit.types import iso_instant
from tests.dougong.flows.run_office import APP, Office, flow_of, office, settings
from tests.dougong.flows.test_run_tasks import get, post, todo

__all__ = ["office", "settings"]


def unit(office: Office, name: str, parent: str | None = None, head: str | None = None) -> str:
    made = new_id()
    with office.database.transaction() as tx:
        tx.execute(insert(department).values(id=made, name=name, parent_id=parent, head_id=head, position=0))
    return made


def place(office: Office, who: str, **facts: Any) -> None:
    with office.database.transaction() as tx:
        tx.execute(update(person).where(person.c.id == who).values(**facts))


def asked(office: Office, assignees: list[Any], by: Any = None, **values: Any) -> list[str]:
    """Whom an approval with these assignees asks."""
    node = {"id": "ask", "type": "approval", "assignees": assignees, "mode": "all", "empty": "wait"}
    instance = office.begin(office.publish(flow_of("ask", node)), office.deal(**values), by)
    return [task.person for task in office.tasks(instance)]


def test_each_kind_of_assignee_finds_its_people(office: Office) -> None:
    chief, head, sales, clerk = (office.hire(name) for name in ("总", "经理", "销售", "文员"))
    top = unit(office, "公司", head=chief.id)
    team = unit(office, "销售部", top, head.id)
    for who, where in ((head, team), (sales, team), (chief, top)):
        place(office, who.id, department_id=where)
    place(office, sales.id, supervisor_id=head.id)
    place(office, head.id, supervisor_id=chief.id)
    group = new_id()
    with office.database.transaction() as tx:
        tx.execute(insert(person_group).values(id=group, name="销售A组"))
        tx.execute(insert(person_group_member).values(group_id=group, person_id=clerk.id))
    customer = office.admin.browser.post(
        f"/api/v1/apps/{APP}/forms/customer/records", json={"name": "客", "keeper": clerk.id}
    ).json()["id"]
    deal = {"sales": sales.id, "customer": customer}
    cases: list[tuple[list[Any], list[str]]] = [
        ([{"person": clerk.id}], [clerk.id]),
        ([{"email": clerk.email}], [clerk.id]),
        ([{"group": "销售A组"}], [clerk.id]),
        ([{"department": "销售部"}], sorted([head.id, sales.id])),
        ([{"department": "公司"}], [chief.id]),
        ([{"department": "公司", "tree": True}], sorted([chief.id, head.id, sales.id])),
        ([{"department_head": "sales"}], [head.id]),
        ([{"department_head": "sales", "up": 1}], [chief.id]),
        ([{"supervisor_of": "sales"}], [head.id]),
        ([{"supervisor_of": "sales", "level": 2}], [chief.id]),
        ([{"supervisors_of": "sales", "levels": 3}], [head.id, chief.id]),
        ([{"field": "sales"}], [sales.id]),
        ([{"field": "customer.keeper"}], [clerk.id]),
        ([{"field": "initiator"}], [office.admin.id]),
        ([{"field": "sales"}, {"person": clerk.id}, {"field": "sales"}], [sales.id, clerk.id]),
    ]
    for assignees, wanted in cases:
        found = asked(office, assignees, **deal)
        assert (found if len(assignees) > 1 or "supervisors_of" in assignees[0] else sorted(found)) == wanted, assignees
    place(office, clerk.id, active=False)
    assert asked(office, [{"group": "销售A组"}, {"field": "sales"}], **deal) == [sales.id]


def test_a_rule_table_picks_the_first_row_that_holds(office: Office) -> None:
    small, big = office.hire("小"), office.hire("大")
    table = [
        {"when": "amount < 100", "assignees": [{"person": small.id}]},
        {"when": "amount >= 100 and stage = 'quote'", "assignees": [{"person": big.id}]},
    ]
    rule = [{"table": table, "otherwise": [{"person": office.admin.id}]}]
    assert asked(office, rule, amount=5) == [small.id]
    assert asked(office, rule, amount=500, stage="quote") == [big.id]
    assert asked(office, rule, amount=500) == [office.admin.id]


def test_turns_are_even_under_concurrency_and_skip_who_is_away_or_gone(office: Office) -> None:
    pool = [office.hire(f"销{n}") for n in range(5)]
    away, gone = pool[1], pool[3]
    answer = away.browser.put(
        "/api/v1/me/substitute",
        json={"items": [{"substitute": None, "from_at": iso_instant(office.database.clock() - timedelta(days=1))}]},
    )
    assert answer.status_code == 200, answer.text
    place(office, gone.id, active=False)
    turn = {"round_robin": [{"person": each.id} for each in pool]}
    node = {"id": "turn", "type": "assign", "field": "sales", "assignees": [turn], "task": True}
    flow_id = office.publish(flow_of("turn", node))
    deals = [office.deal() for _ in range(24)]
    failures: list[BaseException] = []

    def several(mine: list[str]) -> None:
        try:
            for record_id in mine:
                office.begin(flow_id, record_id)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=several, args=(deals[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with office.database.snapshot() as tx:
        tasks = Counter(tx.execute(select(flow_task.c.person).where(flow_task.c.kind == "todo")).scalars())
    assert set(tasks) == {each.id for each in (pool[0], pool[2], pool[4])}
    assert max(tasks.values()) - min(tasks.values()) <= 1
    owners = Counter(office.record(record_id)["sales"] for record_id in deals)
    assert owners == tasks


def test_the_one_with_the_fewest_open_to_dos_is_chosen(office: Office) -> None:
    one, two = office.hire("忙"), office.hire("闲")
    busy = {"id": "ask", "type": "approval", "assignees": [{"person": one.id}]}
    office.begin(office.publish(flow_of("busy", busy)), office.deal())
    pool = [{"least_loaded": [{"person": one.id}, {"person": two.id}]}]
    assert asked(office, pool) == [two.id]


def test_a_stand_in_gets_the_task_and_it_says_for_whom(office: Office) -> None:
    boss, deputy = office.hire("老板"), office.hire("副手")
    now = office.database.clock()
    until = iso_instant(now + timedelta(days=3))
    body = {"items": [{"substitute": deputy.id, "from_at": iso_instant(now), "until_at": until}]}
    assert boss.browser.put("/api/v1/me/substitute", json=body).status_code == 200
    assert get(deputy, "/me/substitute")["standing_in_for"][0]["person"]["id"] == boss.id
    assert asked(office, [{"person": boss.id}]) == [deputy.id]
    (row,) = todo(deputy)
    assert row["standing_in"] == {"id": boss.id, "name": "老板"}
    overlapping = {"items": [*body["items"], {"substitute": None, "from_at": iso_instant(now + timedelta(days=1))}]}
    assert boss.browser.put("/api/v1/me/substitute", json=overlapping).status_code == 422
    assert boss.browser.put("/api/v1/me/substitute", json={"items": []}).status_code == 200
    assert asked(office, [{"person": boss.id}]) == [boss.id]


def test_the_initiator_and_the_one_before_may_choose_within_what_is_offered(office: Office) -> None:
    one, two, three = (office.hire(name) for name in ("一", "二", "三"))
    among = [{"person": one.id}, {"person": two.id}]
    node = {"id": "ask", "type": "approval", "assignees": [{"chosen_by": "initiator", "among": among}], "mode": "all"}
    flow_id = office.publish(flow_of("ask", {**node, "empty": "wait"}))
    instance = office.begin(flow_id, office.deal(), chosen={"ask": (two.id, three.id)})
    assert [task.person for task in office.tasks(instance)] == [two.id]
    first = {"id": "first", "type": "approval", "assignees": [{"person": one.id}]}
    second = {"id": "second", "type": "approval", "assignees": [{"chosen_by": "previous"}]}
    third = {"id": "third", "type": "approval", "assignees": [{"same_as": "first"}]}
    edges = [
        {"from": "start", "to": "first"},
        {"from": "first", "to": "second", "when": "outcome = 'approved'"},
        {"from": "first", "to": "end", "default": True},
        {"from": "second", "to": "third"},
        {"from": "third", "to": "end"},
    ]
    instance = office.begin(office.publish(flow_of("pick", first, second, third, edges=edges)), office.deal())
    task = next(row for row in todo(one) if row["instance"] == instance)
    assert get(one, f"/tasks/{task['id']}")["choose"] == {"among": None}
    post(one, f"/tasks/{task['id']}:decide", {"verb": "approve", "chosen": [three.id]})
    (task,) = todo(three)
    post(three, f"/tasks/{task['id']}:decide", {"verb": "approve"})
    assert [each.person for each in office.tasks(instance)] == [one.id]


def test_nobody_found_goes_to_who_designs_the_app(office: Office) -> None:
    node = {"id": "ask", "type": "approval", "assignees": [{"role": "boss"}]}
    instance = office.begin(office.publish(flow_of("ask", node)), office.deal())
    assert [task.person for task in office.tasks(instance)] == [office.admin.id]


@pytest.mark.parametrize("within", [None, APP])
def test_all_open_to_dos_of_a_leaver_become_anothers(office: Office, within: str | None) -> None:
    leaver, heir = office.hire("离职"), office.hire("接手")
    flow_id = office.publish(flow_of("ask", {"id": "a", "type": "approval", "assignees": [{"person": leaver.id}]}))
    for _ in range(3):
        office.begin(flow_id, office.deal())
    made = post(office.admin, f"/people/{leaver.id}:hand-over", {"to": heir.id, "app": within}, 202)
    assert made["kind"] == "flows.hand_over"
    run_job(office, made["id"])
    assert todo(leaver) == []
    assert len(todo(heir)) == 3
    assert post(leaver, f"/people/{leaver.id}:hand-over", {"to": heir.id}, 403)["code"]


def run_job(office: Office, job_id: str) -> None:
    """The product's runner, in this thread."""
    runner = Runner(office.database, {})
    runner.run(job_id)
    runner.stop()
    runner.close()
