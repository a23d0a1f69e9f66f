"""Indexes of form tables: what unique rules, links, `index: true` and the sorts of views ask for.

All are partial (`deleted_at IS NULL`): the recycle bin neither slows lists down nor blocks a unique value.
Sort indexes repeat the order of `dougong.access.paging`: nulls last in both directions, then the id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Index, Table, UnaryExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from dougong.access.naming import shorten
from dougong.access.normal import as_compared
from dougong.kit.types import CodePointText
from engines.form.definition import Form
from engines.form.fields.encrypted import EncryptedField


class _Descending(UnaryExpression[Any]):
    """`column DESC`, nulls last: SQLite's own order, to be said on PostgreSQL and not sayable in SQLite's indexes."""

    inherit_cache = True


@compiles(_Descending)
def _descending(element: _Descending, compiler: SQLCompiler, **kw: Any) -> str:
    text = f"{compiler.process(element.element, **kw)} DESC"
    return f"{text} NULLS LAST" if compiler.dialect.name == "postgresql" else text


def create_indexes(form: Form, table: Table) -> None:
    """Gives the form's own table its indexes, each once (an `Index` joins the table of its columns)."""
    for _index_made in _form_indexes(form, table):
        pass


def _form_indexes(form: Form, table: Table) -> Iterator[Index]:
    columns = table.c
    yield _index(table, "ix", ["owner"], [columns["owner"]])
    yield _index(table, "ix", ["created_at", "id"], [columns["created_at"], columns["id"]])
    yield _index(table, "ix", ["deleted_at"], [columns["deleted_at"]], bin_only=True)
    yield from _unique_indexes(form, table)
    seen: set[tuple[str, ...]] = {("created_at", "id")}
    for wanted in _wanted_sorts(form, table):
        if wanted not in seen:
            seen.add(wanted)
            yield _index(table, "ix", [key.replace("-", "d_") for key in wanted], _ordered(table, wanted))


def _unique_indexes(form: Form, table: Table) -> Iterator[Index]:
    for field in form.fields:
        if field.unique and field.key in table.c and not isinstance(field, EncryptedField):  # it has a blind index
            yield _index(table, "uq", [field.key], [table.c[field.key]], unique=True)
    for rule in form.unique:
        if all(key in table.c for key in rule.fields):
            columns: list[ColumnElement[Any]] = [table.c[key] for key in rule.fields]
            if rule.normalise:
                columns = [as_compared(column) if _is_text(column) else column for column in columns]
            names = [*rule.fields, "norm"] if rule.normalise else list(rule.fields)
            yield _index(table, "uq", names, columns, unique=True)


def _wanted_sorts(form: Form, table: Table) -> Iterator[tuple[str, ...]]:
    for field in form.fields:
        column = table.c.get(field.key)
        if column is not None and (field.index or column.foreign_keys or field.type == "link"):
            yield (field.key, "id")
    for view in form.views:
        keys = tuple(view.sort or ())
        if keys and all(key.lstrip("-") in table.c for key in keys):
            yield (*keys, "id")


def _ordered(table: Table, keys: Sequence[str]) -> list[ColumnElement[Any]]:
    """The columns of a sort; the id at its end runs in the direction of the last key, as in paging."""
    last_descends = keys[-2].startswith("-")
    ordered: list[ColumnElement[Any]] = []
    for key in keys:
        column = table.c[key.lstrip("-")]
        descends = last_descends if key == "id" else key.startswith("-")
        ordered.append(_Descending(column, modifier=operators.desc_op) if descends else column)
    return ordered


def _is_text(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, CodePointText)


def _index(
    table: Table,
    prefix: str,
    names: Iterable[str],
    columns: Iterable[ColumnElement[Any]],
    *,
    unique: bool = False,
    bin_only: bool = False,
) -> Index:
    deleted = table.c["deleted_at"]
    live = deleted.is_not(None) if bin_only else deleted.is_(None)
    name = shorten("__".join((prefix, table.name, *names)))
    return Index(name, *columns, unique=unique, postgresql_where=live, sqlite_where=live)
