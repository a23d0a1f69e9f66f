"""What the browser needs to show and fill in a form: the definition as this caller may know it, and its programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dougong.access.revealing import revealed_fields
from dougong.records.reading.callers import Caller
from dougong.records.shown import shown_as
from dougong.records.view_settings import colour_programs, settings_of
from engines.form.compiled import CompiledForm
from engines.form.definition import Form
from engines.form.fields._rows import RowsField
from engines.form.fields.base import FieldModel
from engines.form.view_check import readable_in_page
from engines.form.views import ViewSettings

_RUN = ("rules", "checks")
"""The compiled ones in `programs` say the same, without what must stay unknown."""
_ACTIONS = ("show", "hide", "require", "readonly")


def form_runtime(
    caller: Caller, form_key: str, views: list[dict[str, Any]], given: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """`FormRuntime` of docs/api.md. Fields the caller may neither read nor write are absent everywhere. `given`: what
    the server writes into a new record of theirs."""
    form = caller.app.forms[form_key]
    rights = caller.access.field_rights(form_key)
    known = {name for name, right in rights.items() if right != "none"}
    return {
        "definition": known_definition(form, known),
        "version": caller.app.versions[form_key],
        "ops": caller.access.ops(form_key),
        "reveal": revealed_fields(caller.access, form_key),
        "fields": {name: right for name, right in rights.items() if right != "none"},
        "programs": known_programs(caller.app.compiled[form_key].programs, known),
        "views": views,
        "colors": _colours(caller, form_key, views),
        "profile": form.profile is not None,
        "offers": known_offers(caller.app.compiled[form_key], known),
        "buttons": _buttons(caller, form_key, known),
        "given": {key: value for key, value in given.items() if key in known},
        "user": caller.access.principal.user_values(),
    }


def known_offers(compiled: CompiledForm, known: set[str]) -> dict[str, list[str]]:
    """Links whose offered records hang on other fields: what the page tells when it asks for choices."""
    return {
        node: sorted(choosing.nodes & known)
        for node, choosing in compiled.choosing.items()
        if node in known and choosing.asks
    }


def _buttons(caller: Caller, form_key: str, known: set[str]) -> dict[str, Any]:
    """`{key: {"when": AST, "reads"}}` of the buttons whose condition the page can judge by a record's own fields, all
    known to the caller; of the others the server tells when they are pressed."""
    found: dict[str, Any] = {}
    for key, button in caller.app.compiled[form_key].buttons.items():
        program = button.when
        if key not in known or program is None or not readable_in_page(program.ast):
            continue
        if _reads_only(program.ast, known, ""):
            found[key] = {"when": program.ast, "reads": sorted({p[0] for p in program.paths if p[0] != "user"})}
    return found


def _colours(caller: Caller, form_key: str, saved: list[dict[str, Any]]) -> dict[str, Any]:
    """Colour rules by the key of a view of the definition or the id of a saved one; views without any are absent."""
    settings: dict[str, ViewSettings] = {view.key: view for view in caller.app.forms[form_key].views}
    settings |= {view["id"]: settings_of(view) for view in saved}
    found = {key: colour_programs(view, caller.access, form_key) for key, view in settings.items() if view.colors}
    return {key: programs for key, programs in found.items() if programs}


def known_definition(form: Form, known: set[str]) -> dict[str, Any]:
    """The definition without the fields that are not among `known`, and without what runs as a program."""
    document = form.to_json()
    fields = []
    for field in document.get("fields", ()):
        if field["key"] not in known:
            continue
        fields.append(_known_field(form.by_key[field["key"]], field, known, ""))
    document["fields"] = fields
    for part in _RUN:
        document.pop(part, None)
    document.pop("prints", None)  # `…/prints` tells those that are offered
    document.pop("profile", None)  # `…/profile` tells what its reader may know of it
    if "layout" in document:
        document["layout"] = [node for node in (_node(node, known) for node in document["layout"]) if node]
    return document


def _known_field(own: FieldModel, field: dict[str, Any], known: set[str], around: str) -> dict[str, Any]:
    """A field's document; of a subform only the columns that are known, and not what runs as a program."""
    if isinstance(own, RowsField):
        path = f"{around}{own.key}."
        columns = [
            _known_field(own.by_key[column["key"]], column, known, path)
            for column in field.get("fields", ())
            if f"{path}{column['key']}" in known
        ]
        field = {key: part for key, part in field.items() if key not in _RUN} | {"fields": columns}
    return shown_as(own, field)


