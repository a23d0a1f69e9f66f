"""Lookups, rollups and buttons as a page shows them: the first two as the plain field that their values are, read-only.

A lookup of a select is a select with the other form's options, of a person a person, and everything else a
formula's result. So lists, filters, forms and cards treat them like any other field of that kind, and nothing is
told of the other form but what is needed to read the value.
"""

from __future__ import annotations

from typing import Any

from engines.form.fields.base import FieldModel
from engines.form.fields.button import ButtonField
from engines.form.fields.link import LinkField
from engines.form.fields.lookup import LookupField
from engines.form.fields.rollup import RollupField

_COMMON = (
    "key",
    "label",
    "help",
    "hidden",
    "later",
    "width",
    "as",
    "decimals",
    "currency",
    "unit",
    "thousands",
    "trim",
    "index",
)
_LISTS = {"select": "multi_select", "member": "member", "department": "department", "link": "link"}


def shown_as(field: FieldModel, document: dict[str, Any]) -> dict[str, Any]:
    """The field's document for a page; others than lookups and rollups as they are."""
    if isinstance(field, ButtonField):
        return _button(field, document)
    if not isinstance(field, LookupField | RollupField):
        return document
    common = {key: document[key] for key in _COMMON if key in document}
    common |= {"derived": field.type, "as": field.as_}
    if isinstance(field, RollupField) or not (field.many or field.as_ in _LISTS):
        return {**common, "type": "formula"}
    kind = _LISTS.get(field.as_, "multi_select") if field.many else field.as_
    return {**common, "type": kind, "readonly": True, "many": field.many, **_details(field)}


def _button(field: ButtonField, document: dict[str, Any]) -> dict[str, Any]:
    """Which fields it sets and where it leads, without the formulas: pressing asks the server."""
    told = {"do": field.action.do}
    for name in ("flow", "template", "form"):
        if hasattr(field.action, name):
            told[name] = getattr(field.action, name)
    return {key: part for key, part in document.items() if key not in ("when", "action")} | {"action": told}


def _details(field: LookupField) -> dict[str, Any]:
    target = field.target
    if field.as_ == "link":
        return {"form": target.form if isinstance(target, LinkField) else ""}
    if field.as_ in ("member", "department"):
        return {}
    options = getattr(target, "options", ())
    return {"options": [option.model_dump(mode="json", exclude_defaults=True) for option in options]}
