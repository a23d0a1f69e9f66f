"""What a saved view may say, and what is left of it when fields went away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.access.compiler import Access
from dougong.apps.catalog import AppCatalog
from dougong.kit.errors import FieldError, Invalid, say
from dougong.records.reading.callers import Caller
from engines.form.lint import listable, no_field
from engines.form.problems import Path, Problem
from engines.form.view_check import kind_problems, not_in_page, paths_read, readable_in_page
from engines.form.views import ViewSettings
from engines.formula import FormulaErrors

_SETTINGS = frozenset(ViewSettings.model_fields)
Document = dict[str, Any]


def settings_of(document: Mapping[str, Any]) -> ViewSettings:
    """What a view's document says about the list itself."""
    return ViewSettings.model_validate({key: value for key, value in document.items() if key in _SETTINGS})


def present(document: Document, app: AppCatalog, form_key: str) -> Document:
    """A saved view without the fields that are gone."""
    form = app.forms[form_key]
    settings = settings_of(document)
    kept = settings.without(lambda name: not listable(name, form, app.forms))
    if kept == settings:
        return document
    own = {key: value for key, value in document.items() if key not in _SETTINGS}
    shown = kept.model_dump(mode="json", exclude_defaults=True)
    return {**own, "type": kept.type, "filter": kept.filter, "columns": [], "sort": [], **shown}


def must_fit(settings: ViewSettings, caller: Caller, form_key: str) -> None:
    """Raises Invalid when it names what this caller does not know, or a condition has mistakes."""
    form, access = caller.app.forms[form_key], caller.access
    rights = access.field_rights(form_key)
    problems = [
        no_field(place, name, ())
        for place, name in settings.named()
        if not listable(name, form, caller.app.forms) or rights.get(name.partition(".")[0]) == "none"
    ]
    problems += [*kind_problems(settings, form), *_conditions(settings, access, form_key)]
    if problems:
        errors = [FieldError(".".join(map(str, each.path)), each.code, each.message) for each in problems]
        raise Invalid(say("视图设置有误。", "The view is not valid."), "bad_view", errors)


def _conditions(settings: ViewSettings, access: Access, form_key: str) -> Iterator[Problem]:
    texts: list[tuple[Path, str]] = [(("filter",), settings.filter)] if settings.filter else []
    texts += [(("colors", number, "when"), rule.when) for number, rule in enumerate(settings.colors)]
    for place, text in texts:
        try:
            tree = access.filter(form_key, text)
        except FormulaErrors as wrong:
            for each in wrong.problems:
                yield Problem(place, each.code, dict(each.message), "error", each.pos, max(each.length, 1))
        else:
            if place[0] == "colors" and not readable_in_page(tree):
                yield not_in_page(place)


def colour_programs(settings: ViewSettings, access: Access, form_key: str) -> list[Document]:
    """`[{"color", "when": AST, "reads"}]` for the page. A rule that the caller may not follow is left out: the records
    look plain to them."""
    found: list[Document] = []
    for rule in settings.colors:
        try:
            tree = access.filter(form_key, rule.when)
        except FormulaErrors:
            continue
        if readable_in_page(tree):
            reads = sorted({path[0] for path in paths_read(tree) if path[0] != "user"})
            found.append({"color": rule.color, "when": tree, "reads": reads})
    return found
