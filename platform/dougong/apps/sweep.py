"""After 30 days what was put aside is dropped for good: hidden columns, values before a type change, deleted forms."""

from __future__ import annotations

from sqlalchemy import Row, delete, inspect, select

from dougong.access.tables import build_tables
from dougong.apps import repository, retired, sealed
from dougong.apps.catalog import lock_schema
from dougong.apps.ddl import Schema, column_names
from dougong.apps.hooks import hooks
from dougong.apps.models import app, form, retired_column
from dougong.apps.release.parts import Part
from dougong.apps.retired import KEPT, Retired
from dougong.apps.versioned import DrawnRow
from dougong.audit.service import record
from dougong.files.service import release_form
from dougong.kit.db import Transaction
from engines.form.definition import load_form


def sweep_next(tx: Transaction) -> bool:
    """Drops the oldest thing that is due, in a transaction of its own. False when nothing is."""
    due = retired.older_than(tx, tx.now - KEPT, limit=1)
    if due:
        app_id, each = due[0]
        drop_retired(tx, app_id, each)
        return True
    gone = _due_form(tx)
    if gone is not None:
        drop_form(tx, gone.app_id, gone.app_key, gone.id, gone.key)
        return True
    return any(_drop_part(tx, part) for part in hooks.parts)


def _drop_part(tx: Transaction, part: Part) -> bool:
    """The next dashboard, flow or page that is due; what has a history of its own stays in the bin."""
    row = part.store.binned_before(tx, tx.now - KEPT, part.kept)
    if row is None:
        return False
    drop_part(tx, part, row)
    return True


def drop_part(tx: Transaction, part: Part, row: DrawnRow) -> None:
    """Gone for good, with its draft and versions."""
    part.let_go(tx, row)
    part.store.drop(tx, row.id)
    app_key = tx.execute(select(app.c.key).where(app.c.id == row.app_id)).scalar_one()
    record(tx, None, f"{part.kind}.sweep", f"{app_key}/{row.key}", app=app_key)


def drop_retired(tx: Transaction, app_id: str, each: Retired) -> None:
    """Values that stand aside are gone for good."""
    app_key = tx.execute(select(app.c.key).where(app.c.id == app_id)).scalar_one()
    lock_schema(tx, app_key)
    schema = Schema(tx)
    present = column_names(tx, each.table)
    if each.column is None and present:
        schema.drop_table(each.table)
    elif each.column in present:
        schema.drop_column(each.table, each.column)
    retired.forget(tx, each.id)
    if each.field.type == "encrypted":
        sealed.forget_field(tx, app_key, each.form, each.path[0], each.since)
    place = each.table if each.column is None else f"{each.table}.{each.column}"
    record(
        tx, None, "form.sweep", f"{app_key}/{each.form}", {"dropped": place, "field": ".".join(each.path)}, app=app_key
    )


def _due_form(tx: Transaction) -> Row[tuple[str, str, str]] | None:
    f = form.c
    statement = (
        select(f.key, f.id, f.app_id, app.c.key.label("app_key"))
        .join(app, app.c.id == f.app_id)
        .where(f.deleted_at < tx.now - KEPT)
        .order_by(f.deleted_at, f.id)
        .limit(1)
    )
    return tx.execute(statement).first()


def drop_form(tx: Transaction, app_id: str, app_key: str, form_id: str, key: str) -> None:
    """A deleted form is gone for good, with its records and whatever other rooms keep for it."""
    lock_schema(tx, app_key)
    row = repository.forms.find(tx, app_id, key)
    schema = Schema(tx)
    c = retired_column.c
    mine = (c.app_id == app_id) & (c.form == key)
    aside = tx.execute(select(c.table_name).where(mine, c.column_name.is_(None))).scalars().all()
    tables = []
    if row is not None and row.published is not None:
        catalog = build_tables(app_key, {key: load_form(row.published)})
        tables = [table.name for table in reversed(catalog.tables_of(key))]
    existing = set(inspect(tx.connection).get_table_names())
    for name in [*aside, *tables]:
        if name in existing:
            schema.drop_table(name)
    tx.execute(delete(retired_column).where(mine))
    release_form(tx, app_key, key)
    repository.forms.drop(tx, form_id)
    for listener in hooks.dropped:
        listener(tx, app_key, key)
    record(tx, None, "form.sweep", f"{app_key}/{key}", {"dropped": tables}, app=app_key)
