"""Rows from the database as polars frames, under the viewer's rights: the road on which polars computes.

Each table of a program becomes one statement of the access room: the rows that the viewer's grants cover, each column
as the viewer sees it there (NULL where no covering grant gives it). So the frames hold nothing that is hidden, and
whatever is computed over them says nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import polars as pl
from sqlalchemy import ColumnElement, FromClause, Select, select

from dougong.access.compiler import Access
from dougong.access.sql.kinds import kind_of_column
from dougong.access.visibility import Sight
from dougong.access.words import as_read
from dougong.kit.db import Transaction
from dougong.kit.types import JsonDoc
from dougong.records.models import change_log
from dougong.reports.problems import too_many_rows
from dougong.reports.scope import AT, RECORD, ROW_ID, VALUE, Mode, TableKey

MOST_ROWS = 1_000_000
"""Rows of one table that a question may read without a snapshot."""
INSTANT = pl.Datetime("ms", "UTC")
DTYPES: Mapping[str, pl.DataType] = {
    "number": pl.Float64(), "boolean": pl.Boolean(), "date": pl.Date(), "datetime": INSTANT,
}  # fmt: skip


def load(
    tx: Transaction,
    access: Access,
    needs: Mapping[str, frozenset[str]],
    mode: Mode,
    where: Sequence[ColumnElement[bool]] = (),
) -> dict[str, pl.LazyFrame]:
    """The frames of these tables and columns. `where`: conditions over the root's own table that every record of
    interest satisfies (they only spare work). Raises `Invalid` when a table has more than MOST_ROWS rows."""
    loader = Loader(tx, access, mode, where)
    return {name: loader.frame(name, sorted(columns)).lazy() for name, columns in needs.items()}


class Loader:
    """Reads the tables of one question."""

    def __init__(self, tx: Transaction, access: Access, mode: Mode, where: Sequence[ColumnElement[bool]] = ()) -> None:
        self._tx, self._access, self._mode, self._where = tx, access, mode, tuple(where)

    def frame(self, name: str, columns: Sequence[str]) -> pl.DataFrame:
        """One table with these columns, `id` among them or not."""
        key = TableKey.parse(name)
        if key.history is not None:
            return self._history(key, columns)
        if key.part is not None:
            return self._part(key, columns)
        return read_frame(self._tx, self._records(key, columns))

    def sight(self, key: TableKey) -> Sight:
        """How the viewer sees the form: as asked for the root, by the right to read behind a link."""
        if key.linked:
            return self._access.sight(key.form)
        return root_sight(self._access, key.form, self._mode)

    def _records(self, key: TableKey, columns: Sequence[str]) -> Select[Any]:
        sight = self.sight(key)
        fields = sight.catalog.form(sight.form).by_key
        shown = [as_read(fields.get(column), sight.column(column)).label(column) for column in columns]
        return select(*shown).select_from(sight.table).where(*self._live(key, sight))

    def _part(self, key: TableKey, columns: Sequence[str]) -> pl.DataFrame:
        """Rows of a subform or pairs of a link, of visible records, where the list itself is visible. `id` sorts as the
        rows stand in the list (the engine puts lists in the order of their ids); `row_id` is the row's own."""
        sight = self.sight(key)
        seen = sight.sees(*key.place)
        rows = self._access.catalog.links(key.form, *key.place)  # children and pairs stand in one register
        names = [column for column in columns if column != "id"]
        shown = [self._column(sight, key, rows, column).label(column) for column in names]
        if "id" in columns:
            shown += [rows.c["position"].label("#position"), rows.c["id"].label("#id")]
        joined = rows.join(sight.table, rows.c["record_id"] == sight.table.c["id"])
        conditions = [*self._live(key, sight), *(() if seen is None else (seen,))]
        frame = read_frame(self._tx, select(*shown).select_from(joined).where(*conditions))
        if "id" not in columns:
            return frame
        return frame.with_columns(in_order(pl.col("#position"), pl.col("#id")).alias("id")).select(columns)

    def _column(self, sight: Sight, key: TableKey, rows: FromClause, column: str) -> ColumnElement[Any]:
        if column == ROW_ID:
            return rows.c["id"]
        if column in ("record_id", "target_id"):
            return rows.c[column]
        return sight.column(*key.place, column, table=rows)

    def _live(self, key: TableKey, sight: Sight) -> list[ColumnElement[bool]]:
        own = () if key.linked else self._where
        return [sight.table.c["deleted_at"].is_(None), sight.rows(), *own]

    def _history(self, key: TableKey, columns: Sequence[str]) -> pl.DataFrame:
        """Each time the field took a value, of records in which the viewer sees the field now."""
        field = key.history or ""
        sight, c = self.sight(key), change_log.c
        seen = sight.sees(field)
        joined = change_log.join(sight.table, c.record_id == sight.table.c["id"])
        conditions = [*self._live(key, sight), *(() if seen is None else (seen,))]
        statement = (
            select(c.seq, c.record_id, c.at, c.changes)
            .select_from(joined)
            .where(c.app == self._access.catalog.app_key, c.form == key.form, c.changes.is_not(None), *conditions)
            .order_by(c.seq)
            .limit(MOST_ROWS + 1)
        )
        rows = [
            {"id": str(row.seq), RECORD: row.record_id, AT: row.at, VALUE: row.changes[field][1]}
            for row in self._tx.execute(statement)
            if field in row.changes and row.changes[field][1] is not None
        ]
        if len(rows) > MOST_ROWS:
            raise too_many_rows(MOST_ROWS)
        dtype = DTYPES.get(kind_of_column(sight.table.c[field]), pl.String())
        schema = {"id": pl.String(), RECORD: pl.String(), AT: INSTANT, VALUE: pl.String()}
        frame = pl.DataFrame(rows, schema=schema, orient="row", strict=False)
        return frame.with_columns(pl.col(VALUE).cast(dtype, strict=False)).select(columns)


