"""Cohort table: of those who began in a period, who came back."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class CohortChart(ChartModel):
    """同期群 / Cohort."""

    type: Literal["cohort"]
    start: Key
    again: Key
    value: Key
