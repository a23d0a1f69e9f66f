"""Funnel: how many reached each stage, and the step from one to the next (R88, R89)."""

from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, series_of, texts
from engines.report.errors import Message
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.program import Program


class FunnelChart(ChartModel):
    """漏斗图 / Funnel."""

    type: Literal["funnel"]
    stage: Key
    value: Key
    series: Key | None = None


def fits(chart: FunnelChart, program: Program) -> list[Message]:
    """Stages along, at most one series (a funnel for each region, R89)."""
    return Fit(program).dimensions(chart.stage, chart.series).numbers(chart.value).messages


def draw(chart: FunnelChart, answer: Answer, look: Look) -> Drawing:
    """Per series its steps: value, share of the step before, share of the first. The page draws centred bars."""
    keys = [chart.stage, *([chart.series] if chart.series else [])]
    names, clicks, column = texts(answer, chart.stage, look), cells(answer, keys), answer.column(chart.value)
    values = answer.values(chart.value)
    funnels = []
    for name, places in series_of(answer, chart.series, look):
        steps: list[dict[str, Any]] = []
        for position, place in enumerate(places):
            before = values[places[position - 1]] if position else None
            steps.append(
                {
                    "label": names[place],
                    "value": value_json(values[place]),
                    "text": value_text(values[place], column, look),
                    "cell": clicks[place],
                    "step": _ratio(values[place], before),
                    "overall": _ratio(values[place], values[places[0]]),
                }
            )
        funnels.append({"name": name, "steps": steps})
    return Drawing("funnel", page={"funnels": funnels})


def _ratio(part: Any, whole: Any) -> float | None:
    return float(part / whole) if isinstance(part, Decimal) and isinstance(whole, Decimal) and whole else None
