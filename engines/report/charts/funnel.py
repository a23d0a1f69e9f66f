"""Funnel: how many reached each stage, and the step from one to the next (R88, R89)."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class FunnelChart(ChartModel):
    """漏斗图 / Funnel."""

    type: Literal["funnel"]
    stage: Key
    value: Key
    series: Key | None = None
