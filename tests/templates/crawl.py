"""Every route there is, called with real ids: what attacks try by the hundred (reference: IDOR, CSRF by GET, secrets
in answers)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from dougong.kit.web import declared_rights

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_SENDING = {"POST", "PUT", "PATCH"}
SPEECHLESS = ("/stream", "records:stream")
"""Answers that never end."""


@dataclass(frozen=True)
class Route:
    """One method of one address, and a body its schema accepts."""

    method: str
    path: str
    body: Any
    takes_a_limit: bool = False
    """Whether the caller says how much is told; of routes that aren't described it may be."""

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(_PARAMETER.findall(self.path))

    def address(self, ids: Mapping[str, str]) -> str:
        """The path with ids in it; an id may depend on where it stands: `dashboards/link` goes before `link`."""

        return _PARAMETER.sub(lambda match: self._id(match, ids), self.path)

    def values(self, ids: Mapping[str, str]) -> dict[str, str]:
        """The ids that `address` puts in, by parameter."""
        return {match[1]: self._id(match, ids) for match in _PARAMETER.finditer(self.path)}

    def _id(self, match: re.Match[str], ids: Mapping[str, str]) -> str:
        name, before = match[1], self.path[: match.start()].rstrip("/").split("/")
        collection = before[-1].split(":")[0]
        return ids.get(f"{collection}/{name}") or ids.get(f"{self.area}/{name}") or ids.get(name, ids["file_id"])

    @property
    def area(self) -> str:
        """`dashboards`, `forms`: the part of an app the route belongs to."""
        parts = self.path.split("/")
        return parts[5] if len(parts) > 5 else parts[3] if len(parts) > 3 else ""

    def call(self, browser: TestClient, ids: Mapping[str, str]) -> httpx.Response:
        sent = {"json": self.body} if self.method in _SENDING else {}
        return browser.request(self.method, self.address(ids), **sent)


def routes(app: FastAPI) -> list[Route]:
    """All but what is not a single answer."""
    document = app.openapi()
    found = []
    for text, _rights in declared_rights(app):
        methods, _, path = text.partition(" ")
        if not path.startswith("/api/") or path.endswith(SPEECHLESS):
            continue
        for method in methods.split(","):
            operation = document["paths"].get(path.replace(":path}", "}"), {}).get(method.lower(), {})
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            takes = {each["name"] for each in operation.get("parameters", [] if operation else [{"name": "limit"}])}
            found.append(Route(method, path, sample(content.get("schema", {}), document), "limit" in takes))
    return found


def sample(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0) -> Any:
    """The smallest thing a schema accepts, nearly: right enough to come to the question who is asking."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {} if depth > 8 else sample(document["components"]["schemas"][name], document, depth + 1)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample(schema[several][0], document, depth + 1)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            needed = schema.get("required", [])
            return {name: sample(schema.get("properties", {}).get(name, {}), document, depth + 1) for name in needed}
        case "array":
            return [sample(schema.get("items", {}), document, depth + 1)] * schema.get("minItems", 0)
        case "string":
            return _text(schema)
        case "integer" | "number":
            return max(schema.get("minimum", 1), 1)
        case "boolean":
            return True
        case _:
            return {}


def _text(schema: Mapping[str, Any]) -> str:
    match schema.get("format"):
        case "date-time":
            return "2026-11-22T08:30:00Z"
        case "date":
            return "2026-11-22"
        case "uuid":
            return "01a2077a-9af9-7090-b6ce-045d2640cc43"
        case _:
            return "abc".ljust(schema.get("minLength", 0), "c")


def names_others(route: Route) -> bool:
    """True when an address has an id of something beyond app and form."""
    harmless = {"app", "form", "n", "kind", "field", "name", "resource"}
    return bool(set(route.parameters) - harmless)


def told(route: Route, answer: httpx.Response) -> str:
    return f"{route.method} {answer.request.url.path} -> {answer.status_code} {answer.text[:160]}"


def texts(answers: Iterator[httpx.Response]) -> str:
    return "\n".join(answer.text for answer in answers)
