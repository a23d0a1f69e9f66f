"""Running numbers: one locked counter row per (form, field, scope).

The counter is raised inside the record's own transaction, so numbers are distinct under any concurrency. A rolled
back transaction gives its number back on SQLite and PostgreSQL alike, because the counter row rolls back with it;
while a number is pending, other writers of the same scope wait (the price of «no gaps»; R43, reference uesio PR#5003).
"""

from __future__ import annotations

import hashlib

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed
from dougong.records.models import series_counter

_MAX_SCOPE = 200


def _raise(dialect: str) -> ReturningInsert[tuple[int]]:
    table = series_counter
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    keys = [table.c.app, table.c.form, table.c.field, table.c.scope]
    raised = {"value": table.c.value + statement.excluded.value}
    return statement.on_conflict_do_update(index_elements=keys, set_=raised).returning(table.c.value)


_TAKE = Fixed(_raise, keys=("app", "form", "field", "scope", "value"))


def take_numbers(tx: Transaction, app: str, form: str, field: str, scope: str, count: int = 1) -> range:
    """The next `count` numbers of a counter, first number 1."""
    key = {"app": app, "form": form, "field": field, "scope": _stored(scope)}
    row = _TAKE.first(tx, {**key, "value": count})
    assert row is not None
    last: int = row[0]
    return range(last - count + 1, last + 1)


def raise_to(tx: Transaction, app: str, form: str, field: str, scope: str, value: int) -> None:
    """Lifts a counter that is behind numbers brought in from outside (packages, restored data)."""
    take_numbers(tx, app, form, field, scope, 0)
    c = series_counter.c
    tx.execute(
        update(series_counter)
        .where(c.app == app, c.form == form, c.field == field, c.scope == _stored(scope), c.value < value)
        .values(value=value)
    )


def current(tx: Transaction, app: str, form: str, field: str, scope: str) -> int:
    """The last number given, 0 before the first."""
    c = series_counter.c
    found = select(c.value).where(c.app == app, c.form == form, c.field == field, c.scope == _stored(scope))
    return tx.execute(found).scalar() or 0


def _stored(scope: str) -> str:
    """Scopes made of long texts are kept as their hash."""
    return scope if len(scope) <= _MAX_SCOPE else hashlib.sha256(scope.encode()).hexdigest()
