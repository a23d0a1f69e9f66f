"""Values that a step writes must be of the fields' types. What can't be known before it runs is not told."""

from __future__ import annotations

from collections.abc import Iterator

from dougong.apps.catalog import AppCatalog
from dougong.flows.checked_people import problem
from dougong.flows.programs import base_scope
from engines.flow.definition import Flow
from engines.flow.nodes import BEHAVIOURS
from engines.flow.parts import Setting
from engines.flow.problems import Problem
from engines.flow.scope import FlowScope
from engines.form.definition import Form
from engines.form.fields import type_of
from engines.formula import FormulaErrors, Type, check
from engines.formula.types import ANY, comparable, type_name


def value_problems(
    app: AppCatalog, flow: Flow, node: str, settings: tuple[Setting, ...], form: Form
) -> Iterator[Problem]:
    """Warnings for settings whose formula can never give what the field holds."""
    steps = {each.id: BEHAVIOURS[each.type].outcomes(each) for each in flow.nodes}
    scope = FlowScope(flow, base_scope(app, flow.form), steps, item=ANY)
    for number, setting in enumerate(settings):
        field = form.field(setting.field)
        if field is None:
            continue
        try:
            found = check(setting.value, scope).type
        except FormulaErrors:  # told by the engine's own lint
            continue
        wanted = type_of(field).formula_type(field)
        if not fits(found, wanted):
            yield problem(
                node,
                "type_mismatch",
                f"“{field.name('zh-CN')}”应为{type_name(wanted, 'zh-CN')}，公式给出{type_name(found, 'zh-CN')}。",
                f"“{field.name('en')}” holds {type_name(wanted, 'en')}, the formula gives {type_name(found, 'en')}.",
                f"set.{number}.value",
                "warning",
            )


def fits(found: Type, wanted: Type) -> bool:
    """Whether a formula's result may be what a field holds."""
    if "any" in (found.kind, wanted.kind) or "null" in (found.kind, wanted.kind):
        return True
    if found.is_list != wanted.is_list:
        return False
    return comparable(found.element, wanted.element) if found.is_list else comparable(found, wanted)
