"""Changes of form tables on the live connection, in the caller's transaction, on SQLite and PostgreSQL.

Both databases roll DDL back (SQLite because `kit.db` says BEGIN itself). Nothing is ever dropped here but foreign keys
and what the sweep names: columns and tables are *put aside* under another name and can be *brought back*.

SQLite can't add or drop constraints of an existing table and a table copy through alembic's batch mode would lose
partial indexes, so: columns with a foreign key are added with an inline REFERENCES (the only kind SQLite can drop
again), and putting one aside is add + copy + drop. Columns without are renamed: instant on both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    delete,
    exists,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable, ExecutableDDLElement
from sqlalchemy.sql.compiler import DDLCompiler

from dougong.access.tables import OUTER_ROW
from dougong.kit.db import Transaction

SYSTEM_REFERENCES = frozenset({"owner", "created_by", "updated_by", "record_id", "target_id", OUTER_ROW})
"""Columns that live as long as their table: their foreign keys stand in CREATE TABLE on SQLite."""

_TEMPORARY = "_moving"


class _LockTables(ExecutableDDLElement):
    """`LOCK TABLE a, b IN ACCESS EXCLUSIVE MODE`, in the order given."""

    inherit_cache = False

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables


@compiles(_LockTables, "postgresql")
def _lock_tables(element: _LockTables, compiler: DDLCompiler, **_kw: Any) -> str:
    names = ", ".join(compiler.preparer.format_table(table) for table in element.tables)
    return f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"


class _RenameIndex(ExecutableDDLElement):
    """`ALTER INDEX a RENAME TO b` (PostgreSQL)."""

    inherit_cache = False

    def __init__(self, name: str, to: str) -> None:
        self.name, self.to = name, to


@compiles(_RenameIndex, "postgresql")
def _rename_index(element: _RenameIndex, compiler: DDLCompiler, **_kw: Any) -> str:
    quote = compiler.preparer.quote
    return f"ALTER INDEX {quote(element.name)} RENAME TO {quote(element.to)}"


class Schema:
    """DDL of one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.sqlite = tx.dialect == "sqlite"
        self._op = Operations(MigrationContext.configure(tx.connection))

    def lock(self, tables: Sequence[Table]) -> None:
        """PostgreSQL: all at once, a form's own table first, as readers do: step by step would invite deadlocks."""
        if tables and not self.sqlite:
            self.tx.connection.execute(_LockTables(tables))

    # -- tables ---------------------------------------------------------------------------------------------------
    def create_tables(self, tables: Sequence[Table]) -> None:
        """Creates tables that may refer to each other in circles; indexes come later (`create_index`)."""
        for table in tables:
            self.tx.connection.execute(CreateTable(self._initial(table)))
        for table in tables:
            for constraint in _references(table):
                if not self.sqlite:
                    self._add_reference(table.name, constraint)
                elif constraint.column_keys[0] not in SYSTEM_REFERENCES:
                    self._add_column(table.name, table.c[constraint.column_keys[0]], constraint)

    def put_rows_aside(self, table: Table, name: str) -> None:
        """The rows of a subform stay under `name`. They still go with their record, but hold no linked one back."""
        for constraint in self._user_references(table):
            self._drop_reference(table, constraint)
        self._op.rename_table(table.name, name)

    def bring_rows_back(self, name: str, table: Table) -> None:
        """Undoes `put_rows_aside`; links to records that are gone meanwhile are emptied."""
        self._op.rename_table(name, table.name)
        for constraint in self._user_references(table):
            self._give_reference(table, constraint)

    def put_pairs_aside(self, table: Table, name: str) -> None:
        """The pairs of a link to many stay under `name`, without foreign keys."""
        if not self.sqlite:
            for constraint in _references(table):
                self._op.drop_constraint(str(constraint.name), table.name, type_="foreignkey")
            self._op.rename_table(table.name, name)
            return
        aside = bare_table(table, name)
        self.tx.connection.execute(CreateTable(aside))
        self.tx.execute(insert(aside).from_select(list(table.c.keys()), select(table)))
        self.tx.connection.execute(DropTable(table))

    def bring_pairs_back(self, name: str, table: Table) -> None:
        """Undoes `put_pairs_aside`; pairs of which one side is gone meanwhile are dropped."""
        aside = bare_table(table, name)
        for constraint in _references(table):
            self.tx.execute(delete(aside).where(~_refers(aside, constraint)))
        if self.sqlite:
            self.create_tables([table])
            self.tx.execute(insert(table).from_select(list(table.c.keys()), select(*aside.c)))
            self.tx.connection.execute(DropTable(aside))
            return
        self._op.rename_table(name, table.name)
        for constraint in _references(table):
            self._add_reference(table.name, constraint)

    def drop_table(self, name: str) -> None:
        self._op.drop_table(name)

    # -- columns --------------------------------------------------------------------------------------------------
    def add_column(self, table: Table, key: str) -> None:
        """Adds the column with its foreign key. Nullable, hence instant on both databases."""
        self._add_column(table.name, table.c[key], _reference_of(table, key))

    def put_column_aside(self, table: Table, key: str, name: str) -> None:
        """The values stay under `name`, without a foreign key. `table` is the table as it was."""
        constraint = _reference_of(table, key)
        if constraint is not None and self.sqlite:
            self._move(table, key, name, constraint=None)
            return
        if constraint is not None:
            self._drop_reference(table, constraint)
        self._op.alter_column(table.name, key, new_column_name=name)

    def bring_column_back(self, table: Table, name: str, key: str) -> None:
        """Undoes `put_column_aside`; links to records that are gone meanwhile are emptied."""
        constraint = _reference_of(table, key)
        if constraint is not None and self.sqlite:
            self._move(table, name, key, constraint)
            return
        self._op.alter_column(table.name, name, new_column_name=key)
        if constraint is not None:
            self._empty_dangling(bare_table(table), constraint)
            self._add_reference(table.name, constraint)

    def take_column(self, table: Table, name: str, key: str) -> None:
        """A column that was filled under `name` is the field's from now on."""
        self._op.alter_column(table.name, name, new_column_name=key)

    def drop_column(self, table_name: str, name: str) -> None:
        self._op.drop_column(table_name, name)

    # -- constraints and indexes ----------------------------------------------------------------------------------
    def drop_constraint(self, table: str, name: str) -> None:
        """PostgreSQL: a foreign key goes."""
        self._op.drop_constraint(name, table, type_="foreignkey")

    def create_index(self, index: Index) -> None:
        self.tx.connection.execute(CreateIndex(index))

    def take_index(self, name: str, index: Index) -> None:
        """An index that was built under `name` gets its own."""
        self.tx.connection.execute(_RenameIndex(name, str(index.name)))

    def drop_index(self, index: Index) -> None:
        self._op.drop_index(str(index.name), index.table.name if index.table is not None else None)

    def replace_reference(self, old: Table, new: Table, key: str) -> None:
        """Gives the column another foreign key (what happens on delete has changed), keeping its values."""
        before, after = _reference_of(old, key), _reference_of(new, key)
        if before is not None:
            self._drop_reference(old, before)
        if after is not None:
            self._give_reference(new, after)

    def replace_pairs_reference(self, old: Table, new: Table) -> None:
        """The same for the pairs of a link to many."""
        name = f"_moving_{new.name}"[:63]
        self.put_pairs_aside(old, name)
        self.bring_pairs_back(name, new)

    # -- inside ---------------------------------------------------------------------------------------------------
    def _user_references(self, table: Table) -> list[ForeignKeyConstraint]:
        return [c for c in _references(table) if c.column_keys[0] not in SYSTEM_REFERENCES]

    def _drop_reference(self, table: Table, constraint: ForeignKeyConstraint) -> None:
        """SQLite drops a reference only together with its column."""
        key = constraint.column_keys[0]
        if not self.sqlite:
            self._op.drop_constraint(str(constraint.name), table.name, type_="foreignkey")
            return
        self._move(table, key, _TEMPORARY, constraint=None)
        self._op.alter_column(table.name, _TEMPORARY, new_column_name=key)

    def _give_reference(self, table: Table, constraint: ForeignKeyConstraint) -> None:
        """For a column without one; links to records that are gone are emptied."""
        key = constraint.column_keys[0]
        if self.sqlite:
            self._move(table, key, _TEMPORARY, constraint)
            self._op.alter_column(table.name, _TEMPORARY, new_column_name=key)
            return
        self._empty_dangling(bare_table(table), constraint)
        self._add_reference(table.name, constraint)

    def _initial(self, table: Table) -> Table:
        """What CREATE TABLE says: no references on PostgreSQL (they are added afterwards), system ones on SQLite."""
        if not self.sqlite:
            return bare_table(table)
        references = _references(table)
        later = {c.column_keys[0] for c in references} - SYSTEM_REFERENCES
        copy = bare_table(table, without=later)
        for constraint in references:
            if constraint.column_keys[0] not in later:
                copy.append_constraint(_copied(constraint, copy))
        return copy

    def _add_column(self, table_name: str, column: Column[Any], constraint: ForeignKeyConstraint | None) -> None:
        if constraint is not None and self.sqlite:
            reference = ForeignKey(
                constraint.elements[0].target_fullname, name=str(constraint.name), ondelete=constraint.ondelete
            )
            self._op.add_column(table_name, Column(column.name, column.type, reference), inline_references=True)
            return
        self._op.add_column(table_name, Column(column.name, column.type, nullable=True))
        if constraint is not None:
            self._add_reference(table_name, constraint)

    def _add_reference(self, table_name: str, constraint: ForeignKeyConstraint) -> None:
        self._op.create_foreign_key(
            str(constraint.name),
            table_name,
            constraint.elements[0].column.table.name,
            list(constraint.column_keys),
            [constraint.elements[0].column.name],
            ondelete=constraint.ondelete,
        )

    def _move(self, table: Table, source: str, target: str, constraint: ForeignKeyConstraint | None) -> None:
        """SQLite: the values of column `source` go to a new column `target`; `source` is dropped."""
        model = table.c[source] if source in table.c else table.c[target]
        self._add_column(table.name, Column(target, model.type), constraint)
        both = Table(
            table.name,
            MetaData(),
            Column("id", table.c.id.type),
            Column(source, model.type),
            Column(target, model.type),
        )
        statement = update(both).values({both.c[target]: both.c[source]}).where(both.c[source].is_not(None))
        if constraint is not None:
            referred = constraint.elements[0].column
            statement = statement.where(exists().where(referred == both.c[source]))
        self.tx.execute(statement)
        self._op.drop_column(table.name, source)

    def _empty_dangling(self, table: Table, constraint: ForeignKeyConstraint) -> None:
        column = table.c[constraint.column_keys[0]]
        gone = column.is_not(None) & ~_refers(table, constraint)
        self.tx.execute(update(table).values({column: None}).where(gone))


