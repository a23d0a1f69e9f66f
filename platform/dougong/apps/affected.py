"""Before a field, an option or a form goes or changes: everything that uses it, in words and with its place.

One question for all kinds of use, «what would be wrong without it?», is put to the forms of the app (by
`engines.form.absence`), its grants and navigation, and, through hooks, to flows, dashboards and the views people saved.
Nothing keeps a list of references that could go stale.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dougong.access.grants import Grant
from dougong.apps import repository
from dougong.apps.catalog import load_grants
from dougong.apps.dependencies import Use, grants_broken, nav_entries, use, uses_of_fields
from dougong.apps.drafts import published_forms
from dougong.apps.hooks import hooks
from dougong.apps.pages.dependents import broken_pages
from dougong.apps.problems import field_not_found
from dougong.apps.repository import AppRow, FormRow
from dougong.kit.db import Transaction
from dougong.kit.errors import in_language
from engines.form.absence import cases_naming, part, problems_without, without
from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.fields._choices import Choices


@dataclass(frozen=True)
class _Question:
    """`forms`: the app with the draft at hand; `rest`: the same without what may go."""

    form: str
    node: str | None
    option: str | None
    forms: Mapping[str, Form]
    rest: Mapping[str, Form]


def affected(
    tx: Transaction, app: AppRow, form: FormRow, node: str | None, option: str | None, language: str
) -> list[Use]:
    """Uses of a field or column (`node`), of one option of it, or of the whole form; nearest first. `breaking`: to be
    mended before the field can go."""
    published = published_forms(tx, app.id)
    asked = _question(form, published, node, option)
    grants = load_grants(repository.list_grants(tx, [app.id])[app.id])
    found = [*_in_forms(asked, language), *_in_grants(asked, grants, published)]
    if node is None and any(entry.get("form") == form.key for entry in nav_entries(app.navigation)):
        found.append(use("navigation", form.key, in_language(_NAVIGATION, language), breaking=False))
    if form.key in published:  # a form without records has no flows, dashboards or views
        later = {key: asked.rest[key] for key in published if key in asked.rest}
        for hook in (hooks.flow_uses, hooks.view_uses if node is not None else None):
            found += hook(tx, app.key, later, language) if hook is not None else []
        found += broken_pages(tx, app.key, later, language)
    return found


_NAVIGATION = {"zh-CN": "应用导航", "en": "Navigation of the app"}


def _question(form: FormRow, published: Mapping[str, Form], node: str | None, option: str | None) -> _Question:
    own = _readable(form, published.get(form.key))
    forms = {**published, form.key: own} if own is not None else dict(published)
    rest = {key: each for key, each in forms.items() if key != form.key}
    if node is None:
        return _Question(form.key, None, None, forms, rest)
    if own is None or not _has(own, node, option):
        raise field_not_found(node if option is None else f"{node}={option}")
    return _Question(form.key, node, option, forms, {**forms, form.key: without(own, node, option)})


def _readable(form: FormRow, published: Form | None) -> Form | None:
    """The draft; what is published while the draft can't be read."""
    try:
        return load_form(form.draft)
    except DefinitionErrors:
        return published


def _has(form: Form, node: str, option: str | None) -> bool:
    around, _, key = node.rpartition(".")
    owner = form.subform(around) if around else form
    own = None if owner is None else owner.field(key)
    return own is not None and (option is None or (isinstance(own, Choices) and option in own.by_value))


def _in_forms(asked: _Question, language: str) -> Iterator[Use]:
    for key in sorted(asked.rest, key=lambda key: (key != asked.form, key)):
        after = asked.rest[key]
        for problem in problems_without(asked.forms[key], asked.forms, asked.rest):
            kind, words = part(after, problem.path)
            where = f"{after.name(language)} › {in_language(words, language)}"
            yield use(kind, key, where, breaking=problem.level == "error")
        if key == asked.form and asked.node is not None and asked.option is None:
            for index in cases_naming(after, asked.node):
                kind, words = part(after, ("tests", index))
                yield use(kind, key, f"{after.name(language)} › {in_language(words, language)}", breaking=False)


def _in_grants(asked: _Question, grants: tuple[Grant, ...], published: Mapping[str, Form]) -> Iterator[Use]:
    if asked.node is None:
        named = [grant for grant in grants if grant.form == asked.form]
        yield from (use("grant", each.id, f"grant {each.id}", breaking=False) for each in named)
    elif asked.form in published:
        broken = list(grants_broken(asked.forms, asked.rest, grants))
        yield from broken
        told = {each["key"] for each in broken}
        if asked.option is None:
            uses = uses_of_fields(asked.form, [asked.node], grants)
            yield from (each for each in uses if each["key"] not in told)