def root_sight(access: Access, form: str, mode: Mode) -> Sight:
    """The records a query is about, as the viewer may sum, read or export them. Raises NotAllowed."""
    return access.sight(form, op="export" if mode == "export" else "read", aggregate=mode == "aggregate")


def lists_of(statement: Select[Any]) -> frozenset[str]:
    """Columns that hold a JSON list."""
    return frozenset(column.name for column in statement.selected_columns if isinstance(column.type, JsonDoc))


def in_order(position: pl.Expr, identity: pl.Expr) -> pl.Expr:
    """A text that sorts rows of a list by their place."""
    return pl.concat_str(position.cast(pl.Int64).cast(pl.String).str.zfill(6), pl.lit(":"), identity)


def read_frame(tx: Transaction, statement: Select[Any]) -> pl.DataFrame:
    """A statement's rows as a frame; numbers as doubles (15 digits are exact), lists as lists of texts."""
    lists = lists_of(statement)
    schema = {
        column.name: pl.List(pl.String()) if column.name in lists else DTYPES.get(kind_of_column(column), pl.String())
        for column in statement.selected_columns
    }
    rows = tx.execute(statement.limit(MOST_ROWS + 1)).all()
    if len(rows) > MOST_ROWS:
        raise too_many_rows(MOST_ROWS)
    data = {
        name: pl.Series(name, [plain(row[place], dtype) for row in rows], dtype=dtype)
        for place, (name, dtype) in enumerate(schema.items())
    }
    return pl.DataFrame(data)


def plain(value: Any, dtype: pl.DataType) -> Any:
    """A canonical value as polars takes it."""
    if value is None:
        return None
    if isinstance(dtype, pl.Float64):
        return float(value)
    if isinstance(dtype, pl.List):
        items = orjson.loads(value) if isinstance(value, str) else value
        return [item if isinstance(item, str) else orjson.dumps(item).decode() for item in items] or None
    if isinstance(dtype, pl.String):
        return str(value)
    return value.astimezone() if isinstance(value, datetime) and value.tzinfo is None else value
