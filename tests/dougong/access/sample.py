"""A small app for the tests of access: orders, customers, regions; people in departments; rows with blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from dougong.access.sql import register_functions
from dougong.access.sql.pg_functions import PG_FUNCTIONS
from dougong.access.tables import Catalog, build_tables
from dougong.identity.models import department, person
from dougong.kit.db import Database, metadata
from engines.form.definition import Form, load_form

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
TZ = "Asia/Shanghai"
Row = dict[str, Any]

FORMS: Mapping[str, Form] = {
    form.key: form
    for form in map(
        load_form,
        (
            {
                "key": "region",
                "title": "name",
                "fields": [
                    {"key": "name", "type": "text"},
                    {"key": "budget", "type": "money"},
                    {"key": "managers", "type": "member", "many": True},
                ],
            },
            {
                "key": "customer",
                "title": "name",
                "fields": [
                    {"key": "name", "type": "text"},
                    {"key": "size", "type": "number"},
                    {"key": "secret", "type": "text"},
                    {"key": "region", "type": "link", "form": "region"},
                    {"key": "watchers", "type": "member", "many": True},
                ],
            },
            {
                "key": "sample",
                "title": "t1",
                "fields": [
                    {"key": "t1", "type": "text"},
                    {"key": "t2", "type": "long_text"},
                    {"key": "kind", "type": "select", "options": [{"value": v} for v in ("a", "b", "c")]},
                    {"key": "n1", "type": "number", "index": True},
                    {"key": "n2", "type": "money"},
                    {"key": "n3", "type": "number"},
                    {"key": "d1", "type": "date"},
                    {"key": "d2", "type": "date"},
                    {"key": "at1", "type": "datetime"},
                    {"key": "b1", "type": "boolean"},
                    {"key": "b2", "type": "boolean"},
                    {"key": "tags", "type": "multi_select", "options": [{"value": v} for v in ("x", "y", "z", "a")]},
                    {"key": "customer", "type": "link", "form": "customer"},
                    {"key": "partners", "type": "link", "form": "customer", "many": True},
                    {"key": "sales", "type": "member"},
                    {
                        "key": "lines",
                        "type": "subform",
                        "fields": [
                            {"key": "name", "type": "text"},
                            {"key": "qty", "type": "number"},
                            {"key": "price", "type": "money"},
                            {"key": "product", "type": "link", "form": "customer"},
                        ],
                    },
                ],
            },
        ),
    )
}


@dataclass
class Data:
    """What stands in the database, as plain rows: the oracle's world."""

    catalog: Catalog
    people: list[Row]
    departments: list[Row]
    rows: dict[str, list[Row]] = field(default_factory=dict)


class _Ids:
    def __init__(self, random: Random) -> None:
        self._random = random

    def __call__(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))


def make_data(seed: int, count: int = 40) -> Data:
    """Random people, departments and records, with blanks everywhere. The same seed gives the same data."""
    random = Random(seed)
    new_id = _Ids(random)
    departments = [{"id": new_id(), "name": f"D{i}", "parent_id": None, "position": i} for i in range(4)]
    departments[1]["parent_id"] = departments[0]["id"]
    departments[2]["parent_id"] = departments[1]["id"]
    people = [_person(new_id(), i, departments[i % 4]["id"] if i < 6 else None) for i in range(8)]
    data = Data(build_tables("test", FORMS), people, departments)
    owners = [p["id"] for p in people] + [None]
    data.rows["region"] = [_base(random, new_id, owners) | _region(random, data) for _ in range(6)]
    data.rows["customer"] = [_base(random, new_id, owners) | _customer(random, data) for _ in range(12)]
    data.rows["sample"] = [_base(random, new_id, owners) | _sample(random, new_id, data) for _ in range(count)]
    return data


def _person(ident: str, number: int, department_id: str | None) -> Row:
    return {
        "id": ident, "email": f"p{number}@example.com", "name": f"P{number}", "name_key": f"p{number}",
        "locale": "zh-CN", "timezone": TZ, "department_id": department_id, "is_admin": False, "active": True,
        "password_hash": "-", "must_change_password": False, "created_at": NOW, "updated_at": NOW, "version": 1,
    }  # fmt: skip


def _base(random: Random, new_id: Callable[[], str], owners: list[str | None]) -> Row:
    owner = random.choice(owners)
    return {
        "id": new_id(),
        "owner": owner,
        "created_at": NOW - timedelta(hours=random.randrange(0, 2000)),
        "created_by": owner,
        "updated_at": NOW,
        "updated_by": None,
        "version": random.randrange(1, 4),
        "deleted_at": NOW if random.random() < 0.08 else None,
        "errors": None,
    }


