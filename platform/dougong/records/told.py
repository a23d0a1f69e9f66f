"""The answer to a change, from what was just written: the same document a read would give, without the read.

It holds for callers whose rights on the form don't differ from row to row: some grant covers every row and gives every
field they can read at all. For others, and when the record changed once more behind the caller's own change (a formula
of another form, a flow), the record is read back under their rights (`writing.seen`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.access.compiler import Access
from dougong.access.listing import RECORD_COLUMNS
from dougong.access.tables import Catalog, storage_of
from dougong.kit.fixed import Kept
from dougong.records.changes import times_changed
from dougong.records.reading.assemble import Record, assemble
from dougong.records.reading.executor import Rows
from dougong.records.reading.values import Convert
from dougong.records.reading.within import json_ready
from dougong.records.repository import Stored
from dougong.records.statements import column_keys
from dougong.records.work import Item, Work
from engines.form.fields._rows import RowsField
from engines.form.storage import ChildTable, LinkTable


@dataclass(frozen=True)
class _View:
    """What such a caller sees of each record of a form."""

    fields: tuple[str, ...]
    columns: tuple[tuple[str, Convert | None], ...]
    """Fields with a column of their own."""
    lines: Mapping[str, tuple[tuple[str, Convert | None], ...]]
    pairs: tuple[str, ...]


_UNKNOWN = _View((), (), {}, ())
_VIEWS: Kept[_View] = Kept(512)
_SYSTEM_CONVERT: dict[str, Convert | None] = {}


def from_memory(work: Work, form_key: str, item: Item) -> Record | None:
    """The record as its caller sees it now; None: read it back."""
    view = _VIEWS.get((work.access.shape, form_key), lambda: _view(work.access, form_key) or _UNKNOWN)
    if view is _UNKNOWN or item.new is None or times_changed(work.tx, item.new.id) > 1:
        return None
    stored, form = item.new, work.app.forms[form_key]
    system = {name: stored.system[name] for name in RECORD_COLUMNS if name in stored.system}
    row = [*_system(work.app.tables, form_key, system | {"id": stored.id, "version": stored.version})]
    row += [_ready(stored.values.get(key), convert) for key, convert in view.columns]
    names = [*RECORD_COLUMNS, *(key for key, _ in view.columns)]
    return assemble(form, Rows(names, [row]), view.fields, _lists(view, stored))[0]


def _lists(view: _View, stored: Stored) -> dict[str, dict[str, Any]]:
    lists: dict[str, dict[str, Any]] = {key: {stored.id: stored.values.get(key) or None} for key in view.pairs}
    for key, columns in view.lines.items():
        rows = [
            {"id": row["id"], **{name: _ready(row.get(name), convert) for name, convert in columns}}
            for row in stored.values.get(key) or ()
        ]
        lists[key] = {stored.id: rows or None}
    return lists


def _system(catalog: Catalog, form_key: str, values: Mapping[str, Any]) -> Sequence[Any]:
    if not _SYSTEM_CONVERT:  # the same columns in every form
        table = catalog.table(form_key)
        _SYSTEM_CONVERT.update({name: json_ready(table.c[name].type) for name in RECORD_COLUMNS})
    return [_ready(values[name], _SYSTEM_CONVERT[name]) for name in RECORD_COLUMNS]


def _ready(value: Any, convert: Convert | None) -> Any:
    return value if value is None or convert is None else convert(value)


def _view(access: Access, form_key: str) -> _View | None:
    grants = access.granted(form_key, "read")
    everywhere = [grant for grant in grants if grant.rows == "all"]
    catalog = access.catalog
    table = catalog.table(form_key)
    fields = tuple(access.readable_fields(form_key))
    columns: list[tuple[str, Convert | None]] = []
    lines: dict[str, tuple[tuple[str, Convert | None], ...]] = {}
    pairs: list[str] = []
    for key in fields:
        field = catalog.form(form_key).by_key[key]
        if not any(grant.reads(key) for grant in everywhere):
            return None
        storage = storage_of(field)
        if isinstance(storage, ChildTable):
            if any(isinstance(column, RowsField) for column in storage.fields):
                return None  # rows inside rows are read back
            child = catalog.child(form_key, key)
            inner = [name for name in column_keys(field) if any(grant.reads(key, name) for grant in grants)]
            if not all(any(grant.reads(key, name) for grant in everywhere) for name in inner):
                return None
            lines[key] = tuple((name, json_ready(child.c[name].type)) for name in inner)
        elif isinstance(storage, LinkTable):
            pairs.append(key)
        elif storage is not None:
            columns.append((key, json_ready(table.c[key].type)))
    return _View(fields, tuple(columns), lines, tuple(pairs)) if everywhere else None
