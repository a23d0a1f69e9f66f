"""Forecast with an interval and the error of a back-test."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel
from engines.report.parts import Key


class ForecastChart(ChartModel):
    """预测 / Forecast."""

    type: Literal["forecast"]
    x: Key
    y: Key
    ahead: Annotated[int, Field(ge=1, le=36)] = 3
