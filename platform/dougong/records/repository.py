"""Rows in and out of a form's tables, as canonical values. No rights and no rules here: those stand above.

A `Stored` record has the form's own values (subforms as lists of rows with their ids, links to many as lists of ids)
and its system columns apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table

from dougong.access.tables import OUTER_ROW, SYSTEM_COLUMNS, Catalog
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from dougong.records.statements import STATEMENTS, FormStatements, LineStatements, PairStatements
from engines.form.definition import Form
from engines.form.inner import rows_at

SYSTEM = SYSTEM_COLUMNS
T = TypeVar("T")
Row = tuple[Any, ...]
_CHUNK = 500  # ids in one IN list: below SQLite's and PostgreSQL's limits of parameters


@dataclass(frozen=True)
class Stored:
    """One record as it is kept."""

    id: str
    version: int
    values: Mapping[str, Any]
    system: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deleted(self) -> bool:
        return self.system.get("deleted_at") is not None


class Repository:
    """The records of one form, inside one transaction."""

    def __init__(self, tx: Transaction, catalog: Catalog, form_key: str) -> None:
        self.tx = tx
        self.form: Form = catalog.form(form_key)
        self.table: Table = catalog.table(form_key)
        self._statements: FormStatements = STATEMENTS.of(catalog, form_key)

    # reading

    def get(self, record_id: str, *, lock: bool = False) -> Stored | None:
        """The record, deleted or not. `lock` holds the row until the transaction ends (PostgreSQL; SQLite's writer
        is alone anyway)."""
        found = self.get_many([record_id], lock=lock)
        return found.get(record_id)

    def get_many(self, ids: Sequence[str], *, lock: bool = False) -> dict[str, Stored]:
        """The records that exist among `ids`, by id. Rows are locked in the order of their ids: no deadlocks."""
        own = self._statements.own
        statement = own.get_locked if lock else own.get
        rows: list[Row] = []
        for chunk in chunks(sorted(set(ids))):
            rows += statement.rows(self.tx, {"ids": chunk})
        return self._assemble(rows)

    def _assemble(self, rows: Sequence[Row]) -> dict[str, Stored]:
        ids = [row[0] for row in rows]
        lists: dict[str, Mapping[str, list[Any]]] = {}
        lists |= self._all_lines(ids)
        for key, pairs in self._statements.pairs.items():
            lists[key] = self._targets(pairs, ids)
        columns, system = self._statements.columns, len(SYSTEM)
        found: dict[str, Stored] = {}
        for row in rows:
            values = dict(zip(columns, row[system:], strict=True))
            for key, by_id in lists.items():
                values[key] = by_id.get(row[0])
            kept = dict(zip(SYSTEM, row[:system], strict=True))
            found[row[0]] = Stored(row[0], kept["version"], values, kept)
        return found

    def _all_lines(self, ids: Sequence[str]) -> dict[str, Mapping[str, list[Any]]]:
        """Rows by subform and record; those inside rows stand in them."""
        found: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for path, lines in reversed(list(self._statements.lines.items())):  # inner ones first
            grouped = found[path] = self._lines(lines, ids)
            for key, inner in lines.lists.items():
                for row in (row for rows in grouped.values() for row in rows):
                    row[key] = found[inner].get(row["id"])
        return {path: rows for path, rows in found.items() if path in self.form.by_key}

    def _lines(self, lines: LineStatements, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        names = ("id", *lines.columns)
        grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for chunk in chunks(ids):
            for row in lines.get.rows(self.tx, {"ids": chunk}):
                grouped[row[0]].append(dict(zip(names, row[1:], strict=True)))
        return grouped

    def _targets(self, pairs: PairStatements, ids: Sequence[str]) -> dict[str, list[str]]:
        grouped: dict[str, list[str]] = defaultdict(list)
        for chunk in chunks(ids):
            for record_id, target in pairs.get.rows(self.tx, {"ids": chunk}):
                grouped[record_id].append(target)
        return grouped

    # writing

    def insert(self, records: Sequence[Stored]) -> None:
        """New records with all their rows. IntegrityError when a unique index says no."""
        columns = self._statements.columns
        self._statements.own.insert.run_many(
            self.tx, [{**{key: r.values.get(key) for key in columns}, **r.system, "id": r.id} for r in records]
        )
        for lines in self._statements.lines.values():
            lines.insert.run_many(self.tx, [line for r in records for line in _written(lines, r)])
        for key, pairs in self._statements.pairs.items():
            pairs.insert.run_many(self.tx, [p for r in records for p in _pairs(r.id, r.values.get(key))])

    def update(self, record: Stored, changed: Iterable[str], *, updated_at: datetime, updated_by: str | None) -> Stored:
        """Writes the `changed` fields and raises the version. The row must be locked by the caller."""
        changed = set(changed)
        system = dict(record.system) | {
            "updated_at": updated_at,
            "updated_by": updated_by,
            "version": record.version + 1,
        }
        written = {key: system[key] for key in ("updated_at", "updated_by", "version", "owner", "errors")}
        self._write(record, changed, written)
        return Stored(record.id, record.version + 1, record.values, system)

    def write_computed(self, records: Sequence[tuple[Stored, frozenset[str]]]) -> None:
        """Stores computed values and their errors; version and times stay."""
        for record, changed in records:
            self._write(record, changed, {"errors": record.system["errors"]})

    def mark(self, record: Stored, *, deleted_at: datetime | None, by: str | None) -> Stored:
        """Into the recycle bin, or out of it."""
        system = dict(record.system) | {
            "deleted_at": deleted_at,
            "version": record.version + 1,
            "updated_at": self.tx.now,
            "updated_by": by,
        }
        written = {name: system[name] for name in ("deleted_at", "version", "updated_at", "updated_by")}
        self._write(record, (), written)
        return Stored(record.id, record.version + 1, record.values, system)

    def _write(self, record: Stored, changed: Collection[str], system: Mapping[str, Any]) -> None:
        """One row, those of its own columns that are in `changed`, and its lists that are."""
        values = {key: record.values.get(key) for key in self._statements.columns if key in changed} | dict(system)
        self._statements.own.update(values).run(self.tx, {**values, "_row_id": record.id})
        for lines in self._statements.lines.values():
            if lines.path[0] in changed:
                self._replace_lines(lines, record)
        for key, pairs in self._statements.pairs.items():
            if key in changed:
                pairs.delete.run(self.tx, {"record_id": record.id})
                pairs.insert.run_many(self.tx, list(_pairs(record.id, record.values.get(key))))

    def _replace_lines(self, lines: LineStatements, record: Stored) -> None:
        """Rows that are gone go with the rows inside them, of which the next statements know nothing any more."""
        held = {row[0] for row in lines.ids.rows(self.tx, {"record_id": record.id})}
        written = _written(lines, record)
        gone = held - {line["id"] for line in written}
        if gone:
            lines.delete.run(self.tx, {"ids": sorted(gone)})
        update = lines.update(("position", *lines.columns))
        update.run_many(self.tx, [{**line, "_row_id": line["id"]} for line in written if line["id"] in held])
        lines.insert.run_many(self.tx, [line for line in written if line["id"] not in held])


def _written(lines: LineStatements, record: Stored) -> list[dict[str, Any]]:
    """The rows of one subform as they are kept. Positions count through the record."""
    *around, key = lines.path
    holders = rows_at(record.values, around) if around else [record.values]
    owned = [(holder, row) for holder in holders for row in holder.get(key) or ()]
    return [
        {
            "id": row["id"],
            "record_id": record.id,
            "position": position,
            **({OUTER_ROW: holder["id"]} if around else {}),
            **{column: row.get(column) for column in lines.columns},
        }
        for position, (holder, row) in enumerate(owned)
    ]


def _pairs(record_id: str, targets: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    for position, target in enumerate(targets or ()):
        yield {"id": new_id(), "record_id": record_id, "target_id": target, "position": position}


def chunks(ids: Sequence[T]) -> Iterable[Sequence[T]]:
    """`ids` in lists short enough for one statement."""
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
