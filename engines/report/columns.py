"""The columns of an answer: labels, types and formats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.formula import Type
from engines.report.answer import Column
from engines.report.parts import Format, Label
from engines.report.program import Group, Program
from engines.report.query import Compare, Measure
from engines.report.scope import Route

_COUNTING = frozenset({"count", "distinct"})
_COUNT: Label = {"zh-CN": "数量", "en": "Count"}


def answer_columns(program: Program, tops: Mapping[str, tuple[Any, ...]]) -> tuple[Column, ...]:
    """The columns of groups and measures, in the order of the query."""
    groups = [
        Column(
            group.key, group_label(group), group.side, group.type.kind, grain=group.grain,
            bins=group.bins, options=group.options, top=tops.get(group.key), path=group.route.name,
        )
        for group in program.groups
    ]  # fmt: skip
    types, measures = program.measure_types, []
    for measure in program.query.measures:
        column = _measure_column(program, measure, types[measure.key])
        measures.append(column)
        if measure.key not in program.uncompared:
            measures += [_compare_column(column, compare) for compare in program.query.compare]
    return (*groups, *measures)


def listed_columns(program: Program) -> tuple[Column, ...]:
    """The columns of a list of records."""
    return tuple(
        Column(
            route.name, route_label(route), "field", route.type.kind if not route.entity else "list",
            options=route.ref.options, path=route.name,
        )
        for route in program.listed
    )  # fmt: skip


def group_label(group: Group) -> Label:
    """What people call a dimension."""
    return group.label or route_label(group.route)


def route_label(route: Route) -> Label:
    """The label of a field; its path when it has none."""
    label = route.ref.label or route.name
    if isinstance(label, str):
        return label
    kept: dict[Any, str] = {lang: text for lang, text in label.items() if lang in ("zh-CN", "en")}
    return kept or route.name


def _measure_column(program: Program, measure: Measure, type_: Type) -> Column:
    aggregate = next((item for item in program.aggregates if item.key == measure.key), None)
    label: Label = measure.label
    if not label:
        if aggregate is not None and aggregate.route is not None:
            label = route_label(aggregate.route)
        else:
            label = _COUNT if aggregate is not None else measure.key
    format_: Format | None = measure.format
    if format_ is None and measure.share:
        format_ = "percent"
    elif format_ is None and measure.fn in _COUNTING:
        format_ = "integer"
    return Column(measure.key, label, "measure", type_.kind, format_, measure.decimals, unit=measure.unit)


def _compare_column(column: Column, compare: Compare) -> Column:
    name: dict[Any, str] = {
        lang: f"{label_in(column.label, lang)} · {_name(compare, lang)}" for lang in ("zh-CN", "en")
    }
    return Column(
        f"{column.key}__{compare.key}", name, "measure", column.type, column.format, column.decimals,
        of=column.key, compare=compare.key, unit=column.unit,
    )  # fmt: skip


def label_in(label: Label, language: str) -> str:
    """A label in one language."""
    if isinstance(label, str):
        return label
    return label.get("en" if language == "en" else "zh-CN") or next(iter(label.values()))


def _name(compare: Compare, language: str) -> str:
    if compare.label:
        return label_in(compare.label, language)
    if compare.shift == "previous":
        return "Previous period" if language == "en" else "上期"
    return compare.shift if language == "en" else _CHINESE.get(compare.shift, compare.shift)


_CHINESE = {"-1 year": "去年同期", "-1 month": "上月", "-1 quarter": "上季度", "-1 week": "上周", "-1 day": "前一天"}
