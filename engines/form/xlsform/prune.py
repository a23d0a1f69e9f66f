"""Parts of a definition that the compiler refuses are taken out and named: what stays can be published."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engines.form.compile import compile_form
from engines.form.definition import load_form
from engines.form.labels import Sentence
from engines.form.problems import DefinitionErrors, Path, Problem

JSON = dict[str, Any]
_ROUNDS = 30


@dataclass(frozen=True)
class Dropped:
    """`name`: the field it was about."""

    name: str
    message: Sentence


def pruned(definition: JSON) -> tuple[JSON, list[Dropped]]:
    """The definition without what can't be, and what that was. Raises `DefinitionErrors` when nothing helps."""
    document, dropped = copy.deepcopy(definition), list[Dropped]()
    for _round in range(_ROUNDS):
        problems = _problems(document)
        if not problems:
            return document, dropped
        taken: set[Path] = set()
        for problem in problems:
            place = _part(document, problem.path)
            if place not in taken:
                taken.add(place)
                dropped.append(Dropped(_name(document, place), problem.message))
        for place in sorted(taken, key=_rank, reverse=True):
            _take_out(document, place)
        _tidy(document)
    raise DefinitionErrors(_problems(document))


def _problems(document: JSON) -> Sequence[Problem]:
    try:
        form = load_form(document)
    except DefinitionErrors as wrong:
        return [problem for problem in wrong.problems if problem.level == "error"]
    return [problem for problem in compile_form(form, {}).problems if problem.level == "error"]


def _part(document: JSON, path: Path) -> Path:
    """The smallest part that can go: a clause, a default, a column, a field."""
    if path[:1] in (("rules",), ("checks",), ("layout",)) and len(path) > 1:
        return path[:2]
    if path[:1] == ("fields",) and len(path) > 1:
        end = 2
        while path[end : end + 1] == ("fields",) and len(path) > end + 1:
            end += 2
        inner, rest = path[:end], path[end:]
        if rest[:1] in (("rules",), ("checks",)) and len(rest) > 1:
            return path[: end + 2]
        return (*inner, "default") if rest[:1] == ("default",) else inner
    raise DefinitionErrors(_problems(document))


def _at(document: JSON, path: Path) -> Any:
    found: Any = document
    for step in path:
        found = found[step]
    return found


def _name(document: JSON, place: Path) -> str:
    part = _at(document, place[:-1] if place[-1] == "default" else place)
    if not isinstance(part, dict):
        return ""
    named = part.get("key") or next(
        iter([*part.get("fields", ()), *part.get("show", ()), *part.get("require", ())]), ""
    )
    return str(named)


def _rank(place: Path) -> list[str]:
    """Behind their siblings, by number, those come first that are taken out first."""
    return [str(step).zfill(6) for step in place]


def _take_out(document: JSON, place: Path) -> None:
    parent = _at(document, place[:-1])
    parent.pop(place[-1])


def _tidy(document: JSON) -> None:
    """Names of fields that are gone go as well."""
    keys = {each["key"] for each in document["fields"]}
    if document.get("title") not in keys:
        document.pop("title", None)
    layout = []
    for node in document["layout"]:
        if isinstance(node, dict) and "section" in node:
            node["items"] = [item for item in node["items"] if not isinstance(item, str) or item in keys]
        if not isinstance(node, str) or node in keys:
            layout.append(node)
    document["layout"] = layout
