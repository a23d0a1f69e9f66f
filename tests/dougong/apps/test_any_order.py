"""Fields come and go in any order, and no value is ever lost."""

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from dougong.kit.ids import new_id
from tests.dougong.apps.conftest import Designer

ALWAYS = {"key": "name", "type": "text", "label": "名称"}
PLAIN: dict[str, tuple[dict[str, Any], Any]] = {
    "amount": ({"type": "number", "decimals": 2, "index": True}, Decimal("12.34")),
    "day": ({"type": "date", "unique": True}, date(2026, 2, 28)),
    "tags": ({"type": "multi_select", "options": [{"value": "a", "label": "甲"}]}, ["a"]),
    "upper": ({"type": "link", "form": "deal", "on_delete": "clear"}, "SELF"),
    "next": ({"type": "link", "form": "deal"}, "SELF"),
}
COLUMNS: dict[str, tuple[dict[str, Any], Any]] = {
    "note": ({"type": "text"}, "说明"),
    "qty": ({"type": "number"}, Decimal(3)),
    "about": ({"type": "link", "form": "deal"}, "SELF"),
}


def field(key: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "label": key, **body}


def fill(designer: Designer, record: str, row: str, seen: set[str]) -> None:
    """Gives a value to every field that is there for the first time."""
    tables = designer.catalog().tables
    with designer.database.transaction() as tx:
        for key, (_body, value) in PLAIN.items():
            if key in tables.table("deal").c and key not in seen:
                tx.execute(update(tables.table("deal")).values({key: record if value == "SELF" else value}))
                seen.add(key)
        form = tables.form("deal")
        if form.field("pairs") and "pairs" not in seen:
            tx.execute(
                insert(tables.links("deal", "pairs")).values(
                    id=new_id(), record_id=record, target_id=record, position=0
                )
            )
            seen.add("pairs")
        if form.field("lines"):
            child = tables.child("deal", "lines")
            if "lines" not in seen:
                tx.execute(insert(child).values(id=row, record_id=record, position=0))
                seen.add("lines")
            for key, (_body, value) in COLUMNS.items():
                if key in child.c and f"lines.{key}" not in seen:
                    tx.execute(update(child).values({key: record if value == "SELF" else value}))
                    seen.add(f"lines.{key}")


def check(designer: Designer, record: str, row: str) -> None:
    """Everything that is there has the value it was given."""
    tables = designer.catalog().tables
    with designer.database.snapshot() as tx:
        found = tx.execute(select(tables.table("deal"))).one()._mapping
        for key, (_body, value) in PLAIN.items():
            if key in found:
                assert found[key] == (record if value == "SELF" else value), key
        if tables.form("deal").field("pairs"):
            [pair] = tx.execute(select(tables.links("deal", "pairs"))).all()
            assert (pair.record_id, pair.target_id) == (record, record)
        if tables.form("deal").field("lines"):
            line = tx.execute(select(tables.child("deal", "lines"))).one()._mapping
            assert (line["id"], line["record_id"]) == (row, record)
            for key, (_body, value) in COLUMNS.items():
                if key in line:
                    assert line[key] == (record if value == "SELF" else value), key


@pytest.mark.parametrize(("database_kind", "seed"), [("sqlite", 1), ("postgresql", 2)])
def test_fields_that_come_and_go_in_any_order_keep_their_values(designer: Designer, seed: int) -> None:
    chance = random.Random(seed)
    designer.form("deal", ALWAYS)
    [record] = designer.put("deal", {"name": "甲"})
    row, seen = new_id(), set[str]()
    for _step in range(14):
        fields = [field(key, body) for key, (body, _value) in PLAIN.items() if chance.random() < 0.6]
        if chance.random() < 0.6:
            fields.append(field("pairs", {"type": "link", "form": "deal", "many": True}))
        if chance.random() < 0.7:
            inner = [field(key, body) for key, (body, _value) in COLUMNS.items() if chance.random() < 0.6]
            fields.append(field("lines", {"type": "subform", "fields": [field("always", {"type": "text"}), *inner]}))
        chance.shuffle(fields)
        designer.form("deal", ALWAYS, *fields)
        fill(designer, record, row, seen)
        check(designer, record, row)
