"""From rows of a statement to records of the API; what hardly changes from row to row is worked out once per page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.records.reading.executor import Rows
from engines.form.definition import Form

Record = dict[str, Any]
SYSTEM = ("id", "version", "owner", "created_at", "created_by", "updated_at", "updated_by")


def assemble(form: Form, rows: Rows, fields: Sequence[str], lists: Mapping[str, Mapping[str, Any]]) -> list[Record]:
    """One record per row: system columns, the fields asked for, `_errors` and `_title`."""
    place = {name: index for index, name in enumerate(rows.names)}
    plain = [(name, place[name]) for name in (*SYSTEM, *fields) if name in place]
    listed = [(key, lists[key], place.get(f"_see_{key}")) for key in fields if key in lists]
    ident, deleted, errors = place["id"], place["deleted_at"], place["errors"]
    title = form.title_field()
    title_key = title.key if title else ""
    shown = set(fields)
    records: list[Record] = []
    for row in rows.rows:
        record: Record = {name: row[index] for name, index in plain}
        for key, by_record, seen in listed:
            record[key] = by_record.get(row[ident]) if seen is None or row[seen] else None
        if row[deleted] is not None:
            record["deleted_at"] = row[deleted]
        if row[errors]:
            kept = {path: code for path, code in row[errors].items() if _visible(path, shown, place, row)}
            if kept:
                record["_errors"] = kept
        record["_title"] = record.get(title_key)
        records.append(record)
    return records


def _visible(path: str, shown: set[str], place: Mapping[str, int], row: Sequence[Any]) -> bool:
    """An error code is told only with the field it belongs to."""
    key = path.split(".")[0]
    seen = place.get(f"_see_{key}")
    return key in shown and (seen is None or bool(row[seen]))
