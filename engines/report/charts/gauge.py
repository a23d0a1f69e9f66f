"""Gauge: a value against a target."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class GaugeChart(ChartModel):
    """仪表 / Gauge."""

    type: Literal["gauge"]
    value: Key
    target: Key | float
    bands: Annotated[tuple[float, ...], Field(max_length=5)] = ()
