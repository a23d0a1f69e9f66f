"""The examples of one form, with its keys and with values that its fields take."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Literal, get_args

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES, FieldModel
from engines.form.fields._files import FileField
from engines.form.fields._rows import RowsField
from engines.form.fields.link import LinkField
from engines.form.labels import label_text

Language = Literal["python", "typescript"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
_ENDINGS: Mapping[Language, str] = {"python": "py", "typescript": "ts"}
_MOST = 8
"""Fields of the example's record."""
_TEXTS = frozenset({"text", "select", "email", "phone", "url", "barcode"})


class _Text(Template):
    delimiter = "§"


_TEMPLATES = {each: _Text(Path(__file__).with_name(f"{each}.txt").read_text("utf-8")) for each in LANGUAGES}


@dataclass(frozen=True)
class Link:
    """Some record of a form, where a value can't be known beforehand."""

    form: str
    many: bool


def example(app: AppCatalog, access: Access, form: Form, language: Language, locale: str, base: str) -> dict[str, str]:
    """`{"file", "text"}`."""
    rights = access.field_rights(form.key)
    held = [field for field in form.fields if FIELD_TYPES[field.type].holds]
    readable = [field for field in held if rights.get(field.key, "none") != "none"]
    writable = [field for field in readable if rights[field.key] == "write"]
    values = _values([field for field in writable if not FIELD_TYPES[field.type].computed])
    plain = {key: value for key, value in values.items() if not isinstance(value, Link)}
    file = f"{form.key}.{_ENDINGS[language]}"
    files = next((field.key for field in writable if isinstance(field, FileField)), None)
    text = _TEMPLATES[language].substitute(
        title=_comment(form.name(locale)),
        app_title=_comment(label_text(app.label, locale)),
        file=file,
        app=app.key,
        form=form.key,
        type="".join(part.capitalize() for part in form.key.split("_")) or "Item",
        base=base,
        language=locale,
        fields="\n".join(_typescript_field(field, rights, locale) for field in readable),
        values=_written(values, language),
        changed=_written(_changed(form, plain), language),
        condition=_condition(form, plain),
        attach="" if files is None else _ATTACH[language].format(field=files),
    )
    return {"file": file, "text": text}


_ATTACH: Mapping[Language, str] = {
    "python": '    made = change(made, {{"{field}": [upload("{field}", "note.txt", b"hello")]}})\n',
    "typescript": '  const file = await client.upload("{field}", new Blob(["hello"]), "note.txt");\n'
    "  made = await client.update(made, {{ {field}: [file] }});\n",
}


def _values(fields: list[Any]) -> dict[str, Any]:
    """What is required, and the simplest of the rest."""
    ordered = sorted(fields, key=lambda field: not field.required)
    found: dict[str, Any] = {}
    for field in ordered:
        if len(found) >= _MOST and not field.required:
            break
        if isinstance(field, LinkField):
            if field.required:
                found[field.key] = Link(field.form, field.many)
        elif not isinstance(field, FileField | RowsField) and field.type not in ("member", "department"):
            kind = FIELD_TYPES[field.type]
            made = kind.example(field)
            if made is not None:
                found[field.key] = kind.to_json(field, made)
    return {field.key: found[field.key] for field in fields if field.key in found}


def _changed(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """One field, another value where any text does."""
    for key, value in values.items():
        return {key: f"{value} 2" if form.by_key[key].type == "text" else value}
    return {}


def _written(values: Mapping[str, Any], language: Language) -> str:
    parts = []
    for key, value in values.items():
        if isinstance(value, Link):
            one = f'first_of("{value.form}")' if language == "python" else f'"<id of a record of {value.form}>"'
            text = f"[{one}]" if value.many else one
        else:
            plain = language == "python" and not isinstance(value, str)
            text = repr(value) if plain else json.dumps(value, ensure_ascii=False)
        parts.append(f'"{key}": {text}' if language == "python" else f"{key}: {text}")
    return "{" + ", ".join(parts) + "}" if language == "python" else "{ " + ", ".join(parts) + " }" if parts else "{}"


def _condition(form: Form, values: Mapping[str, Any]) -> str:
    """A formula about the first text or option of the example."""
    for key, value in values.items():
        if form.by_key[key].type in _TEXTS and isinstance(value, str) and re.fullmatch(r"[\w @.:/+-]+", value):
            return f"{key} = '{value}'"
    return "version > 0"


def _typescript_field(field: FieldModel, rights: Mapping[str, str], locale: str) -> str:
    kind = FIELD_TYPES[field.type]
    comment = _comment(field.name(locale))
    only = "readonly " if kind.computed else ""
    return f"  /** {comment} */\n  {only}{field.key}: {_typescript_value(field, rights, field.key)};"


def _typescript_value(field: FieldModel, rights: Mapping[str, str], path: str) -> str:
    if not isinstance(field, RowsField):
        return _typescript(FIELD_TYPES[field.type].value_schema(field))
    columns = (
        f"{each.key}?: {_typescript_value(each, rights, f'{path}.{each.key}')}"
        for each in field.fields
        if rights.get(f"{path}.{each.key}", "none") != "none"
    )
    return f"{{ id?: string; {'; '.join(columns)} }}[] | null"


def _typescript(schema: Mapping[str, Any]) -> str:
    """A JSON Schema as a type; what has no simple one is unknown."""
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return " | ".join(dict.fromkeys(_typescript(each) for each in options))
    if "enum" in schema:
        return " | ".join(json.dumps(each, ensure_ascii=False) for each in schema["enum"]) or "never"
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    kinds = schema.get("type")
    found = [_one_kind(kind, schema) for kind in (kinds if isinstance(kinds, list) else [kinds])]
    return " | ".join(dict.fromkeys(found))


def _one_kind(kind: str | None, schema: Mapping[str, Any]) -> str:
    match kind:
        case "integer" | "number":
            return "number"
        case "string" | "boolean" | "null":
            return kind
        case "array":
            inner = _typescript(schema.get("items", {}))
            return f"({inner})[]" if " | " in inner else f"{inner}[]"
        case "object" if schema.get("properties"):
            needed = set(schema.get("required", ()))
            parts = "; ".join(
                f"{json.dumps(name)}{'' if name in needed else '?'}: {_typescript(part)}"
                for name, part in schema["properties"].items()
            )
            return f"{{ {parts} }}"
        case "object":
            return "Record<string, unknown>"
    return "unknown"


def _comment(text: str) -> str:
    """Cannot end the comment, or the text, that it stands in."""
    return re.sub(r'[\r\n"\\*]+', " ", text)
