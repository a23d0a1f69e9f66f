"""`POST /formula:check` and the list of functions: what the formula editor asks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from dougong.apps.problems import form_not_found
from dougong.kit.errors import in_language
from engines.form.choosing import choice_scope
from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.fields.link import LinkField
from engines.form.fields.rollup import RollupField
from engines.form.labels import label_text
from engines.form.rollup import RollupScope
from engines.form.scope import FormScope, scope_for
from engines.formula import FUNCTIONS, FormulaErrors, check
from engines.formula.errors import FormulaError
from engines.formula.types import as_type, list_of

MAX_NAMES = 2_000


def check_formula(
    text: str, form: Form, forms: Mapping[str, Form], scope_kind: str, expect: Any, language: str
) -> dict[str, Any]:
    """`{ok, type, ast, refs, problems, names}`; names are everything that may stand in the formula."""
    try:
        scope = _scope(form, forms, scope_kind)
    except ValueError:  # rows of a subform that the readable form doesn't have (yet)
        raise form_not_found(f"{form.key}/{scope_kind}") from None
    listed = isinstance(scope, RollupScope)
    names = [
        {"name": name, "label": label_text(ref.label, language), "type": ref.type.to_json()}
        for name, ref in scope.catalogue()
    ][:MAX_NAMES]
    try:
        formula = check(text, scope, expect=list_of(as_type(expect)) if expect and listed else expect)
    except FormulaErrors as errors:
        problems = [_problem(error, language) for error in errors.problems]
        return {"ok": False, "type": None, "ast": None, "refs": [], "problems": problems, "names": names}
    return {
        "ok": True,
        "type": formula.type.to_json(),
        "ast": formula.to_json(),
        "refs": list(formula.refs),
        "problems": [],
        "names": names,
    }


def _scope(form: Form, forms: Mapping[str, Form], kind: str) -> FormScope:
    if kind.startswith("choices:"):
        return _choices(form, forms, kind.removeprefix("choices:"))
    if not kind.startswith("elements:"):
        return scope_for(form, forms, kind)
    source, _, link = kind.removeprefix("elements:").rpartition(".")
    return RollupScope(RollupField(key="x", type="rollup", form=source or None, link=link), form, forms)


def _choices(form: Form, forms: Mapping[str, Form], path: str) -> FormScope:
    """The names of the condition of the link field at `customer` or `lines.product`."""
    around, _, key = path.rpartition(".")
    place = scope_for(form, forms, f"row:{around}" if around else "filter")
    field = (form.subform(around) or form).field(key) if around else form.field(key)
    scope = choice_scope(field, place) if isinstance(field, LinkField) else None
    if scope is None:
        raise ValueError(f"no such link: {path}")
    return scope


def usable_form(definition: Any, published: Form | None) -> Form | None:
    """The form a formula is checked in: the draft at hand; the published one while the draft can't be read."""
    if definition is None:
        return published
    try:
        return load_form(definition)
    except DefinitionErrors:
        return published


@cache
def function_list() -> list[dict[str, Any]]:
    """Every function once, in the order of the alphabet."""
    unique = {function.name: function for function in FUNCTIONS.values()}
    return [
        {
            "name": function.name,
            "category": function.category,
            "signature": function.usages[0],
            "signatures": list(function.usages),
            "aliases": list(function.aliases),
            "doc": dict(function.doc),
            "examples": [text for text, _result in function.examples],
        }
        for _name, function in sorted(unique.items())
    ]


def _problem(error: FormulaError, language: str) -> dict[str, Any]:
    return {
        "path": [],
        "code": error.code,
        "message": in_language(error.message, language),
        "level": "error",
        "pos": error.pos,
        "length": error.length,
    }
