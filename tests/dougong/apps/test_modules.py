"""Parts of an app are switched on and off as a whole; data stay (R2, R8, R15)."""

import io
import json
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from dougong.flows.models import flow_instance
from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.dougong.apps.shop import API, MODULES, SHOP, install, run, shop, zipped
from tests.dougong.people import Company, Someone

APP = f"{API}/apps/shop"
TICKETS = f"{APP}/forms/ticket/records"


def switch(owner: Someone, *on: str) -> dict[str, bool]:
    answer = owner.browser.put(f"{APP}/modules", json={"on": list(on)})
    assert answer.status_code == 200, answer.text
    return {item["key"]: item["on"] for item in answer.json()["items"]}


def running(database: Database) -> int:
    with database.snapshot() as tx:
        return tx.execute(
            select(func.count()).select_from(flow_instance).where(flow_instance.c.status == "running")
        ).scalar_one()


@pytest.fixture
def owner(company: Company, database: Database, settings: Settings) -> Someone:
    assert install(company.admin, database, settings)["state"] == "done"
    return company.admin


@pytest.fixture
def agent(owner: Someone, company: Company) -> Someone:
    """Somebody who works with tickets and designs nothing."""
    someone = company.hire("客服")
    roles = owner.browser.get(f"{APP}/roles").json()
    for role in roles["roles"]:
        if role["key"] in ("service", "sales"):
            role["members"].append({"kind": "person", "id": someone.id})
    assert owner.browser.put(f"{APP}/roles", json=roles).status_code == 200
    return someone


def seen(someone: Someone) -> tuple[set[str], list[str]]:
    app = someone.browser.get(APP).json()
    return {form["key"] for form in app["forms"]}, [entry["form"] for entry in app["navigation"]]


def test_R8_a_module_switched_off_is_out_of_reach_and_comes_back_with_its_data(
    owner: Someone, agent: Someone, database: Database
) -> None:
    assert seen(agent)[1] == ["customer", "sale", "ticket", "survey"]
    made = agent.browser.post(TICKETS, json={"subject": "漏水"})
    assert made.status_code == 201 and running(database) == 1

    assert switch(owner) == {"service": False, "survey": False}
    assert seen(agent) == ({"customer", "sale"}, ["customer", "sale"])
    for answer in (
        agent.browser.get(TICKETS),
        agent.browser.get(f"{TICKETS}/{made.json()['id']}"),
        agent.browser.post(TICKETS, json={"subject": "又漏了"}),
        agent.browser.patch(f"{TICKETS}/{made.json()['id']}", json={"subject": "x", "version": 1}),
        agent.browser.get(f"{TICKETS}:export", params={"format": "csv"}),
        agent.browser.post(f"{TICKETS}:aggregate", json={"groups": [], "measures": [{"key": "n", "fn": "count"}]}),
        owner.browser.get(TICKETS),
    ):
        assert answer.status_code in (403, 404), answer.text
    assert running(database) == 1, "what runs goes on"
    assert owner.browser.get(f"{APP}/forms/ticket/draft").status_code == 200, "designers go on designing"
    assert owner.browser.get(APP).json()["closed"]["forms"] == ["survey", "ticket"]

    assert switch(owner, "service", "survey") == {"service": True, "survey": True}
    assert {row["subject"] for row in agent.browser.get(TICKETS).json()["items"]} >= {"漏水"}
    assert agent.browser.post(TICKETS, json={"subject": "好了"}).status_code == 201
    assert running(database) == 2


def test_flows_of_a_module_that_is_off_do_not_start(owner: Someone, agent: Someone, database: Database) -> None:
    roles = owner.browser.get(f"{APP}/roles").json()
    assert agent.browser.post(f"{APP}/forms/sale/records", json={"amount": 99}).status_code == 201
    assert running(database) == 1, "the base goes on"
    switch(owner)
    app = owner.browser.get(f"{APP}/flows").json()["items"]
    assert {flow["key"] for flow in app} >= {"new_ticket", "big_sale"} and roles["revision"] >= 1
    started = owner.browser.post(f"{APP}/flows/new_ticket:start", json={})
    assert started.status_code >= 400
    assert running(database) == 1


