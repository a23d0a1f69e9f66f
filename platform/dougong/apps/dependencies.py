"""«Used by»: what else in an app speaks of a form or a field, so that nothing vanishes from under it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dougong.access.grants import Grant
from dougong.apps.compiling import FormSet, form_set
from dougong.kit.errors import in_language
from engines.form.absence import part
from engines.form.definition import Form
from engines.form.problems import Problem
from engines.form.scope import scope_for
from engines.formula import FormulaErrors, check

Use = dict[str, Any]
"""`{kind, key, where, breaking}`. `kind`: a part of the form `key` (field, rule, check, view, unique, title, test,
form), a `saved_view` of it, or grant, navigation, flow, dashboard; `breaking`: it has to go, or to be mended,
before the change can be published."""


def uses_broken(
    old: Mapping[str, Form], new: Mapping[str, Form], changed: Collection[str], grants: Iterable[Grant], language: str
) -> list[Use]:
    """What compiles with the forms as they are, and no longer does with the new ones."""
    then = form_set(new)
    found = [use for key in new if key not in changed for use in _broken_forms(key, old, then, language)]
    return found + list(grants_broken(old, new, grants))


def uses_of_form(
    key: str, forms: Mapping[str, Form], grants: Iterable[Grant], navigation: Any, language: str
) -> list[Use]:
    """Everything that names the form: links and formulas of other forms break; grants and navigation just end."""
    rest = form_set({other: form for other, form in forms.items() if other != key})
    found = [use for other in rest.forms for use in _broken_forms(other, forms, rest, language)]
    found += [use("grant", grant.id, f"grant {grant.id}", breaking=False) for grant in grants if grant.form == key]
    if any(entry.get("form") == key for entry in nav_entries(navigation)):
        found.append(use("navigation", key, "navigation", breaking=False))
    return found


def uses_of_fields(key: str, fields: Collection[str], grants: Iterable[Grant]) -> list[Use]:
    """Grants that name fields about to be hidden; a hidden field's grants come back with it."""
    return [
        use("grant", grant.id, f"grant {grant.id}: {', '.join(sorted(named))}", breaking=False)
        for grant in grants
        if grant.form in (key, "*") and (named := (grant.read | grant.write | grant.set.keys()) & set(fields))
    ]


def nav_entries(navigation: Any) -> Iterator[dict[str, Any]]:
    """Every entry of a navigation, groups opened."""
    todo = list(navigation or [])
    while todo:
        entry = todo.pop(0)
        yield entry
        todo.extend(entry.get("items") or [])


def _broken_forms(key: str, old: Mapping[str, Form], new: FormSet, language: str) -> Iterator[Use]:
    errors = [problem for problem in new.compiled(key).problems if problem.level == "error"]
    if not errors:  # as in nearly every form: then nobody has to know how it was before
        return
    before = {_identity(problem) for problem in form_set(old).compiled(key).problems} if key in old else set()
    for problem in errors:
        if _identity(problem) not in before:
            message = in_language(problem.message, language)
            _kind, words = part(new.forms[key], problem.path)
            where = f"{new.forms[key].name(language)} › {in_language(words, language)}: {message}"
            yield use("form", key, where, breaking=True)


def grants_broken(old: Mapping[str, Form], new: Mapping[str, Form], grants: Iterable[Grant]) -> Iterator[Use]:
    """Grants whose conditions no longer mean anything with the new forms."""
    for grant in grants:
        keys = [key for key in (new if grant.form == "*" else [grant.form]) if key in old and key in new]
        for text in (grant.formula, grant.check):
            if text and any(not _types(text, new[key], new) and _types(text, old[key], old) for key in keys):
                yield use("grant", grant.id, f"grant {grant.id}: {text}", breaking=True)


def _types(text: str, form: Form, forms: Mapping[str, Form]) -> bool:
    try:
        check(text, scope_for(form, forms, "grant"))
    except FormulaErrors:
        return False
    return True


def _identity(problem: Problem) -> tuple[Any, ...]:
    return problem.path, problem.code


def use(kind: str, key: str, where: str, *, breaking: bool) -> Use:
    """One use, as the API tells it."""
    return {"kind": kind, "key": key, "where": where, "breaking": breaking}
