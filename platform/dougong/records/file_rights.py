"""Who may read an attached file: whoever may read its field in the record that holds it."""

from __future__ import annotations

from dougong.apps.catalog import app_catalog
from dougong.apps.rights import access_of
from dougong.files.service import FileFacts
from dougong.kit.db import Transaction
from dougong.kit.errors import Problem
from dougong.kit.web import Actor
from dougong.records.around.comments import FILES_FIELD


def may_read_file(tx: Transaction, actor: Actor, facts: FileFacts) -> bool:
    """True when the record is visible and so is the field, in this very record."""
    if facts.app is None or facts.form is None or facts.record_id is None or facts.field is None:
        return False
    subform, _, field = facts.field.rpartition(".")
    try:
        catalog = app_catalog(tx, facts.app)
        access = access_of(tx, actor, catalog)
        if not access.may(facts.form, "read"):
            return False
        if facts.field == FILES_FIELD:
            return facts.record_id in access.visible_ids(tx, facts.form, [facts.record_id])
        if subform:
            rows = tx.execute(access.rows(facts.form, subform, [facts.record_id])).mappings().all()
            return any(facts.id in {entry["id"] for entry in row.get(field) or []} for row in rows)
        row = tx.execute(access.get(facts.form, facts.record_id, fields=[field])).mappings().first()
    except Problem:
        return False
    return row is not None and bool(row.get(f"_see_{field}", True))
