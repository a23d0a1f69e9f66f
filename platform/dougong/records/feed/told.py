"""Entries of the change log as one reader may know them: what they see now, and what they don't see any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from dougong.records.feed import past
from dougong.records.reading.assemble import Record
from dougong.records.reading.filters import typed_filter
from dougong.records.reading.query import MAX_LIMIT, ListQuery
from dougong.records.reading.reader import Reader
from dougong.records.reading.within import Within, at_once
from dougong.records.work import Work

Kind = Literal["create", "update", "delete", "restore", "gone"]
_SAID: Mapping[str, Kind] = {"create": "create", "delete": "delete", "restore": "restore"}
"""What is computed anew is a change like any other."""


@dataclass(frozen=True)
class Told:
    """One entry of the log. `record`: as it is now; None when the reader doesn't see it (deleted, gone)."""

    seq: int
    kind: Kind
    record_id: str
    version: int
    at: datetime
    by: str | None
    door: str
    changed: tuple[str, ...]
    """Fields that the reader sees in this very record."""
    record: Record | None


@dataclass(frozen=True)
class Wanted:
    """Which records of a form, and what of them."""

    form: str
    filter: str | None = None
    fields: str | None = None
    expand: str | None = None


def told(work: Work, wanted: Wanted, rows: Sequence[Any]) -> list[Told]:
    """What this reader learns of the entries, in their order. Records they see are told as they are now; an entry
    that took one out of their sight is told without content; of all others they learn nothing."""
    ids = list(dict.fromkeys(row.record_id for row in rows))
    records = _now(work, wanted, ids)
    hidden = [row for row in rows if row.record_id not in records]
    filter_ast = typed_filter(work.access, wanted.form, [wanted.filter])
    lost = past.lost_by(work, wanted.form, hidden, filter_ast)
    visible = _visible_fields(work, wanted.form, list(records))
    found: list[Told] = []
    for row in rows:
        record = records.get(row.record_id)
        if record is None and row.seq not in lost:
            continue
        fields = visible.get(row.record_id, frozenset())
        found.append(
            Told(
                row.seq,
                _kind(row.op, record),
                row.record_id,
                row.version,
                row.at,
                row.by if record is not None else None,
                row.door,
                tuple(key for key in row.changes or {} if key in fields),
                record,
            )
        )
    return found


def _kind(op: str, record: Record | None) -> Kind:
    if record is not None:
        return _SAID.get(op, "update")
    return "delete" if op == "delete" else "gone"


def _now(work: Work, wanted: Wanted, ids: Sequence[str]) -> dict[str, Record]:
    if not ids and not (wanted.filter or wanted.fields or wanted.expand):
        return {}  # else asked all the same: a wrong question is refused whether or not there is news
    query = ListQuery(filter=wanted.filter, fields=wanted.fields, expand=wanted.expand, limit=MAX_LIMIT)
    reader = Reader(Within(work.tx), work.app, work.access)
    return {each["id"]: each for each in at_once(reader.page(wanted.form, query, ids=ids))["items"]}


def _visible_fields(work: Work, form_key: str, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Fields the reader sees, record by record."""
    readable = work.access.readable_fields(form_key)
    sight = work.access.sight(form_key)
    if not ids or all(sight.giving(key) is None for key in readable):
        return dict.fromkeys(ids, frozenset((*readable, "owner")))
    rows = work.tx.execute(work.access.select(form_key, ids=ids)).mappings()
    return {row["id"]: frozenset((*(key for key in readable if row.get(f"_see_{key}", True)), "owner")) for row in rows}
