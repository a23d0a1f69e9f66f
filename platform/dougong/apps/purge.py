"""An uninstalled app is deleted for good: its tables, the files of its records, its definitions and everything other
rooms keep for it. Told first, by an administrator, with the key typed; the audit log and the change log stay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, MetaData, Row, Table, delete, func, inspect, select, update

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
    _untie(tx, app)
    for form in repository.forms.all_of(tx, app.id):
        sweep.drop_form(tx, app.id, app.key, form.id, form.key)
    for name in sorted(tables_of(tx, app.id, app.key)):  # what no definition names any more
        Schema(tx).drop_table(name)
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


def _untie(tx: Transaction, app: AppRow) -> None:
    """No table of the app refers to another any more, so that each can go."""
    schema, names = Schema(tx), tables_of(tx, app.id, app.key)
    for name, key, reference in _references(tx, names):
        if not schema.sqlite:
            schema.drop_constraint(name, reference)
        elif key == "target_id":  # SQLite has no such thing; what refers to nothing holds nothing
            tx.execute(delete(Table(name, MetaData())))
        elif key not in SYSTEM_REFERENCES:
            table = Table(name, MetaData(), Column(key))
            tx.execute(update(table).values({key: None}))


def _references(tx: Transaction, names: set[str]) -> Iterator[tuple[str, str, str]]:
    inspector = inspect(tx.connection)
    for name in sorted(names):
        for each in inspector.get_foreign_keys(name):
            if each["referred_table"] in names:
                yield name, each["constrained_columns"][0], str(each["name"])


def _rows(tx: Transaction, name: str) -> int:
    if not column_names(tx, name):
        return 0
    return int(tx.execute(select(func.count()).select_from(Table(name, MetaData()))).scalar_one())
