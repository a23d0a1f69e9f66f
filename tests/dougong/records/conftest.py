"""A shop: customers, and orders with lines and serial numbers, made through the real doors."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dougong.app import create_app, open_database
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.worker import Worker, resources
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.conftest import migrate
from tests.dougong.people import Company, Someone

CUSTOMER: dict[str, Any] = {
    "label": "客户",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True, "unique": True},
        {"key": "mobile", "type": "phone", "label": "手机", "region": "CN", "mobile_only": True},
        {"key": "level", "type": "select", "label": "级别", "options": [{"value": "a"}, {"value": "b"}]},
        {"key": "discount", "type": "percent", "label": "折扣", "decimals": 1, "default": 0},
        {"key": "secret", "type": "text", "label": "内部备注"},
    ],
}
ORDER: dict[str, Any] = {
    "label": "订单",
    "title": "no",
    "fields": [
        {"key": "no", "type": "series", "label": "单号", "parts": [{"text": "SO"}, {"counter": 5}]},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户", "required": True},
        {"key": "status", "type": "select", "label": "状态", "options": [{"value": "open"}, {"value": "lost"}]},
        {"key": "reason", "type": "text", "label": "原因"},
        {"key": "due", "type": "date", "label": "交期"},
        {
            "key": "lines",
            "type": "subform",
            "label": "明细",
            "fields": [
                {"key": "product", "type": "text", "label": "产品", "required": True},
                {"key": "quantity", "type": "number", "label": "数量", "decimals": 0, "min": 1},
                {"key": "price", "type": "money", "label": "单价"},
                {"key": "amount", "type": "formula", "label": "金额", "formula": "quantity * price", "as": "money"},
            ],
        },
        {"key": "total", "type": "formula", "label": "合计", "formula": "SUM(lines.amount)", "as": "money"},
        {
            "key": "payable",
            "type": "formula",
            "label": "应付",
            "formula": "ROUND(total * (1 - customer.discount), 2)",
            "as": "money",
        },
    ],
    "rules": [{"id": "lost", "when": "status = 'lost'", "show": ["reason"], "require": ["reason"]}],
}


@dataclass
class Shop:
    """The app, its builder, and short ways to its records."""

    company: Company
    builder: Someone
    key: str = "shop"

    def records(self, form: str) -> str:
        return f"/api/v1/apps/{self.key}/forms/{form}/records"

    def add(self, form: str, values: Mapping[str, Any], by: TestClient | None = None) -> dict[str, Any]:
        """A record that must be accepted."""
        answer = (by or self.builder.browser).post(self.records(form), json=dict(values))
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def get(self, form: str, record_id: str, by: TestClient | None = None) -> dict[str, Any]:
        answer = (by or self.builder.browser).get(f"{self.records(form)}/{record_id}")
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def publish(self, form: str, definition: Mapping[str, Any]) -> None:
        """Puts a definition through draft and publish."""
        base = f"/api/v1/apps/{self.key}/forms/{form}"
        browser = self.builder.browser
        draft = browser.get(f"{base}/draft").json()
        document = {"schema_version": 1, "key": form, **definition}
        saved = browser.put(f"{base}/draft", json={"definition": document, "revision": draft["revision"]})
        assert saved.status_code == 200, saved.text
        done = browser.post(
            f"{base}/draft:publish", json={"revision": saved.json()["revision"], "accept_losses": False}
        )
        assert done.status_code in (200, 202), done.text

    def grant(self, roles: list[dict[str, Any]], grants: list[dict[str, Any]]) -> None:
        """Adds roles and grants to those of the app."""
        url = f"/api/v1/apps/{self.key}/roles"
        now = self.builder.browser.get(url).json()
        body = {"roles": now["roles"] + roles, "grants": now["grants"] + grants, "revision": now["revision"]}
        answer = self.builder.browser.put(url, json=body)
        assert answer.status_code == 200, answer.text

    def seller(self, name: str, grants: list[dict[str, Any]]) -> Someone:
        """Somebody new, the only bearer of a new role `sales`, to which the grants are given."""
        person = self.company.hire(name)
        members = [{"kind": "person", "id": person.id, "name": name}]
        self.grant([{"key": "sales", "label": "销售", "members": members}], grants)
        return person


def build_app(company: Company, key: str, label: str, forms: Mapping[str, Mapping[str, Any]]) -> Shop:
    """An app with published forms, built by the administrator."""
    made = Shop(company, company.admin, key)
    browser = company.admin.browser
    answer = browser.post("/api/v1/apps", json={"label": label, "key": key})
    assert answer.status_code == 201, answer.text
    for form, definition in forms.items():
        created = browser.post(f"/api/v1/apps/{key}/forms", json={"label": definition["label"], "key": form})
        assert created.status_code == 201, created.text
        made.publish(form, definition)
    return made


def prepare(url: str, build: Callable[[Company], object], **given: Any) -> None:
    """Fills an empty database through the doors of a product that ends afterwards. `given`: more settings, such as the
    key of secrets that its readers shall open."""
    migrate(url)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=url, data=Path(folder), **given)
        database = open_database(settings)
        company = Company(create_app(settings, database), database)
        build(company)
        company.close()
        database.close()


def prepare_shop(url: str) -> None:
    """A shop, made once; every test gets a copy."""
    prepare(url, lambda company: build_app(company, "shop", "商店", {"customer": CUSTOMER, "order": ORDER}))


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """Settings that name a database with the shop in it."""
    return Settings(database_url=fresh_database(database_kind, prepare_shop), data=tmp_path)


@pytest.fixture
def shop(company: Company) -> Shop:
    """The shop, and the administrator who has built it."""
    return Shop(company, company.admin)


@pytest.fixture
def worker(settings: Settings, database: Database, app: FastAPI) -> Iterator[Worker]:
    """A worker in this process."""
    started = Worker(settings, database, resources(settings))
    started.start()
    yield started
    started.stop()
