"""The form as one link asks for it: the published definition with the link's own «required» and its pages' conditions.

Only ever stricter or shorter than the form: its rules, checks and formulas all stay, in the one engine of every door.
A page whose condition fails hides its fields as a rule would: what was sent for them is dropped.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from dougong.apps.catalog import AppCatalog
from dougong.kit.fixed import Kept
from dougong.records.public.settings import LinkSettings
from engines.form.compile import compile_form
from engines.form.compiled import CompiledForm, Step
from engines.form.definition import Form
from engines.form.rules import Rule
from engines.form.scope import Trace

COMPUTED_HERE = frozenset({"formula", "series"})
"""Computed types that read their own record, or tell by their program what else; others may read anything."""
_VARIANTS: Kept[AppCatalog] = Kept(256)


def variant_form(form: Form, settings: LinkSettings) -> Form:
    """The definition to compile. Fields that are gone from the form are left out."""
    strict = {each.field for each in settings.fields if each.required and each.mode != "hidden"}
    fields = tuple(
        field.model_copy(update={"required": True}) if field.key in strict else field for field in form.fields
    )
    pages = tuple(
        Rule(id=f"page:{number}", when=f"not ({page.when})", hide=tuple(k for k in page.fields if k in form.by_key))
        for number, page in enumerate(settings.pages)
        if page.when and any(key in form.by_key for key in page.fields)
    )
    # By parts, so that nothing the first form has computed for itself stays with the second.
    parts: dict[str, Any] = {name: getattr(form, name) for name in Form.model_fields}
    return Form.model_construct(**(parts | {"fields": fields, "rules": (*form.rules, *pages)}))


def variant_catalog(catalog: AppCatalog, form_key: str, link: str, version: int, settings: LinkSettings) -> AppCatalog:
    """The app with this one form as the link asks for it. `link`, `version`: what the settings are those of."""

    def build() -> AppCatalog:
        compiled = compile_form(variant_form(catalog.forms[form_key], settings), catalog.forms)
        return dataclasses.replace(catalog, compiled={**catalog.compiled, form_key: compiled})

    return _VARIANTS.get((catalog.app_id, catalog.stamp, catalog.tables.serial, link, version), build)


def through_links(compiled: CompiledForm) -> frozenset[str]:
    """Nodes whose value may come out of another form's record: filled from a link, set or computed over one, or from
    what is. Nothing of them is ever told to a stranger."""
    filled = {
        f"{step.subform}.{own}" if step.subform else own for step in compiled.steps for own, _theirs in step.fills
    }
    found = filled | {
        step.node
        for step in compiled.steps
        if any(trace.hops for trace in _traces(step)) or (step.kind.computed and step.field.type not in COMPUTED_HERE)
    }
    while True:
        more = {step.node for step in compiled.steps if step.node not in found and _reads(step) & found}
        if not more:
            return frozenset(found)
        found |= more


def _reads(step: Step) -> set[str]:
    nodes = {trace.node for trace in _traces(step) if trace.node}
    return nodes | {node.partition(".")[0] for node in nodes if "." in node}


def _traces(step: Step) -> Iterable[Trace]:
    for program in (step.formula, step.default):
        if program is not None:
            yield from program.traces
    for setter in step.setters:
        yield from setter.program.traces
        yield from setter.rule.when.traces


def follows_links(node: Mapping[str, Any], links: frozenset[str]) -> bool:
    """Whether a program (AST) reads anything behind one of these links."""
    if node.get("k") == "ref":
        path = [part for part in node["path"] if part not in ("old", "row", "parent")]
        return any(".".join(path[:size]) in links and len(path) > size for size in (1, 2, 3))
    return any(follows_links(child, links) for child in node.get("a", ()))
