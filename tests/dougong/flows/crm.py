"""A small CRM whose flows are designed and published through the real doors: leads, opportunities, contracts, payments.

`prepare_crm` fills a database once; every test gets a copy of it. `crm.later(days=5)` moves the clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from dougong.flows import clock, relay, stays, timers
from dougong.flows.models import flow, flow_change, flow_instance, flow_stay, flow_task
from dougong.flows.store import execute
from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database, metadata
from dougong.messaging.channels import Channels, null_channels
from dougong.messaging.channels.null import NullChannel
from dougong.messaging.models import notification
from dougong.worker import resources
from engines.flow.events import Decide
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.people import Company, Someone
from tests.dougong.records.conftest import build_app, prepare

APP = "crm"
API = f"/api/v1/apps/{APP}"
STAGES = [("contact", "初步沟通"), ("quote", "方案报价"), ("won", "赢单"), ("lost", "丢单")]
SOURCES = [{"value": "web", "label": "官网"}, {"value": "fair", "label": "展会"}]
LEAD: dict[str, Any] = {
    "label": "线索",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "姓名", "required": True},
        {"key": "source", "type": "select", "label": "来源", "options": SOURCES},
        {"key": "sales", "type": "member", "label": "销售"},
        {"key": "birthday", "type": "date", "label": "生日"},
        {"key": "note", "type": "text", "label": "备注"},
    ],
}  # fmt: skip
OPPORTUNITY: dict[str, Any] = {
    "label": "商机",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "stage", "type": "select", "label": "阶段", "options": [{"value": v, "label": t} for v, t in STAGES]},
        {"key": "amount", "type": "money", "label": "金额", "max": 1_000_000},
        {"key": "secret", "type": "text", "label": "底价"},
        {"key": "note", "type": "text", "label": "备注"},
        {"key": "sales", "type": "member", "label": "销售"},
        {"key": "signed", "type": "date", "label": "签约日"},
        {"key": "offer", "type": "attachment", "label": "报价单"},
        {
            "key": "lines",
            "type": "subform",
            "label": "明细",
            "fields": [
                {"key": "product", "type": "text", "label": "产品"},
                {"key": "quantity", "type": "number", "label": "数量"},
                {"key": "price", "type": "money", "label": "单价"},
                {"key": "sum", "type": "formula", "label": "金额", "formula": "quantity * price", "as": "money"},
            ],
        },
        {"key": "total", "type": "formula", "label": "合计", "formula": "SUM(lines.sum)", "as": "money"},
    ],
}
CONTRACT: dict[str, Any] = {
    "label": "合同",
    "title": "no",
    "fields": [
        {"key": "no", "type": "text", "label": "合同号", "required": True},
        {"key": "amount", "type": "money", "label": "金额"},
        {"key": "paid", "type": "boolean", "label": "已回款"},
    ],
}
INVOICE: dict[str, Any] = {
    "label": "发票",
    "title": "no",
    "fields": [
        {"key": "no", "type": "text", "label": "发票号"},
        {"key": "contract", "type": "link", "form": "contract", "label": "合同"},
        {"key": "amount", "type": "money", "label": "金额"},
    ],
}
FORMS = {"lead": LEAD, "opportunity": OPPORTUNITY, "contract": CONTRACT, "invoice": INVOICE}
ROLES = [{"key": "sales", "label": "销售", "members": []}, {"key": "boss", "label": "销售经理", "members": []}]
_OPEN = ["name", "stage", "amount", "note", "sales", "signed", "offer", "lines"]
GRANTS: list[dict[str, Any]] = [
    {"id": "sales", "to": ["role:sales"], "form": "opportunity", "ops": ["create", "read", "update", "delete"],
     "rows": "all", "read": _OPEN, "write": [*_OPEN, "owner"]},
    {"id": "leads", "to": ["role:sales"], "form": "lead", "ops": ["create", "read", "update"], "rows": "all",
     "read": ["*"], "write": ["*"]},
]  # fmt: skip
START_END = [{"id": "start", "type": "start"}, {"id": "end", "type": "end"}]


@dataclass
class Crm:
    """The app, its people, and short ways to what flows do."""

    company: Company
    database: Database
    settings: Settings

    @property
    def admin(self) -> Someone:
        return self.company.admin

    @property
    def api(self) -> TestClient:
        return self.company.admin.browser

    # people ----------------------------------------------------------------------------------------------

    def hire(self, name: str, *roles: str, **facts: Any) -> Someone:
        """Somebody who bears these roles of the app."""
        someone = self.company.hire(name, **facts)
        now = self.api.get(f"{API}/roles").json()
        for role in now["roles"]:
            if role["key"] in roles:
                role["members"].append({"kind": "person", "id": someone.id, "name": name})
        self._put_roles(now)
        return someone

    def grant(self, *grants: Mapping[str, Any]) -> None:
        now = self.api.get(f"{API}/roles").json()
        self._put_roles({**now, "grants": [*now["grants"], *grants]})

    def _put_roles(self, now: Mapping[str, Any]) -> None:
        body = {key: now[key] for key in ("roles", "grants", "revision")}
        answer = self.api.put(f"{API}/roles", json=body)
        assert answer.status_code == 200, answer.text

    def group(self, name: str, *members: Someone) -> str:
        answer = self.api.post("/api/v1/groups", json={"name": name, "members": [each.id for each in members]})
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["id"]
        return found

    # records ---------------------------------------------------------------------------------------------

    def add(self, form: str, by: Someone | None = None, **values: Any) -> str:
        """A record that must be accepted. → its id"""
        answer = (by or self.admin).browser.post(f"{API}/forms/{form}/records", json=values)
        assert answer.status_code == 201, answer.text
        found: str = answer.json()["id"]
        return found

    def get(self, form: str, record_id: str, by: Someone | None = None) -> dict[str, Any]:
        answer = (by or self.admin).browser.get(f"{API}/forms/{form}/records/{record_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def patch(self, form: str, record_id: str, by: Someone | None = None, **values: Any) -> Any:
        """The whole answer."""
        version = self.get(form, record_id)["version"]
        return (by or self.admin).browser.patch(
            f"{API}/forms/{form}/records/{record_id}", json={"version": version, **values}
        )

    # flows -----------------------------------------------------------------------------------------------

    def draft(self, key: str, definition: Mapping[str, Any], label: str = "流程") -> dict[str, Any]:
        """Makes the flow, or saves its next draft. → FlowDraft"""
        document = {"schema_version": 1, "key": key, "label": label, **definition}
        old = self.api.get(f"{API}/flows/{key}/draft")
        if old.status_code == 404:
            made = self.api.post(f"{API}/flows", json={"label": label, "key": key, "definition": document})
            assert made.status_code == 201, made.text
        else:
            body = {"definition": document, "revision": old.json()["revision"]}
            saved = self.api.put(f"{API}/flows/{key}/draft", json=body)
            assert saved.status_code == 200, saved.text
        found: dict[str, Any] = self.api.get(f"{API}/flows/{key}/draft").json()
        return found

    def publish(self, key: str, definition: Mapping[str, Any], **options: Any) -> dict[str, Any]:
        """Draft and publish. → the answer of the publish"""
        saved = self.draft(key, definition)
        answer = self.api.post(f"{API}/flows/{key}/draft:publish", json={"revision": saved["revision"], **options})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def instances(self, record_id: str | None = None, key: str | None = None) -> list[Any]:
        """Instances, oldest first."""
        i = flow_instance.c
        statement = select(flow_instance, flow.c.key.label("flow")).join(flow, flow.c.id == i.flow_id)
        if record_id is not None:
            statement = statement.where(i.record_id == record_id)
        if key is not None:
            statement = statement.where(flow.c.key == key)
        with self.database.snapshot() as tx:
            return list(tx.execute(statement.order_by(i.started_at, i.id)))

    def tasks(self, **where: Any) -> list[Any]:
        """Open to-dos, oldest first."""
        statement = select(flow_task).where(flow_task.c.status == "open")
        for name, value in where.items():
            statement = statement.where(flow_task.c[name] == value)
        with self.database.snapshot() as tx:
            return list(tx.execute(statement.order_by(flow_task.c.opened_at, flow_task.c.id)))

    def decide(self, person: Someone, verb: Literal["approve", "reject", "submit", "done"], comment: str = "") -> None:
        """A person decides the first of their open tasks."""
        task = self.tasks(person=person.id)[0]
        with self.database.transaction() as tx:
            execute(tx, task.instance_id, Decide(task.task, person.id, verb, comment))

    def held(self, record_id: str) -> list[str]:
        """The states of the record's held changes, oldest first."""
        c = flow_change.c
        with self.database.snapshot() as tx:
            return list(tx.execute(select(c.state).where(c.record_id == record_id).order_by(c.id)).scalars())

    def told(self, person: Someone, kind: str | None = None) -> list[str]:
        """The titles of what somebody was told, oldest first."""
        n = notification.c
        statement = select(n.title).where(n.person_id == person.id).order_by(n.id)
        with self.database.snapshot() as tx:
            rows = tx.execute(statement if kind is None else statement.where(n.kind == kind)).scalars()
            return [title["zh-CN"] for title in rows]

    # time ------------------------------------------------------------------------------------------------

    @contextmanager
    def later(self, **span: float) -> Iterator[None]:
        """Inside, the clock is this much ahead (or, negative, behind)."""
        before = self.database.clock
        self.database.clock = lambda: before() + timedelta(**span)
        try:
            yield
        finally:
            self.database.clock = before

    def work_off(self, sent: Channels | None = None) -> None:
        """What schedulers and relays would do by now."""
        things = {**resources(self.settings), Channels: sent or null_channels()}
        with self.database.snapshot() as tx:
            stuck = select(flow.c.id).where(flow.c.trigger == "unchanged")
            flows = list(tx.execute(stuck).scalars())
        for flow_id in flows:
            last: str | None = None
            while True:
                with self.database.transaction() as tx:
                    last = stays.seed(tx, flow_id, last, 100)
                if last is None:
                    break
        for _ in range(5):
            done = stays.fire_due(self.database) + clock.fire_due(self.database) + timers.fire_due(self.database)
            if not done + relay.deliver_due(self.database, things):
                break

    def stays(self) -> list[Any]:
        with self.database.snapshot() as tx:
            return list(tx.execute(select(flow_stay)))

    def rows(self) -> dict[str, int]:
        """How many rows every table of the platform has: what must not change."""
        with self.database.snapshot() as tx:
            return {
                table.name: tx.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            }


