"""From a backup to a running installation: on either database, into an empty place, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import func, inspect, select

from dougong.apps.ddl import Schema
from dougong.audit.service import Verdict, verify
from dougong.files.store import FileStore
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction, metadata
from dougong.kit.errors import Conflict, Invalid, say
from dougong.kit.vault import FILE as KEY_FILE
from dougong.operations.archive import KEY, Reader
from dougong.operations.backup import VERSION_TABLE, Progress, differences, quietly
from dougong.operations.rows import Row, shapes, write_rows
from dougong.operations.structure import create_app_tables
from dougong.records.feed.moved import begin_anew

SQLITE = "sqlite:///"
Open = Callable[[str], Database]
"""Opens the database at an address with everything its tables need (functions of indexes)."""


def restore(reader: Reader, settings: Settings, opened: Open, progress: Progress = quietly) -> Verdict:
    """Fills the empty place that `settings` name: files and key first, so a database that is there is complete.
    → the verdict on the audit log

    Raises `Conflict` when the place is not empty; then nothing was changed."""
    if reader.manifest.app is not None:
        raise Invalid(
            say(
                "这是单个应用的存档，请在原来的系统里“恢复应用”。",
                "This archive holds one app; bring it back within its installation.",
            ),
            "one_app",
        )
    store, url = FileStore(settings), settings.sqlalchemy_url
    if next(store.paths(), None) is not None:
        raise _occupied("files", "文件")
    with _target(url, opened) as database:
        require_empty(database)
        for path in reader.files():
            with tempfile.TemporaryFile() as file:
                file.writelines(reader.pieces(f"files/{path}"))
                file.seek(0)
                store.put(path, file)
        _put_key(reader, settings)
        return fill(database, reader, progress)


def fill(database: Database, reader: Reader, progress: Progress = quietly) -> Verdict:
    """All tables and rows in one transaction, compared with the manifest before it ends."""
    manifest = reader.manifest
    with database.transaction() as tx:
        schema.upgrade_in(tx, manifest.schema_version)
        tx.defer_references()
        platform = [name for name in shapes(tx) if name in manifest.tables]
        load(tx, reader, platform, progress)
        schema.upgrade_in(tx)
        indexes = create_app_tables(tx, manifest.tables)
        load(tx, reader, [name for name in manifest.tables if name not in platform], progress)
        made = Schema(tx)
        for index in indexes:
            made.create_index(index)
        _go_on_counting(tx)
        begin_anew(tx)
        verdict = verify(tx)
        if not verdict.ok:
            raise unlike(["audit_log"])
    return verdict


def load(tx: Transaction, reader: Reader, names: Sequence[str], progress: Progress = quietly) -> None:
    """The rows of these new tables, compared with what the manifest says of them."""
    there = shapes(tx)
    unknown = [name for name in names if name not in there]
    if unknown:
        raise unlike(unknown)
    with _untied(tx, names):
        for place, name in enumerate(names):
            progress(name, place, len(names))
            columns = [column for column, _kind in reader.manifest.tables[name].columns]
            if not set(columns) <= set(there[name].names):
                raise unlike([name])
            write_rows(tx, there[name], columns, member_rows(reader, name, len(columns)))
    different = differences(tx, reader.manifest, names)
    if different:
        raise unlike(different)


def member_rows(reader: Reader, name: str, width: int) -> Iterator[Row]:
    """The rows of a table as the archive has them, each as wide as it should be."""
    for line in reader.lines(f"tables/{name}.jsonl"):
        row = orjson.loads(line)
        if not isinstance(row, list) or len(row) != width:
            raise unlike([name])
        yield row


@contextmanager
def _untied(tx: Transaction, names: Collection[str]) -> Iterator[None]:
    """PostgreSQL: these tables are without their foreign keys meanwhile; rows may refer to each other in circles."""
    if tx.dialect == "sqlite":
        yield
        return
    op = Operations(MigrationContext.configure(tx.connection))
    keys = [
        (table, key)
        for (_schema, table), found in inspect(tx.connection).get_multi_foreign_keys().items()
        if table in names
        for key in found
    ]
    for table, key in keys:
        op.drop_constraint(str(key["name"]), table, type_="foreignkey")
    yield
    for table, key in keys:
        op.create_foreign_key(
            str(key["name"]),
            table,
            key["referred_table"],
            key["constrained_columns"],
            key["referred_columns"],
            **_options(key.get("options", {})),
        )


def _options(found: Any) -> dict[str, Any]:
    return {name: found[name] for name in ("onupdate", "ondelete", "deferrable", "initially") if found.get(name)}


def _go_on_counting(tx: Transaction) -> None:
    """PostgreSQL: numbers that the database gives go on after the highest that is there."""
    if tx.dialect != "postgresql":
        return
    for table in metadata.tables.values():
        column = table.autoincrement_column
        if column is not None:
            highest = tx.execute(select(func.max(column))).scalar_one()
            if highest is not None:
                tx.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), highest)))


@contextmanager
def _target(url: str, opened: Open) -> Iterator[Database]:
    """The database to fill; on SQLite a file beside the real one, which takes its name when all went well."""
    if not url.startswith(SQLITE):
        with closing(opened(url)) as database:
            yield database
        return
    file = Path(url.removeprefix(SQLITE))
    if file.exists():
        raise _occupied(str(file), str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".restore-") as folder:
        partial = Path(folder) / file.name
        with closing(opened(f"{SQLITE}{partial}")) as database:
            yield database
        partial.replace(file)


def require_empty(database: Database) -> None:
    """Raises `Conflict` when there is anything in the database."""
    with database.snapshot() as tx:
        if set(inspect(tx.connection).get_table_names()) - {VERSION_TABLE}:
            raise _occupied("the database", "数据库")


def _put_key(reader: Reader, settings: Settings) -> None:
    if KEY not in reader.manifest.members or settings.secret_key is not None:
        return
    target = settings.data / KEY_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise _occupied(str(target), str(target))
    target.touch(mode=0o600)
    target.write_bytes(b"".join(reader.pieces(KEY)))


def _occupied(en: str, zh: str) -> Conflict:
    return Conflict(
        say(f"目标不是空的（{zh}），请给一个新的位置。", f"The target isn't empty ({en}); give a new place."),
        "not_empty",
    )


def unlike(names: Sequence[str]) -> Invalid:
    """These tables are not what the manifest says."""
    listed = ", ".join(names[:10])
    return Invalid(
        say(f"恢复的内容与备份不一致：{listed}", f"What was restored is unlike the backup: {listed}"), "unlike_backup"
    )
