"""Demo data of a package, through the same pipeline as everybody's records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.apps.catalog import app_catalog
from dougong.apps.demo import DemoForm
from dougong.apps.rights import access_of
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from dougong.records import pipeline
from dougong.records.work import Door, Item, Work
from engines.form.definition import Form
from engines.form.fields import type_of

_BATCH = 200


def load_demo(tx: Transaction, actor: Actor, app_key: str, forms: Sequence[DemoForm]) -> None:
    """Creates the rows of all forms, in the order given. A row that a rule refuses fails the whole install."""
    catalog = app_catalog(tx, app_key, hold=True)
    for demo in forms:
        access = access_of(tx, actor, catalog)
        door: Door = "import" if demo.lenient else "system"
        form = catalog.forms[demo.form]
        rows = [
            Item(
                index,
                "create",
                _parsed(form, row.values) if demo.lenient else row.values,
                row.id,
                created_at=row.created_at,
            )
            for index, row in enumerate(demo.rows)
        ]
        for batch in _batches(rows):
            pipeline.run(Work(tx, catalog, actor, access, door), demo.form, batch)


def _batches(rows: Sequence[Item]) -> Iterator[list[Item]]:
    """In order; a row that links to an earlier one of its own form comes after that one has been written."""
    batch: list[Item] = []
    ids: set[str] = set()
    for row in rows:
        if len(batch) == _BATCH or not ids.isdisjoint(_texts(row.values)):
            yield batch
            batch, ids = [], set()
        batch.append(row)
        if row.record_id is not None:
            ids.add(row.record_id)
    if batch:
        yield batch


def _texts(values: Mapping[str, Any]) -> Iterator[str]:
    for value in values.values():
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str):
                yield each


def _parsed(form: Form, row: Mapping[str, Any]) -> dict[str, Any]:
    """Cells of a CSV file as canonical values, read as an import reads them."""
    values: dict[str, Any] = {}
    for key, cell in row.items():
        field = form.field(key)
        if field is None or not isinstance(cell, str) or field.type == "link":
            values[key] = cell
        else:
            values[key] = type_of(field).parse(field, cell, "zh-CN")
    return values
