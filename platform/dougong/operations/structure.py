"""The tables of apps, made anew from the definitions that stand in the database: what publishing made step by step,
with what it has put aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, Row, Table, select
from sqlalchemy.types import Boolean, Date, Integer, LargeBinary, TypeEngine

from dougong.access.naming import physical_name, shorten
from dougong.access.tables import OUTER_ROW, build_tables, column_type
from dougong.apps.ddl import Schema
from dougong.apps.models import app, form, form_version, retired_column
from dougong.apps.retired import load_field
from dougong.apps.values import storage
from dougong.kit.db import Transaction
from dougong.kit.types import CodePointText, Id, JsonDoc, Number, UtcDateTime
from dougong.operations.archive import TableFacts
from dougong.operations.rows import Kind
from engines.form.definition import load_form
from engines.form.storage import ChildTable
from engines.form.storage import Column as StoredColumn

_FIXED: dict[str, TypeEngine[Any]] = {
    "id": Id(),
    "record_id": Id(),
    OUTER_ROW: Id(),
    "target_id": Id(),
    "position": Integer(),
}
_BY_KIND: dict[Kind | str, TypeEngine[Any]] = {
    "text": CodePointText(),
    "instant": UtcDateTime(),
    "date": Date(),
    "number": Number(),
    "integer": Integer(),
    "boolean": Boolean(),
    "json": JsonDoc(),
    "bytes": LargeBinary(),
}


def create_app_tables(tx: Transaction, told: Mapping[str, TableFacts], only: str | None = None) -> list[Index]:
    """Every table of every app, those in the bin too, and what `told` has beyond their definitions; or those of the one
    app with this key. → the indexes, to be created when the rows are in"""
    schema = Schema(tx)
    tables = {table.name: table for table in _defined(tx, only)}
    aside = tx.execute(select(retired_column, app.c.key.label("app")).join(app)).all()
    schema.create_tables(list(tables.values()))
    for name, table in tables.items():
        facts = told.get(name)
        for column, kind in facts.columns if facts else ():
            if column not in table.c:
                schema.add_column(Table(name, MetaData(), _column(column, kind, name, aside)), column)
    platform = set(tables) | set(_platform_tables(tx))
    schema.create_tables([_put_aside(name, facts, aside) for name, facts in told.items() if name not in platform])
    return [index for table in tables.values() for index in table.indexes]


def _platform_tables(tx: Transaction) -> Sequence[str]:
    return tx.connection.dialect.get_table_names(tx.connection)


def _defined(tx: Transaction, only: str | None) -> Iterator[Table]:
    statement = (
        select(app.c.key.label("app"), form.c.key, form_version.c.definition)
        .join(form, form.c.app_id == app.c.id)
        .join(form_version, (form_version.c.form_id == form.c.id) & (form_version.c.n == form.c.published_version))
        .order_by(app.c.key, form.c.created_at, form.c.id)
    )
    if only is not None:
        statement = statement.where(app.c.key == only)
    apps: dict[str, dict[str, Any]] = {}
    for row in tx.execute(statement):
        apps.setdefault(row.app, {})[row.key] = load_form(row.definition)
    for app_key, forms in apps.items():
        catalog = build_tables(app_key, forms)
        for key in forms:
            yield from catalog.tables_of(key)


def _column(name: str, kind: str, table: str, aside: Sequence[Row[Any]]) -> Column[Any]:
    """A column that no definition has: by the field that was put aside in it, else by the kind of its values."""
    made = next((each for each in aside if (each.table_name, each.column_name) == (table, name)), None)
    place = storage(load_field(made.field)) if made is not None else None
    if isinstance(place, StoredColumn):
        return Column(name, column_type(place.kind, place.precision, place.scale))
    return Column(name, _FIXED.get(name, _BY_KIND[kind]), primary_key=name == "id")


def _put_aside(name: str, facts: TableFacts, aside: Sequence[Row[Any]]) -> Table:
    """A table that was put aside as a whole: rows of a subform, pairs of a link."""
    made = next((each for each in aside if each.table_name == name and each.column_name is None), None)
    place = storage(load_field(made.field)) if made is not None else None
    own: dict[str, StoredColumn] = {}
    if isinstance(place, ChildTable):
        own = {each.key: stored for each in place.fields if isinstance(stored := storage(each), StoredColumn)}
    columns = [
        Column(column, column_type(own[column].kind, own[column].precision, own[column].scale))
        if column in own
        else _column(column, kind, name, aside)
        for column, kind in facts.columns
    ]
    table = Table(name, MetaData(), *columns)
    if isinstance(place, ChildTable) and made is not None:
        # put aside or not, the rows go with their record
        records = Table(physical_name(made.app, made.form), table.metadata, Column("id", Id(), primary_key=True))
        key = shorten(f"fk__{name}__record_id")
        table.append_constraint(ForeignKeyConstraint([table.c.record_id], [records.c.id], key, ondelete="CASCADE"))
    return table
