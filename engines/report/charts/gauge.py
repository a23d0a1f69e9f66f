"""Gauge: a value against a target."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit
from engines.report.errors import Message
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.program import Program


class GaugeChart(ChartModel):
    """仪表 / Gauge."""

    type: Literal["gauge"]
    value: Key
    target: Key | float
    bands: Annotated[tuple[float, ...], Field(max_length=5)] = ()
    better: Literal["up", "down"] = "up"
    """`down`: the target is a bound to stay below, and reached in full by whatever is no more than it."""


def fits(chart: GaugeChart, program: Program) -> list[Message]:
    """One value without dimensions; the target is a measure or a fixed number."""
    target = chart.target if isinstance(chart.target, str) else None
    fit = Fit(program).dimensions().numbers(chart.value, target)
    if list(chart.bands) != sorted(set(chart.bands)):
        fit.refuse("分段须从小到大", "Bands must rise")
    return fit.messages


def draw(chart: GaugeChart, answer: Answer, look: Look) -> Drawing:
    """Value, target and how much of it is reached (1 = all)."""
    value, column = answer.values(chart.value)[0], answer.column(chart.value)
    target = answer.values(chart.target)[0] if isinstance(chart.target, str) else Decimal(repr(chart.target))
    reached = _reached(value, target, chart)
    page = {
        "value": value_json(value),
        "text": value_text(value, column, look),
        "target": value_json(target),
        "target_text": value_text(target, column, look),
        "reached": reached,
        "bands": list(chart.bands),
        "label": look.label(column.label),
    }
    return Drawing("gauge", page=page)


def _reached(value: object, target: object, chart: GaugeChart) -> float | None:
    if not isinstance(value, Decimal) or not isinstance(target, Decimal) or not target:
        return None
    if chart.better == "up":
        return float(value / target)
    return 1.0 if value <= target else float(target / value)
