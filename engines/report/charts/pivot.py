"""Pivot table with subtotals that fold."""

from typing import Literal

from engines.report.charts.base import ChartModel


class PivotChart(ChartModel):
    """透视表 / Pivot table."""

    type: Literal["pivot"]
    collapsed: bool = False
    bars: bool = False
