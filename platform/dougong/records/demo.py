"""Demo data of a package, through the same pipeline as everybody's records: nobody's grants stand in its way, and it
has no consequences. Nothing listens, so no flow starts, nobody is told, no webhook is called.

What other forms compute from a form's rows (sums, numbers of records) is computed once for each batch of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.access.compiler import Access
from dougong.access.grants import EVERYONE, Grant, GrantSet
from dougong.apps.catalog import AppCatalog, app_catalog
from dougong.apps.demo import DemoForm, DemoRow
from dougong.apps.rights import principal_of
from dougong.kit.db import Transaction
from dougong.kit.web import Actor
from dougong.records import pipeline
from dougong.records.foreign import refresh_dependents
from dougong.records.guard import OWNER
from dougong.records.work import Item, Work
from engines.form.definition import Form
from engines.form.fields import type_of

_BATCH = 500
_LOADER = GrantSet(
    [
        Grant(
            id="demo",
            to=(EVERYONE,),
            form="*",
            ops=frozenset({"create", "read"}),
            rows="all",
            read=frozenset({"*"}),
            write=frozenset({"*", OWNER}),
        )
    ]
)
"""A package's own data may be anything its forms allow, and belong to anybody of its cast."""


def load_demo(tx: Transaction, actor: Actor, app_key: str, forms: Sequence[DemoForm]) -> None:
    """Creates these rows, in the order given. One that a rule refuses stops the load."""
    catalog = app_catalog(tx, app_key, hold=True)
    access = Access(catalog.tables, _LOADER, principal_of(tx, actor, app_key), tx.now)
    for demo in forms:
        _load_form(tx, actor, catalog, access, demo)


def _load_form(tx: Transaction, actor: Actor, catalog: AppCatalog, access: Access, demo: DemoForm) -> None:
    work = Work(tx, catalog, actor, access, "import" if demo.lenient else "system", later=[])
    rows = [_item(index, catalog.forms[demo.form], row, lenient=demo.lenient) for index, row in enumerate(demo.rows)]
    for batch in _batches(rows):
        pipeline.run(work, demo.form, batch)
    refresh_dependents(work, work.later or ())


def _item(index: int, form: Form, row: DemoRow, *, lenient: bool) -> Item:
    values = _parsed(form, row.values) if lenient else row.values
    return Item(index, "create", values, row.id, created_at=row.created_at)


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
