"""Indexes of large tables are built beside writers (PostgreSQL), under a name of their own; the swap renames them.

Inside a transaction an index keeps all writers out for as long as it takes; outside, none. SQLite knows no such way:
there they are built by the swap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, MetaData, Table
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql.visitors import replacement_traverse

from dougong.access.naming import shorten
from dougong.access.tables import build_tables
from dougong.apps.ddl import column_names, index_signatures
from dougong.apps.plan import Plan
from dougong.kit.db import Database, Transaction

Place = tuple[str, str]
"""(table, column)"""


def wanted(tx: Transaction, plans: Sequence[Plan]) -> Iterator[Index]:
    """Indexes that the plans' forms will have and don't have yet, on columns that stand there already."""
    for planned in plans:
        if planned.old is None:
            continue
        app, key = planned.app.key, planned.form.key
        before = index_signatures(tx, build_tables(app, planned.forms).tables_of(key))
        after = index_signatures(tx, build_tables(app, planned.new_forms).tables_of(key))
        moved = {change.path[-1] for change in planned.changes if change.op == "convert"}
        for text, index in after.items():
            names = {column.name for column in index.columns}
            there = column_names(tx, index.table.name) if index.table is not None else frozenset()
            if names <= there and (text not in before or not moved.isdisjoint(names)):
                yield index


def name_for_now(index: Index) -> str:
    """What it is called until the swap."""
    return shorten(f"_next_{index.name}")


def build(database: Database, index: Index, moves: Mapping[Place, str]) -> bool:
    """Builds it under its name for now, on the columns values are moving to. False: values occur more than once"""
    if index.table is None:
        return False
    name = name_for_now(index)
    made = _elsewhere(index, name, {column: to for (table, column), to in moves.items() if table == index.table.name})
    with database.outside() as connection:
        connection.execute(DropIndex(made, if_exists=True))  # what a killed run left is not valid
        try:
            connection.execute(CreateIndex(made))
        except IntegrityError:  # the publish will say which values
            connection.execute(DropIndex(made, if_exists=True))
            return False
    return True


def drop(database: Database, table: str, name: str) -> None:
    bare = Table(table, MetaData(), Column("id"))
    index = Index(name, bare.c.id, postgresql_concurrently=True)
    with database.outside() as connection:
        connection.execute(DropIndex(index, if_exists=True))


def _elsewhere(index: Index, name: str, moves: Mapping[str, str]) -> Index:
    """The same index under another name, on other columns of the table."""
    table = index.table
    if table is None:
        raise ValueError(f"{index.name} belongs to no table")
    columns = [Column(each.name, each.type) for each in table.c]
    columns += [Column(to, table.c[key].type) for key, to in moves.items()]
    beside = Table(table.name, MetaData(), *columns)

    def replaced(element: Any, **_kw: Any) -> Any:
        if isinstance(element, Column) and element.table is table:
            return beside.c[moves.get(element.name, element.name)]
        return None

    def moved(expression: ColumnElement[Any]) -> ColumnElement[Any]:
        found: ColumnElement[Any] = replacement_traverse(expression, {}, replaced)
        return found

    live = index.dialect_options["postgresql"]["where"]
    return Index(
        name,
        *(moved(each) for each in index.expressions if isinstance(each, ColumnElement)),
        unique=index.unique,
        postgresql_where=moved(live) if live is not None else None,
        postgresql_concurrently=True,
    )
