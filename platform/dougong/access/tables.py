"""Tables of an app's forms, as SQLAlchemy Core objects built from the definitions.

```
<app>__<form>                 one row per record: SYSTEM_COLUMNS and a column per field
<app>__<form>__<subform>      rows of a subform: id, record_id, position, a column per field
<app>__<form>__<a>__<b>       rows inside rows: the same, with the row they stand in as outer_id
<app>__<form>__<link>         pairs of a link to many records: id, record_id, target_id, position
```
Nothing here talks to a database: rooms create and change the tables (`Catalog.metadata`), and read them through
`dougong.access.compiler`.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, FromClause, Index, Integer, MetaData, Table
from sqlalchemy.types import TypeEngine

from dougong.access.directory import REFERENCES
from dougong.access.indexes import create_indexes
from dougong.access.naming import physical_name, shorten
from dougong.kit.types import CodePointText, Id, JsonDoc, Number, UtcDateTime
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES
from engines.form.fields.base import FieldModel
from engines.form.storage import ChildTable, ColumnKind, LinkTable, Storage
from engines.form.storage import Column as StoredColumn

SYSTEM_COLUMNS = (
    "id",
    "owner",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "version",
    "deleted_at",
    "errors",
)
"""Columns every form table has; no field may take their names."""

NAMED_SYSTEM_FIELDS: Mapping[str, ColumnKind] = {
    "id": "id",
    "version": "number",
    "owner": "id",
    "created_at": "datetime",
    "created_by": "id",
    "updated_at": "datetime",
    "updated_by": "id",
}
"""System columns that a viewer of the row may see, filter and sort by."""

OUTER_ROW = "outer_id"
"""In the table of rows inside rows: the row they stand in. Their `position` counts through the whole record."""
ROW_COLUMNS = ("id", "record_id", "position", OUTER_ROW)

_serial = itertools.count(1)


def storage_of(field: FieldModel) -> Storage:
    """How the field is kept; None for fields without a value of their own."""
    return FIELD_TYPES[field.type].storage(field)


def column_type(kind: ColumnKind, precision: int | None = None, scale: int | None = None) -> TypeEngine[Any]:
    """The column type of a kind; the same meaning, and the same order, on both databases."""
    match kind:
        case "text":
            return CodePointText()
        case "number":
            return Number(precision, scale)
        case "boolean":
            return Boolean()
        case "date":
            return Date()
        case "datetime":
            return UtcDateTime()
        case "id":
            return Id()
        case "json":
            return JsonDoc()


class Catalog:
    """The tables of one app's forms at one moment. Immutable; build a new one when a definition changes.

    `serial` is unique per catalog in this process: caches of compiled statements use it as their key.
    """

    def __init__(self, app_key: str, forms: Mapping[str, Form]) -> None:
        self.app_key = app_key
        self.forms: Mapping[str, Form] = dict(forms)
        self.metadata = MetaData()
        self.serial = next(_serial)
        self._tables: dict[tuple[str, ...], Table] = {}
        self._fields: dict[tuple[str, ...], FieldModel] = {}
        self._aliases: dict[tuple[FromClause, str, tuple[str, ...]], FromClause] = {}
        for form in self.forms.values():
            self._index_fields(form)
        for form in self.forms.values():
            self._build_form(form)
        for form in self.forms.values():
            self._reference_targets(form)

    def form(self, form_key: str) -> Form:
        """The definition. KeyError when the app has no such form."""
        return self.forms[form_key]

    def table(self, form_key: str) -> Table:
        """The table of the form's records."""
        return self._tables[(form_key,)]

    def child(self, form_key: str, subform: str) -> Table:
        """The table of a subform's rows; `subform` is its path: `lines`, `lines.packages`."""
        return self._tables[(form_key, *subform.split("."))]

    def links(self, form_key: str, *field: str) -> Table:
        """The pairs of a link to many records; `field` is one key, or subform and key."""
        return self._tables[(form_key, *field)]

    def alias(self, seen_from: FromClause, step: str, *path: str) -> FromClause:
        """Another name of the table at `path`, for the step `step` taken from `seen_from`: always the same object.

        Making an alias of a wide table costs milliseconds, and statements take the same steps again and again.
        """
        key = (seen_from, step, path)
        if key not in self._aliases:
            self._aliases[key] = self._tables[path].alias()
        return self._aliases[key]

    def field(self, form_key: str, *path: str) -> FieldModel | None:
        """The field's definition (`"amount"`, or `"lines", "amount"`), None when there is none."""
        return self._fields.get((form_key, *path))

    def paths(self, form_key: str) -> list[tuple[str, ...]]:
        """Every field, followed by the columns of its rows."""
        return [path for field in self.form(form_key).fields for path in _paths_below((), field)]

    def storage(self, form_key: str, *path: str) -> Storage:
        """How the field is kept; None when there is no such field or it keeps nothing."""
        field = self.field(form_key, *path)
        return None if field is None else storage_of(field)

    def physical_name(self, *parts: str) -> str:
        """The name of a table of this app: `physical_name("order", "lines")` -> `crm__order__lines`."""
        return physical_name(self.app_key, *parts)

    def tables_of(self, form_key: str) -> Sequence[Table]:
        """The form's own table first, then its child and link tables."""
        return [table for path, table in self._tables.items() if path[0] == form_key]

    def _build_form(self, form: Form) -> None:
        name = self.physical_name(form.key)
        columns = [*_system_columns(), *self._columns((form.key,), form.fields)]
        table = self._tables[(form.key,)] = Table(name, self.metadata, *columns)
        for key in ("owner", "created_by", "updated_by"):
            _reference(table, key, REFERENCES["person"])
        create_indexes(form, table)
        for field in form.fields:
            self._build_parts((form.key,), field)

    def _build_parts(self, owner: tuple[str, ...], field: FieldModel) -> None:
        """The tables beside the form's own: subform rows, pairs of links."""
        path = (*owner, field.key)
        parent = self._tables[owner]
        match storage_of(field):
            case ChildTable(fields=fields):
                inner: list[Column[Any]] = [Column(OUTER_ROW, Id(), nullable=False)] if len(owner) > 1 else []
                columns = [*_row_columns(), *inner, *self._columns(path, fields)]
                child = self._tables[path] = Table(self.physical_name(*path), self.metadata, *columns)
                _reference(child, "record_id", self._tables[owner[:1]], ondelete="CASCADE")
                if inner:
                    _reference(child, OUTER_ROW, parent, ondelete="CASCADE")
                    Index(shorten(f"ix__{child.name}__{OUTER_ROW}"), child.c[OUTER_ROW])
                Index(shorten(f"ix__{child.name}__record_id"), child.c["record_id"], child.c["position"])
                for column in fields:
                    self._build_parts(path, column)
            case LinkTable():
                pairs = self._tables[path] = Table(
                    self.physical_name(*path), self.metadata, *_row_columns(), Column("target_id", Id(), nullable=False)
                )
                _reference(pairs, "record_id", parent, ondelete="CASCADE")
                Index(shorten(f"ix__{pairs.name}__record_id"), pairs.c["record_id"], pairs.c["position"])
                Index(shorten(f"ix__{pairs.name}__target_id"), pairs.c["target_id"], pairs.c["record_id"])
            case _:
                return

    def _columns(self, owner: tuple[str, ...], fields: Sequence[FieldModel]) -> Iterator[Column[Any]]:
        for field in fields:
            stored = storage_of(field)
            if isinstance(stored, StoredColumn):
                yield Column(field.key, column_type(stored.kind, stored.precision, stored.scale))

    def _reference_targets(self, form: Form) -> None:
        """Foreign keys of fields, once all tables of the app exist."""
        for path, field in self._fields.items():
            if path[0] != form.key:
                continue
            clear = getattr(field, "on_delete", None) == "clear"
            match storage_of(field):
                case StoredColumn(references=str(target)):
                    table, key, action = self._tables[path[:-1]], field.key, "SET NULL"
                    referred = self._referred(target)
                case LinkTable(target_form=target):
                    table, key, action = self._tables[path], "target_id", "CASCADE"
                    referred = self._tables.get((target,))
                case _:
                    continue
            if referred is not None:
                circular = referred not in REFERENCES.values()
                _reference(table, key, referred, action if clear else None, circular=circular)

    def _referred(self, target: str) -> Table | None:
        kind, _, form_key = target.partition(":")
        return self._tables.get((form_key,)) if kind == "form" else REFERENCES[kind]

    def _index_fields(self, form: Form) -> None:
        self._fields |= {(form.key, field.key): field for field in form.fields}
        for path, subform in form.subforms.items():
            self._fields |= {(form.key, *path.split("."), inner.key): inner for inner in subform.fields}


