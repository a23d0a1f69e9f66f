"""Shared record templates in app packages: `record_templates/<form>.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from dougong.apps.catalog import app_catalog
from dougong.kit.db import Transaction
from dougong.kit.errors import FieldError, Invalid
from dougong.kit.ids import new_id
from dougong.kit.web import Actor
from dougong.records.presets import fitting, service
from dougong.records.presets.models import record_template
from engines.form.definition import Form
from engines.form.fields import FieldModel
from engines.form.fields._ids import IdField
from engines.form.fields._rows import RowsField

Document = dict[str, Any]


def export(tx: Transaction, app_key: str, forms: Mapping[str, Form]) -> dict[str, Document]:
    """Hook of packages: the shared templates by form, without ids of this installation."""
    found: dict[str, Document] = {}
    for row in service.shared_of(tx, app_key):
        if row.form not in forms:
            continue
        entry = {"label": row.label, "values": _portable(forms[row.form].by_key, row.values)}
        empty: Document = {"schema_version": 1, "key": row.form, "templates": []}
        found.setdefault(row.form, empty)["templates"].append(entry)
    return found


def install(tx: Transaction, actor: Actor, app_key: str, files: Mapping[str, Document], _language: str) -> None:
    """Hook of packages: makes the templates of a new app, shared. Raises Invalid with the place in the file."""
    forms = app_catalog(tx, app_key).forms
    for form_key, document in files.items():
        for position, entry in enumerate(document["templates"], start=1):
            values = _checked(forms, form_key, position, entry["values"])
            tx.execute(
                insert(record_template).values(
                    id=new_id(),
                    app=app_key,
                    form=form_key,
                    owner_id=actor.person_id,
                    label=entry["label"],
                    shared=True,
                    position=position,
                    values=values,
                    version=1,
                    created_at=tx.now,
                    updated_at=tx.now,
                )
            )


def _checked(forms: Mapping[str, Form], form_key: str, position: int, values: Document) -> Document:
    try:
        return fitting.kept(forms[form_key], forms, values)[0]
    except Invalid as wrong:
        name = f"record_templates/{form_key}.json"
        errors = [FieldError(name, each.code, each.message, (name, position, each.field)) for each in wrong.errors]
        raise Invalid(wrong.detail, "bad_package", errors) from wrong


def _portable(fields: Mapping[str, FieldModel], values: Document) -> Document:
    """Records, people and departments are others elsewhere; a formula that finds them goes along. In the order of the
    form's fields: PostgreSQL doesn't keep that of the keys."""
    found: Document = {}
    for key, own in fields.items():
        if key not in values:
            continue
        value = values[key]
        if isinstance(own, RowsField) and isinstance(value, list):
            found[key] = [_portable(own.by_key, row) for row in value]
        elif not isinstance(own, IdField) or fitting.formula_of(value) is not None:
            found[key] = value
    return found
