"""Heat map of two dimensions, weekday × hour among them (R97)."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class HeatmapChart(ChartModel):
    """热力图 / Heat map."""

    type: Literal["heatmap"]
    x: Key
    y: Key | None = None
    value: Key
