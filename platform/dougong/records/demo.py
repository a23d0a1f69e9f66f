"""Demo data of a package, through the same pipeline as everybody's records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        for start in range(0, len(rows), _BATCH):
            work = Work(tx, catalog, actor, access, door)
            pipeline.run(work, demo.form, rows[start : start + _BATCH])


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
