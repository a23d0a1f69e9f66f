"""What a publish has put aside: hidden fields and the values as they were before a type change, kept for 30 days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Row, delete, insert, select, update

from dougong.access.naming import shorten
from dougong.apps.models import retired_column
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from engines.form.fields import AnyField, FieldModel

Path = tuple[str, ...]
KEPT = timedelta(days=30)
Kind = Literal["hidden", "converted", "moving"]
"""`moving`: a column that is being filled for a change of type (`dougong.apps.online`)."""
_field: TypeAdapter[AnyField] = TypeAdapter(AnyField)


@dataclass(frozen=True)
class Retired:
    """Values of one field that stand aside. `column` None: they fill the whole table `table`."""

    id: str
    form: str
    path: Path
    kind: Kind
    field: FieldModel
    table: str
    column: str | None
    since: datetime


def of_form(tx: Transaction, app_id: str, form_key: str) -> list[Retired]:
    """What stands aside for the form, newest first."""
    c = retired_column.c
    statement = select(retired_column).where(c.app_id == app_id, c.form == form_key)
    return [_loaded(row) for row in tx.execute(statement.order_by(c.since.desc(), c.id.desc()))]


def older_than(tx: Transaction, moment: datetime, *, limit: int) -> list[tuple[str, Retired]]:
    """(app id, what is due) in the order it was put aside, so that references go before what they refer to."""
    c = retired_column.c
    statement = select(retired_column).where(c.since < moment).order_by(c.since, c.id).limit(limit)
    return [(row.app_id, _loaded(row)) for row in tx.execute(statement)]


def put_aside(
    tx: Transaction,
    app_id: str,
    form_key: str,
    path: Path,
    field: FieldModel,
    kind: Kind,
    table: str,
    column: str | None,
) -> Retired:
    """Writes down where values went."""
    made = Retired(new_id(), form_key, path, kind, field, table, column, tx.now)
    tx.execute(
        insert(retired_column).values(
            id=made.id,
            app_id=app_id,
            form=form_key,
            path=".".join(path),
            kind=kind,
            field=field_document(field),
            table_name=table,
            column_name=column,
            since=tx.now,
        )
    )
    return made


def find(tx: Transaction, retired_id: str) -> Retired | None:
    row = tx.execute(select(retired_column).where(retired_column.c.id == retired_id)).first()
    return None if row is None else _loaded(row)


def forget(tx: Transaction, retired_id: str) -> None:
    """The values are back in use, or dropped."""
    tx.execute(delete(retired_column).where(retired_column.c.id == retired_id))


def free_name(name: str, taken: Collection[str]) -> str:
    """`_gone_<name>_<n>` with the first n that is free."""
    n = 1
    while (candidate := shorten(f"_gone_{name}_{n}")) in taken:
        n += 1
    return candidate


def names_aside(tx: Transaction, table: str | None = None) -> Sequence[str]:
    """Names in use: of the columns put aside in `table`, or (None) of whole tables put aside."""
    c = retired_column.c
    if table is None:
        return tx.execute(select(c.table_name).where(c.column_name.is_(None))).scalars().all()
    return tx.execute(select(c.column_name).where(c.table_name == table, c.column_name.is_not(None))).scalars().all()


def table_renamed(tx: Transaction, old: str, new: str) -> None:
    """Columns put aside inside a subform's table go where the table goes."""
    c = retired_column.c
    tx.execute(update(retired_column).where(c.table_name == old, c.column_name.is_not(None)).values(table_name=new))


def load_field(document: Any) -> FieldModel:
    """A stored field of a definition."""
    return _field.validate_python(document)


def field_document(field: FieldModel) -> dict[str, Any]:
    """A field as it stands in a definition."""
    return field.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def with_field(document: Mapping[str, Any], source: Retired) -> dict[str, Any]:
    """A definition, or a subform of one, that has the field again."""
    return _put_in(document, source.path, source.field)


def _put_in(owner: Mapping[str, Any], path: Path, field: FieldModel) -> dict[str, Any]:
    fields: list[dict[str, Any]] = list(owner.get("fields", []))
    if len(path) == 1:
        return {**owner, "fields": [*fields, field_document(field)]}
    return {**owner, "fields": [_put_in(own, path[1:], field) if own["key"] == path[0] else own for own in fields]}


def _loaded(row: Row[Any]) -> Retired:
    field = load_field(row.field)
    return Retired(
        row.id, row.form, tuple(row.path.split(".")), row.kind, field, row.table_name, row.column_name, row.since
    )
