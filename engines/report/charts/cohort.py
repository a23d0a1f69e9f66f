"""Cohort table: of those who began in a period, who came back."""

from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, ordered, texts
from engines.report.errors import Message
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.program import Program


class CohortChart(ChartModel):
    """同期群 / Cohort."""

    type: Literal["cohort"]
    start: Key
    again: Key
    value: Key


def fits(chart: CohortChart, program: Program) -> list[Message]:
    """Two dimensions of time of the same grain: when they began, when they came."""
    fit = Fit(program).dimensions(chart.start, chart.again).numbers(chart.value).time(chart.start).time(chart.again)
    grains = {group.grain for group in program.groups if group.key in (chart.start, chart.again)}
    if len(grains) > 1:
        fit.refuse("两个时间维度的粒度须相同", "Both dimensions of time need the same grain")
    return fit.messages


def draw(chart: CohortChart, answer: Answer, look: Look) -> Drawing:
    """A line per cohort; the first value of a line is the cohort at its start, `share` each value's part of it."""
    starts, again = answer.values(chart.start), answer.values(chart.again)
    periods = sorted({member for member in [*starts, *again] if member is not None})
    column, values = answer.column(chart.value), answer.values(chart.value)
    clicks, names = cells(answer, [chart.start, chart.again]), texts(answer, chart.start, look)
    lines: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in ordered(answer, chart.start, look)}
    for name, first, later, value, click in zip(names, starts, again, values, clicks, strict=True):
        if first is None or later is None or not isinstance(value, Decimal) or later < first:
            continue
        after = periods.index(later) - periods.index(first)
        lines[name][after] = {"value": value_json(value), "text": value_text(value, column, look), "cell": click}
    cohorts = [{"name": name, "cells": _with_shares(line)} for name, line in lines.items() if line]
    return Drawing("cohort", page={"cohorts": cohorts, "label": look.label(column.label)})


def _with_shares(line: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    size = line.get(0, {}).get("value")
    items = sorted(line.items())
    return [{"after": after, **cell, "share": cell["value"] / size if size else None} for after, cell in items]