def sent_by(channels: Channels, kind: str) -> list[str]:
    """Titles of what a twin was given."""
    twin = channels.of(kind)
    assert isinstance(twin, NullChannel)
    return [message.title for message in twin.sent]


def straight(*nodes: Mapping[str, Any], end: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """start → nodes → end, one after another; approvals go on when approved and end the flow when rejected."""
    ids = ["start", *(node["id"] for node in nodes), "end"]
    edges = [
        {"from": a, "to": b, **({"when": "outcome = 'approved'"} if _is_approval(nodes, a) else {})}
        for a, b in pairwise(ids)
    ]
    return {"nodes": [START_END[0], *nodes, START_END[1]], "edges": [*edges, *end]}


def _is_approval(nodes: Sequence[Mapping[str, Any]], node_id: str) -> bool:
    return any(node["id"] == node_id and node["type"] == "approval" for node in nodes)


def _build(company: Company) -> None:
    build_app(company, APP, "客户关系", FORMS).grant(ROLES, GRANTS)


def prepare_crm(url: str) -> None:
    """Fills an empty database once."""
    prepare(url, _build)


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """Settings that name a database with the CRM in it."""
    return Settings(database_url=fresh_database(database_kind, prepare_crm), data=tmp_path)


@pytest.fixture
def crm(company: Company, database: Database, settings: Settings) -> Iterator[Crm]:
    yield Crm(company, database, settings)
    database.clock = system_clock
