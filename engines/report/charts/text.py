"""A text between charts."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Label


class TextChart(ChartModel):
    """文字 / Text."""

    type: Literal["text"]
    text: Label
