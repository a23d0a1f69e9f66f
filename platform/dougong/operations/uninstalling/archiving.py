"""Writing an archive of one app: all of its definitions, rows and files as they stood at one moment, proven readable
before anybody takes it for granted."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from obstore.exceptions import BaseError as StoreError
from sqlalchemy import select

import dougong
from dougong.access.naming import physical_name
from dougong.apps import repository
from dougong.apps.models import app
from dougong.files import service as files
from dougong.files.models import file
from dougong.files.service import FileFacts
from dougong.files.store import FileStore
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Invalid, NotFound, Problem, say
from dougong.kit.types import iso_instant
from dougong.operations.archive import FORMAT, Manifest, OneApp, TableFacts, Writer, reading, writing
from dougong.operations.backup import write_file, write_table
from dougong.operations.rows import shapes
from dougong.operations.uninstalling.belongings import Owner, belongs, own_tables, platform_tables, position

_MOST = 1 << 50


@dataclass(frozen=True)
class Written:
    """An archive that lies in the store. `moment`: what the app was like, see `belongings.position`."""

    owner: Owner
    file: FileFacts
    label: Any
    icon: str | None
    color: str | None
    forms: int
    records: int
    files: int
    moment: Mapping[str, object]


@dataclass(frozen=True)
class _Rows:
    tables: dict[str, TableFacts]
    paths: list[str]
    facts: dict[str, Any]
    version: str
    made_at: str
    kind: str


def write(database: Database, settings: Settings, store: FileStore, app_id: str) -> Written:
    """Puts the archive of an app into the store: nobody holds it yet, so it is swept a day later unless somebody does.
    Raises `Problem` with a sentence when it can't be written whole; then nothing has changed."""
    try:
        with tempfile.TemporaryDirectory(prefix=".archive-", dir=_place(settings)) as folder:
            target = Path(folder) / "app.backup"
            rows, count = _written(database, store, target, app_id)
            kept = _kept(database, store, target, rows.facts["owner"].key)
    except Problem:
        raise
    except (OSError, StoreError) as error:
        raise Invalid(
            say(
                "无法写入存档（磁盘已满或不可写），应用没有被删除。",
                "The archive could not be written (the disk is full or can't be written to); the app was not deleted.",
            ),
            "not_archived",
        ) from error
    return Written(file=kept, files=count, **rows.facts)


def _place(settings: Settings) -> Path:
    settings.data.mkdir(parents=True, exist_ok=True)
    return settings.data


def _written(database: Database, store: FileStore, target: Path, app_id: str) -> tuple[_Rows, int]:
    """→ (what it holds, how many files)"""
    with writing(target, ()) as writer:
        with database.snapshot(consistent=True) as tx:
            rows = _write_rows(tx, writer, app_id)
        count = sum(write_file(store, writer, path) for path in rows.paths)
        owner: Owner = rows.facts["owner"]
        writer.finish(
            Manifest(
                format=FORMAT,
                product=dougong.__version__,
                schema_version=rows.version,
                database=rows.kind,
                made_at=rows.made_at,
                tables=rows.tables,
                files=count,
                members=writer.members,
                app=OneApp(id=owner.id, key=owner.key),
            )
        )
    return rows, count


def _write_rows(tx: Transaction, writer: Writer, app_id: str) -> _Rows:
    row = tx.execute(select(app).where(app.c.id == app_id)).first()
    if row is None:
        raise NotFound(say("应用已不存在。", "The app is gone already."))
    owner, known = Owner(row.id, row.key), shapes(tx)
    tables = {each.name: write_table(tx, writer, known[each.name], belongs(each, owner)) for each in platform_tables()}
    own = own_tables(tx, owner)
    tables |= {name: write_table(tx, writer, known[name]) for name in own}
    forms = repository.forms.all_of(tx, owner.id)
    facts = {
        "owner": owner,
        "label": row.label,
        "icon": row.icon,
        "color": row.color,
        "forms": len(forms),
        "records": sum(tables[name].rows for form in forms if (name := physical_name(owner.key, form.key)) in tables),
        "moment": position(tx, owner),
    }
    paths = tx.execute(select(file.c.path).where(belongs(file, owner)).order_by(file.c.id)).scalars()
    return _Rows(tables, list(paths), facts, schema.version_in(tx), iso_instant(tx.now), tx.dialect)


def _kept(database: Database, store: FileStore, target: Path, key: str) -> FileFacts:
    """Into the store, onto its disk, and read once through from there."""
    name = f"{key}-{database.clock():%Y%m%d-%H%M%S}.backup"
    with target.open("rb") as content:
        facts = files.upload(database, store, content, name, limit=_MOST, created_by=None)
    store.settle(facts.path)
    with target.open("wb") as copy:
        copy.writelines(store.read(facts.path))
    with reading(target) as reader:
        reader.check()
    return facts