def _maybe(random: Random, value: Any, blank: float = 0.3) -> Any:
    return None if random.random() < blank else value


def _decimal(random: Random) -> Decimal:
    return Decimal(
        random.choice(("0", "1", "2", "2.5", "-1", "3", "0.1", "100", "-2.5", "1.005", "33.33", "1234567.89"))
    )


def _text(random: Random) -> str:
    return random.choice(("a", "b", "ab", "A b", "中文", "x'y", "50%", "a_b", "ABC", " a  b ", "É", "~", "2026-01-05"))


def _day(random: Random) -> date:
    return random.choice(
        (date(2026, 11, 22), date(2026, 1, 31), date(2024, 2, 29), date(2026, 11, 1), date(1999, 12, 31))
    )


def _region(random: Random, data: Data) -> Row:
    return {
        "name": _maybe(random, random.choice(("north", "south", "east")), 0.2),
        "budget": _maybe(random, _decimal(random)),
        "managers": _people(random, data),
    }


def _customer(random: Random, data: Data) -> Row:
    return {
        "name": _maybe(random, _text(random), 0.2),
        "size": _maybe(random, _decimal(random)),
        "secret": _maybe(random, _text(random), 0.2),
        "region": _maybe(random, random.choice(data.rows["region"])["id"]),
        "watchers": _people(random, data),
    }


def _people(random: Random, data: Data) -> list[str] | None:
    some = random.sample(data.people, random.randrange(1, 5))
    return _maybe(random, [each["id"] for each in some])


def _sample(random: Random, new_id: Callable[[], str], data: Data) -> Row:
    customers = data.rows["customer"]
    at = NOW - timedelta(minutes=random.randrange(-5000, 500_000))
    return {
        "t1": _maybe(random, _text(random)), "t2": _maybe(random, _text(random)),
        "kind": _maybe(random, random.choice("abc")),
        "n1": _maybe(random, _decimal(random)), "n2": _maybe(random, _decimal(random)),
        "n3": _maybe(random, _decimal(random)),
        "d1": _maybe(random, _day(random)), "d2": _maybe(random, _day(random)), "at1": _maybe(random, at),
        "b1": _maybe(random, random.random() < 0.5), "b2": _maybe(random, random.random() < 0.5),
        "tags": _maybe(random, random.sample(("x", "y", "z", "a"), random.randrange(1, 4))),
        "customer": _maybe(random, random.choice(customers)["id"]),
        "sales": _maybe(random, random.choice(data.people)["id"]),
        "partners": [c["id"] for c in random.sample(customers, random.randrange(0, 4))],
        "lines": [
            {
                "id": new_id(), "name": _maybe(random, random.choice("abc")), "qty": _maybe(random, _decimal(random)),
                "price": _maybe(random, _decimal(random)), "product": _maybe(random, random.choice(customers)["id"]),
            }
            for _ in range(random.randrange(0, 4))
        ],
    }  # fmt: skip


@contextmanager
def database(url: str, data: Data) -> Iterator[Database]:
    """A database at `url` that holds `data`."""
    opened = Database(url.replace("postgresql://", "postgresql+psycopg://"), on_connect=[register_functions])
    try:
        with opened.transaction() as tx:
            if tx.dialect == "postgresql":
                for statement in PG_FUNCTIONS:
                    tx.connection.exec_driver_sql(statement)
            metadata.create_all(tx.connection, tables=[department, person])
            data.catalog.metadata.create_all(tx.connection)
            tx.execute(insert(department), data.departments)
            tx.execute(insert(person), data.people)
            for form in data.rows:
                _store(tx, data, form)
        yield opened
    finally:
        opened.close()


def _store(tx: Any, data: Data, form: str) -> None:
    rows = data.rows[form]
    plain = [{k: v for k, v in row.items() if k not in ("lines", "partners")} for row in rows]
    tx.execute(insert(data.catalog.table(form)), plain)
    if form != "sample":
        return
    lines = [
        line | {"record_id": row["id"], "position": position}
        for row in rows
        for position, line in enumerate(row["lines"])
    ]
    tx.execute(insert(data.catalog.child("sample", "lines")), lines)
    new_id = _Ids(Random(len(rows)))
    pairs = [
        {"id": new_id(), "record_id": row["id"], "target_id": target, "position": position}
        for row in rows
        for position, target in enumerate(row["partners"])
    ]
    tx.execute(insert(data.catalog.links("sample", "partners")), pairs)
