"""Snapshots on disk, for a warm start: a Parquet file beside a note of how far the change log had been read.

One that is not of this database's past (another database, an older backup) is not used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import orjson
import polars as pl
from sqlalchemy import BigInteger, Text, cast, func, select

from dougong.kit.db import Transaction
from dougong.records.models import change_log
from dougong.reports.columnar import Cursor, Name, Snapshot


def write(tx: Transaction, folder: Path, name: Name, snapshot: Snapshot) -> None:
    """One snapshot to disk: rows first, then the note, each in one step."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows, note = _paths(folder, name)
    note.unlink(missing_ok=True)
    partial = rows.with_suffix(".part")
    snapshot.lazy().collect().write_parquet(partial, compression="lz4")
    partial.replace(rows)
    cursor = snapshot.cursor
    document = {"name": list(name), "version": snapshot.version, "columns": sorted(snapshot.columns)}
    document |= {"seq": cursor.seq, "xmin": cursor.xmin, "seen": sorted(cursor.seen), "mark": _mark(tx, None)}
    partial.write_bytes(orjson.dumps(document))
    partial.replace(note)


def read(tx: Transaction, folder: Path, name: Name) -> Snapshot | None:
    """What stands on disk, when it is of this database's past; None otherwise."""
    rows, note = _paths(folder, name)
    if not (rows.exists() and note.exists()):
        return None
    found = orjson.loads(note.read_bytes())
    if found["name"] != list(name) or found["mark"] is None or _mark(tx, found["mark"][0]) != found["mark"]:
        return None
    cursor = Cursor(found["seq"], found["xmin"], frozenset(found["seen"]))
    if tx.dialect == "postgresql" and cursor.xmin > oldest_running(tx):
        return None  # numbers of another cluster
    frame = pl.read_parquet(rows)
    return Snapshot(found["version"], frozenset(found["columns"]), frame, frame.clear(), cursor)


def oldest_running(tx: Transaction) -> int:
    """PostgreSQL: every transaction with a lower number is over."""
    oldest = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return int(tx.execute(select(oldest)).scalar() or 0)


def _mark(tx: Transaction, seq: int | None) -> list[object] | None:
    """An entry of the log that tells databases apart: the last one, or the one of a number."""
    c = change_log.c
    statement = select(c.seq, c.record_id, c.version, c.at).order_by(c.seq.desc()).limit(1)
    row = tx.execute(statement if seq is None else statement.where(c.seq == seq)).first()
    return None if row is None else [row.seq, row.record_id, row.version, row.at.isoformat()]


def _paths(folder: Path, name: Name) -> tuple[Path, Path]:
    stem = hashlib.blake2b("/".join(part or "" for part in name).encode(), digest_size=16).hexdigest()
    return folder / f"{stem}.parquet", folder / f"{stem}.json"
