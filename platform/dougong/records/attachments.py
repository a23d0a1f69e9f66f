"""Files that records hold: an upload belongs to who made it until a record claims it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dougong.access.tables import Catalog
from dougong.files import service as files
from dougong.records.repository import Stored
from dougong.records.statements import PerForm
from dougong.records.work import Work
from engines.form.fields.subform import SubformField

Entry = dict[str, Any]


def settle(work: Work, form_key: str, values: dict[str, Any], changed: set[str]) -> None:
    """Replaces what a caller says of a file (name, size, type) by what the file is."""
    lists = [entries for _path, entries in _lists(work, form_key, values, changed)]
    if not lists:
        return
    known = files.facts_of(work.tx, [entry["id"] for entries in lists for entry in entries])
    for entries in lists:
        entries[:] = [known[entry["id"]].document() for entry in entries if entry["id"] in known]


def claim(work: Work, form_key: str, record: Stored, changed: set[str]) -> None:
    """Binds attached files to their record: from now on they are read under its rights."""
    for path, entries in _lists(work, form_key, record.values, changed):
        files.claim(work.tx, [entry["id"] for entry in entries], work.app.key, form_key, record.id, path)


def _lists(work: Work, form_key: str, values: Any, changed: set[str]) -> Iterator[tuple[str, list[Entry]]]:
    for key, column in _HOLDERS.of(work.app.tables, form_key):
        value = values.get(key)
        if key not in changed or not value:
            continue
        if column is None:
            yield key, value
        else:
            yield from ((f"{key}.{column}", row[column]) for row in value if row.get(column))


def _holders(catalog: Catalog, form_key: str) -> tuple[tuple[str, str | None], ...]:
    """Where files can be: (field, None), or (subform, column)."""
    found: list[tuple[str, str | None]] = []
    for field in catalog.form(form_key).fields:
        if field.type == "attachment":
            found.append((field.key, None))
        elif isinstance(field, SubformField):
            found += [(field.key, column.key) for column in field.fields if column.type == "attachment"]
    return tuple(found)


_HOLDERS = PerForm(_holders)
