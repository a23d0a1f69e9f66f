"""Things of an app that people draw: each has a key, a draft with a revision, and numbered versions.

Forms, flows, dashboards and pages are kept alike, each in three tables (`form`, `form_draft`, `form_version`, …). A
`Drawn` says which tables and what a row is; everything said of their rows is said here. No rights and no rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    not_,
    select,
    tuple_,
    update,
)

from dougong.apps.problems import key_taken, version_not_found
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from dougong.kit.types import iso_instant, load_json
from engines.form.keys import make_key
from engines.form.labels import label_text

Document = dict[str, Any]


@dataclass(frozen=True)
class DrawnRow:
    """One of them with its draft; `published_version` 0 and `published` None: never published."""

    id: str
    app_id: str
    key: str
    published_version: int
    deleted_at: datetime | None
    deleted_by: str | None
    draft: Document
    revision: int
    updated_at: datetime
    updated_by: str | None
    published: Document | None

    @property
    def dirty(self) -> bool:
        """True when the draft differs from what is published."""
        return self.draft != self.published

    @property
    def shown(self) -> Document:
        """What its name is read from."""
        return self.published or self.draft


R = TypeVar("R", bound=DrawnRow)


class Drawn(Generic[R]):
    """The rows of one kind. Columns of its own table that `row` names are read with it."""

    def __init__(self, table: Table, draft: Table, version: Table, row: type[R]) -> None:
        self._table, self._draft, self._version, self._row = table, draft, version, row
        owner = f"{table.name}_id"
        self._draft_of, self._version_of = draft.c[owner], version.c[owner]
        v = version.c
        self._select: Select[Any] = (
            select(table, draft.c.definition.label("draft"), draft.c.revision, draft.c.updated_at, draft.c.updated_by)
            .add_columns(v.definition.label("published"))
            .join(draft, self._draft_of == table.c.id)
            .outerjoin(version, (self._version_of == table.c.id) & (v.n == table.c.published_version))
        )

    @property
    def kind(self) -> str:
        """`form`, `flow`, `dashboard` or `page`."""
        return str(self._table.name)

    def all_of(self, tx: Transaction, app_id: str) -> list[R]:
        """All of the app, deleted ones too, in the order they were made."""
        t = self._table.c
        rows = tx.execute(self._select.where(t.app_id == app_id).order_by(t.created_at, t.id))
        return [self._read(row) for row in rows]

    def keys_of(self, tx: Transaction, app_id: str) -> set[str]:
        """The keys of all of the app, of deleted ones too."""
        return set(tx.execute(select(self._table.c.key).where(self._table.c.app_id == app_id)).scalars())

    def find(self, tx: Transaction, app_id: str, key: str) -> R | None:
        t = self._table.c
        row = tx.execute(self._select.where(t.app_id == app_id, t.key == key)).first()
        return None if row is None else self._read(row)

    def of_id(self, tx: Transaction, thing_id: str) -> R | None:
        row = tx.execute(self._select.where(self._table.c.id == thing_id)).first()
        return None if row is None else self._read(row)

    def published(self, tx: Transaction, app_id: str) -> list[tuple[str, int, Document]]:
        """(key, version, definition) of all that are published and not deleted, in the order they were made."""
        return [(key, version, load_json(text)) for key, version, text in self.published_texts(tx, app_id)]

    def published_texts(self, tx: Transaction, app_id: str) -> list[tuple[str, int, str]]:
        """The same with the definitions as they are written, for who may know them already."""
        t, v = self._table.c, self._version.c
        statement = (
            select(t.key, t.published_version, cast(v.definition, Text).label("text"))
            .join(self._version, (self._version_of == t.id) & (v.n == t.published_version))
            .where(t.app_id == app_id, t.deleted_at.is_(None))
            .order_by(t.created_at, t.id)
        )
        return [(row.key, row.published_version, row.text) for row in tx.execute(statement)]

    def insert(
        self, tx: Transaction, app_id: str, key: str, definition: Document, by: str | None, **values: Any
    ) -> str:
        """A new one that is a draft only; `values`: columns of its own. → its id"""
        thing_id = new_id()
        fixed = {"published_version": 0, "created_at": tx.now, "created_by": by, "deleted_at": None, "deleted_by": None}
        tx.execute(insert(self._table).values(id=thing_id, app_id=app_id, key=key, **fixed, **values))
        draft = {"definition": definition, "revision": 1, "updated_at": tx.now, "updated_by": by}
        tx.execute(insert(self._draft).values({self._draft_of.name: thing_id, **draft}))
        return thing_id

    def unwritten(
        self, tx: Transaction, app_id: str, key: str, definition: Document, by: str | None, **values: Any
    ) -> R:
        """A new one as `insert` would make it, to be looked at; nothing is written."""
        never: dict[str, Any] = {"published_version": 0, "published": None, "deleted_at": None, "deleted_by": None}
        drawn: dict[str, Any] = {"draft": definition, "revision": 1, "updated_at": tx.now, "updated_by": by}
        named = {field.name for field in fields(self._row)}
        own = {name: value for name, value in values.items() if name in named}
        return self._row(id=new_id(), app_id=app_id, key=key, **never, **drawn, **own)

    def save_draft(self, tx: Transaction, thing_id: str, revision: int, definition: Document, by: str | None) -> bool:
        """False when somebody else saved in between."""
        d = self._draft.c
        done = tx.execute(
            update(self._draft)
            .where(self._draft_of == thing_id, d.revision == revision)
            .values(definition=definition, revision=d.revision + 1, updated_at=tx.now, updated_by=by)
        )
        return done.rowcount == 1

    def update(self, tx: Transaction, thing_id: str, **values: Any) -> None:
        tx.execute(update(self._table).where(self._table.c.id == thing_id).values(**values))

    def to_bin(self, tx: Transaction, thing_id: str, by: str | None) -> None:
        self.update(tx, thing_id, deleted_at=tx.now, deleted_by=by)

    def out_of_bin(self, tx: Transaction, thing_id: str) -> None:
        self.update(tx, thing_id, deleted_at=None, deleted_by=None)

    def binned_before(self, tx: Transaction, moment: datetime, but: ColumnElement[bool]) -> R | None:
        """The one of all apps that has lain in the bin longest, `but` those of which that holds."""
        t = self._table.c
        due = self._select.where(t.deleted_at < moment, not_(but)).order_by(t.deleted_at, t.id)
        row = tx.execute(due.limit(1)).first()
        return None if row is None else self._read(row)

    def holds(self, tx: Transaction, thing_id: str, condition: ColumnElement[bool]) -> bool:
        """Whether a condition over its columns is true of one of them."""
        t = self._table.c
        return tx.execute(select(t.id).where(t.id == thing_id, condition)).first() is not None

    def drop(self, tx: Transaction, thing_id: str) -> None:
        """Gone for good, with its draft and versions."""
        tx.execute(delete(self._table).where(self._table.c.id == thing_id))

    # -- versions ---------------------------------------------------------------------------------------------------
    def add_version(self, tx: Transaction, row: R, by: str | None, note: str | None, **values: Any) -> int:
        """The draft becomes the next version, and the published one; `values`: columns that change with it."""
        n = self.last_version(tx, row.id) + 1
        version = {"n": n, "definition": row.draft, "published_at": tx.now, "published_by": by, "note": note}
        tx.execute(insert(self._version).values({self._version_of.name: row.id, **version}))
        self.update(tx, row.id, published_version=n, **values)
        return n

    def last_version(self, tx: Transaction, thing_id: str) -> int:
        statement = select(func.max(self._version.c.n)).where(self._version_of == thing_id)
        return int(tx.execute(statement).scalar() or 0)

    def versions(self, tx: Transaction, row: R) -> list[Document]:
        """`[{n, published_at, published_by, note, current}]`, newest first."""
        v = self._version.c
        columns = (v.n, v.published_at, v.published_by, v.note)
        found = tx.execute(select(*columns).where(self._version_of == row.id).order_by(v.n.desc()))
        return [_described(each) | {"current": each.n == row.published_version} for each in found]

    def version(self, tx: Transaction, row: R, n: int) -> Document:
        """`{n, definition, published_at, published_by, note}`; NotFound without it."""
        statement = select(self._version).where(self._version_of == row.id, self._version.c.n == n)
        found = tx.execute(statement).first()
        if found is None:
            raise version_not_found(n)
        return {**_described(found), "definition": found.definition}

    def document(self, tx: Transaction, row: R, n: int) -> Document:
        """The definition of version `n`; 0 is the draft."""
        definition: Document = row.draft if n == 0 else self.version(tx, row, n)["definition"]
        return definition

    def versions_of(self, tx: Transaction, numbers: Mapping[str, int]) -> dict[str, Document]:
        """Definitions by id, of these versions."""
        v = self._version.c
        wanted = tuple_(self._version_of, v.n).in_(list(numbers.items()))
        rows = tx.execute(select(self._version_of.label("of"), v.definition).where(wanted))
        return {row.of: row.definition for row in rows}

    def _read(self, row: Row[Any]) -> R:
        return self._row(**{field.name: row._mapping[field.name] for field in fields(self._row)})


def _described(row: Row[Any]) -> Document:
    at = iso_instant(row.published_at)
    return {"n": row.n, "published_at": at, "published_by": row.published_by, "note": row.note}


def new_key(wanted: str | None, label: Any, taken: set[str], fallback: str, most: int | None = None) -> str:
    """The key of a new one: the wanted one, or one made from its name. KeyTaken also when there are `most` already."""
    key = wanted or single_underscores(make_key(label_text(plain_label(label), "zh-CN"), taken, fallback=fallback))
    if key in taken or (most is not None and len(taken) >= most):
        raise key_taken(key)
    return key


def plain_label(label: str | Mapping[Any, str]) -> str | dict[str, str]:
    """A label as other rooms take it."""
    return label if isinstance(label, str) else {str(lang): text for lang, text in label.items()}


def single_underscores(key: str) -> str:
    """`a__b` → `a_b`: two underscores separate app, form and field in the names of tables."""
    while "__" in key:
        key = key.replace("__", "_")
    return key.strip("_")


def first_definition(key: str, label: Any, given: Mapping[str, Any] | None) -> Document:
    """The first draft of a new one: what was given, under its own key and name."""
    rest = {name: part for name, part in (given or {}).items() if name not in ("schema_version", "key", "label")}
    return {"schema_version": 1, "key": key, "label": plain_label(label), **rest}
