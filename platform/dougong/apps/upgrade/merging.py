"""Three documents become one: the package as it was installed (base), the app now (mine), the newer package (theirs).

What only one side changed is taken; what both changed alike is the same. What both changed differently is a
`Conflict`: mine stays unless theirs is chosen. Objects are compared member by member; lists whose elements have a name
(`key`, `id`, an option's `value`, the ends of an edge …) element by element, others as sets of texts or as a whole.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class _Nothing(Enum):
    """Not there."""

    NOTHING = "nothing"


NOTHING = _Nothing.NOTHING
_NAMES = ("key", "id", "tile", "value", "field", "form", "page", "dashboard", "link")


@dataclass(frozen=True)
class Conflict:
    """Both sides changed the same thing differently. A side that deleted it is None, and `deleted` says which did."""

    path: tuple[str, ...]
    base: Any
    mine: Any
    theirs: Any
    deleted: str | None = None

    @property
    def id(self) -> str:
        return "/".join(self.path)


@dataclass
class Merge:
    """One merge. `theirs_for`: ids of conflicts in which theirs is chosen."""

    theirs_for: frozenset[str] = frozenset()
    conflicts: list[Conflict] = field(default_factory=list)

    def merged(self, path: tuple[str, ...], base: Any, mine: Any, theirs: Any) -> Any:
        """The one document; NOTHING when it goes."""
        if _same(mine, theirs) or _same(theirs, base):
            return mine
        if _same(mine, base):
            return theirs
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return self._members(path, base if isinstance(base, dict) else {}, mine, theirs)
        if isinstance(mine, list) and isinstance(theirs, list):
            return self._elements(path, base if isinstance(base, list) else [], mine, theirs)
        return self._chosen(path, base, mine, theirs)

    def whole(self, path: tuple[str, ...], base: Any, mine: Any, theirs: Any) -> Any:
        """A form, a flow …: what the package does without is taken away only when that is chosen."""
        if theirs is NOTHING and mine is not NOTHING and base is not NOTHING:
            return self._chosen(path, base, mine, theirs)
        return self.merged(path, base, mine, theirs)

    def _chosen(self, path: tuple[str, ...], base: Any, mine: Any, theirs: Any) -> Any:
        deleted = "mine" if mine is NOTHING else "theirs" if theirs is NOTHING else None
        before, own, other = (None if each is NOTHING else each for each in (base, mine, theirs))
        found = Conflict(path, before, own, other, deleted)
        self.conflicts.append(found)
        return theirs if found.id in self.theirs_for else mine

    def _members(
        self, path: tuple[str, ...], base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        found = {}
        for name in _ordered(list(base), list(mine), list(theirs)):
            sides = (each.get(name, NOTHING) for each in (base, mine, theirs))
            value = self.merged((*path, name), *sides)
            if value is not NOTHING:
                found[name] = value
        return found

    def _elements(
        self, path: tuple[str, ...], base: Sequence[Any], mine: Sequence[Any], theirs: Sequence[Any]
    ) -> list[Any]:
        sides = [_by_name(each) for each in (base, mine, theirs)]
        found = []
        for name in _ordered(*(list(side) for side in sides)):
            value = self.merged((*path, name), *(side.get(name, NOTHING) for side in sides))
            if value is not NOTHING:
                found.append(value)
        return found


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON: true is not 1."""
    if a is NOTHING or b is NOTHING:
        return a is b
    return a == b and json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def _by_name(elements: Sequence[Any]) -> dict[str, Any]:
    """Elements by what tells them apart, in their order."""
    seen: Counter[str] = Counter()
    found = {}
    for element in elements:
        name = name_of(element)
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name}#{seen[name]}"] = element
    return found


def name_of(element: Any) -> str:
    """What an element of a list is called: by its key, else by what it is."""
    if isinstance(element, str):
        return element
    if isinstance(element, dict):
        if "from" in element and "to" in element:
            return f"{element['from']}→{element['to']}"
        for name in _NAMES:
            if isinstance(element.get(name), str):
                return str(element[name])
        if "group" in element:
            return _text(element["group"])
    return _text(element)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _ordered(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """All names. Where mine has not moved anything, the order is theirs; what the other side has beside it comes behind
    its neighbour there."""
    kept_mine = [name for name in mine if name in set(base)]
    moved = kept_mine != [name for name in base if name in set(mine)]
    first, other = (mine, theirs) if moved else (theirs, mine)
    found = list(first)
    for at, name in enumerate(other):
        if name not in found:
            before = next((each for each in reversed(other[:at]) if each in found), None)
            found.insert(found.index(before) + 1 if before is not None else 0, name)
    return found
