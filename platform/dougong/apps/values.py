"""All values of one stored field, read and written in batches, as canonical values (apps changes columns, not records).

`path` is `("amount",)`, `("lines", "amount")` or `("lines", "packages", "weight")`; a value belongs to the row of the
table the path stands in: the record, or the subform's row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Select, Table, bindparam, func, insert, select, update

from dougong.access.tables import Catalog, column_type
from dougong.apps import sealed
from dougong.apps.retired import Path as Path
from dougong.apps.retired import Retired
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES, FieldModel
from engines.form.fields.encrypted import Secret
from engines.form.fields.formula import Shown
from engines.form.storage import ChildTable, LinkTable, Storage
from engines.form.storage import Column as StoredColumn

BATCH = 2_000
Pair = tuple[str, Any]


def storage(field: FieldModel) -> Storage:
    """How the field is kept."""
    return FIELD_TYPES[field.type].storage(field)


def stored_fields(form: Form | None) -> dict[Path, FieldModel]:
    """Every field with a place in the tables, a subform before its columns."""
    found: dict[Path, FieldModel] = {}
    for field in form.fields if form else ():
        found |= _stored((), field)
    return found


def _stored(around: Path, field: FieldModel) -> dict[Path, FieldModel]:
    path, place = (*around, field.key), storage(field)
    found: dict[Path, FieldModel] = {} if place is None else {path: field}
    for inner in place.fields if isinstance(place, ChildTable) else ():
        found |= _stored(path, inner)
    return found


def is_recomputed(field: FieldModel) -> bool:
    """True when the field's values are worked out anew after a publish instead of being converted."""
    return isinstance(field, Shown)


def count_rows(tx: Transaction, table: Table) -> int:
    """How many rows the table has, the recycle bin included."""
    return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def read_values(tx: Transaction, catalog: Catalog, form_key: str, path: Path) -> Iterator[list[Pair]]:
    """Batches of (row id, value) of all rows with a value, the recycle bin included, in order of id."""
    place = catalog.storage(form_key, *path)
    if isinstance(place, LinkTable):
        yield from _read_links(tx, catalog.links(form_key, *path))
    elif isinstance(place, ChildTable):
        yield from _read_rows(tx, catalog.child(form_key, ".".join(path)))
    else:
        yield from read_column(tx, owner_table(catalog, form_key, path), path[-1])


def read_column(tx: Transaction, table: Table, column_name: str) -> Iterator[list[Pair]]:
    """Batches of (id, value) of one column, keyset by id, so that a batch may be changed before the next is read."""
    column, last = table.c[column_name], None
    ids: Select[Any] = select(table.c.id, column)
    statement = ids.where(column.is_not(None)).order_by(table.c.id).limit(BATCH)
    while True:
        page = statement if last is None else statement.where(table.c.id > last)
        rows: Sequence[Any] = tx.execute(page).all()
        if rows:
            yield [(row_id, value) for row_id, value in rows]
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def write_values(tx: Transaction, catalog: Catalog, form_key: str, path: Path, pairs: Sequence[Pair]) -> None:
    """Stores values in a column, or as links, that held nothing for these rows so far."""
    if not pairs:
        return
    if isinstance(catalog.storage(form_key, *path), LinkTable):
        rows = [
            {"id": new_id(), "record_id": row_id, "target_id": target, "position": position}
            for row_id, targets in pairs
            for position, target in enumerate(targets)
        ]
        tx.execute(insert(catalog.links(form_key, *path)), rows)
        return
    secrets = {row_id: value.whole for row_id, value in pairs if isinstance(value, Secret)}
    if secrets:  # a field that was readable is encrypted from now on
        sealed.keep(tx, catalog.app_key, form_key, path[-1], secrets)
    table = owner_table(catalog, form_key, path)
    statement = update(table).where(table.c.id == bindparam("row_id")).values({path[-1]: bindparam("value")})
    rows = [{"row_id": row, "value": str(value) if isinstance(value, Secret) else value} for row, value in pairs]
    tx.execute(statement, rows)


def owner_table(catalog: Catalog, form_key: str, path: Path) -> Table:
    """The table whose rows the values of `path` belong to."""
    return catalog.table(form_key) if len(path) == 1 else catalog.child(form_key, ".".join(path[:-1]))


def own_table(catalog: Catalog, form_key: str, path: Path) -> Table:
    """The table that holds nothing but this field: rows of a subform, pairs of a link."""
    field = catalog.field(form_key, *path)
    if field is not None and isinstance(storage(field), ChildTable):
        return catalog.child(form_key, ".".join(path))
    return catalog.links(form_key, *path)


def aside_values(tx: Transaction, source: Retired) -> Iterator[list[Pair]]:
    """The values that stand aside, in batches of (row id, value)."""
    place = storage(source.field)
    if isinstance(place, StoredColumn) and source.column is not None:
        value_type = column_type(place.kind, place.precision, place.scale)
        columns = [Column("id", column_type("id"), primary_key=True), Column(source.column, value_type)]
        return read_column(tx, Table(source.table, MetaData(), *columns), source.column)
    if isinstance(place, LinkTable):
        ids = [Column(key, column_type("id")) for key in ("id", "record_id", "target_id")]
        return _read_links(tx, Table(source.table, MetaData(), *ids, Column("position", Integer)))
    return iter(())


def _read_rows(tx: Transaction, child: Table) -> Iterator[list[Pair]]:
    """(record id, its rows) of a subform. Rows only as ids: no other type takes rows, so they are only counted."""
    statement = select(child.c.record_id, child.c.id).order_by(child.c.record_id, child.c.position)
    rows: Sequence[Any] = tx.execute(statement).all()
    yield [(owner, [{"id": row[1]} for row in group]) for owner, group in groupby(rows, key=lambda row: row[0])]


def _read_links(tx: Transaction, pairs: Table) -> Iterator[list[Pair]]:
    last = None
    ids = select(pairs.c.record_id).distinct().order_by(pairs.c.record_id).limit(BATCH)
    while True:
        page = tx.execute(ids if last is None else ids.where(pairs.c.record_id > last)).scalars().all()
        if page:
            statement = (
                select(pairs.c.record_id, pairs.c.target_id)
                .where(pairs.c.record_id.between(page[0], page[-1]))
                .order_by(pairs.c.record_id, pairs.c.position)
            )
            rows: Sequence[Any] = tx.execute(statement).all()
            yield [
                (owner, [target for _owner, target in group]) for owner, group in groupby(rows, key=lambda row: row[0])
            ]
        if len(page) < BATCH:
            return
        last = page[-1]
