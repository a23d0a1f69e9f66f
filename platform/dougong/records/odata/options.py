"""The system query options of an address (OData URL conventions §5.1), read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dougong.records.odata.problems import bad_question, not_offered
from dougong.records.reading.query import MAX_LIMIT

MOST_SKIPPED = 10_000_000
_NAME = re.compile(r"[A-Za-z_]\w*")
_KNOWN = {"$select", "$filter", "$orderby", "$top", "$skip", "$skiptoken", "$count", "$expand", "$search", "$format"}
_OTHERS = {"$apply", "$compute", "$levels", "$schemaversion", "$index", "$deltatoken"}
_FORMATS = re.compile(r"(json|application/json(;[\w.=;-]*)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Expanded:
    """What is wanted of the records behind a way. `select` None: all properties."""

    select: tuple[str, ...] | None = None
    expand: Mapping[str, Expanded] = field(default_factory=dict)


@dataclass(frozen=True)
class Options:
    """A question. `orderby`: (name, whether it descends)."""

    select: tuple[str, ...] | None = None
    filter: str | None = None
    orderby: tuple[tuple[str, bool], ...] = ()
    top: int | None = None
    skip: int = 0
    token: str | None = None
    count: bool = False
    expand: Mapping[str, Expanded] = field(default_factory=dict)
    search: str | None = None


def options_of(params: Sequence[tuple[str, str]]) -> Options:
    """The options of a query string. Raises BadQuestion, NotOffered."""
    given: dict[str, str] = {}
    for name, value in params:
        key = name if name.startswith("$") else f"${name}"  # OData 4.01 leaves the dollar to the caller
        if key in _OTHERS:
            raise not_offered(key)
        if key not in _KNOWN or key in given:
            raise bad_question(name)
        given[key] = value
    if "$format" in given and not _FORMATS.fullmatch(given["$format"]):
        raise not_offered(f"$format={given['$format']}")
    return Options(
        select=_names(given.get("$select")),
        filter=given.get("$filter") or None,
        orderby=tuple(_order(given.get("$orderby", ""))),
        top=_whole(given, "$top"),
        skip=_whole(given, "$skip") or 0,
        token=given.get("$skiptoken"),
        count=_flag(given.get("$count", "false")),
        expand=expanded_of(given.get("$expand", "")),
        search=(given.get("$search") or "").strip().strip('"')[:200] or None,
    )


def page_size(prefer: str) -> int:
    """How many at once: `Prefer: odata.maxpagesize=100`."""
    asked = re.search(r"(?:odata\.)?maxpagesize\s*=\s*(\d{1,6})", prefer)
    return max(1, min(MAX_LIMIT, int(asked[1]))) if asked else MAX_LIMIT


def expanded_of(text: str) -> dict[str, Expanded]:
    """`customer($select=name;$expand=region),lines` as a tree."""
    found: dict[str, Expanded] = {}
    for part in _split(text, ","):
        name, bracket, inner = part.partition("(")
        name = name.strip()
        if not _NAME.fullmatch(name) or (bracket and not inner.endswith(")")) or name in found:
            raise bad_question(f"$expand={part}")
        found[name] = _inner(inner[:-1]) if bracket else Expanded()
    return found


def _inner(text: str) -> Expanded:
    given: dict[str, str] = {}
    for part in _split(text, ";"):
        name, _, value = part.strip().partition("=")
        if name not in ("$select", "$expand"):
            raise not_offered(f"$expand(…{name}…)")
        given[name] = value
    return Expanded(_names(given.get("$select")), expanded_of(given.get("$expand", "")))


def _split(text: str, sign: str) -> Iterator[str]:
    """Parts between `sign` outside of brackets."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth < 0 or depth > 6:
            raise bad_question(text[:40])
        if letter == sign and depth == 0:
            yield text[start:at].strip()
            start = at + 1
    if depth:
        raise bad_question(text[:40])
    if text[start:].strip():
        yield text[start:].strip()


def _names(text: str | None) -> tuple[str, ...] | None:
    if text is None or text.strip() in ("", "*"):
        return None
    return tuple(dict.fromkeys(part.strip() for part in text.split(",")))


def _order(text: str) -> Iterator[tuple[str, bool]]:
    for part in _split(text, ","):
        name, *direction = part.split() or [""]
        if not name or direction not in ([], ["asc"], ["desc"]):
            raise bad_question(f"$orderby={text[:40]}")
        yield name, direction == ["desc"]


def _whole(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 8 or int(text) > MOST_SKIPPED:
        raise bad_question(f"{name}={text[:40]}")
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise bad_question(f"$count={text}")
    return text == "true"
