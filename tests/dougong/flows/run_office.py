"""An office for running flows: an app with deals and customers, people with grants, flows straight into their tables.

`prepare_office` fills a database once; every test gets a copy of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from dougong.apps import repository
from dougong.flows.models import flow, flow_draft, flow_instance, flow_outbox, flow_task, flow_timer, flow_version
from dougong.flows.store import Begin, execute, start
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.ids import new_id
from engines.flow.definition import Flow
from engines.flow.events import Event
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.people import Company, Someone
from tests.dougong.records.conftest import Shop, build_app, prepare

APP = "crm"
CUSTOMER: dict[str, Any] = {
    "label": "客户",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "keeper", "type": "member", "label": "客户经理", "many": False},
    ],
}
STAGES = [{"value": "new"}, {"value": "quote"}, {"value": "won"}]
DEAL: dict[str, Any] = {
    "label": "商机",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "amount", "type": "money", "label": "金额"},
        {"key": "stage", "type": "select", "label": "阶段", "options": STAGES},
        {"key": "note", "type": "text", "label": "意见"},
        {"key": "secret", "type": "text", "label": "底价"},
        {"key": "sales", "type": "member", "label": "销售", "many": False},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "due", "type": "date", "label": "日期"},
        {"key": "moves", "type": "number", "label": "步数", "decimals": 0, "default": 0},
        {"key": "kids", "type": "number", "label": "子流程数", "decimals": 0, "default": 0},
    ],
}  # fmt: skip
LOG: dict[str, Any] = {
    "label": "记录",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "deal", "type": "link", "form": "deal", "label": "商机"},
    ],
}
GRANTS: list[dict[str, Any]] = [
    {
        "id": "sales",
        "to": ["role:sales"],
        "form": "deal",
        "ops": ["create", "read", "update"],
        "rows": "all",
        "read": ["name", "amount", "stage", "note", "sales", "customer", "due"],
        "write": ["name", "amount", "stage", "sales", "customer", "due"],
    }
]


@dataclass
class Office:
    """The app, its people, and short ways to its flows."""

    company: Company
    database: Database

    @property
    def admin(self) -> Someone:
        return self.company.admin

    def hire(self, name: str, *roles: str, **facts: Any) -> Someone:
        """Somebody who bears these roles of the app."""
        someone = self.company.hire(name, **facts)
        shop = Shop(self.company, self.admin, APP)
        url = f"/api/v1/apps/{APP}/roles"
        now = shop.builder.browser.get(url).json()
        for role in now["roles"]:
            if role["key"] in roles:
                role["members"].append({"kind": "person", "id": someone.id, "name": name})
        body = {"roles": now["roles"], "grants": now["grants"], "revision": now["revision"]}
        answer = shop.builder.browser.put(url, json=body)
        assert answer.status_code == 200, answer.text
        return someone

    def deal(self, by: Someone | None = None, **values: Any) -> str:
        """A new deal. → its id"""
        answer = (by or self.admin).browser.post(
            f"/api/v1/apps/{APP}/forms/deal/records", json={"name": "一号商机", **values}
        )
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["id"]
        return found

    def record(self, record_id: str, form: str = "deal") -> dict[str, Any]:
        """The record as the administrator sees it."""
        answer = self.admin.browser.get(f"/api/v1/apps/{APP}/forms/{form}/records/{record_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def publish(self, document: Mapping[str, Any]) -> str:
        """Puts a flow into its tables as published. → its id"""
        with self.database.transaction() as tx:
            return publish(tx, document)

    def begin(self, flow_id: str, record_id: str | None = None, by: Someone | None = None, **more: Any) -> str:
        """Starts an instance. → its id"""
        with self.database.transaction() as tx:
            row = tx.execute(select(flow).where(flow.c.id == flow_id)).one()
            begun = start(
                tx,
                Begin(
                    app=row.app,
                    flow_id=flow_id,
                    version=row.published_version,
                    trigger="button",
                    dedupe_key=more.pop("dedupe_key", None) or f"test:{new_id()}",
                    form=row.form,
                    record_id=record_id,
                    initiator=by.id if by else self.admin.id,
                    **more,
                ),
            )
        assert begun is not None
        return begun

    def execute(self, instance_id: str, event: Event, key: str | None = None) -> None:
        with self.database.transaction() as tx:
            execute(tx, instance_id, event, key)

    def instance(self, instance_id: str) -> Any:
        with self.database.snapshot() as tx:
            return tx.execute(select(flow_instance).where(flow_instance.c.id == instance_id)).one()

    def tasks(self, instance_id: str, status: str | None = "open") -> list[Any]:
        """Its to-dos, oldest first; None: whatever their status."""
        c = flow_task.c
        statement = select(flow_task).where(c.instance_id == instance_id).order_by(c.opened_at, c.id)
        with self.database.snapshot() as tx:
            return list(tx.execute(statement if status is None else statement.where(c.status == status)))

    def timers(self, instance_id: str) -> list[Any]:
        with self.database.snapshot() as tx:
            return list(tx.execute(select(flow_timer).where(flow_timer.c.instance_id == instance_id)))

    def outbox(self, instance_id: str) -> list[Any]:
        c = flow_outbox.c
        with self.database.snapshot() as tx:
            return list(tx.execute(select(flow_outbox).where(c.instance_id == instance_id).order_by(c.id)))

    def of(self, flow_key: str) -> list[Any]:
        """All instances of a flow, oldest first."""
        i = flow_instance.c
        statement = select(flow_instance).join(flow, flow.c.id == i.flow_id).where(flow.c.key == flow_key)
        with self.database.snapshot() as tx:
            return list(tx.execute(statement.order_by(i.started_at, i.id)))


def publish(tx: Transaction, document: Mapping[str, Any]) -> str:
    """A published flow; the next version when there is one of this key already."""
    checked = Flow.model_validate({"schema_version": 1, **document})
    app = repository.find_app(tx, APP)
    assert app is not None
    found = tx.execute(select(flow).where(flow.c.app == APP, flow.c.key == checked.key)).first()
    flow_id, n = (found.id, found.published_version + 1) if found else (new_id(), 1)
    if found is None:
        tx.execute(
            insert(flow).values(
                id=flow_id, app_id=app.id, app=APP, key=checked.key, published_version=1, enabled=True,
                form=checked.form, trigger=checked.trigger.on, created_at=tx.now,
            )
        )  # fmt: skip
        draft = {"definition": checked.to_json(), "revision": 1, "updated_at": tx.now}
        tx.execute(insert(flow_draft).values(flow_id=flow_id, **draft))
    else:
        tx.execute(update(flow).where(flow.c.id == flow_id).values(published_version=n))
    tx.execute(insert(flow_version).values(flow_id=flow_id, n=n, definition=checked.to_json(), published_at=tx.now))
    repository.touch(tx, app.id)
    return flow_id


def flow_of(key: str, *nodes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A flow whose nodes follow each other between start and end, `edges` unless told otherwise."""
    ids = ["start", *(node["id"] for node in nodes), "end"]
    edges: Sequence[Mapping[str, Any]] = more.pop(
        "edges", [{"from": source, "to": target} for source, target in pairwise(ids)]
    )
    return {
        "key": key,
        "label": key,
        "form": "deal",
        "trigger": {"on": "call"},
        "nodes": [{"id": "start", "type": "start"}, *nodes, {"id": "end", "type": "end"}],
        "edges": list(edges),
        **more,
    }


def _build(company: Company) -> None:
    forms = {"customer": CUSTOMER, "deal": DEAL, "log": LOG}
    roles: list[dict[str, Any]] = [
        {"key": key, "label": key, "builtin": False, "members": []} for key in ("sales", "boss")
    ]
    build_app(company, APP, "客户关系", forms).grant(roles, GRANTS)


def prepare_office(url: str) -> None:
    """The app with its forms, roles and grants."""
    prepare(url, _build)


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """Settings that name a database with the office in it."""
    return Settings(database_url=fresh_database(database_kind, prepare_office), data=tmp_path)


@pytest.fixture
def office(company: Company, database: Database) -> Office:
    """The office, and the administrator who has built it."""
    return Office(company, database)
