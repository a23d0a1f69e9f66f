"""Bars and lines on two axes."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing, Fit, Keys, cells, measure_name, numbers, texts, trace
from engines.report.errors import Message
from engines.report.formats import Look, axis
from engines.report.parts import Key
from engines.report.program import Program


class ComboChart(ChartModel):
    """组合图 / Combo."""

    type: Literal["combo"]
    x: Key
    bars: Annotated[Keys, Field(min_length=1, max_length=5)]
    lines: Annotated[Keys, Field(min_length=1, max_length=5)]


def fits(chart: ComboChart, program: Program) -> list[Message]:
    """One dimension, measures on both axes."""
    return Fit(program).dimensions(chart.x).numbers(*chart.bars, *chart.lines).messages


def draw(chart: ComboChart, answer: Answer, look: Look) -> Drawing:
    """Bars on the left axis, lines on the right one."""
    along, clicks = texts(answer, chart.x, look), cells(answer, [chart.x])
    data: list[Any] = []
    for key in chart.bars:
        values = numbers(answer.values(key))
        data.append(trace("bar", x=along, y=values, name=measure_name(answer.column(key), look), customdata=clicks))
    for key in chart.lines:
        values, name = numbers(answer.values(key)), measure_name(answer.column(key), look)
        data.append(trace("scatter", x=along, y=values, name=name, mode="lines+markers", yaxis="y2", customdata=clicks))
    left, right = _side(chart.bars, answer, look), _side(chart.lines, answer, look)
    right |= {"overlaying": "y", "side": "right", "showgrid": False}
    return Drawing("plotly", data, {"xaxis": {"type": "category"}, "yaxis": left, "yaxis2": right})


def _side(keys: Keys, answer: Answer, look: Look) -> dict[str, Any]:
    values = [value for key in keys for value in answer.values(key)]
    return axis(values, answer.column(keys[0]), look, alone=len(keys) == 1)
