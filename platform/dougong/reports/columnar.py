"""Tables as raw columns, fast: the database turns values into plain ones, polars turns those into its own.

Rows of deleted records are left out; nothing here knows of rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import polars as pl
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Float,
    FromClause,
    Select,
    String,
    Text,
    cast,
    extract,
    func,
    literal_column,
    select,
    type_coerce,
)

from dougong.access.sql.kinds import kind_of_column
from dougong.access.tables import Catalog
from dougong.kit.db import Transaction
from dougong.kit.types import Id, JsonDoc
from dougong.reports.loading import DTYPES, INSTANT, in_order
from dougong.reports.scope import ROW_ID, TableKey
from engines.form.fields._choices import ChoiceField

Name = tuple[str, str, str | None]
"""App id, form, part."""
ALWAYS = (frozenset({"id", "owner"}), frozenset({"id", "record_id"}))
"""Columns that every snapshot holds: of a form, of a part."""
_BATCH = 100_000
_CATEGORY = pl.Categorical()
_PEOPLE = frozenset({"owner", "created_by", "updated_by"})


@dataclass(frozen=True)
class Cursor:
    """How far the change log has been read."""

    seq: int = 0
    xmin: int = 0
    seen: frozenset[int] = frozenset()
    """Numbers at or above `xmin` whose changes are in already."""


@dataclass(frozen=True)
class Snapshot:
    """One table. `alive` None: every row of the base counts. Immutable: a look makes a new one."""

    version: int
    columns: frozenset[str]
    base: pl.DataFrame
    delta: pl.DataFrame
    cursor: Cursor
    alive: pl.Series | None = None

    def lazy(self) -> pl.LazyFrame:
        """The rows as they are now."""
        base = self.base.lazy() if self.alive is None else self.base.lazy().filter(self.alive)
        return base if self.delta.is_empty() else pl.concat([base, self.delta.lazy()], how="vertical")

    @property
    def size(self) -> int:
        return int(self.base.estimated_size() + self.delta.estimated_size())


def table_of(catalog: Catalog, key: TableKey) -> FromClause:
    """The table behind a name."""
    return catalog.table(key.form) if key.part is None else catalog.links(key.form, *key.place)


def fetch(
    tx: Transaction, catalog: Catalog, key: TableKey, columns: Sequence[str], where: Sequence[ColumnElement[bool]]
) -> pl.DataFrame:
    """The live rows of a table with these columns."""
    table = table_of(catalog, key)
    statement = _statement(tx, catalog, key, table, columns).where(*where)
    result = tx.execute(statement.execution_options(yield_per=_BATCH))
    schema = {name: _dtype(catalog, key, table, name) for name in columns}
    parts = [_frame(rows, columns, schema, table) for rows in result.partitions(_BATCH)]
    return pl.concat(parts, how="vertical") if parts else pl.DataFrame(schema=schema)


def _statement(
    tx: Transaction, catalog: Catalog, key: TableKey, table: FromClause, columns: Sequence[str]
) -> Select[Any]:
    parent = catalog.table(key.form)
    shown = [_plain(tx, table, key, name).label(name) for name in columns]
    chosen = select(*shown).where(parent.c["deleted_at"].is_(None))
    if key.part is None:
        return chosen.select_from(table)
    return chosen.select_from(table.join(parent, table.c["record_id"] == parent.c["id"]))


def _plain(tx: Transaction, table: FromClause, key: TableKey, name: str) -> ColumnElement[Any]:
    """A column as a value that costs nothing to carry over: numbers as doubles, instants as milliseconds, dates as
    days since 1970, everything else as text."""
    if key.part is not None and name == "id":
        return cast(table.c["position"], Text).concat(":").concat(cast(table.c["id"], Text))
    column = table.c["id"] if name == ROW_ID else table.c[name]
    if tx.dialect != "postgresql":
        return _raw(column)
    kind = kind_of_column(column)
    if isinstance(column.type, Id | JsonDoc):
        return cast(column, Text)
    if kind == "number":
        return cast(column, Float)
    if kind == "datetime":
        return cast(func.round(extract("epoch", column) * 1000), BigInteger)
    if kind == "date":
        return cast(column, Date).op("-")(literal_column("date '1970-01-01'"))
    return column


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """SQLite's own value, past the converters of column types."""
    return type_coerce(column, String())


def _frame(rows: Sequence[Any], columns: Sequence[str], schema: dict[str, Any], table: FromClause) -> pl.DataFrame:
    data = [_series(name, [row[place] for row in rows], schema[name]).alias(name) for place, name in enumerate(columns)]
    frame = pl.DataFrame(data)
    if "record_id" in table.c and "id" in columns:
        halves = pl.col("id").str.split_exact(":", 1)
        frame = frame.with_columns(in_order(halves.struct.field("field_0"), halves.struct.field("field_1")).alias("id"))
    return frame


def _series(name: str, values: list[Any], dtype: Any) -> pl.Series:
    if isinstance(dtype, pl.List):
        lists = [None if value is None else _items(value) for value in values]
        return pl.Series(name, lists, dtype=dtype)
    first = next((value for value in values if value is not None), None)
    if dtype == INSTANT and isinstance(first, str):
        texts = pl.Series(name, values, dtype=pl.String)
        return texts.str.to_datetime("%Y-%m-%dT%H:%M:%S%.3fZ", time_unit="ms").dt.replace_time_zone("UTC")
    if dtype == INSTANT:
        return pl.Series(name, values, dtype=pl.Int64).cast(pl.Datetime("ms")).dt.replace_time_zone("UTC")
    if dtype == pl.Date and isinstance(first, str):
        return pl.Series(name, values, dtype=pl.String).str.to_date("%Y-%m-%d")
    if dtype == pl.Date:
        return pl.Series(name, values, dtype=pl.Int32).cast(pl.Date)
    if dtype == pl.Float64:
        return pl.Series(name, values, dtype=pl.Float64, strict=False)
    if dtype == pl.Boolean:
        return pl.Series(name, [None if value is None else bool(value) for value in values], dtype=pl.Boolean)
    return pl.Series(name, values, dtype=pl.String).cast(dtype)


def _items(value: Any) -> list[str] | None:
    items = orjson.loads(value) if isinstance(value, str) else value
    return [item if isinstance(item, str) else orjson.dumps(item).decode() for item in items] or None


def _dtype(catalog: Catalog, key: TableKey, table: FromClause, name: str) -> Any:
    """Options and people as categories: grouping by them compares small numbers."""
    if name == ROW_ID or (key.part is not None and name == "id"):
        return pl.String()
    column = table.c[name]
    if isinstance(column.type, JsonDoc):
        return pl.List(pl.String())
    field = catalog.field(key.form, *key.place, name)
    if isinstance(field, ChoiceField) or (name in _PEOPLE and key.part is None):
        return _CATEGORY
    return DTYPES.get(kind_of_column(column), pl.String())
