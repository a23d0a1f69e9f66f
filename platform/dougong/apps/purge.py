"""An uninstalled app is deleted for good: its tables, the files of its records, its definitions and everything other
rooms keep for it. Told first, by an administrator, with the key typed; the audit log and the change log stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, MetaData, Row, Table, delete, func, inspect, select, update

from dougong.access.naming import physical_name
from dougong.apps import repository, sweep
from dougong.apps.catalog import lock_schema
from dougong.apps.ddl import SYSTEM_REFERENCES, Schema, column_names
from dougong.apps.hooks import hooks
from dougong.apps.models import app as app_table
from dougong.apps.models import retired_column
from dougong.apps.problems import invalid
from dougong.apps.repository import AppRow
from dougong.apps.retired import KEPT
from dougong.audit.service import record
from dougong.files.service import held_by_app
from dougong.identity.service import forget_app
from dougong.kit.db import Transaction
from dougong.kit.types import iso_instant
from dougong.kit.web import Actor


def told(tx: Transaction, app: AppRow) -> dict[str, Any]:
    """What would be gone: `{forms, records, files, bytes, flows, dashboards, pages, until}`."""
    forms = repository.forms.all_of(tx, app.id)
    files, size = held_by_app(tx, app.key)
    counted = {f"{part.kind}s": len(part.store.all_of(tx, app.id)) for part in hooks.parts}
    until: datetime | None = app.deleted_at + KEPT if app.deleted_at else None
    return {
        "forms": len(forms),
        "records": sum(_rows(tx, physical_name(app.key, form.key)) for form in forms),
        "files": files,
        "bytes": size,
        "until": iso_instant(until) if until else None,
        **counted,
    }


def require_confirmed(app: AppRow, confirm: str) -> None:
    """`confirm` is its key in words."""
    if confirm != app.key:
        raise invalid("confirm", "not_confirmed", f"请输入“{app.key}”以确认。", f"Type “{app.key}” to confirm.")


def purge_app(tx: Transaction, actor: Actor | None, app: AppRow, detail: Mapping[str, Any]) -> None:
    """Deletes it; `detail` is told in the audit log. Rooms above keep an archive of it first."""
    repository.touch(tx, app.id)
    lock_schema(tx, app.key)
    _drop_tables(tx, app)
    for form in repository.forms.all_of(tx, app.id):
        sweep.drop_form(tx, app.id, app.key, form.id, form.key)
    for part in hooks.parts:
        for row in part.store.all_of(tx, app.id):
            part.let_go(tx, row)
    forget_app(tx, app.key)
    tx.execute(delete(app_table).where(app_table.c.id == app.id))
    record(tx, actor, "app.purge", f"app:{app.key}", detail, app=app.key)


def due_app(tx: Transaction, except_for: Collection[str]) -> Row[Any] | None:
    """One that has lain in the bin for as long as things are kept; not one of these ids."""
    a = app_table.c
    return tx.execute(
        select(app_table).where(a.deleted_at < tx.now - KEPT, a.id.not_in(except_for)).order_by(a.deleted_at).limit(1)
    ).first()


def tables_of(tx: Transaction, app_id: str, app_key: str) -> set[str]:
    """Tables of its forms, subforms and links, those put aside too."""
    c = retired_column.c
    aside = set(tx.execute(select(c.table_name).where(c.app_id == app_id, c.column_name.is_(None))).scalars())
    names = set(inspect(tx.connection).get_table_names())
    return {name for name in names if name.startswith(f"{app_key}__") or name in aside}


class _Tie(NamedTuple):
    """A foreign key from one table of the app to another (or itself)."""

    table: str
    column: str
    name: str
    to: str


def _drop_tables(tx: Transaction, app: AppRow) -> None:
    """What refers goes before what is referred to: for each row of a table that goes SQLite looks through all tables
    that refer to it. Of those that refer to each other the smallest goes first."""
    left = tables_of(tx, app.id, app.key)
    ties = list(_ties(tx, left))
    _untie(tx, ties)
    schema = Schema(tx)
    while left:
        free = left - {tie.to for tie in ties if tie.table in left and tie.table != tie.to}
        for name in sorted(free) or [min(sorted(left), key=partial(_rows, tx))]:
            schema.drop_table(name)
            left.remove(name)


def _untie(tx: Transaction, ties: Sequence[_Tie]) -> None:
    """No table refers to another any more, so that each can go."""
    schema = Schema(tx)
    for tie in ties:
        if not schema.sqlite:
            schema.drop_constraint(tie.table, tie.name)
        elif tie.column == "target_id":  # SQLite has no such thing; what refers to nothing holds nothing
            tx.execute(delete(Table(tie.table, MetaData())))
        elif tie.column not in SYSTEM_REFERENCES:
            column: Column[Any] = Column(tie.column)
            tx.execute(update(Table(tie.table, MetaData(), column)).values({tie.column: None}))
            if tie.to == tie.table:  # which SQLite would look through once for each of its own rows
                schema.create_index(Index(f"{tie.table}__{tie.column}__going", column))


def _ties(tx: Transaction, names: set[str]) -> Iterator[_Tie]:
    inspector = inspect(tx.connection)
    for name in sorted(names):
        for each in inspector.get_foreign_keys(name):
            if each["referred_table"] in names:
                yield _Tie(name, each["constrained_columns"][0], str(each["name"]), each["referred_table"])


def _rows(tx: Transaction, name: str) -> int:
    if not column_names(tx, name):
        return 0
    return int(tx.execute(select(func.count()).select_from(Table(name, MetaData()))).scalar_one())
