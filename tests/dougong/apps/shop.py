"""A package with invented people, demo data, modules and flows: a small shop."""

import copy
import io
import json
import zipfile
from typing import Any

from dougong.kit.config import Settings
from dougong.kit.db import Database
from dougong.kit.runner import Runner
from dougong.reactions import RECORD_LISTENERS
from dougong.records.work import Listeners
from tests.dougong.people import Someone

API = "/api/v1"
Files = dict[str, Any]


def _form(key: str, label: str, fields: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"schema_version": 1, "key": key, "label": label, "title": fields[0]["key"], "fields": fields, **more}


def _flow(key: str, form: str, trigger: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "key": key,
        "label": key,
        "form": form,
        "trigger": trigger,
        "nodes": [
            {"id": "start", "type": "start"},
            {"id": "look", "label": "查看", "type": "approval", "assignees": [{"role": "sales"}]},
            {"id": "end", "type": "end"},
        ],
        "edges": [{"from": "start", "to": "look"}, {"from": "look", "to": "end"}],
    }


def _grant(name: str, role: str, form: str, ops: list[str], rows: str = "all") -> dict[str, Any]:
    return {"id": name, "to": [f"role:{role}"], "form": form, "ops": ops, "rows": rows, "read": ["*"], "write": ["*"]}


MODULES = [
    {
        "key": "service",
        "label": {"zh-CN": "服务", "en": "Service"},
        "description": {"zh-CN": "客户的问题", "en": "What customers ask"},
        "forms": ["ticket"],
        "flows": ["new_ticket"],
    },
    {
        "key": "survey",
        "label": {"zh-CN": "调查", "en": "Surveys"},
        "forms": ["survey"],
        "needs": ["service"],
    },
]

PEOPLE = {
    "schema_version": 1,
    "departments": [
        {"key": "company", "label": {"zh-CN": "小店", "en": "The shop"}, "head": "boss"},
        {"key": "floor", "label": {"zh-CN": "卖场", "en": "Sales floor"}, "parent": "company", "head": "li_na"},
    ],
    "people": [
        {"key": "boss", "name": "陈老板", "department": "company", "roles": ["manager"]},
        {"key": "li_na", "name": "李娜", "department": "floor", "supervisor": "boss", "roles": ["sales"]},
        {"key": "wu_fang", "name": "吴芳", "department": "floor", "supervisor": "li_na", "roles": ["sales"]},
        {"key": "guest", "name": "周客户", "outside": True, "roles": ["service"]},
    ],
}

SHOP: Files = {
    "app.json": {
        "schema_version": 1,
        "key": "shop",
        "label": {"zh-CN": "小店", "en": "Shop"},
        "version": "1.0.0",
        "navigation": [{"form": "customer"}, {"form": "sale"}, {"form": "ticket"}, {"form": "survey"}],
        "modules": MODULES,
    },
    "people.json": PEOPLE,
    "forms/customer.json": _form(
        "customer",
        "客户",
        [
            {"key": "name", "type": "text", "label": "名称", "required": True},
            {"key": "seller", "type": "member", "label": "销售"},
            {"key": "team", "type": "department", "label": "部门"},
            {"key": "since", "type": "date", "label": "日期"},
            {
                "key": "bought",
                "type": "rollup",
                "label": "消费",
                "form": "sale",
                "link": "customer",
                "field": "amount",
                "fn": "sum",
            },
        ],
        checks=[{"id": "c1", "assert": "LEN(name) < 50", "level": "block", "message": "太长"}],
    ),
    "forms/sale.json": _form(
        "sale",
        "销售",
        [
            {"key": "no", "type": "series", "label": "单号", "parts": [{"text": "S"}, {"counter": 4}]},
            {"key": "customer", "type": "link", "label": "客户", "form": "customer"},
            {"key": "amount", "type": "money", "label": "金额", "currency": "CNY", "decimals": 2},
        ],
    ),
    "forms/ticket.json": _form(
        "ticket",
        "工单",
        [
            {"key": "subject", "type": "text", "label": "主题"},
            {"key": "customer", "type": "link", "label": "客户", "form": "customer"},
        ],
    ),
    "forms/survey.json": _form("survey", "调查", [{"key": "score", "type": "number", "label": "分数"}]),
    "flows/big_sale.json": _flow("big_sale", "sale", {"on": "create", "when": "amount > 10"}),
    "flows/new_ticket.json": _flow("new_ticket", "ticket", {"on": "create"}),
    "flows/silent.json": _flow(
        "silent", "customer", {"on": "unchanged", "field": "name", "for": "3 days", "missed": "once"}
    ),
    "flows/anniversary.json": _flow("anniversary", "customer", {"on": "date", "field": "since", "at": "09:00"}),
    "roles.json": {
        "schema_version": 1,
        "roles": [{"key": "sales", "label": "销售"}, {"key": "service", "label": "客服"}],
        "grants": [
            _grant("all_sales", "sales", "*", ["create", "read", "update"], "own"),
            _grant("ticket_service", "service", "ticket", ["create", "read", "update"]),
        ],
    },
    "data/customer.json": [
        {"name": "甲公司", "seller": {"$person": "li_na"}, "team": {"$department": "floor"}, "since": {"$days": -1}},
        {"name": "乙公司", "owner": {"$person": "wu_fang"}, "created_at": {"$days": -40, "time": "10:00"}},
        {"name": "丙公司", "owner": {"$person": "li_na"}, "since": {"$days": 0}},
    ],
    "data/sale.json": [
        {"customer": {"$ref": "customer:1"}, "amount": 100, "owner": {"$person": "li_na"}},
        {"customer": {"$ref": "customer:1"}, "amount": 20},
        {"customer": {"$ref": "customer:2"}, "amount": 7},
    ],
    "data/ticket.csv": "subject,customer,owner\n坏了,$ref:customer:1,$person:wu_fang\n",
}


def shop(**changes: Any) -> Files:
    """The package, with other files in it; None leaves one out. Names: `app_json` for `app.json`."""
    files = copy.deepcopy(SHOP)
    return {name: content for name, content in (files | changes).items() if content is not None}


def zipped(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
    return buffer.getvalue()


def install(
    someone: Someone, database: Database, settings: Settings, files: Files | None = None, **data: str
) -> dict[str, Any]:
    """Uploads the package and installs it with its demo data, unless told otherwise. → the job as it ended"""
    content = zipped(files or SHOP)
    answer = someone.browser.post(
        f"{API}/apps:upload", files={"file": ("shop.zip", content)}, data={"demo": "true"} | data
    )
    assert answer.status_code == 202, answer.text
    return run(someone, database, settings, answer.json()["id"])


def run(someone: Someone, database: Database, settings: Settings, job_id: str) -> dict[str, Any]:
    """Carries the job out here and now. → how it ended"""
    runner = Runner(database, {Settings: settings, Listeners: Listeners(RECORD_LISTENERS)})
    runner.run(job_id)
    runner.stop()
    ended: dict[str, Any] = someone.browser.get(f"{API}/jobs/{job_id}").json()
    return ended


def records(someone: Someone, form: str, app: str = "shop", **query: str) -> list[dict[str, Any]]:
    answer = someone.browser.get(f"{API}/apps/{app}/forms/{form}/records", params={"limit": "100", **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items