def bare_table(table: Table, name: str | None = None, *, without: Collection[str] = ()) -> Table:
    """The columns of a table without foreign keys and indexes, perhaps under another name."""
    columns = [
        Column(column.name, column.type, primary_key=column.primary_key, nullable=column.nullable)
        for column in table.c
        if column.name not in without
    ]
    return Table(name or table.name, MetaData(), *columns)


def column_names(tx: Transaction, table_name: str) -> frozenset[str]:
    """The columns a table really has; empty when there is no such table."""
    inspector = inspect(tx.connection)
    if not inspector.has_table(table_name):
        return frozenset()
    return frozenset(column["name"] for column in inspector.get_columns(table_name))


def index_signatures(tx: Transaction, tables: Iterable[Table]) -> dict[str, Index]:
    """Indexes by the text that makes them: equal text, equal index."""
    return {
        str(CreateIndex(index).compile(dialect=tx.connection.dialect)): index
        for table in tables
        for index in table.indexes
    }


def _copied(constraint: ForeignKeyConstraint, table: Table) -> ForeignKeyConstraint:
    target = constraint.elements[0].column
    stand_in = Table(target.table.name, table.metadata, Column("id", target.type, primary_key=True), keep_existing=True)
    column = table.c[constraint.column_keys[0]]
    return ForeignKeyConstraint([column], [stand_in.c.id], name=str(constraint.name), ondelete=constraint.ondelete)


def _references(table: Table) -> list[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda constraint: constraint.column_keys[0])


def _reference_of(table: Table, key: str) -> ForeignKeyConstraint | None:
    return next((c for c in table.foreign_key_constraints if c.column_keys[0] == key), None)


def _refers(table: Table, constraint: ForeignKeyConstraint) -> ColumnElement[bool]:
    referred = constraint.elements[0].column
    if referred.table.name == table.name:
        other = referred.table.alias()
        return exists().where(other.c[referred.name] == table.c[constraint.column_keys[0]])
    return exists().where(referred == table.c[constraint.column_keys[0]])