def _node(node: dict[str, Any], known: set[str]) -> dict[str, Any] | None:
    """A part of the layout without the fields that are unknown to the caller; None when nothing is left of it."""
    if "items" in node:
        items = [item for item in (_item(item, known) for item in node["items"]) if item]
        return {**node, "items": items} if items else None
    if "tabs" in node:
        tabs = [tab for tab in (_node(tab, known) for tab in node["tabs"]) if tab]
        return {**node, "tabs": tabs} if tabs else None
    return node


def _item(item: Any, known: set[str]) -> Any:
    if isinstance(item, str):
        return item if item in known else None
    if "field" in item:
        return item if item["field"] in known else None
    return _node(item, known)


def known_programs(programs: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    """Programs that touch only known fields; the others run on the server alone."""
    rules = []
    for rule in programs["rules"]:
        prefix = f"{rule['subform']}." if "subform" in rule else ""
        if not _reads_only(rule["when"], known, prefix):
            continue
        kept = {**rule, **{action: [k for k in rule.get(action, ()) if prefix + k in known] for action in _ACTIONS}}
        sets = {
            key: ast
            for key, ast in rule.get("set", {}).items()
            if prefix + key in known and _reads_only(ast, known, prefix)
        }
        options = {key: values for key, values in rule.get("options", {}).items() if prefix + key in known}
        style = {key: look for key, look in rule.get("style", {}).items() if key == "*" or prefix + key in known}
        parts = kept | {"set": sets, "options": options, "style": style}
        rules.append({key: value for key, value in parts.items() if value})
    checks = [
        check
        for check in programs["checks"]
        if _reads_only(check["assert"], known, f"{check['subform']}." if "subform" in check else "")
    ]
    return {
        "formulas": _kept(programs["formulas"], known),
        "defaults": _kept(programs["defaults"], known),
        "rules": rules,
        "checks": checks,
        "order": [node for node in programs["order"] if node in known],
    }


def _kept(programs: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {
        path: ast
        for path, ast in programs.items()
        if path in known and _reads_only(ast, known, path.rpartition(".")[0] + "." if "." in path else "")
    }


_CONTEXT = ("user", "old", "row", "parent", "id", "owner", "version")
_SYSTEM = ("created_at", "created_by", "updated_at", "updated_by")


def _reads_only(ast: Mapping[str, Any], known: set[str], prefix: str) -> bool:
    """True when every name the program reads is known to the caller (columns of its row, own fields, the user)."""
    return all(_known_path(path, known, prefix) for path in _paths(ast.get("root", ast)))


def _known_path(path: list[str], known: set[str], prefix: str) -> bool:
    head, *rest = path
    if head == "user":
        return True
    if head in ("old", "row", "parent") and rest:
        around = prefix.rstrip(".").rpartition(".")[0]
        inner = (f"{around}." if around else "") if head == "parent" else prefix
        return _known_path(rest, known, inner)
    if head in _CONTEXT or head in _SYSTEM:
        return True
    dotted, known_so_far = prefix, False
    for name in path:  # into rows as far as the path goes; behind a link other rights hold
        dotted += name
        if dotted not in known:
            return known_so_far and not any(each.startswith(dotted.rpartition(".")[0] + ".") for each in known)
        dotted, known_so_far = f"{dotted}.", True
    return True


def _paths(node: Mapping[str, Any]) -> list[list[str]]:
    if node.get("k") == "ref":
        return [list(node["path"])]
    return [path for child in node.get("a", ()) for path in _paths(child)]