def test_R2_a_module_goes_with_what_it_needs(owner: Someone) -> None:
    refused = owner.browser.put(f"{APP}/modules", json={"on": ["survey"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "module_needed")
    assert "服务" in refused.json()["detail"]
    assert owner.browser.put(f"{APP}/modules", json={"on": ["nothing"]}).json()["code"] == "unknown_module"
    assert switch(owner, "service") == {"service": True, "survey": False}
    told = owner.browser.get(f"{APP}/modules").json()["items"]
    assert told[0]["parts"] == [
        {"kind": "form", "key": "ticket", "label": "工单"},
        {"kind": "flow", "key": "new_ticket", "label": "new_ticket"},
    ]
    assert told[0]["records"] == 1


def test_R8_modules_are_chosen_at_install(company: Company, database: Database, settings: Settings) -> None:
    answer = company.admin.browser.post(
        f"{API}/apps:upload",
        files={"file": ("shop.zip", zipped(SHOP))},
        data={"demo": "true", "modules": ["service"]},
    )
    assert run(company.admin, database, settings, answer.json()["id"])["state"] == "done"
    on = {item["key"]: item["on"] for item in company.admin.browser.get(f"{APP}/modules").json()["items"]}
    assert on == {"service": True, "survey": False}
    wrong = company.admin.browser.post(
        f"{API}/apps:upload", files={"file": ("shop.zip", zipped(SHOP))}, data={"modules": ["survey"]}
    )
    assert wrong.json()["code"] == "module_needed"


def test_R16_versions_exports_and_copies_carry_which_modules_are_on(
    owner: Someone, database: Database, settings: Settings
) -> None:
    switch(owner, "service")
    with zipfile.ZipFile(io.BytesIO(owner.browser.get(f"{APP}/package").content)) as archive:
        exported = json.loads(archive.read("app.json"))
    assert exported["modules"] == [MODULES[0], {**MODULES[1], "on": False}]

    copied = owner.browser.post(f"{APP}:copy", json={"demo": False})
    assert run(owner, database, settings, copied.json()["id"])["state"] == "done"
    assert owner.browser.get(f"{API}/apps/shop_2").json()["closed"]["forms"] == ["survey"]

    changes = owner.browser.get(f"{APP}/changes").json()
    words = [word for item in changes["direct"] for word in item["changes"]]
    assert any("调查" in word for word in words), words
    back = owner.browser.get(f"{APP}/versions/1/rollback").json()
    done = owner.browser.post(f"{APP}/versions/1:rollback", json={"state": back["state"]})
    assert done.status_code == 200, done.text
    assert owner.browser.get(APP).json()["closed"]["forms"] == []


WRONG: dict[str, list[dict[str, Any]]] = {
    "属于两个模块": [{"key": "a", "label": "A", "forms": ["sale"]}, {"key": "b", "label": "B", "forms": ["sale"]}],
    "不存在": [{"key": "a", "label": "A", "flows": ["nothing"]}],
    "出现了两次": [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}],
    "没有模块": [{"key": "a", "label": "A", "needs": ["b"]}],
    "需要它自己": [{"key": "a", "label": "A", "needs": ["b"]}, {"key": "b", "label": "B", "needs": ["a"]}],
    "没有启用": [{"key": "a", "label": "A", "needs": ["b"]}, {"key": "b", "label": "B", "on": False}],
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_wrong_modules_are_refused(company: Company, wrong: str) -> None:
    files = shop(**{"app.json": {**SHOP["app.json"], "modules": WRONG[wrong]}})
    answer = company.admin.browser.post(f"{API}/apps:upload", files={"file": ("shop.zip", zipped(files))})
    assert answer.status_code == 422
    assert [error for error in answer.json()["errors"] if wrong in error["message"]], answer.text
