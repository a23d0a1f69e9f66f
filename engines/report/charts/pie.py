"""Pie and donut: shares of a whole."""

from decimal import Decimal
from typing import Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, texts, trace
from engines.report.errors import Message, sentence
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.program import Program


class PieChart(ChartModel):
    """饼图 / Pie."""

    type: Literal["pie"]
    slice: Key
    value: Key
    hole: bool = True


def fits(chart: PieChart, program: Program) -> list[Message]:
    """One dimension, one measure that adds up to a whole."""
    return Fit(program).dimensions(chart.slice).numbers(chart.value).messages


def draw(chart: PieChart, answer: Answer, look: Look) -> Drawing:
    """Slices in the order of the rows. Negative values have no slice; a note says so."""
    values, column = answer.values(chart.value), answer.column(chart.value)
    kept = [place for place, value in enumerate(values) if isinstance(value, Decimal) and value > 0]
    names, clicks = texts(answer, chart.slice, look), cells(answer, [chart.slice])
    pie = trace(
        "pie",
        labels=[names[place] for place in kept],
        values=[value_json(values[place]) for place in kept],
        customdata=[clicks[place] for place in kept],
        hole=0.55 if chart.hole else 0,
        sort=False,
        direction="clockwise",
        hovertext=[value_text(values[place], column, look) for place in kept],
        textinfo="label+percent",
    )
    negative = sum(1 for value in values if isinstance(value, Decimal) and value < 0)
    note = sentence(f"{negative} 个负值无法画成扇形", f"{negative} negative values have no slice")
    return Drawing("plotly", [pie], {}, notes=(note,) if negative else ())
