"""Values of one field on their way to a new column of another type, batch by batch, beside people who go on writing.

The new column stands beside the old one under a name of its own (a `retired_column` row of kind `moving`, so whatever
is left over is swept). It is filled in order of the rows' ids; rows that people change meanwhile are read again from
the change log, the last of them under the lock of the swap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, MetaData, Table, bindparam, or_, select, update

from dougong.access.tables import column_type
from dougong.apps.conversion import converter
from dougong.apps.plan import Plan
from dougong.apps.retired import Path, Retired
from dougong.apps.schema_change import Change
from dougong.apps.undoing import kept_before
from dougong.apps.values import is_recomputed, storage, stored_fields
from dougong.kit.db import Transaction
from engines.form.fields import FIELD_TYPES, FieldModel
from engines.form.fields.base import Reading
from engines.form.storage import Column as StoredColumn

BATCH = 1_000
_ELSEWHERE = frozenset({"link", "encrypted"})
"""Types whose values stand in other tables, or refer to them: they are converted under the lock."""


def movable(planned: Plan) -> list[Change]:
    """The changes of type that can be made this way."""
    return [change for change in planned.changes if _is_movable(planned, change)]


def _is_movable(planned: Plan, change: Change) -> bool:
    old = change.old
    return (
        change.op == "convert"
        and old is not None
        and change.path in stored_fields(planned.old)
        and _ELSEWHERE.isdisjoint((old.type, change.field.type))
        and isinstance(storage(old), StoredColumn)
        and isinstance(storage(change.field), StoredColumn)
        and not is_recomputed(change.field)
    )


@dataclass(frozen=True)
class Move:
    """`shadow`: where values go. `kept`: values from before an earlier change of type, when this one goes back."""

    form: str
    path: Path
    table: str
    old: FieldModel
    shadow: Retired
    kept: Retired | None

    @classmethod
    def of(cls, planned: Plan, change: Change, shadow: Retired) -> Move:
        """The move of one change of a plan."""
        if change.old is None:
            raise ValueError(f"{change.path} has no former type")
        kept = kept_before(planned.aside, change.path, change.field)
        return cls(planned.form.key, change.path, shadow.table, change.old, shadow, kept)

    @cached_property
    def _columns(self) -> Table:
        columns = [_column(self.path[-1], self.old), _column(str(self.shadow.column), self.shadow.field)]
        if self.kept is not None:
            columns.append(_column(str(self.kept.column), self.kept.field))
        if len(self.path) > 1:
            columns.append(Column("record_id", column_type("id")))
        return Table(self.table, MetaData(), Column("id", column_type("id"), primary_key=True), *columns)

    def fill(self, tx: Transaction, reading: Reading, after: str | None) -> tuple[str | None, int, int]:
        """Converts the next batch. → (the last row's id, None when that was all; how many rows; how many are lost)"""
        t = self._columns
        named = [t.c[self.path[-1]], *([t.c[str(self.kept.column)]] if self.kept is not None else [])]
        statement = select(t).where(or_(*(column.is_not(None) for column in named))).order_by(t.c.id).limit(BATCH)
        rows = tx.execute(statement if after is None else statement.where(t.c.id > after)).all()
        lost = self._write(tx, reading, rows, blanks=False)
        return (rows[-1].id if len(rows) == BATCH else None), len(rows), lost

    def again(self, tx: Transaction, reading: Reading, records: Collection[str]) -> int:
        """Converts the values of these records once more. → how many are lost"""
        t = self._columns
        owner = t.c.record_id if len(self.path) > 1 else t.c.id
        ids, lost = list(records), 0
        for start in range(0, len(ids), BATCH):
            rows = tx.execute(select(t).where(owner.in_(ids[start : start + BATCH]))).all()
            lost += self._write(tx, reading, rows, blanks=True)
        return lost

    def _write(self, tx: Transaction, reading: Reading, rows: Sequence[Any], *, blanks: bool) -> int:
        convert = converter(self.old, self.shadow.field, reading)
        before = converter(self.kept.field, self.old, reading) if self.kept is not None else None
        same = FIELD_TYPES[self.old.type].equal
        source, lost, written = self.path[-1], 0, []
        for row in rows:
            now = row._mapping[source]
            kept = row._mapping[str(self.kept.column)] if self.kept is not None else None
            if before is not None and kept is not None and same(before(kept).value, now):
                value = kept  # nobody touched it since: it comes back exactly as it was
            elif now is None:
                value = None
            else:
                made = convert(now)
                value, lost = made.value, lost + (made.fate == "lost")
            if value is not None or blanks:
                written.append({"row_id": row.id, "value": value})
        if written:
            t = self._columns
            statement = update(t).where(t.c.id == bindparam("row_id"))
            tx.execute(statement.values({str(self.shadow.column): bindparam("value")}), written)
        return lost


def _column(name: str, field: FieldModel) -> Column[Any]:
    place = storage(field)
    if not isinstance(place, StoredColumn):
        raise TypeError(f"{field.type} is no single column")
    return Column(name, column_type(place.kind, place.precision, place.scale))
