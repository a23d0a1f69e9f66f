"""Pie and donut: shares of a whole."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class PieChart(ChartModel):
    """饼图 / Pie."""

    type: Literal["pie"]
    slice: Key
    value: Key
    hole: bool = True
