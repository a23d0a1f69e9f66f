"""Lines and areas over time or categories."""

from typing import Annotated, Literal

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
from engines.report.formats import Look, axis, value_text
from engines.report.parts import Key
from engines.report.program import Program


class LineChart(ChartModel):
    """折线图 / Line."""

    type: Literal["line"]
    x: Key
    y: Annotated[Keys, Field(min_length=1, max_length=10)]
    series: Key | None = None
    area: bool = False
    stack: bool = False
    smooth: bool = False
    gaps: Literal["gap", "zero", "join"] = "gap"


def fits(chart: LineChart, program: Program) -> list[Message]:
    """One dimension along, at most one as series; several measures only without series."""
    fit = Fit(program).dimensions(chart.x, chart.series).numbers(*chart.y)
    if chart.series is not None and len(chart.y) > 1:
        fit.refuse("有系列维度时只能画一个度量", "With a series dimension there can be one measure only")
    return fit.messages


def draw(chart: LineChart, answer: Answer, look: Look) -> Drawing:
    """A line per series over all places of x; a place that a series lacks is a gap, a zero, or bridged."""
    along = ordered(answer, chart.x, look)
    names, clicks = texts(answer, chart.x, look), cells(answer, [chart.x, *([chart.series] if chart.series else [])])
    data = []
    for key in chart.y:
        column, values = answer.column(key), numbers(answer.values(key))
        shown = [value_text(value, column, look) for value in answer.values(key)]
        for name, places in series_of(answer, chart.series, look):
            by_name = {names[place]: place for place in places}
            found = [values[by_name[at]] if at in by_name else None for at in along]
            heights = [0 if value is None and chart.gaps == "zero" else value for value in found]
            line = trace(
                "scatter",
                x=along,
                y=heights,
                mode="lines+markers",
                name=name or measure_name(column, look),
                connectgaps=chart.gaps == "join",
                line={"shape": "spline" if chart.smooth else "linear"},
                fill=("tonexty" if chart.stack else "tozeroy") if chart.area else None,
                stackgroup="all" if chart.stack else None,
                customdata=[clicks[by_name[at]] if at in by_name else None for at in along],
                hovertext=[shown[by_name[at]] if at in by_name else "–" for at in along],
            )
            data.append(line)
    everything = [value for key in chart.y for value in answer.values(key)]
    layout = {"xaxis": {"type": "category"}, "hovermode": "x unified"}
    if not chart.stack:
        layout["yaxis"] = axis(everything, answer.column(chart.y[0]), look, zero=chart.area, alone=len(chart.y) == 1)
    return Drawing("plotly", data, layout)
