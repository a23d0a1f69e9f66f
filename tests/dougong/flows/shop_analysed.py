"""A shop whose customers are analysed every night: 48, some loyal, some gone, twenty months of orders.

`prepare_shop` fills a database once; every test gets a copy. Dates are relative to today.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from dougong.kit.clock import system_clock
from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.jobs import AT_ONCE
from dougong.kit.jobs_model import job
from dougong.kit.runner import Runner
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.flows.crm import API, APP, START_END, Crm
from tests.dougong.people import Company
from tests.dougong.records.conftest import build_app, prepare

TIERS = [{"value": value} for value in ("high", "growing", "promising", "dormant", "lost")]
PRODUCT: dict[str, Any] = {
    "label": "产品", "title": "name", "fields": [{"key": "name", "type": "text", "label": "名称"}],
}  # fmt: skip
SEGMENT: dict[str, Any] = {
    "label": "客群",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "rule", "type": "long_text", "label": "规则"},
        {"key": "size", "type": "number", "label": "人数"},
        {"key": "at", "type": "datetime", "label": "计算时间"},
        {"key": "scheme", "type": "text", "label": "方案"},
    ],
}
CUSTOMER: dict[str, Any] = {
    "label": "客户",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "region", "type": "select", "label": "地区", "options": [{"value": "east"}, {"value": "south"}]},
        {"key": "tier", "type": "select", "label": "分层", "options": TIERS},
        *({"key": key, "type": "number", "label": key.upper()} for key in ("r", "f", "m")),
        {"key": "on", "type": "date", "label": "日期"},
        {"key": "abc", "type": "select", "label": "分类", "options": [{"value": each} for each in ("a", "b", "c")]},
        {"key": "clv", "type": "money", "label": "价值"},
        {"key": "risk", "type": "percent", "label": "流失风险", "decimals": 2},
        {"key": "why", "type": "long_text", "label": "原因"},
        {"key": "health", "type": "number", "label": "健康度", "max": 100},
        {"key": "group", "type": "number", "label": "分组"},
        {"key": "segments", "type": "link", "form": "segment", "many": True, "label": "客群"},
        {"key": "offers", "type": "link", "form": "product", "many": True, "label": "推荐"},
        {"key": "likes", "type": "tags", "label": "兴趣"},
        {"key": "secret", "type": "text", "label": "机密", "readonly": True},
        {"key": "grade", "type": "text", "label": "等级"},
    ],
}
ORDER: dict[str, Any] = {
    "label": "订单",
    "title": "status",
    "fields": [
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "day", "type": "date", "label": "日期"},
        {"key": "net", "type": "money", "label": "金额"},
        {"key": "status", "type": "select", "label": "状态", "options": [{"value": "paid"}, {"value": "open"}]},
        {
            "key": "lines", "type": "subform", "label": "明细",
            "fields": [{"key": "product", "type": "link", "form": "product", "label": "产品"}],
        },
    ],
}  # fmt: skip
SNAPSHOT: dict[str, Any] = {
    "label": "快照",
    "title": "tier",
    "fields": [
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "on", "type": "date", "label": "日期"},
        {"key": "tier", "type": "text", "label": "分层"},
        {"key": "before", "type": "text", "label": "原分层"},
    ],
}
FORMS = {"product": PRODUCT, "segment": SEGMENT, "customer": CUSTOMER, "order": ORDER, "snapshot": SNAPSHOT}
ROLES = [{"key": "analyst", "label": "分析师", "members": []}, {"key": "sales", "label": "销售", "members": []}]
_ALL = {"rows": "all", "read": ["*"], "write": ["*"]}
GRANTS: list[dict[str, Any]] = [
    {"id": f"flow_{form}", "to": ["flow:nightly"], "form": form, "ops": ops, **_ALL}
    for form, ops in (
        ("customer", ["read", "update"]), ("order", ["read"]), ("product", ["read"]),
        ("segment", ["create", "read", "update"]), ("snapshot", ["create", "read"]),
    )
] + [
    {"id": "analyst", "to": ["role:analyst"], "form": "customer", "ops": ["read"], "rows": "all", "read": ["*"],
     "aggregate": True},
    {"id": "sales", "to": ["role:sales"], "form": "customer", "ops": ["read"], "rows": "own", "read": ["name"],
     "aggregate": True},
]  # fmt: skip
ORDERS = {"form": "order", "subject": "customer", "date": "day", "value": "net", "where": "status = 'paid'"}
CLOCK = {"on": "schedule", "cron": "* * * * *", "timezone": "Asia/Shanghai"}
N = 48


def today() -> date:
    """The day it is where the shop is."""
    return system_clock().astimezone(ZoneInfo("Asia/Shanghai")).date()


def orders_of(n: int, now: date) -> Iterator[tuple[date, int]]:
    """(day, amount): every third customer stops at some time in the last year and a half."""
    gone = 40 + n * 9 if n % 3 == 0 else 0
    for ago in range(620, 0, -(24 + n % 9)):
        if ago > gone:
            yield now - timedelta(days=ago), 100 * (n % 6 + 1)


def _build(company: Company) -> None:
    build_app(company, APP, "商店", FORMS).grant(ROLES, GRANTS)
    browser = company.admin.browser

    def add(form: str, rows: list[dict[str, Any]]) -> list[str]:
        found = []
        for start in range(0, len(rows), 500):
            some = rows[start : start + 500]
            body = {"operations": [{"op": "create", "values": row} for row in some]}
            answer = browser.post(f"{API}/forms/{form}/records:bulk", json=body)
            assert answer.status_code == 200, answer.text
            found += [each["record"]["id"] for each in answer.json()["results"]]
        return found

    products = add("product", [{"name": name} for name in ("网关", "传感器", "控制器")])
    customers = add("customer", [{"name": f"客户{n:02}", "region": ("east", "south")[n % 2]} for n in range(N + 1)])
    orders: list[dict[str, Any]] = []
    for n, customer in enumerate(customers[:N]):
        for at, (day, amount) in enumerate(orders_of(n, today())):
            bought = products[at % 2] if n % 10 else products[at % 3]
            orders.append(
                {"customer": customer, "day": day.isoformat(), "net": amount, "status": "paid",
                 "lines": [{"product": bought}]}
            )  # fmt: skip
    orders.append({"customer": customers[N], "day": today().isoformat(), "net": 9_000_000, "status": "open"})
    add("order", orders)


def prepare_shop(url: str) -> None:
    """Fills an empty database once."""
    prepare(url, _build)


@pytest.fixture
def settings(database_kind: Kind, fresh_database: FreshDatabase, tmp_path: Path) -> Settings:
    """Settings that name a database with the shop in it."""
    return Settings(database_url=fresh_database(database_kind, prepare_shop), data=tmp_path)


@pytest.fixture
def shop(company: Company, database: Database, settings: Settings) -> Iterator[Crm]:
    """The shop, and the administrator who has built it."""
    yield Crm(company, database, settings)
    database.clock = system_clock


def nightly(*nodes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The flow of these steps, one after another."""
    ids = ["start", *(node["id"] for node in nodes), "end"]
    edges = [{"from": a, "to": b} for a, b in pairwise(ids)]
    return {"trigger": CLOCK, "acts_as": "app", "nodes": [START_END[0], *nodes, START_END[1]], "edges": edges, **more}


