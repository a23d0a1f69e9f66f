"""The statement behind lists and single records: rows, visible fields, order.

When rights differ by row, the page is found first, with one flag per row scope, and the fields are masked around it:
each scope is tested once per row, however many fields depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, false, func, null, or_, select

from dougong.access import paging
from dougong.access.lists import AnyOf, IdList
from dougong.access.paging import SortKey
from dougong.access.tables import NAMED_SYSTEM_FIELDS
from dougong.access.visibility import ScopeKey, Sight, guarded
from engines.form.storage import Column as StoredColumn

RECORD_COLUMNS = (
    "id",
    "version",
    "owner",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "deleted_at",
    "errors",
)
"""Columns every record statement gives, before the fields asked for."""


def page(
    sight: Sight,
    fields: Sequence[str] | None,
    keys: Sequence[SortKey],
    where: Sequence[ColumnElement[bool]],
    *,
    ordered: bool = True,
    limit: int | None = None,
    offset: int | None = None,
) -> Select[Any]:
    """Columns as `Access.select` promises. Raises UnknownField for a field that nobody gives."""
    asked = _asked(sight, fields)
    scopes = list(dict.fromkeys(key for giving in asked.values() if giving is not None for key in giving))
    table = sight.table
    columns: list[ColumnElement[Any]] = [table.c[name] for name in RECORD_COLUMNS]
    columns += [table.c[key] for key in asked if _has_column(sight, key)]
    columns += [key.column.label(f"_sort_{index}") for index, key in enumerate(keys)]
    columns += [
        func.coalesce(sight.condition(key), false()).label(f"_scope_{index}") for index, key in enumerate(scopes)
    ]
    statement: Select[Any] = select(*columns).select_from(table).where(*where)
    if ordered:
        statement = statement.order_by(*(key.order() for key in keys), paging.tie_breaker(keys, table.c["id"]))
    if limit is not None:
        statement = statement.limit(limit)
    if offset:
        statement = statement.offset(offset)
    return _masked(sight, asked, scopes, keys, statement, ordered) if scopes else statement


def _masked(
    sight: Sight,
    asked: dict[str, frozenset[ScopeKey] | None],
    scopes: Sequence[ScopeKey],
    keys: Sequence[SortKey],
    statement: Select[Any],
    ordered: bool,
) -> Select[Any]:
    found = statement.subquery("page")
    flags = {key: found.c[f"_scope_{index}"] for index, key in enumerate(scopes)}
    columns: list[ColumnElement[Any]] = [found.c[name] for name in RECORD_COLUMNS]
    for key, giving in asked.items():
        seen = None if giving is None else or_(*(flags[scope] for scope in scopes if scope in giving))
        if _has_column(sight, key):
            column = found.c[key]
            columns.append(column if seen is None else case((seen, column), else_=null()).label(key))
        if seen is not None:
            columns.append(seen.label(f"_see_{key}"))
    sorts = [replace(key, column=found.c[f"_sort_{index}"]) for index, key in enumerate(keys)]
    masked: Select[Any] = select(*columns, *(key.column for key in sorts)).select_from(found)
    if not ordered:
        return masked
    return masked.order_by(*(key.order() for key in sorts), paging.tie_breaker(keys, found.c["id"]))


def _asked(sight: Sight, fields: Sequence[str] | None) -> dict[str, frozenset[ScopeKey] | None]:
    """Field keys and the scopes that give them; None: in every visible row."""
    if fields is None:
        fields = [field.key for field in sight.catalog.form(sight.form).fields if sight.gives(field.key)]
    return {key: sight.giving(key) for key in fields if key not in NAMED_SYSTEM_FIELDS}


def _has_column(sight: Sight, key: str) -> bool:
    return isinstance(sight.catalog.storage(sight.form, key), StoredColumn)


def count_parts(sight: Sight, part: Table, seen: ColumnElement[bool] | None, records: Select[Any]) -> Select[Any]:
    """How many rows of a child table belong to visible records among `records`."""
    parent = sight.table
    joined = part.join(parent, part.c["record_id"] == parent.c["id"])
    among = parent.c["id"].in_(select(records.subquery("among").c["id"]))
    return select(func.count().label("count")).select_from(joined).where(guarded(seen, sight.rows()), among)


def parts(
    statement: Select[Any], sight: Sight, part: Table, seen: ColumnElement[bool] | None, ids: Sequence[str]
) -> Select[Any]:
    """Rows of a child or link table that belong to visible records among `ids`, in their order."""
    parent = sight.table
    joined = statement.select_from(part.join(parent, part.c["record_id"] == parent.c["id"]))
    wanted = AnyOf(part.c["record_id"], bindparam("ids", list(ids), type_=IdList()))
    visible = guarded(seen, sight.rows())
    return joined.where(wanted, visible).order_by(part.c["record_id"], part.c["position"])
