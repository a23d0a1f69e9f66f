"""Files that records hold: an upload belongs to who made it until a record claims it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select, update

from dougong.files.models import file
from dougong.kit.db import Transaction
from dougong.records.repository import Stored, chunks
from engines.form.definition import Form
from engines.form.fields.subform import SubformField


def usable(tx: Transaction, ids: Sequence[str], person_id: str) -> set[str]:
    """Those ids that are this person's own uploads and not held by a record yet."""
    found: set[str] = set()
    for chunk in chunks(ids):
        mine = (file.c.created_by == person_id) & file.c.record_id.is_(None)
        found.update(tx.execute(select(file.c.id).where(file.c.id.in_(chunk), mine)).scalars())
    return found


def claim(tx: Transaction, app: str, form: Form, record: Stored, changed: frozenset[str]) -> None:
    """Binds newly attached files to their record: from now on they are read under its rights."""
    for key, ids in _attached(form, record, changed):
        for chunk in chunks(ids):
            tx.execute(
                update(file)
                .where(file.c.id.in_(chunk), file.c.record_id.is_(None))
                .values(app=app, form=form.key, field=key, record_id=record.id, claimed_at=tx.now)
            )


def _attached(form: Form, record: Stored, changed: frozenset[str]) -> Iterator[tuple[str, list[str]]]:
    for field in form.fields:
        if field.key not in changed:
            continue
        value: Any = record.values.get(field.key) or []
        if field.type == "attachment":
            yield field.key, [entry["id"] for entry in value]
        elif isinstance(field, SubformField):
            for column in field.fields:
                if column.type == "attachment":
                    ids = [entry["id"] for row in value for entry in row.get(column.key) or []]
                    yield f"{field.key}.{column.key}", ids
