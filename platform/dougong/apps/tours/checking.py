"""What is wrong with the tours of an app: everything they name must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from dougong.apps.tours.definition import ANYBODY, Tour, Where
from dougong.kit.errors import Text, say

BUILT_IN = "manager"
"""The role every app has; packages don't name it."""


@dataclass(frozen=True)
class Known:
    """Keys of what there is. `views`: keys of each form's views."""

    roles: Collection[str]
    views: Mapping[str, Collection[str]]
    flows: Collection[str]
    dashboards: Collection[str]
    pages: Collection[str]


def problems(tours: Iterable[Tour], known: Known) -> Iterator[tuple[str, Text]]:
    """(key of the tour, sentence)."""
    for tour in tours:
        for role in tour.roles:
            if role != ANYBODY and role not in known.roles:
                yield tour.key, say(f"没有角色“{role}”。", f"There is no role “{role}”.")
        for sentence in _named(tour, known):
            yield tour.key, sentence


def of_package(package: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """The same for the tours of a package; what isn't shaped like a tour or a form is told elsewhere."""
    tours = []
    for document in package["tours"].values():
        with suppress(ValidationError):
            tours.append(Tour.model_validate(document))
    views = {key: {str(view.get("key")) for view in _dicts(form, "views")} for key, form in package["forms"].items()}
    named = {str(role.get("key")) for role in _dicts(package["roles"], "roles")}
    known = Known(named | {BUILT_IN}, views, package["flows"], package["dashboards"], package["pages"])
    yield from problems(tours, known)


def _dicts(document: Any, name: str) -> list[dict[str, Any]]:
    found = document.get(name) if isinstance(document, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _named(tour: Tour, known: Known) -> Iterator[Text]:
    stops = [step.where for step in tour.steps] + [item.where for item in tour.checklist]
    for place in stops:
        if place is not None:
            yield from _missing(place, known)
    for item in tour.checklist:
        subject = item.fact.subject
        if subject is not None and subject[1] not in _of(known)[subject[0]]:
            yield _gone(*subject)


def _missing(place: Where, known: Known) -> Iterator[Text]:
    for kind in ("form", "dashboard", "page"):
        key = getattr(place, kind)
        if key is not None and key not in _of(known)[kind]:
            yield _gone(kind, key)
    if place.view is not None and place.view not in known.views.get(place.form or "", ()):
        yield say(f"没有视图“{place.view}”。", f"There is no view “{place.view}”.")


def _of(known: Known) -> dict[str, Collection[str]]:
    return {"form": known.views, "flow": known.flows, "dashboard": known.dashboards, "page": known.pages}


_WORDS = {"form": "表单", "flow": "流程", "dashboard": "仪表盘", "page": "页面"}


def _gone(kind: str, key: str) -> Text:
    return say(f"没有{_WORDS[kind]}“{key}”。", f"There is no {kind} “{key}”.")
