"""KPI: one number, how it compares, and its course."""

from typing import Literal

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class KpiChart(ChartModel):
    """指标卡 / KPI. `spark` names a time dimension of the query's rows."""

    type: Literal["kpi"]
    value: Key
    compare: Key | None = None
    better: Literal["up", "down"] = "up"
    spark: Key | None = None
    target: float | None = None
