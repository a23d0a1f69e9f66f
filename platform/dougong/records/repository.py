"""Rows in and out of a form's tables, as canonical values. No rights and no rules here: those stand above.

A `Stored` record has the form's own values (subforms as lists of rows with their ids, links to many as lists of ids)
and its system columns apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, Table, delete, insert, select, update

from dougong.access.tables import Catalog, storage_of
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from engines.form.definition import Form
from engines.form.fields.base import FieldModel
from engines.form.storage import ChildTable, LinkTable
from engines.form.storage import Column as StoredColumn

SYSTEM = ("id", "owner", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at", "errors")
T = TypeVar("T")
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
        self.catalog = catalog
        self.form: Form = catalog.form(form_key)
        self.table: Table = catalog.table(form_key)
        self._columns = [f for f in self.form.fields if isinstance(storage_of(f), StoredColumn)]
        self._children = [f for f in self.form.fields if isinstance(storage_of(f), ChildTable)]
        self._links = [f for f in self.form.fields if isinstance(storage_of(f), LinkTable)]

    # reading

    def get(self, record_id: str, *, lock: bool = False) -> Stored | None:
        """The record, deleted or not. `lock` holds the row until the transaction ends (PostgreSQL; SQLite's writer
        is alone anyway)."""
        found = self.get_many([record_id], lock=lock)
        return found.get(record_id)

    def get_many(self, ids: Sequence[str], *, lock: bool = False) -> dict[str, Stored]:
        """The records that exist among `ids`, by id. Rows are locked in the order of their ids: no deadlocks."""
        rows: list[Row[Any]] = []
        for chunk in chunks(sorted(set(ids))):
            statement = select(self.table).where(self.table.c.id.in_(chunk)).order_by(self.table.c.id)
            rows += self.tx.execute(statement.with_for_update() if lock else statement).all()
        return self._assemble(rows)

    def fetch(self, statement: Select[Any]) -> dict[str, Stored]:
        """The records a statement over this form's whole table gives."""
        return self._assemble(self.tx.execute(statement).all())

    def _assemble(self, rows: Sequence[Row[Any]]) -> dict[str, Stored]:
        ids = [row.id for row in rows]
        lists: dict[str, Mapping[str, list[Any]]] = {f.key: self._child_rows(f, ids) for f in self._children}
        lists |= {f.key: self._link_ids(f, ids) for f in self._links}
        found: dict[str, Stored] = {}
        for row in rows:
            data = row._mapping
            values = {f.key: data[f.key] for f in self._columns}
            values |= {key: by_id.get(row.id) for key, by_id in lists.items()}
            found[row.id] = Stored(row.id, row.version, values, {name: data[name] for name in SYSTEM})
        return found

    def _child_rows(self, subform: FieldModel, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        table = self.catalog.child(self.form.key, subform.key)
        keys = [f.key for f in _inner(subform)]
        grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for chunk in chunks(ids):
            statement = select(table).where(table.c.record_id.in_(chunk)).order_by(table.c.record_id, table.c.position)
            for row in self.tx.execute(statement):
                grouped[row.record_id].append({"id": row.id} | {key: row._mapping[key] for key in keys})
        return grouped

    def _link_ids(self, link: FieldModel, ids: Sequence[str]) -> dict[str, list[str]]:
        table = self.catalog.links(self.form.key, link.key)
        grouped: dict[str, list[str]] = defaultdict(list)
        for chunk in chunks(ids):
            statement = (
                select(table.c.record_id, table.c.target_id)
                .where(table.c.record_id.in_(chunk))
                .order_by(table.c.record_id, table.c.position)
            )
            for row in self.tx.execute(statement):
                grouped[row.record_id].append(row.target_id)
        return grouped

    # writing

    def insert(self, records: Sequence[Stored]) -> None:
        """New records with all their rows. IntegrityError when a unique index says no."""
        self.tx.execute(insert(self.table), [{**self._row(r.values), **r.system, "id": r.id} for r in records])
        for subform in self._children:
            self._insert_rows(subform, {r.id: r.values.get(subform.key) or [] for r in records})
        for link in self._links:
            self._insert_links(link, {r.id: r.values.get(link.key) or [] for r in records})

    def update(self, record: Stored, changed: Iterable[str], *, updated_at: datetime, updated_by: str | None) -> Stored:
        """Writes the `changed` fields and raises the version. The row must be locked by the caller."""
        changed = set(changed)
        values = {key: value for key, value in self._row(record.values).items() if key in changed}
        system = dict(record.system) | {
            "updated_at": updated_at,
            "updated_by": updated_by,
            "version": record.version + 1,
        }
        written = {key: system[key] for key in ("updated_at", "updated_by", "version", "owner", "errors")}
        self.tx.execute(update(self.table).where(self.table.c.id == record.id).values(**values, **written))
        for subform in self._children:
            if subform.key in changed:
                self._replace_rows(subform, record.id, record.values.get(subform.key) or [])
        for link in self._links:
            if link.key in changed:
                self._replace_links(link, record.id, record.values.get(link.key) or [])
        return Stored(record.id, record.version + 1, record.values, system)

    def write_computed(self, records: Sequence[tuple[Stored, frozenset[str]]]) -> None:
        """Stores computed values and their errors; version and times stay."""
        for record, changed in records:
            values = {key: value for key, value in self._row(record.values).items() if key in changed}
            values["errors"] = record.system["errors"]
            self.tx.execute(update(self.table).where(self.table.c.id == record.id).values(**values))
            for subform in self._children:
                if subform.key in changed:
                    self._replace_rows(subform, record.id, record.values.get(subform.key) or [])

    def mark(self, record: Stored, *, deleted_at: datetime | None, by: str | None) -> Stored:
        """Into the recycle bin, or out of it."""
        system = dict(record.system) | {
            "deleted_at": deleted_at,
            "version": record.version + 1,
            "updated_at": self.tx.now,
            "updated_by": by,
        }
        names = ("deleted_at", "version", "updated_at", "updated_by")
        changed = {name: system[name] for name in names}
        self.tx.execute(update(self.table).where(self.table.c.id == record.id).values(**changed))
        return Stored(record.id, record.version + 1, record.values, system)

    def _row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {f.key: values.get(f.key) for f in self._columns}

    def _insert_rows(self, subform: FieldModel, by_record: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        table = self.catalog.child(self.form.key, subform.key)
        keys = [f.key for f in _inner(subform)]
        rows = [
            {"id": row["id"], "record_id": record_id, "position": position} | {key: row.get(key) for key in keys}
            for record_id, lines in by_record.items()
            for position, row in enumerate(lines)
        ]
        if rows:
            self.tx.execute(insert(table), rows)

    def _replace_rows(self, subform: FieldModel, record_id: str, lines: Sequence[Mapping[str, Any]]) -> None:
        table = self.catalog.child(self.form.key, subform.key)
        keys = [f.key for f in _inner(subform)]
        held = set(self.tx.execute(select(table.c.id).where(table.c.record_id == record_id)).scalars())
        gone = held - {row["id"] for row in lines}
        if gone:
            self.tx.execute(delete(table).where(table.c.record_id == record_id, table.c.id.in_(gone)))
        fresh: list[dict[str, Any]] = []
        for position, row in enumerate(lines):
            values = {"position": position} | {key: row.get(key) for key in keys}
            if row["id"] in held:
                self.tx.execute(update(table).where(table.c.id == row["id"]).values(**values))
            else:
                fresh.append({"id": row["id"], "record_id": record_id} | values)
        if fresh:
            self.tx.execute(insert(table), fresh)

    def _insert_links(self, link: FieldModel, by_record: Mapping[str, Sequence[str]]) -> None:
        table = self.catalog.links(self.form.key, link.key)
        rows = [
            {"id": new_id(), "record_id": record_id, "target_id": target, "position": position}
            for record_id, targets in by_record.items()
            for position, target in enumerate(targets)
        ]
        if rows:
            self.tx.execute(insert(table), rows)

    def _replace_links(self, link: FieldModel, record_id: str, targets: Sequence[str]) -> None:
        table = self.catalog.links(self.form.key, link.key)
        self.tx.execute(delete(table).where(table.c.record_id == record_id))
        self._insert_links(link, {record_id: targets})


def chunks(ids: Sequence[T]) -> Iterable[Sequence[T]]:
    """`ids` in lists short enough for one statement."""
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _inner(subform: FieldModel) -> Sequence[FieldModel]:
    storage = storage_of(subform)
    assert isinstance(storage, ChildTable)
    return [f for f in storage.fields if isinstance(storage_of(f), StoredColumn)]
