"""Scatter: one point per member of a dimension."""

from typing import Any, Literal

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, measure_name, numbers, series_of, texts, trace
from engines.report.errors import Message
from engines.report.formats import Look, axis
from engines.report.parts import Key
from engines.report.program import Program


class ScatterChart(ChartModel):
    """散点图 / Scatter."""

    type: Literal["scatter"]
    point: Key
    x: Key
    y: Key
    size: Key | None = None
    series: Key | None = None


def fits(chart: ScatterChart, program: Program) -> list[Message]:
    """A point per member, two or three measures."""
    return Fit(program).dimensions(chart.point, chart.series).numbers(chart.x, chart.y, chart.size).messages


def draw(chart: ScatterChart, answer: Answer, look: Look) -> Drawing:
    """Points by series; the area of a point is its size."""
    keys = [chart.point, *([chart.series] if chart.series else [])]
    names, clicks = texts(answer, chart.point, look), cells(answer, keys)
    across, up = numbers(answer.values(chart.x)), numbers(answer.values(chart.y))
    sizes = numbers(answer.values(chart.size)) if chart.size is not None else None
    largest = max([value for value in sizes or () if value is not None and value > 0], default=1)
    data = []
    for name, places in series_of(answer, chart.series, look):
        marker: dict[str, Any] = {"size": 9}
        if sizes is not None:
            marker = {"size": [max(sizes[place] or 0, 0) for place in places], "sizemode": "area", "sizemin": 3}
            marker["sizeref"] = 2 * largest / 40**2
        data.append(
            trace(
                "scatter",
                x=[across[place] for place in places],
                y=[up[place] for place in places],
                mode="markers",
                marker=marker,
                hovertext=[names[place] for place in places],
                customdata=[clicks[place] for place in places],
                name=name or measure_name(answer.column(chart.y), look),
            )
        )
    layout = {
        "xaxis": axis(answer.values(chart.x), answer.column(chart.x), look, zero=False),
        "yaxis": axis(answer.values(chart.y), answer.column(chart.y), look, zero=False),
    }
    return Drawing("plotly", data, layout)
