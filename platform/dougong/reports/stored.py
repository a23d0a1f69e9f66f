"""Snapshots on disk, for a warm start: a Parquet file with a note in it of how far the change log had been read.

One that is not of this database's past (another database, an older backup) is not used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import structlog
from sqlalchemy import select

from dougong.kit.db import Transaction
from dougong.kit.ids import new_id
from dougong.records.changes import oldest_running
from dougong.records.models import change_log
from dougong.reports.columnar import Cursor, Name, Snapshot

FORMAT = 3
"""Raised when columns are kept in another way: files of before are not used."""
NOTE = "dougong"
"""The note's key in the file's metadata."""
_log = structlog.get_logger(__name__)


def write(tx: Transaction, folder: Path, name: Name, snapshot: Snapshot) -> None:
    """One snapshot to disk: rows and note in one file, in one step. Several processes may write the same one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cursor = snapshot.cursor
    document = {"format": FORMAT, "name": list(name), "version": snapshot.version, "columns": sorted(snapshot.columns)}
    document |= {"seq": cursor.seq, "xmin": cursor.xmin, "seen": sorted(cursor.seen), "mark": _mark(tx, None)}
    place = _path(folder, name)
    partial = place.with_suffix(f".{new_id()}.part")
    try:
        rows = snapshot.lazy().collect()
        rows.write_parquet(partial, compression="lz4", metadata={NOTE: orjson.dumps(document).decode()})
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)


def read(tx: Transaction, folder: Path, name: Name) -> Snapshot | None:
    """What stands on disk, when it is whole and of this database's past; None otherwise."""
    place = _path(folder, name)
    if not place.exists():
        return None
    try:
        found = orjson.loads(pl.read_parquet_metadata(place)[NOTE])
        if found["format"] != FORMAT or not _is_ours(tx, found, name):
            return None
        frame = pl.read_parquet(place)
    except (OSError, pl.exceptions.PolarsError, ValueError, KeyError):
        _log.warning("snapshot_unreadable", path=str(place), exc_info=True)  # it is made anew from the database
        return None
    cursor = Cursor(found["seq"], found["xmin"], frozenset(found["seen"]))
    return Snapshot(found["version"], frozenset(found["columns"]), frame, frame.clear(), cursor)


def _is_ours(tx: Transaction, found: dict[str, Any], name: Name) -> bool:
    """Whether the note speaks of this table, at a moment that this database has lived through."""
    if found["name"] != list(name) or found["mark"] is None or _mark(tx, found["mark"][0]) != found["mark"]:
        return False
    return tx.dialect != "postgresql" or found["xmin"] <= oldest_running(tx)  # else numbers of another cluster


def _mark(tx: Transaction, seq: int | None) -> list[object] | None:
    """An entry of the log that tells databases apart: the last one, or the one of a number. Its transaction is another
    one after a restore, where what the file's cursor says means nothing any more."""
    c = change_log.c
    statement = select(c.seq, c.xid, c.record_id, c.version, c.at).order_by(c.seq.desc()).limit(1)
    row = tx.execute(statement if seq is None else statement.where(c.seq == seq)).first()
    return None if row is None else [row.seq, row.xid, row.record_id, row.version, row.at.isoformat()]


def _path(folder: Path, name: Name) -> Path:
    stem = hashlib.blake2b("/".join(part or "" for part in name).encode(), digest_size=16).hexdigest()
    return folder / f"{stem}.parquet"
