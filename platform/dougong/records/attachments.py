"""Files that records hold: an upload belongs to who made it until a record claims it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dougong.files import service as files
from dougong.kit.db import Transaction
from dougong.records.repository import Stored
from engines.form.definition import Form
from engines.form.fields.subform import SubformField

Entry = dict[str, Any]


def settle(tx: Transaction, form: Form, values: dict[str, Any], changed: set[str]) -> None:
    """Replaces what a caller says of a file (name, size, type) by what the file is."""
    lists = [entries for _key, entries in _lists(form, values, changed)]
    if not lists:
        return
    known = files.facts_of(tx, [entry["id"] for entries in lists for entry in entries])
    for entries in lists:
        entries[:] = [known[entry["id"]].document() for entry in entries if entry["id"] in known]


def claim(tx: Transaction, app: str, form: Form, record: Stored, changed: set[str]) -> None:
    """Binds attached files to their record: from now on they are read under its rights."""
    for key, entries in _lists(form, record.values, changed):
        files.claim(tx, [entry["id"] for entry in entries], app, form.key, record.id, key)


def _lists(form: Form, values: Any, changed: set[str]) -> Iterator[tuple[str, list[Entry]]]:
    for field in form.fields:
        value = values.get(field.key)
        if field.key not in changed or not value:
            continue
        if field.type == "attachment":
            yield field.key, value
        elif isinstance(field, SubformField):
            for column in field.fields:
                if column.type == "attachment":
                    yield from ((f"{field.key}.{column.key}", row[column.key]) for row in value if row.get(column.key))
