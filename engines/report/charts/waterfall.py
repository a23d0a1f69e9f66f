"""Waterfall: how a sum comes about."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class WaterfallChart(ChartModel):
    """瀑布图 / Waterfall."""

    type: Literal["waterfall"]
    x: Key
    value: Key
