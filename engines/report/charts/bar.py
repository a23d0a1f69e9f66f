"""Bars: stacked, grouped, in full, ranking (lying)."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.report.answer import Answer
from engines.report.charts.base import (
    ChartModel,
    Drawing,
    Fit,
    Keys,
    cells,
    measure_name,
    numbers,
    ordered,
    series_of,
    texts,
    trace,
)
from engines.report.errors import Message
from engines.report.formats import Look, axis, short_text, value_text
from engines.report.parts import Key
from engines.report.program import Program

_GAP = 0.28
_WIDEST = 0.18
"""Of the drawing: two or three bars stay bars and do not fill it as walls."""


class BarChart(ChartModel):
    """条形图 / Bars."""

    type: Literal["bar"]
    x: Key
    y: Annotated[Keys, Field(min_length=1, max_length=10)]
    series: Key | None = None
    mode: Literal["group", "stack", "full"] = "group"
    lying: bool = False
    labels: bool = False


def fits(chart: BarChart, program: Program) -> list[Message]:
    """One dimension along, at most one as series; several measures only without series."""
    fit = Fit(program).dimensions(chart.x, chart.series).numbers(*chart.y)
    if chart.series is not None and len(chart.y) > 1:
        fit.refuse("有系列维度时只能画一个度量", "With a series dimension there can be one measure only")
    return fit.messages


def draw(chart: BarChart, answer: Answer, look: Look) -> Drawing:
    """Bars per series; `full` shows shares of each place, with the values in the text."""
    names, clicks = texts(answer, chart.x, look), cells(answer, [chart.x, *([chart.series] if chart.series else [])])
    data = []
    for key in chart.y:
        column, values = answer.column(key), numbers(answer.values(key))
        for name, places in series_of(answer, chart.series, look):
            along, across = [names[place] for place in places], [values[place] for place in places]
            shown = [value_text(answer.values(key)[place], column, look) for place in places]
            bar = trace(
                "bar",
                x=across if chart.lying else along,
                y=along if chart.lying else across,
                orientation="h" if chart.lying else "v",
                name=name or measure_name(column, look),
                customdata=[clicks[place] for place in places],
                hovertext=shown,
                text=[short_text(answer.values(key)[place], column, look) for place in places]
                if chart.labels
                else None,
                textangle=0 if chart.labels else None,  # a short bar would lay its number on the side
            )
            data.append(bar)
    everything = [value for key in chart.y for value in answer.values(key)]
    reached = _stacked(chart, answer) if chart.mode == "stack" else everything
    value_axis = axis(reached, answer.column(chart.y[0]), look, alone=len(chart.y) == 1)
    if chart.mode == "full":
        value_axis = {"ticksuffix": "%", "range": [0, 100]}
    category = {"type": "category", "categoryorder": "array", "categoryarray": ordered(answer, chart.x, look)}
    bars = len(set(names))
    layout: dict[str, Any] = {
        "bargap": max(_GAP, 1 - _WIDEST * bars),
        "barmode": "group" if chart.mode == "group" else "relative",
        "xaxis": value_axis if chart.lying else category,
        "yaxis": {**category, "autorange": "reversed"} if chart.lying else value_axis,
    }
    if chart.mode == "full":
        layout["barnorm"] = "percent"
    return Drawing("plotly", data, layout)


def _stacked(chart: BarChart, answer: Answer) -> list[Any]:
    """How far stacked bars reach, up and down."""
    ends: dict[Any, Decimal] = {}
    for key in chart.y:
        for member, value in zip(answer.values(chart.x), answer.values(key), strict=True):
            if isinstance(value, Decimal):
                place = (str(member), value < 0)
                ends[place] = ends.get(place, Decimal(0)) + value
    return list(ends.values())
