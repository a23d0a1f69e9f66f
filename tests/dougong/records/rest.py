"""An app to read from outside: firms that belong to firms, and deals with lines, options, people and links to many."""

from typing import Any

import pytest
from sqlalchemy import select

from dougong.identity.models import person
from tests.conftest import FreshDatabase
from tests.databases import Kind
from tests.dougong.people import Company
from tests.dougong.records.conftest import Shop, build_app, prepare

LEVELS = [
    {"value": "a", "label": {"zh-CN": "重点", "en": "Key"}},
    {"value": "b", "label": {"zh-CN": "普通", "en": "Other"}},
]
FIRM: dict[str, Any] = {
    "label": {"zh-CN": "公司", "en": "Firm"},
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "level", "type": "select", "label": "级别", "options": LEVELS},
        {"key": "upper", "type": "link", "form": "firm", "label": "上级"},
        {"key": "topics", "type": "multi_select", "label": "话题", "options": [{"value": "x"}, {"value": "y"}]},
        {"key": "founded", "type": "date", "label": "成立"},
        {"key": "secret", "type": "text", "label": "内部备注"},
    ],
}
DEAL: dict[str, Any] = {
    "label": {"zh-CN": "商机", "en": "Deal"},
    "title": "name",
    "fields": [
        {"key": "name", "type": "text", "label": "名称", "required": True},
        {"key": "firm", "type": "link", "form": "firm", "label": "公司"},
        {"key": "amount", "type": "money", "label": "金额"},
        {"key": "hot", "type": "boolean", "label": "热"},
        {"key": "met", "type": "datetime", "label": "会面"},
        {"key": "partners", "type": "link", "form": "firm", "many": True, "label": "伙伴"},
        {"key": "place", "type": "location", "label": "地点"},
        {"key": "files", "type": "attachment", "label": "附件"},
        {
            "key": "lines",
            "type": "subform",
            "label": "明细",
            "fields": [
                {"key": "product", "type": "text", "label": "产品"},
                {"key": "maker", "type": "link", "form": "firm", "label": "厂商"},
                {"key": "price", "type": "money", "label": "单价"},
            ],
        },
    ],
}
KEY_FIRMS = {
    "id": "key_firms",
    "to": ["role:sales"],
    "form": "firm",
    "ops": ["read"],
    "rows": "formula",
    "formula": "level = 'a'",
    "read": ["name", "level", "upper"],
}
ALL_DEALS = {"id": "deals", "to": ["role:sales"], "form": "deal", "ops": ["read"], "rows": "all", "read": ["*"]}


def prepare_rest(url: str) -> None:
    """The app with three firms and three deals in it."""
    prepare(url, _build)


def _build(company: Company) -> None:
    rest = build_app(company, "rest", "外部", {"firm": FIRM, "deal": DEAL})
    group = rest.add("firm", {"name": "集团", "level": "a", "founded": "1999-12-31", "topics": ["x", "y"]})["id"]
    north = rest.add("firm", {"name": "北方", "level": "b", "upper": group, "secret": "TOP", "topics": ["x"]})["id"]
    south = rest.add("firm", {"name": "南方", "level": "a", "upper": north})["id"]
    lines = [{"product": "O'Neil's", "maker": south, "price": 10.5}, {"product": "乙", "maker": north, "price": 2}]
    big = {"name": "大单", "firm": south, "amount": 1200.5, "hot": True, "met": "2026-03-15T01:30:00.000Z"}
    rest.add("deal", {**big, "partners": [group, north], "lines": lines, "place": {"lng": 121.47, "lat": 31.23}})
    rest.add("deal", {"name": "小单", "firm": north, "amount": 99, "met": "2026-03-15T01:30:00.250Z"})
    rest.add("deal", {"name": "空单", "lines": [{"product": "丙"}]})
    rest.seller("rep", [KEY_FIRMS, ALL_DEALS])


@pytest.fixture
def rest_url(database_kind: Kind, fresh_database: FreshDatabase) -> str:
    """A database with the app in it."""
    return fresh_database(database_kind, prepare_rest)


@pytest.fixture
def rest(company: Company) -> Shop:
    """The app, and the administrator who has built it."""
    return Shop(company, company.admin, "rest")


def rep_of(rest: Shop) -> Any:
    """Sees all deals and of firms the key ones, without their `secret`."""
    with rest.company.database.snapshot() as tx:
        email = tx.execute(select(person.c.email).where(person.c.name == "rep")).scalar_one()
    return rest.company.hire("rep", email=email)
