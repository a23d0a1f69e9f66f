"""What a stranger's page needs to draw a shared view: its look and the fields that are shown, nothing else.

Conditions, formulas and defaults stay here: they may name what is hidden, and say what it is compared with.
"""

from __future__ import annotations

from typing import Any

from dougong.kit.types import iso_instant
from dougong.records.runtime import known_definition
from dougong.records.view_links.door import Visit
from dougong.records.view_settings import colour_programs

KEY = "shared"
"""The view's key in the page."""
_SAID = ("schema_version", "key", "label", "title", "icon")
_KEPT_BACK = frozenset(
    {"formula", "default", "filter", "fill", "stamp", "check", "required", "parts", "help", "on_delete"}
)
Document = dict[str, Any]


def document(visit: Visit, map_settings: dict[str, str] | None) -> Document:
    """`GET /public/views/{token}`."""
    access, form = visit.caller.access, visit.caller.app.forms[visit.form]
    given = set(visit.fields)
    known = {name for name, right in access.field_rights(visit.form).items() if right != "none"}
    whole = known_definition(form, known)
    fields = [_field(each) for each in whole["fields"] if each["key"] in given]
    definition = {name: whole[name] for name in _SAID if name in whole} | {"fields": fields}
    if definition.get("title") not in given:
        definition.pop("title", None)
    view = visit.settings.model_dump(mode="json", exclude_defaults=True, exclude={"filter", "colors"})
    view.setdefault("columns", [{"field": key} for key in visit.fields])
    named = {"key": KEY, "label": visit.row.label, "sort": [], **view, "type": visit.settings.type}
    return {
        "state": "open",
        "label": visit.row.label,
        "form": visit.form,
        "expires_at": iso_instant(visit.row.expires_at),
        "zone": visit.maker.timezone,
        "map": map_settings,
        "runtime": {
            "definition": {**definition, "views": [named]},
            "version": visit.caller.app.versions[visit.form],
            "ops": ["read"],
            "reveal": [],
            "fields": dict.fromkeys(visit.fields, "read"),
            "programs": {"formulas": {}, "defaults": {}, "rules": [], "checks": [], "order": []},
            "views": [],
            "colors": {KEY: colour_programs(visit.settings, access, visit.form)},
            "user": {},
        },
    }


def _field(document: Document) -> Document:
    kept = {name: part for name, part in document.items() if name not in _KEPT_BACK}
    if "fields" in kept:
        kept["fields"] = [_field(each) for each in kept["fields"]]
    return kept