def analyse(key: str, analysis: Mapping[str, Any], write: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """A step about customers."""
    return {"id": key, "type": "analyse", "subject": "customer", "analysis": analysis, "write": write, **more}


def run_night(shop: Crm, most: int = 20) -> Any:
    """The clock rings once, and all jobs that follow from it are done. → the newest instance"""
    shop.work_off()
    work(shop, most)
    return shop.instances(key="nightly")[-1]


def work(shop: Crm, most: int = 20) -> int:
    """Analyses that wait are carried out, one after another. → how many"""
    runner = Runner(shop.database, {})
    done = 0
    while done < most and (waiting := _waiting(shop.database)) is not None:
        runner.run(waiting)
        done += 1
    runner.stop()
    runner.close()
    return done


def _waiting(database: Database) -> str | None:
    c = job.c
    with database.transaction() as tx:
        mine = c.kind == "flows.analyse"
        tx.execute(update(job).where(mine, c.state == "queued").values(run_after=AT_ONCE))  # tests don't wait
        statement = select(c.id).where(mine, c.state == "queued").order_by(c.created_at)
        found: str | None = tx.execute(statement.limit(1)).scalar_one_or_none()
    return found


def customers(shop: Crm) -> list[dict[str, Any]]:
    """All of them as the administrator sees them, by name."""
    answer = shop.api.get(f"{API}/forms/customer/records", params={"sort": "name", "limit": 200})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found
