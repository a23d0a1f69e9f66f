"""What publishing a draft would do, to the last value, before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dougong.access.tables import Catalog, build_tables
from dougong.apps.catalog import app_catalog
from dougong.apps.conversion import Counts
from dougong.apps.ddl import index_signatures
from dougong.apps.dependencies import Use
from dougong.apps.losses import count_losses
from dougong.apps.plan import Plan, plan, reading_of, uses_of_change
from dougong.apps.repository import AppRow, FormRow
from dougong.apps.rights import access_of
from dougong.apps.uniques import Duplicate, duplicate_values, unique_fields
from dougong.apps.values import Path
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from dougong.kit.web import Actor
from engines.form.evolve import Change as Step
from engines.form.labels import label_text

_OPS = {
    "add_field": "add",
    "add_subform": "add",
    "hide_field": "hide",
    "hide_subform": "hide",
    "restore_field": "restore",
    "convert_field": "convert",
}
"""The API speaks of fields whatever they are; the engine's other words are used as they are."""


def impact(tx: Transaction, actor: Actor, app: AppRow, form: FormRow, language: str) -> dict[str, Any]:
    """`{steps, used_by, breaking}`; `breaking`: values get lost, or publishing would be refused as things are."""
    planned = plan(tx, app, form, language)
    return impact_of(tx, actor, planned, uses_of_change(tx, planned, language), language)


def impact_of(tx: Transaction, actor: Actor, planned: Plan, uses: Sequence[Use], language: str) -> dict[str, Any]:
    """The same of a draft that was read already, and whose uses were looked for (`uses_of_change`)."""
    app, form = planned.app, planned.form
    catalog = build_tables(app.key, planned.forms)
    counts = count_losses(tx, planned, catalog, reading_of(tx, catalog, actor), language)
    duplicates = _duplicates(tx, planned, catalog)
    shown = visible_fields(tx, actor, app.key, form.key)
    steps = [_step(step, counts, duplicates, shown, language) for step in planned.steps]
    lost = any(each.lost for each in counts.values())
    return {
        "steps": steps,
        "used_by": uses,
        "breaking": lost or bool(duplicates) or any(use["breaking"] for use in uses),
    }


def _step(
    step: Step,
    counts: Mapping[Path, Counts],
    duplicates: Mapping[tuple[str, ...], Sequence[Duplicate]],
    shown: frozenset[str],
    language: str,
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "op": _OPS.get(step.op, step.op),
        "field": step.field,
        "message": in_language(step.message, language),
        "breaking": step.breaking,
    }
    if step.op == "convert_field" and step.old and step.new:
        document |= {"from": step.old.type, "to": step.new.type}
        document["values"] = _values(counts.get(tuple(step.field.split("."))) or Counts(), step.field, shown)
    elif step.op == "relabel" and step.old and step.new:
        document |= {"from": label_text(step.old.label, language), "to": label_text(step.new.label, language)}
    elif step.op == "unique":
        fields = step.detail if step.field else step.detail[0]
        found = duplicates.get(tuple(fields), ())
        visible = "*" in shown or shown.issuperset(fields)
        document["duplicates"] = [{"value": value if visible else None, "count": count} for count, value in found]
    return document


def _values(counts: Counts, node: str, shown: frozenset[str]) -> dict[str, Any]:
    """Designing gives no right to data: samples are for those who may read this field of all records."""
    document = counts.document()
    around = {node[:at] for at, letter in enumerate(node) if letter == "."}
    readable = not shown.isdisjoint({"*", node, *around})
    return {**document, "samples": document["samples"] if readable else [], "readable": readable}


def _duplicates(tx: Transaction, planned: Plan, catalog: Catalog) -> dict[tuple[str, ...], Sequence[Duplicate]]:
    """What new unique rules would refuse, for columns that stay as they are."""
    if planned.old is None:
        return {}
    new = build_tables(planned.app.key, planned.new_forms).table(planned.form.key)
    before = index_signatures(tx, [catalog.table(planned.form.key)])
    changed = {change.path[0] for change in planned.changes if len(change.path) == 1}
    found = {
        tuple(unique_fields(index)): duplicate_values(tx, index)
        for text, index in index_signatures(tx, [new]).items()
        if index.unique and text not in before and changed.isdisjoint(unique_fields(index))
    }
    return {fields: values for fields, values in found.items() if values}


def visible_fields(
    tx: Transaction, actor: Actor, app_key: str, form_key: str, op: Literal["read", "export"] = "read"
) -> frozenset[str]:
    """Fields the designer may read (or export) in every record of the form."""
    access = access_of(tx, actor, app_catalog(tx, app_key))
    grants = [grant for grant in access.granted(form_key, op) if grant.rows == "all"]
    return frozenset(name for grant in grants for name in grant.read)
