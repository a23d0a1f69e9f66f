"""The change log: what happened to records, in order; history for people and a cursor for incremental readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import BigInteger, Insert, Text, cast, func, insert, select

from dougong.kit.db import Transaction
from dougong.kit.fixed import Fixed
from dougong.records.models import change_log
from engines.form.definition import Form

Op = Literal["create", "update", "delete", "restore", "recompute"]
OWNER = "owner"
"""The one system column whose changes are kept beside those of fields: it decides who sees the record."""
_SCRATCH = "records.changes"
_WRITTEN = ("app", "form", "record_id", "op", "version", "at", "by", "door", "changes", "batch")


def _insert(dialect: str) -> Insert:
    statement = insert(change_log).inline()
    if dialect == "postgresql":
        return statement.values(xid=cast(cast(func.pg_current_xact_id(), Text), BigInteger))
    return statement


_INSERT = Fixed(_insert, keys=_WRITTEN)


@dataclass(frozen=True)
class Change:
    """One record's change. `changes` maps a field key to `[before, after]` in JSON form."""

    app: str
    form: str
    record_id: str
    op: Op
    version: int
    changes: Mapping[str, tuple[Any, Any]] | None = None


def log(tx: Transaction, changes: Iterable[Change], *, by: str | None, door: str, batch: str | None = None) -> None:
    """Appends `changes` in the transaction that makes them. `batch`: what they were done together under."""
    rows: list[dict[str, Any]] = [
        {
            "app": change.app,
            "form": change.form,
            "record_id": change.record_id,
            "op": change.op,
            "version": change.version,
            "at": tx.now,
            "by": by,
            "door": door,
            "changes": {key: list(pair) for key, pair in (change.changes or {}).items()} or None,
            "batch": batch,
        }
        for change in changes
    ]
    if not rows:
        return
    if len(rows) == 1:
        _INSERT.later(tx, rows[0])
    else:
        _INSERT.run_many(tx, rows)
    times: dict[str, int] = tx.scratch.setdefault(_SCRATCH, {})
    for row in rows:
        times[row["record_id"]] = times.get(row["record_id"], 0) + 1


def oldest_running(tx: Transaction) -> int:
    """PostgreSQL: every transaction with a lower number is over."""
    oldest = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
    return int(tx.execute(select(oldest)).scalar_one())


def times_changed(tx: Transaction, record_id: str) -> int:
    """How often this transaction has changed the record so far."""
    found: int = tx.scratch.get(_SCRATCH, {}).get(record_id, 0)
    return found


def pairs(
    form: Form, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, changed: frozenset[str] | None
) -> dict[str, tuple[Any, Any]]:
    """Field by field, before and after, in JSON form; only what differs. `changed` None: look at every field."""
    found: dict[str, tuple[Any, Any]] = {}
    was, now = old or {}, new or {}
    for key, field, to_json in form.telling:
        if changed is not None and key not in changed:
            continue
        before, after = was.get(key), now.get(key)
        if before is after or (before is not None and after is not None and before == after):
            continue
        told = (
            None if before is None else to_json(field, before),
            None if after is None else to_json(field, after),
        )
        if told[0] != told[1]:
            found[key] = told
    return found
