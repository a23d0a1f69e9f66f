"""Another process publishes, takes rights away, changes a calendar, deletes: the next command here goes by what is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dougong.app import create_app, open_database
from dougong.kit.config import Settings
from tests.dougong.flows.crm import API, Crm, crm, settings, straight
from tests.dougong.flows.test_run_tasks import get, post
from tests.dougong.people import Company

__all__ = ["crm", "settings"]
WRITE = {"id": "write", "type": "update", "set": [{"field": "note", "value": "'一'"}]}
FORM = {"form": "opportunity"}
ON_CREATE = {**FORM, "trigger": {"on": "create"}}


@pytest.fixture
def there(settings: Settings, tmp_path: Path) -> Iterator[Crm]:
    """The same product through a second process's eyes: an application and a pool of connections of its own."""
    database = open_database(settings)
    company = Company(create_app(settings, database), database)
    yield Crm(company, database, settings)
    company.close()
    database.close()


def noted(crm: Crm) -> str | None:
    """What the flow writes into a record that is made now."""
    found: str | None = crm.get("opportunity", crm.add("opportunity", name="甲"))["note"]
    return found


def test_what_another_process_publishes_switches_and_bins_holds_for_the_next_record(crm: Crm, there: Crm) -> None:
    assert noted(crm) is None  # this process knows that the app has no flows
    there.publish("note", {**ON_CREATE, **straight(WRITE)})
    assert noted(crm) == "一"
    there.publish("note", {**ON_CREATE, **straight({**WRITE, "set": [{"field": "note", "value": "'二'"}]})})
    assert noted(crm) == "二"
    post(there.admin, f"{API[7:]}/flows/note:disable")
    assert noted(crm) is None
    post(there.admin, f"{API[7:]}/flows/note:enable")
    assert noted(crm) == "二"
    assert there.api.delete(f"{API}/flows/note").status_code == 204
    assert noted(crm) is None


def test_a_right_that_another_process_takes_away_is_gone_for_the_next_step(crm: Crm, there: Crm) -> None:
    sales, boss = crm.hire("小王", "sales"), crm.hire("王经理", "boss")
    ask = {"id": "ask", "type": "approval", "assignees": [{"role": "boss"}], "fields": {"amount": "read"}}
    button = {"on": "button", "label": "提交"}
    crm.publish("ask", {**FORM, "trigger": button, **straight(ask, WRITE)})
    first, second = (crm.add("opportunity", name=name) for name in ("甲", "乙"))
    for record in (first, second):
        post(sales, f"{API[7:]}/forms/opportunity/records/{record}:run-button", {"flow": "ask"}, 201)
    crm.decide(boss, "approve")
    assert crm.get("opportunity", first)["note"] == "一"
    now = there.api.get(f"{API}/roles").json()
    now["grants"] = [grant for grant in now["grants"] if grant["id"] != "sales"]
    there._put_roles(now)
    crm.decide(boss, "approve")
    assert crm.get("opportunity", second)["note"] is None
    assert [each.failed for each in crm.instances(second)] == [1]


def test_a_calendar_that_another_process_changes_counts_for_the_next_deadline(crm: Crm, there: Crm) -> None:
    boss = crm.hire("王经理", "boss")
    sla = [{"after": "10 business hours", "do": "remind"}]
    ask = {"id": "ask", "type": "approval", "assignees": [{"role": "boss"}], "sla": sla}
    crm.publish("ask", {**ON_CREATE, **straight(ask)})
    crm.add("opportunity", name="甲")
    (current,) = get(there.admin, "/calendars")["items"]
    always = {str(day): [["00:00", "24:00"]] for day in range(7)}
    body = {**{key: current[key] for key in ("label", "timezone", "holidays", "workdays", "is_default", "version")}}
    changed = there.api.put(f"/api/v1/calendars/{current['key']}", json={**body, "weekly": always})
    assert changed.status_code == 200, changed.text
    crm.add("opportunity", name="乙")
    before, after = (task.due_at - task.opened_at for task in crm.tasks(person=boss.id))
    assert before > timedelta(hours=10, seconds=1) and abs(after - timedelta(hours=10)) < timedelta(seconds=2)


def test_an_app_that_another_process_deletes_starts_nothing_any_more(crm: Crm, there: Crm) -> None:
    sales = crm.hire("小王", "sales")
    crm.publish("ask", {**FORM, "trigger": {"on": "button", "label": "提交"}, **straight(WRITE)})
    record = crm.add("opportunity", name="甲")
    path = f"/api/v1{API[7:]}/forms/opportunity/records/{record}:run-button"
    assert sales.browser.post(path, json={"flow": "ask"}).status_code == 201
    assert there.api.delete(API).status_code in (200, 204)
    assert sales.browser.post(path, json={"flow": "ask"}).status_code == 404
    assert len(crm.instances(record)) == 1
