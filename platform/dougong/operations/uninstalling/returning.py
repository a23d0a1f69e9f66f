"""An app comes back from its archive: its rows and tables as they were, its files under new paths, whole or not at all.

The platform's tables may have changed since. Then the rows go through the same migrations as the installation's did:
they are laid into an empty SQLite database of the archive's version, which is upgraded and read again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table, bindparam, update

from dougong.apps import repository
from dougong.apps.ddl import Schema
from dougong.apps.models import app
from dougong.files import service as files
from dougong.files.models import file
from dougong.files.store import FileStore
from dougong.identity.authentication import TOPIC
from dougong.kit import schema
from dougong.kit.db import Database, Transaction
from dougong.kit.errors import Conflict, Invalid, say
from dougong.kit.ids import new_id
from dougong.operations.archive import Reader
from dougong.operations.restore import load, member_rows, unlike
from dougong.operations.rows import Row, Shape, batches, read_rows, shapes, write_rows
from dougong.operations.structure import create_app_tables
from dougong.operations.uninstalling.belongings import platform_tables


@dataclass(frozen=True)
class Rows:
    """Rows of one table of the platform, their values in the order of `names`; `read` begins anew each time, so that
    no table has to fit into memory."""

    names: tuple[str, ...]
    read: Callable[[], Iterator[Row]]


@contextmanager
def laid_down(database: Database, store: FileStore, reader: Reader) -> Iterator[dict[str, str]]:
    """The bytes of its files lie in the store, under paths of their own: those of before may be about to be swept.
    → {path of before: path}

    When what follows fails they are taken away; when the process dies the sweep finds them, see `files.expect`."""
    made: dict[str, str] = {}
    try:
        for batch in batches(reader.files()):
            with database.transaction() as tx:
                made.update(zip(batch, files.expect(tx, len(batch)), strict=True))
            for path in batch:
                with tempfile.TemporaryFile() as content:
                    content.writelines(reader.pieces(f"files/{path}"))
                    content.seek(0)
                    store.put(made[path], content)
        yield made
    except BaseException:
        store.delete(list(made.values()))
        raise


def bring_back(tx: Transaction, reader: Reader, paths: Mapping[str, str]) -> str:
    """All rows and tables of the archive's app, which is nobody's bin from now on. `paths`: see `laid_down`. → its key

    Raises `Conflict` when there is an app with that key, `Invalid` for an archive that isn't one of an app."""
    one = reader.manifest.app
    if one is None:
        raise Invalid(
            say("这是整个系统的备份，不是应用的存档。", "This is a backup of everything, not of one app."), "not_an_app"
        )
    if one.key in repository.all_app_keys(tx):
        raise Conflict(
            say(
                f"标识为“{one.key}”的应用已存在（也可能在回收站里），请先移走它。",
                f"There is an app “{one.key}” already, perhaps in the bin; take it away first.",
            ),
            "key_taken",
        )
    tx.defer_references()
    known = shapes(tx)
    for table, rows in _platform_rows(tx, reader):
        _insert(tx, known[table.name], _renamed(tx, rows, paths) if table is file else _untied(table, rows))
        _tie(tx, table, rows)
    indexes = create_app_tables(tx, reader.manifest.tables, only=one.key)
    platform = {each.name for each in platform_tables()}
    load(tx, reader, [name for name in reader.manifest.tables if name not in platform])
    made = Schema(tx)
    for index in indexes:
        made.create_index(index)
    tx.execute(update(app).where(app.c.id == one.id).values(deleted_at=None, deleted_by=None))
    repository.touch(tx, one.id)
    tx.announce(TOPIC)
    return one.key


def _platform_rows(tx: Transaction, reader: Reader) -> Iterator[tuple[Table, Rows]]:
    """By table, what is referred to before what refers to it."""
    with _as_of_today(tx, reader) as found:
        for table in platform_tables():
            if table.name in found:
                yield table, found[table.name]


@contextmanager
def _as_of_today(tx: Transaction, reader: Reader) -> Iterator[dict[str, Rows]]:
    platform = [each.name for each in platform_tables() if each.name in reader.manifest.tables]
    stored = {name: _stored(reader, name) for name in platform}
    if reader.manifest.schema_version == schema.version_in(tx):
        yield stored
        return
    with (
        tempfile.TemporaryDirectory(prefix="dougong-archive-") as folder,
        closing(Database(f"sqlite:///{Path(folder) / 'old.sqlite3'}")) as database,
        database.snapshot() as old,  # nothing of it is ever committed
    ):
        schema.upgrade_in(old, reader.manifest.schema_version)
        old.defer_references()
        before = shapes(old)
        for name, rows in stored.items():
            _insert(old, before[name], rows)
        schema.upgrade_in(old)
        yield {name: _read(old, shape) for name, shape in shapes(old).items() if name in stored}


def _stored(reader: Reader, name: str) -> Rows:
    names = tuple(column for column, _kind in reader.manifest.tables[name].columns)
    return Rows(names, lambda: member_rows(reader, name, len(names)))


def _read(tx: Transaction, shape: Shape) -> Rows:
    return Rows(shape.names, lambda: read_rows(tx, shape))


def _insert(tx: Transaction, shape: Shape, rows: Rows) -> None:
    if not set(rows.names) <= set(shape.names):
        raise unlike([shape.name])
    write_rows(tx, shape, rows.names, rows.read())


def _renamed(tx: Transaction, rows: Rows, paths: Mapping[str, str]) -> Rows:
    """Rows of files with the paths under which their bytes lie now. A row that still waits to be swept gets another
    id: it goes with its bytes, and the file that comes back is another's business."""
    own, place = rows.names.index("id"), rows.names.index("path")

    def read() -> Iterator[Row]:
        for batch in batches(rows.read()):
            there = [row for row in batch if row[place] in paths]  # else lost before the archive was made
            files.arrived(tx, [paths[row[place]] for row in there])
            for row in there:
                tx.execute(update(file).where(file.c.id == row[own]).values(id=new_id()))
                yield [paths[row[place]] if at == place else value for at, value in enumerate(row)]

    return Rows(rows.names, read)


def _upward(table: Table) -> str | None:
    """The column that leads to a row of the same table."""
    return next((str(each.parent.name) for each in table.foreign_keys if each.column.table is table), None)


def _untied(table: Table, rows: Rows) -> Rows:
    """Rows that refer to rows of their own table come without that, as those may stand behind them."""
    up = _upward(table)
    if up is None:
        return rows
    at = rows.names.index(up)
    return Rows(rows.names, lambda: ([*row[:at], None, *row[at + 1 :]] for row in rows.read()))


def _tie(tx: Transaction, table: Table, rows: Rows) -> None:
    """What `_untied` left out, now that all are there."""
    up = _upward(table)
    if up is None:
        return
    own, at = rows.names.index("id"), rows.names.index(up)
    statement = update(table).where(table.c.id == bindparam("own")).values({up: bindparam("up")})
    tied = ({"own": row[own], "up": row[at]} for row in rows.read() if row[at] is not None)
    for batch in batches(tied):
        tx.execute(statement, batch)
