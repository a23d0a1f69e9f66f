"""The figures of a find step: fields that can be summed so, and variables that can hold what comes out."""

from __future__ import annotations

from collections.abc import Iterator

from dougong.flows.checked_people import problem
from engines.flow.definition import Flow
from engines.flow.nodes.find import FindMeasure, FindNode
from engines.flow.problems import Problem
from engines.flow.scope import VARIABLE_TYPES
from engines.formula import NUMBER, Scope, Type
from engines.formula.types import comparable, type_name

_IN_ORDER = frozenset({"number", "date", "datetime", "text"})


def figure_problems(flow: Flow, node: FindNode, scope: Scope) -> Iterator[Problem]:
    """What is wrong with the measures of a find step. `scope`: the names of the form that is looked through."""
    types: dict[str, Type] = {}
    for number, measure in enumerate(node.measures):
        found = _type_of(measure, scope)
        if isinstance(found, Type):
            types[measure.key] = found
        else:
            yield problem(node.id, *found, f"measures.{number}.field")
    variables = {variable.key: VARIABLE_TYPES[variable.type] for variable in flow.variables}
    known = {measure.key for measure in node.measures}
    for key, name in node.save.items():
        if key not in variables:
            yield problem(node.id, "unknown_variable", f"没有变量“{key}”。", f"There is no variable “{key}”.", "save")
        elif name not in known:
            yield problem(node.id, "unknown_measure", f"没有汇总“{name}”。", f"There is no figure “{name}”.", "save")
        elif name in types and not comparable(types[name], variables[key]):
            zh, en = type_name(types[name], "zh-CN"), type_name(types[name], "en")
            yield problem(
                node.id, "type_mismatch", f"变量“{key}”应为{zh}。", f"The variable “{key}” has to hold {en}.", "save"
            )


def _type_of(measure: FindMeasure, scope: Scope) -> Type | tuple[str, str, str]:
    """What the figure is, or code and sentences why it can't be."""
    name = measure.field
    ref = scope.resolve(tuple(name.split("."))) if name is not None else None
    if name is not None and ref is None:
        return "unknown_field", f"没有字段“{name}”。", f"There is no field “{name}”."
    kind = ref.type if ref is not None else NUMBER
    fits = not kind.is_list
    if measure.fn in ("sum", "avg"):
        fits = kind.kind == "number"
    elif measure.fn in ("min", "max"):
        fits = fits and kind.kind in _IN_ORDER
    if not fits:
        return "bad_measure", f"“{name}”不能这样汇总。", f"“{name}” can't be summed up like this."
    return kind if measure.fn in ("min", "max") else NUMBER
