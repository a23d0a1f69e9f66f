"""Bars: stacked, grouped, in full, ranking (lying)."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel, Keys
from engines.report.parts import Key


class BarChart(ChartModel):
    """条形图 / Bars."""

    type: Literal["bar"]
    x: Key
    y: Annotated[Keys, Field(min_length=1, max_length=10)]
    series: Key | None = None
    mode: Literal["group", "stack", "full"] = "group"
    lying: bool = False
    labels: bool = False
