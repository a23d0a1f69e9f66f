"""Making a backup while people work, looking whether one is whole, and comparing a database with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import orjson
from sqlalchemy import ColumnElement

import dougong
from dougong.audit.service import record
from dougong.files.store import FileStore
from dougong.kit import schema
from dougong.kit.config import Settings
from dougong.kit.db import Database, Transaction
from dougong.kit.types import iso_instant
from dougong.kit.vault import FILE as KEY_FILE
from dougong.operations.archive import FORMAT, KEY, Manifest, TableFacts, Writer, writing
from dougong.operations.rows import Digest, Shape, digest_of, read_rows, shapes

VERSION_TABLE = "alembic_version"
MADE, DRILLED = "backup.make", "backup.drill"
"""Acts in the audit log: who asks when the last one was finds it there."""
Progress = Callable[[str, int, int], None]
"""Called with what is at work, how far it is, and of how much."""


def quietly(_what: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def make(
    settings: Settings,
    database: Database,
    target: Path,
    recipients: Sequence[str] = (),
    progress: Progress = quietly,
) -> Manifest:
    """Writes everything to `target`: all rows as they stood at one moment, then the files of the store.

    Rows first: what is uploaded meanwhile is waste in the backup, and no row's file is missing. The key that opens
    stored secrets goes along only when the backup is encrypted (`recipients`: public keys of age)."""
    store = FileStore(settings)
    with writing(target, recipients) as writer:

        def files() -> int:
            if recipients and (key := _key(settings)):
                writer.add(KEY, [key.encode()], pack=False)
            return sum(write_file(store, writer, path) for path in store.paths())

        manifest = copy_rows(database, writer, progress, files)
    with database.transaction() as tx:
        detail = {
            "rows": manifest.rows,
            "files": manifest.files,
            "encrypted": bool(recipients),
            "made_at": manifest.made_at,
        }
        record(tx, None, MADE, f"backup:{target.name}", detail)
    return manifest


def copy_rows(
    database: Database, writer: Writer, progress: Progress = quietly, others: Callable[[], int] = lambda: 0
) -> Manifest:
    """Every row as it stood at one moment, then what `others` adds (→ how many files), then the manifest."""
    with database.snapshot(consistent=True) as tx:
        version = schema.version_in(tx)
        found = [shape for name, shape in shapes(tx).items() if name != VERSION_TABLE]
        tables = {shape.name: write_table(tx, writer, shape) for shape in _told(found, progress)}
        made_at, kind = tx.now, tx.dialect
    files = others()
    manifest = Manifest(
        format=FORMAT,
        product=dougong.__version__,
        schema_version=version,
        database=kind,
        made_at=iso_instant(made_at),
        tables=tables,
        files=files,
        members=writer.members,
    )
    writer.finish(manifest)
    return manifest


def differences(tx: Transaction, manifest: Manifest, names: Sequence[str]) -> list[str]:
    """Those of these tables whose content is not what the manifest says."""
    there, found = shapes(tx), []
    for name in names:
        facts = manifest.tables[name]
        kinds = dict(there[name].columns)
        # the columns the manifest knows: what this program has beyond them is empty
        digest = digest_of(tx, Shape(name, tuple((column, kinds[column]) for column, _kind in facts.columns)))
        if (digest.rows, digest.text) != (facts.rows, facts.digest):
            found.append(name)
    return found


def _told(found: Sequence[Shape], progress: Progress) -> Iterator[Shape]:
    for place, shape in enumerate(found):
        progress(shape.name, place, len(found))
        yield shape


def write_table(tx: Transaction, writer: Writer, shape: Shape, where: ColumnElement[bool] | None = None) -> TableFacts:
    """One table becomes a member; or those of its rows."""
    digest = Digest(shape)

    def lines() -> Iterator[bytes]:
        for row in read_rows(tx, shape, where):
            digest.add(row)
            yield orjson.dumps(row) + b"\n"

    writer.add(f"tables/{shape.name}.jsonl", lines(), pack=True)
    return TableFacts(columns=list(shape.columns), rows=digest.rows, digest=digest.text)


def write_file(store: FileStore, writer: Writer, path: str) -> int:
    """→ 1, or 0 when it is gone"""
    try:
        pieces = store.read(path)
    except FileNotFoundError:  # swept since the list was made
        return 0
    writer.add(f"files/{path}", pieces, pack=False)
    return 1


def _key(settings: Settings) -> str:
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    file = settings.data / KEY_FILE
    return file.read_text() if file.exists() else ""
