"""An OpenAPI 3.1 document of one app: every form the caller may use, with typed schemas of its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.records.exporting.files import Format
from dougong.records.feed.changes import LONGEST_WAIT
from dougong.records.feed.told import Kind
from dougong.records.openapi_common import TAG, common
from dougong.records.schemas import Aggregate
from engines.form.definition import Form
from engines.form.fields import FIELD_TYPES
from engines.form.labels import label_text

JSON = dict[str, Any]
_PROBLEM: JSON = {
    "type": "object",
    "description": "RFC 9457 problem document",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "path": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_SYSTEM: JSON = {
    "id": {"type": "string", "format": "uuid", "readOnly": True},
    "version": {"type": "integer", "readOnly": True},
    "owner": {"type": ["string", "null"], "format": "uuid"},
    "created_at": {"type": "string", "format": "date-time", "readOnly": True},
    "created_by": {"type": ["string", "null"], "format": "uuid", "readOnly": True},
    "updated_at": {"type": "string", "format": "date-time", "readOnly": True},
    "updated_by": {"type": ["string", "null"], "format": "uuid", "readOnly": True},
}


def document(
    app: AppCatalog, access: Access, label: str, language: str, server: str, platform: Mapping[str, Any]
) -> JSON:
    """The whole document, with what this caller may do and see; sentences in `language`. `platform`: the OpenAPI of the
    product, which tells what all forms have in common."""
    usable = [form for form in app.forms.values() if access.ops(form.key)]
    paths, schemas = common(platform, app.key, [form.key for form in usable], language) if usable else ({}, {})
    schemas["Problem"] = _PROBLEM
    for form in usable:
        schemas |= _schemas(form, access.field_rights(form.key), language)
        paths |= _paths(app.key, form, access.ops(form.key), language)
    general = {"name": TAG, "description": "Every form" if language == "en" else "所有表单通用"}
    return {
        "openapi": "3.1.0",
        "info": {"title": label, "version": str(app.stamp), "description": _intro(language)},
        "servers": [{"url": f"{server}/api/v1"}],
        "security": [{"token": []}, {"session": []}],
        "tags": [*({"name": form.key, "description": form.name(language)} for form in usable), general],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "dougong_session"},
            },
        },
    }


def _intro(language: str) -> str:
    if language == "en":
        return "Values follow the fields of each form; the same rules hold here as in the browser."
    return "字段与表单一致；此处与浏览器中执行同样的规则和权限。"


def _schemas(form: Form, rights: dict[str, str], language: str) -> JSON:
    readable: JSON = {}
    writable: JSON = {}
    required: list[str] = []
    for field in form.fields:
        right = rights.get(field.key, "none")
        if right == "none":
            continue
        kind = FIELD_TYPES[field.type]
        if not kind.holds:
            continue
        schema = dict(kind.value_schema(field)) | {"title": field.name(language)}
        if field.help is not None:
            schema["description"] = label_text(field.help, language)
        readable[field.key] = schema | ({"readOnly": True} if kind.computed else {})
        if right == "write" and not kind.computed:
            writable[field.key] = schema
            if field.required:
                required.append(field.key)
    name = _name(form)
    version = {"version": {"type": "integer", "description": "the version this change is based on"}}
    create: JSON = {"type": "object", "additionalProperties": False, "properties": writable}
    if required:
        create["required"] = required
    return {
        name: {"type": "object", "title": form.name(language), "properties": {**_SYSTEM, **readable}},
        f"{name}Create": create,
        f"{name}Change": {
            "type": "object",
            "additionalProperties": False,
            "properties": {**writable, **version},
            "required": ["version"],
        },
    }


def _paths(app: str, form: Form, ops: Sequence[str], language: str) -> JSON:
    base = f"/apps/{app}/forms/{form.key}/records"
    collection = dict(_collection(form, ops, language))
    one = dict(_one(form, ops, language))
    found: JSON = {}
    if collection:
        found[base] = collection
    if one:
        found[f"{base}/{{id}}"] = {"parameters": [_path_parameter("id")], **one}
    if "read" in ops:
        found[f"{base}:changes"] = {"get": _changes(form, language)}
        found[f"{base}:aggregate"] = {"post": _operation(form, "aggregate", language, _FIGURES, body=_aggregate(form))}
    if "export" in ops:
        formats = {"type": "string", "enum": list(get_args(Format))}
        asked = [{"name": "format", "in": "query", "schema": formats}, *_list_parameters(language)]
        found[f"{base}:export"] = {"get": _operation(form, "export", language, None, parameters=asked)}
    return found


def _changes(form: Form, language: str) -> JSON:
    change = {
        "type": "object",
        "properties": {
            "op": {"type": "string", "enum": list(get_args(Kind))},
            "id": {"type": "string", "format": "uuid"},
            "at": {"type": "string", "format": "date-time"},
            "record": _ref(_name(form)),
        },
        "required": ["op", "id", "at"],
    }
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": change},
            "next": {"type": "string"},
            "more": {"type": "boolean"},
        },
    }
    known = {each["name"]: each for each in _list_parameters(language)}
    asked = [
        {"name": "since", "in": "query", "schema": {"type": "string"}},
        *(known[name] for name in ("filter", "fields", "expand", "limit")),
        {"name": "wait", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT}},
    ]
    return _operation(form, "changes", language, page, parameters=asked)


_FIGURES: JSON = {
    "type": "object",
    "properties": {"rows": {"type": "array", "items": {"type": "object"}}, "truncated": {"type": "boolean"}},
}


def _aggregate(form: Form) -> JSON:
    schema = Aggregate.model_json_schema()
    parts = schema.pop("$defs")
    for place, part in (("groups", "GroupBy"), ("measures", "MeasureOf")):
        schema["properties"][place]["items"] = parts[part]
    return schema | {"title": f"{_name(form)}Aggregate"}


def _collection(form: Form, ops: Sequence[str], language: str) -> Iterator[tuple[str, JSON]]:
    name = _name(form)
    page = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": _ref(name)},
            "next": {"type": ["string", "null"]},
            "count": {"type": "integer"},
        },
    }
    if "read" in ops:
        yield "get", _operation(form, "list", language, page, parameters=_list_parameters(language))
    if "create" in ops:
        header = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200}}
        yield (
            "post",
            _operation(
                form, "create", language, _ref(name), body=_ref(f"{name}Create"), status="201", parameters=[header]
            ),
        )


def _one(form: Form, ops: Sequence[str], language: str) -> Iterator[tuple[str, JSON]]:
    name = _name(form)
    if "read" in ops:
        yield "get", _operation(form, "get", language, _ref(name))
    if "update" in ops:
        yield "patch", _operation(form, "update", language, _ref(name), body=_ref(f"{name}Change"))
    if "delete" in ops:
        yield "delete", _operation(form, "delete", language, None, status="204")


_VERBS = {
    "list": ("列出", "List"),
    "create": ("新增", "Create"),
    "get": ("查看", "Get"),
    "update": ("修改", "Change"),
    "delete": ("删除", "Delete"),
    "changes": ("变更：", "Changes of"),
    "aggregate": ("汇总", "Sums of"),
    "export": ("导出", "Export"),
}


def _operation(
    form: Form,
    verb: str,
    language: str,
    answer: JSON | None,
    *,
    body: JSON | None = None,
    status: str = "200",
    parameters: list[JSON] | None = None,
) -> JSON:
    zh, en = _VERBS[verb]
    said = {"description": "OK"} | ({"content": {"application/json": {"schema": answer}}} if answer else {})
    problem = {"description": "Problem", "content": {"application/problem+json": {"schema": _ref("Problem")}}}
    operation: JSON = {
        "operationId": f"{verb}_{form.key}",
        "tags": [form.key],
        "summary": f"{en} {form.name('en')}" if language == "en" else f"{zh}{form.name('zh-CN')}",
        "responses": {status: said, "default": problem},
    }
    if body:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if parameters:
        operation["parameters"] = parameters
    return operation


def _list_parameters(language: str) -> list[JSON]:
    said = {
        "filter": ("条件公式，如 stage = 'won' and amount > 1000", "a formula, e.g. stage = 'won' and amount > 1000"),
        "sort": ("排序，如 -amount,name", "e.g. -amount,name"),
        "fields": ("只返回这些字段，逗号分隔", "only these fields, separated by commas"),
        "expand": ("展开关联，逗号分隔或 *", "links to expand, separated by commas, or *"),
        "search": ("全文搜索", "text to search for"),
        "cursor": ("翻页标记", "the page cursor"),
    }
    index = 1 if language == "en" else 0
    texts = [
        {"name": name, "in": "query", "description": pair[index], "schema": {"type": "string"}}
        for name, pair in said.items()
    ]
    return [
        *texts,
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}},
        {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0}},
        {"name": "count", "in": "query", "schema": {"type": "boolean"}},
    ]


def _path_parameter(name: str) -> JSON:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _ref(name: str) -> JSON:
    return {"$ref": f"#/components/schemas/{name}"}


def _name(form: Form) -> str:
    return "".join(part.capitalize() for part in form.key.split("_"))
