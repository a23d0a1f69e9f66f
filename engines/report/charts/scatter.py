"""Scatter: one point per member of a dimension."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class ScatterChart(ChartModel):
    """散点图 / Scatter."""

    type: Literal["scatter"]
    point: Key
    x: Key
    y: Key
    size: Key | None = None
    series: Key | None = None
