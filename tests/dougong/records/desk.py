"""A service desk with profiles: customers of customers, their contacts, tickets, calls and meetings."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.dougong.people import Company
from tests.dougong.records.conftest import Shop, build_app

CUSTOMER: dict[str, Any] = {
    "label": "客户",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "level", "type": "select", "label": "级别", "options": [{"value": "a"}, {"value": "b"}]},
        {"key": "upper", "type": "link", "form": "customer", "label": "上级客户"},
    ],
}
CONTACT: dict[str, Any] = {
    "label": "联系人",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "姓名"},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "level", "type": "select", "label": "级别", "options": [{"value": "a"}, {"value": "b"}]},
    ],
}
TICKET: dict[str, Any] = {
    "label": "工单",
    "title": "subject",
    "fields": [
        {"key": "subject", "type": "text", "label": "主题"},
        {"key": "contact", "type": "link", "form": "contact", "label": "联系人"},
        {"key": "customer", "type": "link", "form": "customer", "label": "客户"},
        {"key": "status", "type": "select", "label": "状态", "options": [{"value": "open"}, {"value": "done"}]},
        {"key": "cost", "type": "money", "label": "费用"},
        {"key": "told", "type": "rich_text", "label": "描述"},
        {"key": "at", "type": "datetime", "label": "发生时间"},
        {"key": "agent", "type": "member", "label": "处理人"},
    ],
}
MEETING: dict[str, Any] = {
    "label": "活动",
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称"},
        {"key": "day", "type": "date", "label": "日期"},
        {"key": "guests", "type": "link", "form": "customer", "many": True, "label": "客户"},
        {
            "key": "seats",
            "type": "subform",
            "label": "座位",
            "fields": [{"key": "contact", "type": "link", "form": "contact", "label": "联系人"}],
        },
    ],
}
OPEN = "status = 'open'"
TICKETS = {"form": "ticket", "paths": ["customer", "contact.customer"]}
PROFILE: dict[str, Any] = {
    "header": [{"field": "level", "look": "badge"}, {"field": "owner"}],
    "figures": [
        {"key": "open", "label": "未结工单", **TICKETS, "filter": OPEN, "color": "red"},
        {"key": "cost", "label": "服务费用", **TICKETS, "fn": "sum", "field": "cost"},
    ],
    "tabs": [
        {
            "key": "service",
            "label": "服务",
            "fields": ["level"],
            "lists": [
                {"key": "tickets", "label": "工单", **TICKETS, "columns": ["subject", "contact.name"], "sort": ["-at"]},
                {"key": "meetings", "form": "meeting", "paths": ["guests", "seats.contact.customer"]},
            ],
        },
        {
            "key": "people",
            "label": {"zh-CN": "人员", "en": "People"},
            "lists": [
                {"key": "contacts", "form": "contact", "paths": ["customer"], "columns": ["name", "level"]},
                {"key": "below", "form": "customer", "paths": ["upper"]},
            ],
        },
    ],
    "timeline": [
        {
            "key": "ticket",
            "label": "工单",
            **TICKETS,
            "date": "at",
            "text": "told",
            "fields": ["status", "contact", "cost"],
            "who": "agent",
            "icon": "ticket",
            "color": "red",
        },
        {
            "key": "below",
            "label": "下级客户的工单",
            "form": "ticket",
            "paths": ["customer.upper"],
            "date": "created_at",
        },
        {
            "key": "meeting",
            "label": "活动",
            "form": "meeting",
            "paths": ["guests", "seats.contact.customer"],
            "date": "day",
        },
        {"key": "contact", "label": "新联系人", "form": "contact", "paths": ["customer"], "date": "created_at"},
        {"key": "module", "label": "未安装", "form": "asset", "paths": ["customer"], "date": "created_at"},
    ],
}
FORMS = {"customer": CUSTOMER, "contact": CONTACT, "ticket": TICKET, "meeting": MEETING}


def build(company: Company) -> None:
    """The app `desk` with two groups of customers in it."""
    desk = build_app(company, "desk", "服务台", FORMS)
    desk.publish("customer", {**CUSTOMER, "profile": PROFILE})
    fill(desk, random.Random(5))


def fill(desk: Shop, chance: random.Random) -> None:
    """Three customers, six contacts, two dozen tickets and seven meetings, tied together at random."""
    customers: list[str] = []
    for number in range(3):
        upper = chance.choice([None, *customers])
        customers.append(_add(desk, "customer", name=f"客户{number}", level=chance.choice("ab"), upper=upper))
    contacts = [
        _add(
            desk, "contact", name=f"联系人{n}", customer=chance.choice(customers), level=chance.choice(["a", "b", None])
        )
        for n in range(6)
    ]
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for number in range(24):
        # several in the same instant, some without one
        at = start + timedelta(hours=chance.randrange(30) * 7)
        _add(
            desk,
            "ticket",
            subject=f"工单{number}",
            contact=chance.choice([None, *contacts]),
            customer=chance.choice([None, *customers]),
            status=chance.choice(["open", "done"]),
            cost=chance.choice([None, 10, 20.5]),
            told=f"<p>第 {number} 次：<strong>{chance.choice(['发票', '故障'])}</strong></p>",
            at=None if number % 9 == 0 else at.isoformat(),
            agent=desk.builder.id,
        )
    for number in range(7):
        day = (start + timedelta(days=chance.randrange(5))).date()
        seats = [{"contact": chance.choice(contacts)} for _ in range(chance.randrange(3))]
        guests = chance.sample(customers, chance.randrange(3))
        _add(desk, "meeting", name=f"活动{number}", day=day.isoformat(), guests=guests, seats=seats)


def _add(desk: Shop, form: str, **values: Any) -> str:
    made: str = desk.add(form, {key: value for key, value in values.items() if value is not None})["id"]
    return made
