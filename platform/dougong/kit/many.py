"""Many rows by one statement, and many statements in one round trip: what a step of a flow or a batch of an import
writes. PostgreSQL is a network away and works out each statement anew; SQLite gains nothing and is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Insert, Text, bindparam, cast, column, func, select

from dougong.kit.fixed import Fixed, Row
from dougong.kit.pipelining import one_trip
from dougong.kit.types import dump_json

if TYPE_CHECKING:
    from dougong.kit.db import Transaction


class Inserting:
    """An INSERT for any number of rows; on PostgreSQL they are one parameter, a JSON text, of one statement (an array
    for each column costs the driver three times as much).

    `build(dialect)` gives the INSERT of one row, with its `on_conflict_…` and `returning`; `keys` are its columns,
    whose values must have a JSON form that PostgreSQL reads. Two rows of the same key are refused by PostgreSQL in
    `on_conflict_do_update`."""

    def __init__(self, build: Callable[[str], Any], keys: Sequence[str]) -> None:
        self._keys = [f"{key}" for key in keys]  # names of columns are not always plain texts
        self._one = Fixed(build, keys=keys)
        self._all = Fixed(lambda dialect: _from_json(build(dialect), self._keys))

    def run(self, tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts them."""
        if tx.dialect == "postgresql" and len(rows) > 1:
            self._all.run(tx, self._text(rows))
        else:
            self._one.run_many(tx, rows)

    def returning(self, tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Inserts them. → what RETURNING gives, without the rows that were there already"""
        if tx.dialect == "postgresql" and len(rows) > 1:
            return self._all.rows(tx, self._text(rows))
        return [found for row in rows for found in self._one.rows(tx, row)]

    def _text(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        return {"given": dump_json([{key: row.get(key) for key in self._keys} for row in rows])}


def _from_json(statement: Insert, keys: Sequence[str]) -> Insert:
    """`INSERT INTO t (a, b) SELECT a, b FROM json_to_recordset($1) AS given (a A, b B) …`"""
    columns = [column(key, statement.table.c[key].type) for key in keys]
    text = cast(bindparam("given", type_=Text()), JSON)
    rows = func.json_to_recordset(text).table_valued(*columns, name="given").render_derived(with_types=True)
    return statement.from_select(list(keys), select(*(rows.c[key] for key in keys)))


@contextmanager
def together(tx: Transaction) -> Iterator[None]:
    """Changes inside are sent one after another without waiting for each; PostgreSQL answers them all at the end.

    Only for statements of `Fixed` and `Inserting` whose answer nobody looks at: how many rows they touched is not known
    inside. What is refused is raised when the block ends."""
    if tx.dialect != "postgresql":
        yield
        return
    with one_trip(tx.connection):
        yield
