"""What happened to one record, field by field, under the reader's rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from dougong.identity.directory import names_of_people
from dougong.records.models import change_log
from dougong.records.problems import record_not_found
from dougong.records.work import Work
from dougong.records.writing import seen
from engines.form.definition import Form
from engines.form.fields.encrypted import EncryptedField, shown
from engines.form.labels import label_text

MOST = 500
"""Entries of one answer, and of one look into the log."""


def history(work: Work, form_key: str, record_id: str, language: str) -> list[dict[str, Any]]:
    """Newest first. A field the reader can't see in the record as it is now is left out of its past as well."""
    if seen(work, form_key, record_id) is None:
        raise record_not_found()
    return list(islice(walk(work, form_key, record_id, language), MOST))


def walk(
    work: Work, form_key: str, record_id: str, language: str, *, until: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """`history` of a record that the reader may see, to its beginning; only what happened before `until`."""
    c = change_log.c
    here = [c.record_id == record_id, c.app == work.app.key, c.form == form_key]
    if until is not None:
        here.append(c.at < until)
    visible = visible_fields(work, form_key, record_id)
    behind: int | None = None
    while True:
        wanted = here if behind is None else [*here, c.seq < behind]
        rows = work.tx.execute(select(change_log).where(*wanted).order_by(c.seq.desc()).limit(MOST)).all()
        names = names_of_people(work.tx, {row.by for row in rows if row.by})
        for row in rows:
            yield {
                "seq": row.seq,
                "version": row.version,
                "at": row.at,
                "by": {"id": row.by, "name": names.get(row.by)} if row.by else None,
                "op": row.op,
                "door": row.door,
                "changes": _changes(work.app.forms[form_key], row.changes or {}, visible, language),
            }
        if len(rows) < MOST:
            return
        behind = rows[-1].seq


def visible_fields(work: Work, form_key: str, record_id: str) -> Mapping[str, Any]:
    """Labels of the fields this reader may see in this very record."""
    statement = work.access.get(form_key, record_id)
    row = work.tx.execute(statement).one()._mapping
    form = work.app.forms[form_key]
    return {
        key: form.by_key[key].label or key
        for key in work.access.readable_fields(form_key)
        if row.get(f"_see_{key}", True)
    }


def _changes(form: Form, changes: Mapping[str, Any], visible: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    return [
        {
            "field": key,
            "label": label_text(visible[key], language),
            "before": _shown(form, key, before),
            "after": _shown(form, key, after),
        }
        for key, (before, after) in changes.items()
        if key in visible
    ]


def _shown(form: Form, key: str, value: Any) -> Any:
    """A value of the past; one from before its field was encrypted is masked as well."""
    field = form.by_key.get(key)
    return shown(field, str(value)) if isinstance(field, EncryptedField) and value is not None else value
