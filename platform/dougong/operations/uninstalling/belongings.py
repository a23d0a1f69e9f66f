"""Which rows of the platform's own tables belong to an app: found by the tables themselves, so that a table somebody
adds next year is in the archive without anybody thinking of it.

A row is an app's when its `app` names it, or when a foreign key that deletes with it leads to a row that is the app's.
The audit log and the change log stay where they are: they tell what happened, and a record that comes back under its
old id has its history again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, column, delete, false, func, or_, select
from sqlalchemy import String as Text

from dougong.apps.models import app
from dougong.apps.purge import tables_of
from dougong.files.models import file
from dougong.kit.db import Transaction, metadata
from dougong.records.models import change_log

STAY = frozenset({"audit_log", "change_log"})
BY_KEY = "app"
"""The column that names an app by its key."""


@dataclass(frozen=True)
class Owner:
    """An app, by both of its names."""

    id: str
    key: str


@cache
def platform_tables() -> tuple[Table, ...]:
    """Those that may hold rows of an app; what is referred to stands before what refers to it."""
    found: list[Table] = []
    for table in metadata.sorted_tables:
        if table.name not in STAY and (table is app or _named(table) or _ties(table, found)):
            found.append(table)
    return tuple(found)


def belongs(table: Table, owner: Owner) -> ColumnElement[bool]:
    """The condition for the app's rows, over columns that stand in no table: for statements of any shape."""
    if table is app:
        return _bare(table, "id") == owner.id
    tied = [
        _bare(table, name).in_(select(target.c[referred]).select_from(target).where(belongs(target, owner)))
        for name, target, referred in _ties(table, platform_tables())
    ]
    if not _named(table):
        return or_(false(), *tied)
    mine = _bare(table, BY_KEY) == owner.key
    if table is file:  # an upload that nobody held yet is nobody's
        mine = and_(mine, _bare(table, "claimed_at").is_not(None))
    return or_(mine, *tied)


def own_tables(tx: Transaction, owner: Owner) -> list[str]:
    """Tables of its forms, subforms and links, those put aside too."""
    return sorted(tables_of(tx, owner.id, owner.key))


def forget(tx: Transaction, owner: Owner) -> None:
    """What is left of it in the platform's tables goes: somebody may use the key again."""
    for table in reversed(platform_tables()):
        if table is not file:  # the room of files lets go of bytes in its own time
            tx.execute(delete(table).where(belongs(table, owner)))


def position(tx: Transaction, owner: Owner) -> Mapping[str, object]:
    """Tells whether the app is as it was: equal before and after, or something has changed."""
    found = tx.execute(select(app.c.stamp, app.c.deleted_at).where(app.c.id == owner.id)).mappings().first()
    last = tx.execute(select(func.max(change_log.c.seq)).where(change_log.c.app == owner.key)).scalar()
    return {"last": last, **(found or {})}


def _named(table: Table) -> bool:
    return BY_KEY in table.c and isinstance(table.c[BY_KEY].type, Text)


def _ties(table: Table, among: Sequence[Table]) -> list[tuple[str, Table, str]]:
    """(column, the table it leads to, the column there) for keys that delete with what they lead to."""
    return [
        (key.parent.name, key.column.table, key.column.name)
        for key in sorted(table.foreign_keys, key=lambda each: str(each.parent.name))
        if key.ondelete == "CASCADE" and key.column.table in among and key.column.table is not table
    ]


def _bare(table: Table, name: str) -> ColumnElement[Any]:
    return column(name, table.c[name].type)
