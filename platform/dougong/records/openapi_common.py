"""What all forms of an app have in common, out of the platform's own OpenAPI: history, comments, views, bulk, import,
duplicates, webhooks. Written once per app with `{form}` as a parameter, not once per form."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dougong.records.openapi_words import WORDS

JSON = dict[str, Any]
PREFIX = "/api/v1/apps/{app}"
TAG = "_common"
_TAGS = frozenset({"records", "around records", "duplicates", "webhooks", "import", "odata"})
_SCHEMAS = "#/components/schemas/"
_OWN = "Common."
"""Before the names of schemas, which could be those of forms."""


def common(platform: Mapping[str, Any], app: str, forms: Sequence[str], language: str) -> tuple[JSON, JSON]:
    """(paths, schemas) of the app `app`, for a caller who may use `forms`."""
    paths: JSON = {}
    for path, item in platform["paths"].items():
        found = {method: _operation(each, path, forms, language) for method, each in item.items() if _is_common(each)}
        if path.startswith(PREFIX) and found:
            paths[f"/apps/{app}{path.removeprefix(PREFIX)}"] = found
    return paths, _needed(platform, paths)


def _is_common(operation: Mapping[str, Any]) -> bool:
    return bool(_TAGS & set(operation.get("tags", ())))


def _operation(given: Mapping[str, Any], path: str, forms: Sequence[str], language: str) -> JSON:
    made: JSON = _renamed(copy.deepcopy(dict(given)))
    made["parameters"] = [
        _parameter(each, forms) for each in made.get("parameters", ()) if (each["name"], each["in"]) != ("app", "path")
    ]
    name = name_of(given)
    zh, en = WORDS[name]
    made |= {"operationId": name, "tags": [TAG], "summary": en if language == "en" else zh}
    if language != "en":
        made.pop("description", None)
    made["responses"]["default"] = {
        "description": "Problem",
        "content": {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
    }
    made["responses"].pop("422", None)
    return made


def name_of(operation: Mapping[str, Any]) -> str:
    """The endpoint's own name, of the id that FastAPI makes of it and its path."""
    name: str = operation["operationId"].partition("_api_v1_")[0]
    return name


def _parameter(given: JSON, forms: Sequence[str]) -> JSON:
    if (given["name"], given["in"]) == ("form", "path"):
        return given | {"schema": {"type": "string", "enum": list(forms)}}
    return given


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: value.replace(_SCHEMAS, _SCHEMAS + _OWN) if key == "$ref" else _renamed(value)
            for key, value in node.items()
        }
    return [_renamed(each) for each in node] if isinstance(node, list) else node


def _needed(platform: Mapping[str, Any], paths: JSON) -> JSON:
    """The schemas that the paths name, and those that these name."""
    known, found = platform["components"]["schemas"], dict[str, Any]()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _renamed(known[name.removeprefix(_OWN)])
            waiting += _references(found[name])
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        target = node.get("$ref", "")
        if isinstance(target, str) and target.startswith(_SCHEMAS + _OWN):
            yield target.removeprefix(_SCHEMAS)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)
