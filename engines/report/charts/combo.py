"""Bars and lines on two axes."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel, Keys
from engines.report.parts import Key


class ComboChart(ChartModel):
    """组合图 / Combo."""

    type: Literal["combo"]
    x: Key
    bars: Annotated[Keys, Field(min_length=1, max_length=5)]
    lines: Annotated[Keys, Field(min_length=1, max_length=5)]
