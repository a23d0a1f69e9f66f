"""Rows of the apps room in and out. No rights and no rules here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, delete, func, insert, select, update

from dougong.apps.models import app, app_builder, app_grant, app_package, form, form_draft, form_version
from dougong.apps.versioned import Document as Document
from dougong.apps.versioned import Drawn, DrawnRow
from dougong.kit.db import Transaction
from dougong.kit.ids import new_id

AppRow = Row[Any]


@dataclass(frozen=True)
class FormRow(DrawnRow):
    """A form with its draft, and the keys that must never mean something else."""

    tombstones: list[Document]


forms = Drawn(form, form_draft, form_version, FormRow)

_CHANGED = "apps.changed"


def _changed(tx: Transaction, app_id: str) -> None:
    tx.scratch.setdefault(_CHANGED, set()).add(app_id)


def is_changed(tx: Transaction, app_id: str) -> bool:
    """True when this very transaction has changed the app: what it reads must not be shared before the commit."""
    return app_id in tx.scratch.get(_CHANGED, ())


def find_app(tx: Transaction, key: str) -> AppRow | None:
    """The app, in the bin or not."""
    return tx.execute(select(app).where(app.c.key == key)).first()


def list_apps(tx: Transaction, *, deleted: bool) -> Sequence[AppRow]:
    """All apps, or all in the bin, newest last."""
    where = app.c.deleted_at.is_not(None) if deleted else app.c.deleted_at.is_(None)
    return tx.execute(select(app).where(where).order_by(app.c.created_at, app.c.id)).all()


def all_app_keys(tx: Transaction) -> set[str]:
    """Every key that is taken, the bin included."""
    return set(tx.execute(select(app.c.key)).scalars())


def insert_app(tx: Transaction, values: Mapping[str, Any], by: str | None) -> str:
    """A new app; `values` has key, label, icon, color, description, navigation, template, package_version."""
    app_id = new_id()
    fixed = {"version": 1, "stamp": 1, "grants_revision": 1, "created_at": tx.now, "updated_at": tx.now}
    _changed(tx, app_id)
    tx.execute(insert(app).values(id=app_id, created_by=by, updated_by=by, deleted_at=None, **fixed, **values))
    return app_id


def update_app(tx: Transaction, app_id: str, values: Mapping[str, Any], by: str | None) -> None:
    """Changes the app itself and raises its version and stamp."""
    _changed(tx, app_id)
    tx.execute(
        update(app)
        .where(app.c.id == app_id)
        .values(version=app.c.version + 1, stamp=app.c.stamp + 1, updated_at=tx.now, updated_by=by, **values)
    )


def touch(tx: Transaction, app_id: str, **values: Any) -> None:
    """Raises the stamp: every process builds its catalog anew. Also serialises publishes: it locks the app's row."""
    _changed(tx, app_id)
    tx.execute(update(app).where(app.c.id == app_id).values(stamp=app.c.stamp + 1, **values))


def count_forms(tx: Transaction, app_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """(all, published) forms by app id, deleted ones left out."""
    f = form.c
    published = func.sum(case((f.published_version > 0, 1), else_=0))
    statement = select(f.app_id, func.count(), published).where(f.app_id.in_(app_ids), f.deleted_at.is_(None))
    rows: Sequence[Any] = tx.execute(statement.group_by(f.app_id)).all()
    return {app_id: (everything, int(named)) for app_id, everything, named in rows}


# -- rights -------------------------------------------------------------------------------------------------------
def builder_level(tx: Transaction, app_id: str, person_id: str) -> str | None:
    b = app_builder.c
    return tx.execute(select(b.level).where(b.app_id == app_id, b.person_id == person_id)).scalar()


def apps_built_by(tx: Transaction, person_id: str) -> set[str]:
    """Ids of the apps the person may design."""
    return set(tx.execute(select(app_builder.c.app_id).where(app_builder.c.person_id == person_id)).scalars())


def list_builders(tx: Transaction, app_id: str) -> list[tuple[str, str]]:
    """(person id, level)."""
    b = app_builder.c
    rows = tx.execute(select(b.person_id, b.level).where(b.app_id == app_id).order_by(b.level.desc(), b.person_id))
    return [(row.person_id, row.level) for row in rows]


def set_builders(tx: Transaction, app_id: str, builders: Mapping[str, str]) -> None:
    tx.execute(delete(app_builder).where(app_builder.c.app_id == app_id))
    if builders:
        rows = [{"app_id": app_id, "person_id": person, "level": level} for person, level in builders.items()]
        tx.execute(insert(app_builder), rows)


def list_grants(tx: Transaction, app_ids: Collection[str]) -> dict[str, list[Document]]:
    """Grants as documents with their ids, in order, by app id."""
    g = app_grant.c
    found: dict[str, list[Document]] = {app_id: [] for app_id in app_ids}
    for row in tx.execute(select(app_grant).where(g.app_id.in_(app_ids)).order_by(g.position)):
        found[row.app_id].append({"id": row.id, **row.body})
    return found


def set_grants(tx: Transaction, app_id: str, grants: Sequence[Document]) -> None:
    """Makes the app's grants exactly these; each has an id."""
    tx.execute(delete(app_grant).where(app_grant.c.app_id == app_id))
    rows = [
        {
            "app_id": app_id,
            "id": grant["id"],
            "position": position,
            "body": {key: value for key, value in grant.items() if key != "id"},
        }
        for position, grant in enumerate(grants)
    ]
    if rows:
        tx.execute(insert(app_grant), rows)


# -- packages -----------------------------------------------------------------------------------------------------
def save_package(tx: Transaction, app_id: str, content: Document) -> None:
    tx.execute(insert(app_package).values(app_id=app_id, content=content, installed_at=tx.now))


def replace_package(tx: Transaction, app_id: str, content: Document, version: str) -> None:
    """The app was brought up to this package: the next upgrade is compared with it."""
    mine = app_package.c.app_id == app_id
    tx.execute(update(app_package).where(mine).values(content=content, installed_at=tx.now))
    touch(tx, app_id, package_version=version)


def find_package(tx: Transaction, app_id: str) -> Document | None:
    return tx.execute(select(app_package.c.content).where(app_package.c.app_id == app_id)).scalar()
