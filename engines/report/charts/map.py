"""Map of China's regions."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class MapChart(ChartModel):
    """地图 / Map."""

    type: Literal["map"]
    region: Key
    value: Key
