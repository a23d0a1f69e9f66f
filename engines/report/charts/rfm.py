"""RFM grid: recency × frequency-and-value, customers and money per cell (R110)."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class RfmChart(ChartModel):
    """RFM 矩阵 / RFM grid."""

    type: Literal["rfm"]
    customer: Key
    date: Key
    amount: Key
