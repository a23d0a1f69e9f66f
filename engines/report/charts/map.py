"""Map of China's regions."""

from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, texts
from engines.report.errors import Message
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.program import Program


class MapChart(ChartModel):
    """地图 / Map."""

    type: Literal["map"]
    region: Key
    value: Key


def fits(chart: MapChart, program: Program) -> list[Message]:
    """One dimension of region names, one measure."""
    return Fit(program).dimensions(chart.region).numbers(chart.value).messages


def draw(chart: MapChart, answer: Answer, look: Look) -> Drawing:
    """Regions with values; the page has the outlines and lists what it finds no outline for."""
    column, values = answer.column(chart.value), answer.values(chart.value)
    regions: list[dict[str, Any]] = [
        {"region": name, "value": value_json(value), "text": value_text(value, column, look), "cell": click}
        for name, value, click in zip(
            texts(answer, chart.region, look), values, cells(answer, [chart.region]), strict=True
        )
    ]
    return Drawing("map", page={"regions": regions, "label": look.label(column.label)})
