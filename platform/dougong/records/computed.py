"""Computes stored formula fields again, for records that are there already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dougong.records.evaluation import evaluate_item
from dougong.records.linked import Linked
from dougong.records.repository import Stored
from dougong.records.work import Item, RecordEvent, Work
from engines.form.compile import CompiledForm
from engines.form.fields._rows import RowsField
from engines.form.fields.base import FieldModel
from engines.form.fields.formula import Shown


def recompute(work: Work, form_key: str, ids: Sequence[str]) -> list[RecordEvent]:
    """Brings the formula fields of these records up to date; everything else stays as it is.

    The version stays too: a computed value is nobody's edit, so whoever has the record open can still save it.
    """
    compiled = work.app.compiled[form_key]
    repository = work.repository(form_key)
    stored = [record for record in repository.get_many(ids, lock=True).values() if not record.deleted]
    items = [Item(index, "update", {}, record.id, None, record) for index, record in enumerate(stored)]
    linked = Linked(work)
    linked.load_for(compiled, items, recompute=True)
    events: list[RecordEvent] = []
    renewed: list[tuple[Stored, frozenset[str]]] = []
    for item, record in zip(items, stored, strict=True):
        outcome = evaluate_item(work, compiled, item, linked, recompute=True)
        values = _with_formulas(compiled, record.values, outcome.values)
        changed = frozenset(key for key, value in values.items() if value != record.values.get(key))
        errors = outcome.errors or None
        if not changed and errors == record.system["errors"]:
            continue
        renewed.append((Stored(record.id, record.version, values, {**record.system, "errors": errors}), changed))
        system = record.system
        version = record.version
        event = RecordEvent(
            work.app.key, form_key, record.id, "recompute", record.values, values, changed, version, system, system
        )
        events.append(event)
    repository.write_computed(renewed)
    return events


def _with_formulas(compiled: CompiledForm, old: Mapping[str, Any], computed: Mapping[str, Any]) -> dict[str, Any]:
    """`old` with the formula fields, and formula columns of subforms, of `computed`."""
    return _merged(compiled.form.fields, old, computed)


def _merged(fields: Iterable[FieldModel], old: Mapping[str, Any], computed: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(old)
    for field in fields:
        if isinstance(field, Shown):
            values[field.key] = computed.get(field.key)
        elif isinstance(field, RowsField) and old.get(field.key):
            rows = {row["id"]: row for row in computed.get(field.key) or []}
            values[field.key] = [
                _merged(field.fields, row, rows[row["id"]]) if row["id"] in rows else row for row in old[field.key]
            ]
    return values
