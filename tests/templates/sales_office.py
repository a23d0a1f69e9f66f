"""The CRM without demo data, on SQLite, with a small company around it. Installed once, copied for every test.

Import `database_kind`, `settings` and `office` into a module of tests to use it:

    from tests.templates.sales_office import Office, database_kind, office, settings

`office.who("li")` is somebody with a browser. Sales: `li zhang liu` (华东, group A; head `wang`) and `zhou` (华南),
above them `zhao`, the regional director. Of every other role one person, called as the role.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from dougong import reactions
from dougong.app import create_app, open_database
from dougong.apps.tasks import INSTALL
from dougong.cli.console import owner, run_job
from dougong.cli.start import first_administrator
from dougong.kit import schema
from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.conftest import forget_apps
from tests.dougong.flows.crm import API, Crm
from tests.dougong.people import PASSWORD, Company, Someone

BOSS = "owner@example.com"
SECRET = SecretStr("seals-the-addresses-of-public-links")


def _install(url: str) -> None:
    settings = Settings(database_url=url, admin_email=BOSS, admin_password=SecretStr(PASSWORD), secret_key=SECRET)
    database = open_database(settings)
    schema.upgrade(database)
    reactions.bind()
    first_administrator(database, settings)
    with database.snapshot() as tx:
        actor = owner(tx, None)
    args = {"template": "crm", "demo": False, "key": None, "language": settings.language}
    run_job(database, settings, INSTALL, args, actor)
    office = _opened(create_app(settings, database), database, settings)
    _employ(office)
    office.company.close()
    database.close()
    forget_apps()


NAMES = {"li": "李娜", "zhang": "张伟", "liu": "刘洋", "zhou": "周杰", "wang": "王磊", "zhao": "赵敏"}
SALES = {"li": "sales", "zhang": "sales", "liu": "sales", "zhou": "sales", "wang": "sales_manager"}
SALES |= {"zhao": "regional_director"}


def _employ(office: "Office") -> None:
    """Departments, people, their roles, and the pool of group A."""
    whole = office.department("销售中心")
    east, south = office.department("华东销售部", whole), office.department("华南销售部", whole)
    units = {"zhao": whole, "zhou": south}
    given = office.api.get(f"{API}/roles").json()
    bearers = dict(SALES)
    bearers |= {role["key"]: role["key"] for role in given["roles"] if role["key"] not in {*SALES.values(), "manager"}}
    for name, role_key in bearers.items():
        unit = units.get(name, east) if name in SALES else None
        person = office.who(name, department_id=unit)
        role = next(each for each in given["roles"] if each["key"] == role_key)
        role["members"].append({"kind": "person", "id": person.id, "name": NAMES.get(name, name)})
    office._put_roles(given)
    for unit, head in ((whole, "zhao"), (east, "wang")):
        change = {"head_id": office.who(head).id}
        answer = office.company.admin.browser.patch(f"/api/v1/departments/{unit}", json=change)
        assert answer.status_code == 200, answer.text
    members = [office.who(name).id for name in ("li", "zhang", "liu")]
    office.add("pool", name="A 组公海", group="a", region="east", members=members, claim_limit=2, hold_limit=3)


@dataclass
class Office(Crm):
    """The installed CRM. What nobody in particular does, its owner does."""

    boss: Someone

    @property
    def admin(self) -> Someone:
        return self.boss

    @property
    def api(self) -> TestClient:
        return self.boss.browser

    def who(self, name: str, **facts: Any) -> Someone:
        """One of the company, by name or by role."""
        return self.company.hire(NAMES.get(name, name), email=f"{name}@example.com", **facts)

    def press(self, form: str, record_id: str, button: str, by: Someone | None = None) -> Any:
        """Presses a button field, or the button of a flow. The whole answer."""
        url = f"{API}/forms/{form}/records/{record_id}"
        browser = (by or self.boss).browser
        fields = self.api.get(f"{API}/forms/{form}").json()
        if any(field["key"] == button for field in fields.get("definition", fields).get("fields", [])):
            return browser.post(f"{url}:press", json={"button": button})
        return browser.post(f"{url}:run-button", json={"flow": button})

    def records(self, form: str, by: Someone | None = None, **query: str) -> list[dict[str, Any]]:
        answer = (by or self.boss).browser.get(f"{API}/forms/{form}/records", params={"limit": "500", **query})
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def department(self, name: str, parent: str | None = None) -> str:
        answer = self.company.admin.browser.post("/api/v1/departments", json={"name": name, "parent_id": parent})
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        return made

    def form(self, key: str) -> dict[str, dict[str, Any]]:
        """The fields of a published form, by key."""
        draft = self.api.get(f"{API}/forms/{key}/draft").json()
        return {field["key"]: field for field in draft["definition"]["fields"]}


@pytest.fixture
def database_kind() -> Kind:
    """Rules of the template don't depend on the kind of database."""
    return "sqlite"


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    return Settings(database_url=fresh_database(database_kind, _install), data=tmp_path, secret_key=SECRET)


def _opened(app: FastAPI, database: Database, settings: Settings) -> Office:
    company = Company(app, database)
    browser = company.browser()
    answer = browser.post("/api/v1/session", json={"email": BOSS, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return Office(company, database, settings, Someone(answer.json()["person"]["id"], BOSS, browser))


@pytest.fixture
def office(app: FastAPI, database: Database, settings: Settings) -> Iterator[Office]:
    opened = _opened(app, database, settings)
    yield opened
    database.clock = system_clock
    opened.company.close()
