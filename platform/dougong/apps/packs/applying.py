"""A package as an industry has it: the same forms, flows and boards in other words, with more fields and options, other
modules on, and demo data that fits. Nothing is ever taken away, so records that are there stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dougong.apps.modules import is_on, switched
from dougong.apps.packs.definition import PackAddition, PackDemo, PackField, PackFile, PackForm
from dougong.apps.packs.wording import reworded
from dougong.kit.errors import FieldError, Invalid, say

Package = dict[str, Any]
Document = dict[str, Any]
_WORDED = ("app", "roles", "forms", "flows", "dashboards", "pages", "tours")


def found_pack(package: Mapping[str, Any], key: str) -> PackFile:
    """The pack of the package; Invalid for an unknown one."""
    document = (package.get("packs") or {}).get(key)
    if document is None:
        sentence = say(f"没有行业包“{key}”。", f"There is no industry pack “{key}”.")
        raise Invalid(sentence, "unknown_pack", [FieldError("pack", "unknown_pack", sentence)])
    return PackFile.model_validate(document)


def applied(package: Package, key: str) -> Package:
    """The package with the pack in it. What is there already (a field, an option) is left alone, so it may be applied
    to what an older version of it was applied to."""
    pack = found_pack(package, key)
    changed = {**package, **{part: reworded(package[part], pack.words) for part in _WORDED if part in package}}
    forms = dict(changed["forms"])
    for form_key, wanted in pack.forms.items():
        if form_key in forms:
            forms[form_key] = _form(forms[form_key], wanted)
    changed["forms"] = forms
    changed["app"] = changed["app"] | _modules(changed["app"], pack)
    if "data" in changed:
        changed["data"] = _demo(changed["data"], pack.demo)
    return changed | {"applied": [*(each for each in applied_packs(package) if each != key), key]}


def applied_packs(package: Mapping[str, Any]) -> list[str]:
    """Keys of the packs that are in the package, in the order in which they came."""
    return list(package.get("applied") or ())


def as_before(installed: Mapping[str, Any], newer: Package) -> Package:
    """A newer package with the packs that the installed one has in it, as far as it has them still."""
    for key in applied_packs(installed):
        if key in (newer.get("packs") or {}):
            newer = applied(newer, key)
    return newer


def _form(form: Document, wanted: PackForm) -> Document:
    fields = [_field(field, wanted.fields[field["key"]]) if field["key"] in wanted.fields else field
              for field in form.get("fields", [])]  # fmt: skip
    layout = form.get("layout", [])
    for addition in wanted.add:
        if all(field["key"] != addition.field["key"] for field in fields):
            fields = _behind(fields, addition)
            layout = _laid_out(layout, addition.after, addition.field["key"])
    label = {"label": wanted.label} if wanted.label is not None else {}
    return form | label | {"fields": fields} | ({"layout": layout} if layout else {})


def _field(field: Document, wanted: PackField) -> Document:
    changed = dict(field)
    if wanted.label is not None:
        changed["label"] = wanted.label
    if "options" in field:
        known = {option.get("value") for option in field["options"]}
        named = [
            option | ({"label": wanted.labels[option["value"]]} if option.get("value") in wanted.labels else {})
            for option in field["options"]
        ]
        changed["options"] = [*named, *(option for option in wanted.options if option.get("value") not in known)]
    return changed


def _behind(fields: Sequence[Document], addition: PackAddition) -> list[Document]:
    at = next((n for n, field in enumerate(fields, 1) if field["key"] == addition.after), len(fields))
    return [*fields[:at], addition.field, *fields[at:]]


def _laid_out(node: Any, after: str | None, key: str) -> Any:
    """The layout with the new field behind the other one, wherever that stands."""
    if isinstance(node, dict):
        return {name: _laid_out(value, after, key) for name, value in node.items()}
    if not isinstance(node, list):
        return node
    made: list[Any] = []
    for each in node:
        made.append(_laid_out(each, after, key))
        if after is not None and (each == after or (isinstance(each, dict) and each.get("field") == after)):
            made.append(key)
    return made


def _modules(app: Document, pack: PackFile) -> Document:
    modules = app.get("modules") or []
    if not modules:
        return {}
    on = {module["key"] for module in modules if is_on(module)}
    return {"modules": switched(modules, sorted((on | set(pack.modules.on)) - set(pack.modules.off)))}


def _demo(data: Mapping[str, Any], demo: PackDemo) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for file, rows in data.items():
        form = file.rpartition(".")[0]
        if form in demo.without:
            continue
        kept = _without(rows, frozenset(demo.without))
        values = demo.values.get(form)
        if values and isinstance(kept, list):
            kept = [_in_turn(row, n, values) for n, row in enumerate(kept)]
        made[file] = kept
    return made


def _in_turn(row: Document, n: int, values: Mapping[str, Sequence[Any]]) -> Document:
    return row | {field: offered[n % len(offered)] for field, offered in values.items()}


def _without(value: Any, forms: frozenset[str]) -> Any:
    """Links to rows that are left out stay empty."""
    if not forms:
        return value
    if isinstance(value, str):
        return _text_without(value, forms)
    if isinstance(value, list):
        kept = (_without(each, forms) for each in value)
        return [each for each, was in zip(kept, value, strict=True) if not (each is None and was is not None)]
    if isinstance(value, dict):
        if value.keys() == {"$ref"}:
            return None if str(value["$ref"]).partition(":")[0] in forms else value
        return {key: _without(each, forms) for key, each in value.items()}
    return value


def _text_without(text: str, forms: Iterable[str]) -> str:
    for form in forms:
        if f"$ref:{form}:" in text:  # a file of CSV, read as one text
            text = "\n".join(",".join("" if cell.startswith(f"$ref:{form}:") else cell for cell in line.split(","))
                             for line in text.split("\n"))  # fmt: skip
    return text
