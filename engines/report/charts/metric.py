"""Metric: the card of a metric with a name of its own (NPS, funnel by history, RFM …)."""

from typing import Literal

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing
from engines.report.errors import Message, sentence
from engines.report.formats import Look
from engines.report.program import Program


class MetricChart(ChartModel):
    """指标 / Metric. The tile names the metric and its tables; `metric_figure.py` draws it."""

    type: Literal["metric"]


def fits(chart: MetricChart, program: Program) -> list[Message]:
    """A metric has tables of its own and no query."""
    return [sentence("指标使用自己的数据表,没有查询", "A metric has tables of its own and no query")]


def draw(chart: MetricChart, answer: Answer, look: Look) -> Drawing:
    """Never asked of an answer: `fits` refuses every query."""
    raise NotImplementedError("a metric is drawn by metric_figure.py")
