"""The CRM template without demo data, and a small company that works with it. Made once, copied for every test.

`office.person("sales")` is somebody who bears this role; `office.at(noon)` sets the clock, `office.later(hours=4)`
moves it, `office.work_off()` does what schedulers and relays would have done by then.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from dougong.apps import packages, templates
from dougong.apps.tasks import job_actor
from dougong.flows import clock
from dougong.flows.live import find_live
from dougong.flows.models import flow_schedule
from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.ids import new_id
from dougong.reports import schedules
from dougong.reports.models import dashboard_clock
from tests.conftest import FreshDatabase
from tests.dougong.flows.crm import API, Crm
from tests.dougong.people import Company, Someone
from tests.dougong.records.conftest import prepare

KEY = SecretStr("office-office-office-office-office")
"""Public links and webhooks of the template are sealed with it."""
DEPARTMENTS = {
    "sales": "销售中心",
    "east": "华东销售部",
    "service": "客服中心",
    "finance": "财务部",
    "delivery": "交付部",
}
PARENTS = {"east": "sales"}
HEADS = {"sales": "regional_director", "east": "sales_manager", "service": "service_manager"}
PLACES = {
    "sales": "east", "sales_manager": "east", "regional_director": "sales", "presales": "sales", "csm": "service",
    "service_agent": "service", "service_agent_2": "service", "second_line": "service", "service_manager": "service",
    "finance": "finance", "legal": "finance", "delivery_engineer": "delivery", "field_engineer": "delivery",
    "executive": None, "analyst": None, "portal_customer": None,
}  # fmt: skip
"""Who works where: people are called by the role they bear."""
SLA = {
    ("vip", "p1"): (15, 240, False), ("vip", "p2"): (30, 480, True), ("vip", "p3"): (60, 1440, True),
    ("vip", "p4"): (240, 2400, True), ("standard", "p1"): (30, 480, True), ("standard", "p2"): (60, 960, True),
    ("standard", "p3"): (120, 2400, True), ("standard", "p4"): (480, 4800, True),
}  # fmt: skip
"""First response and resolution in minutes, and whether they are working time: requirements, stages and defaults."""


_EVERYTHING = {"ops": ["create", "read", "update"], "rows": "all", "read": ["*"]}
"""The one thing an administrator of the app adds here: records are made in the names of others."""


class Office(Crm):
    """The company: `tests.dougong.flows.crm.Crm` over the real template."""

    def person(self, name: str) -> Someone:
        """The one who bears this role (`service_agent_2`: a second one), with a browser."""
        return self.company.hire(name, email=f"{name}@example.com")

    def at(self, moment: datetime) -> None:
        """The clock stands here, and timetables begin here: the day on which tests are run decides nothing."""
        self.database.clock = lambda: moment
        with self.database.transaction() as tx:
            for flow_id in tx.execute(select(flow_schedule.c.flow_id)).scalars().all():
                found = find_live(tx, flow_id)
                clock.reset(tx, found[1] if found else None, flow_id)
            for board in tx.execute(select(dashboard_clock.c.dashboard_id).distinct()).scalars().all():
                known = schedules.live(tx, board)
                schedules.reset(tx, board, None)
                schedules.reset(tx, board, known[1] if known else None)

    def customer(self, **values: Any) -> str:
        """A customer of the salesperson."""
        given = {"name": f"云帆科技 {new_id()[-6:]}", "region": "east", "owner": self.person("sales").id, **values}
        return self.add("customer", **given)

    def press(self, form: str, record_id: str, button: str, by: Someone | None = None) -> Any:
        """The whole answer to a pressed button."""
        url = f"{API}/forms/{form}/records/{record_id}:press"
        return (by or self.admin).browser.post(url, json={"button": button})

    def list(self, form: str, filter: str | None = None, by: Someone | None = None) -> list[dict[str, Any]]:
        """Records of a form, as somebody sees them, oldest first."""
        asked = {"limit": "1000", "sort": "created_at", **({"filter": filter} if filter else {})}
        answer = (by or self.admin).browser.get(f"{API}/forms/{form}/records", params=asked)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found


def build_office(company: Company) -> None:
    """The departments, the people, their roles, and the promises of service."""
    with company.database.transaction() as tx:
        package = templates.read_template("crm")
        actor = job_actor(tx, company.admin.id)
        packages.install(tx, actor, package, key=None, template="crm", language="zh-CN")
    api = company.admin.browser
    units: dict[str, str] = {}
    for key, name in DEPARTMENTS.items():
        made = api.post("/api/v1/departments", json={"name": name, "parent_id": units.get(PARENTS.get(key, ""))})
        assert made.status_code == 201, made.text
        units[key] = made.json()["id"]
    people = {
        name: company.hire(
            name,
            email=f"{name}@example.com",
            department_id=units[place] if place else None,
            outside=name.startswith("portal_"),
        )
        for name, place in PLACES.items()
    }
    for key, name in HEADS.items():
        changed = api.patch(f"/api/v1/departments/{units[key]}", json={"head_id": people[name].id})
        assert changed.status_code == 200, changed.text
    roles = api.get(f"{API}/roles").json()
    for role in roles["roles"]:
        role["members"] += [
            {"kind": "person", "id": each.id, "name": name}
            for name, each in people.items()
            if name.removesuffix("_2") == role["key"]
        ]
    roles["grants"].append(
        {"id": "owners", "to": ["role:manager"], "form": "*", "write": ["*", "owner"], **_EVERYTHING}
    )
    answer = api.put(f"{API}/roles", json=roles)
    assert answer.status_code == 200, answer.text
    for (tier, priority), (first, solve, business) in SLA.items():
        policy = {"name": f"{tier} {priority}", "tier": tier, "priority": priority, "business": business, "warn": 0.75}
        times = {"first_response_minutes": first, "resolution_minutes": solve}
        assert api.post(f"{API}/forms/sla_policy/records", json={**policy, **times}).status_code == 201


def prepare_office(url: str) -> None:
    """Fills an empty database once."""
    prepare(url, build_office, secret_key=KEY)


@pytest.fixture
def settings(fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """The company's database, on SQLite: what is promised here doesn't hang on the database."""
    return Settings(database_url=fresh_database("sqlite", prepare_office), data=tmp_path, secret_key=KEY)


@pytest.fixture
def office(app: FastAPI, database: Database, settings: Settings) -> Iterator[Office]:
    company = Company(app, database)
    yield Office(company, database, settings)
    database.clock = system_clock
    company.close()
