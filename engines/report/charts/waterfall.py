"""Waterfall: how a sum comes about."""

from decimal import Decimal
from typing import Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, texts, trace
from engines.report.errors import Message
from engines.report.formats import Look, axis, value_text
from engines.report.parts import Key
from engines.report.program import Program


class WaterfallChart(ChartModel):
    """瀑布图 / Waterfall."""

    type: Literal["waterfall"]
    x: Key
    value: Key


def fits(chart: WaterfallChart, program: Program) -> list[Message]:
    """One dimension, one measure that adds up."""
    return Fit(program).dimensions(chart.x).numbers(chart.value).adds_up(chart.value).messages


def draw(chart: WaterfallChart, answer: Answer, look: Look) -> Drawing:
    """A step per row and the sum at the end."""
    values, column = answer.values(chart.value), answer.column(chart.value)
    steps = [value if isinstance(value, Decimal) else Decimal(0) for value in values]
    total = sum(steps, Decimal(0))
    fall = trace(
        "waterfall",
        x=[*texts(answer, chart.x, look), look.say("合计", "Total")],
        y=[*map(value_json, steps), value_json(total)],
        measure=[*("relative" for _step in steps), "total"],
        customdata=[*cells(answer, [chart.x]), None],
        totals={"marker": {"color": look.colors[0]}},
        hovertext=[*(value_text(value, column, look) for value in values), value_text(total, column, look)],
    )
    heights = [sum(steps[: place + 1], Decimal(0)) for place in range(len(steps))]
    return Drawing("plotly", [fall], {"xaxis": {"type": "category"}, "yaxis": axis(heights, column, look)})