_recent: deque[Catalog] = deque(maxlen=6)
"""A publish asks for the tables as they are and as they will be several times, and thousands of columns and indexes
take a while to make."""
_recent_lock = threading.Lock()


def build_tables(app_key: str, forms: Mapping[str, Form]) -> Catalog:
    """The tables of an app's forms: those at hand when equal ones were built a moment ago. Links to forms outside
    `forms` are kept without a foreign key."""
    with _recent_lock:
        known = tuple(_recent)
    for found in known:
        if found.app_key == app_key and found.forms == forms:
            return found
    made = Catalog(app_key, forms)
    with _recent_lock:
        _recent.appendleft(made)
    return made


def _paths_below(around: tuple[str, ...], field: FieldModel) -> Iterator[tuple[str, ...]]:
    path = (*around, field.key)
    yield path
    for inner in getattr(field, "fields", ()):
        yield from _paths_below(path, inner)


def _system_columns() -> list[Column[Any]]:
    return [
        Column("id", Id(), primary_key=True),
        Column("owner", Id()),
        Column("created_at", UtcDateTime(), nullable=False),
        Column("created_by", Id()),
        Column("updated_at", UtcDateTime(), nullable=False),
        Column("updated_by", Id()),
        Column("version", Integer(), nullable=False, default=1),
        Column("deleted_at", UtcDateTime()),
        Column("errors", JsonDoc()),
    ]


def _row_columns() -> list[Column[Any]]:
    return [
        Column("id", Id(), primary_key=True),
        Column("record_id", Id(), nullable=False),
        Column("position", Integer(), nullable=False),
    ]


def _reference(table: Table, key: str, target: Table, ondelete: str | None = None, *, circular: bool = False) -> None:
    # circular: forms may link to each other in circles, so PostgreSQL adds these keys when all tables exist;
    # SQLite, which can't add any later, writes them inline all the same
    table.append_constraint(
        ForeignKeyConstraint(
            [table.c[key]],
            [target.c["id"]],
            name=shorten(f"fk__{table.name}__{key}"),
            ondelete=ondelete,
            use_alter=circular,
        )
    )
