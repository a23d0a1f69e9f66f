"""What the tests of deliveries and alerts need: a board that sends and rings, jobs worked off, mails read."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from dougong.kit.config import Settings
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from dougong.messaging.channels import Channels, null_channels
from dougong.messaging.channels.base import Channel, Outgoing
from dougong.messaging.channels.null import NullChannel
from dougong.messaging.service import MAIL
from dougong.reports import schedules
from dougong.reports.models import dashboard_sending
from dougong.reports.snapshots import Snapshots
from dougong.worker import resources
from tests.dougong.people import Someone
from tests.templates.conftest import Crm

API = "/api/v1/apps/crm"
CUSTOMER = {"name": "我的客户", "type": "enterprise", "region": "east", "source": "website", "industry": "software"}
WORK = ("reports.deliver", "reports.send", "reports.forget_old", "messaging.mail")
"""Jobs that these tests work off."""
DAILY = {"key": "daily", "cron": "0 8 * * *", "formats": ["xlsx"], "to": ["role:sales"]}
BEFORE, DUE, LATER = "2026-11-23T07:00:00+08:00", "2026-11-23T08:00:20+08:00", "2026-11-26T09:30:00+08:00"
BOARD: dict[str, Any] = {
    "schema_version": 1, "key": "post", "label": {"zh-CN": "晨报", "en": "Morning"},
    "tiles": [
        {"key": "n", "label": "商机", "chart": {"type": "pivot"},
         "query": {"from": "opportunity", "where": "stage = 'new'", "rows": [{"key": "region", "field": "region"}],
                   "measures": [{"key": "n", "label": "数量", "fn": "count"},
                                {"key": "amount", "label": "金额", "fn": "sum", "field": "amount"}]}},
    ],
    "grid": [{"tile": "n", "x": 0, "y": 0, "w": 6, "h": 6}],
}  # fmt: skip


@dataclass
class Post:
    """The CRM with a dashboard `post`, and the mails that left."""

    crm: Crm
    settings: Settings
    channels: Channels = field(default_factory=null_channels)
    snapshots: Snapshots | None = None
    """Of the workers; none: they ask the database for everything."""

    @property
    def mails(self) -> list[Outgoing]:
        twin = self.channels.of("mail")
        assert isinstance(twin, NullChannel)
        return twin.sent

    def publish(self, **more: Any) -> None:
        """Makes, or changes, the board."""
        definition = json.loads(json.dumps({**BOARD, **more}))
        found = self.crm.owner.get(f"{API}/dashboards/post/draft")
        if found.status_code == 404:
            body = {"key": "post", "label": "晨报", "definition": definition}
            draft = self.crm.owner.post(f"{API}/dashboards", json=body).json()
        revision = found.json()["revision"] if found.status_code == 200 else draft["revision"]
        saved = self.crm.owner.put(
            f"{API}/dashboards/post/draft", json={"definition": definition, "revision": revision}
        )
        assert [each for each in saved.json()["problems"] if each["level"] == "error"] == [], saved.json()["problems"]
        done = self.crm.owner.post(f"{API}/dashboards/post/draft:publish", json={"revision": saved.json()["revision"]})
        assert done.status_code == 200, done.text

    def hire(self, name: str, role: str, **facts: Any) -> Someone:
        """Somebody new with a role in the app."""
        someone = self.crm.company.hire(name, **facts)
        self.roles(lambda roles: roles[role].append({"kind": "person", "id": someone.id, "name": name}))
        return someone

    def roles(self, change: Callable[[dict[str, list[Any]]], Any]) -> None:
        """Changes who bears which role."""
        found = self.crm.owner.get(f"{API}/roles").json()
        change({role["key"]: role["members"] for role in found["roles"]})
        body = {"roles": found["roles"], "grants": found["grants"], "revision": found["revision"]}
        answer = self.crm.owner.put(f"{API}/roles", json=body)
        assert answer.status_code == 200, answer.text

    def deal(self, person: Any, amount: float, region: str = "east") -> dict[str, Any]:
        """A new deal of somebody."""
        customer = person.post(
            f"{API}/forms/customer/records", json={**CUSTOMER, "name": f"客户 {amount}", "region": region}
        )
        assert customer.status_code == 201, customer.text
        deal = {"name": "商机", "customer": customer.json()["id"], "stage": "new", "amount": amount, "region": region}
        made = person.post(f"{API}/forms/opportunity/records", json=deal)
        assert made.status_code == 201, made.text
        document: dict[str, Any] = made.json()
        return document

    def at(self, moment: str) -> None:
        """Sets the clock; then what is due happens."""
        instant = datetime.fromisoformat(moment)
        self.crm.company.database.clock = lambda: instant

    def work_off(self, channel: Channel | None = None, *, mail: bool = True) -> list[dict[str, Any]]:
        """What workers would do by now. → results of the deliveries"""
        database = self.crm.company.database
        schedules.enqueue_due(database)
        things = {**resources(self.settings, self.snapshots), Channels: self.channels}
        if channel is not None:
            things[Channels] = Channels({**self.channels.by_kind, "mail": channel})
        MAIL.on = mail
        runner = Runner(database, things)
        ran: set[str] = set()
        while waiting := [each for each in self._queued() if each not in ran]:
            for each in waiting:
                ran.add(each)
                runner.run(each)
        runner.close()
        with database.snapshot() as tx:
            found = tx.execute(select(job).where(job.c.id.in_(ran), job.c.kind == "reports.deliver")).all()
        return [dict(row.result or {"state": row.state}) for row in found]

    def _queued(self) -> list[str]:
        with self.crm.company.database.snapshot() as tx:
            c = job.c
            mine = (c.state == "queued", c.kind.in_(WORK))
            return list(tx.execute(select(c.id).where(*mine).order_by(c.id)).scalars())


@pytest.fixture
def post(crm: Crm, settings: Settings) -> Iterator[Post]:
    made = Post(crm, settings)
    made.roles(nobody_sells)
    made.at(BEFORE)
    yield made
    MAIL.on = False


def nobody_sells(roles: dict[str, list[Any]]) -> None:
    """The demo's people leave their roles: only those whom a test hires are receivers."""
    for key, members in roles.items():
        if key != "manager":
            members.clear()


def sendings(post: Post) -> list[Any]:
    with post.crm.company.database.snapshot() as tx:
        return list(tx.execute(select(dashboard_sending).order_by(dashboard_sending.c.id)))


def numbers(mail: Outgoing) -> dict[str, tuple[float, float]]:
    """Region → count and amount in the mail's workbook."""
    content = next(each.content for each in mail.attachments if each.name.endswith(".xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)]
    return {str(name): (n, amount) for name, n, amount in rows if isinstance(n, int | float) and amount is not None}


def texts(mail: Outgoing) -> list[str]:
    """Every text in the mail's workbook."""
    content = next(each.content for each in mail.attachments if each.name.endswith(".xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
