"""A form's own test cases, run while it is designed and before it is published; what its fields depend on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.apps.drafts import read_draft
from dougong.apps.problems import draft_has_errors, problem_document
from dougong.apps.repository import FormRow
from dougong.apps.retired import Retired
from engines.form.cases import run_case
from engines.form.compile import compile_form
from engines.form.definition import DefinitionErrors, Form, load_form
from engines.form.uses import uses


def run_tests(form: Form, forms: Mapping[str, Form]) -> list[dict[str, Any]]:
    """`{name, ok, mismatches: [{path, aspect, expected, found}]}` of each case, in their order."""
    if not form.tests:
        return []
    compiled = compile_form(form, forms)
    found = []
    for case in form.tests:
        wrong = run_case(compiled, case)
        told = [
            {"path": each.path, "aspect": each.aspect, "expected": each.expected, "found": each.found} for each in wrong
        ]
        found.append({"name": case.name, "ok": not wrong, "mismatches": told})
    return found


def try_draft(
    form: FormRow, published: Mapping[str, Form], aside: Sequence[Retired], language: str
) -> list[dict[str, Any]]:
    """The same of a draft; one that can't be read or computed is refused."""
    loaded, problems = read_draft(form, published, aside)
    if loaded is None or any(problem.level == "error" for problem in problems):
        raise draft_has_errors([problem_document(problem, language) for problem in problems])
    return run_tests(loaded, {**published, loaded.key: loaded})


def draft_uses(form: FormRow, published: Mapping[str, Form]) -> dict[str, Any]:
    """What each field depends on and what uses it; nothing of a draft that can't be read."""
    try:
        loaded = load_form(form.draft)
    except DefinitionErrors:
        return {}
    return uses(compile_form(loaded, {**published, loaded.key: loaded}))
