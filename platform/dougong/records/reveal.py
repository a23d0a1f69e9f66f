"""The two doors to whole values of encrypted fields: `reveal` the one of a record, `locate` records by theirs."""

from __future__ import annotations

from sqlalchemy import select

from dougong.access.errors import unknown_field
from dougong.access.revealing import revealing
from dougong.apps import sealed
from dougong.audit.service import record as record_audit
from dougong.records.encrypted import FIELDS
from dougong.records.problems import record_not_found
from dougong.records.work import Work
from dougong.records.writing import seen
from engines.form.fields.encrypted import EncryptedField


def reveal(work: Work, form_key: str, record_id: str, key: str) -> str | None:
    """The whole value, to whom a grant gives it in this record; each look is in the audit log."""
    field = _field(work, form_key, key)
    if seen(work, form_key, record_id) is None:
        raise record_not_found()
    if not work.tx.execute(revealing(work.access, form_key, field.key, [record_id])).first():
        raise record_not_found()
    table = work.app.tables.table(form_key)
    if work.tx.execute(select(table.c[field.key]).where(table.c.id == record_id)).scalar_one() is None:
        return None
    target = f"{work.app.key}/{form_key}/{record_id}"
    record_audit(work.tx, work.actor, "record.reveal", target, {"field": field.key}, app=work.app.key)
    return sealed.whole(work.tx, work.app.key, form_key, field.key, record_id)


def locate(work: Work, form_key: str, key: str, text: str) -> list[str]:
    """Records that hold exactly this text, among those in which the caller may see it whole: without that right the
    few hidden digits could be guessed one after the other."""
    field = _field(work, form_key, key)
    found = sealed.find(work.tx, work.app.key, form_key, field.key, text)
    ids = list(work.tx.execute(revealing(work.access, form_key, field.key, found)).scalars())
    table = work.app.tables.table(form_key)
    held = select(table.c.id).where(table.c.id.in_(ids), table.c[field.key].is_not(None))
    ids = sorted(work.tx.execute(held).scalars()) if ids else []
    detail = {"field": field.key, "found": len(ids)}
    record_audit(work.tx, work.actor, "record.locate", f"{work.app.key}/{form_key}", detail, app=work.app.key)
    return ids


def _field(work: Work, form_key: str, key: str) -> EncryptedField:
    """An encrypted field the caller may read; the same answer for one that isn't there."""
    readable = work.access.readable_fields(form_key)
    field = next((each for each in FIELDS.of(work.app.tables, form_key) if each.key == key), None)
    if field is None or key not in readable:
        raise unknown_field(key)
    return field
