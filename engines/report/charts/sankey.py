"""Sankey: how much flows from where to where."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel, Keys
from engines.report.parts import Key


class SankeyChart(ChartModel):
    """桑基图 / Sankey."""

    type: Literal["sankey"]
    levels: Annotated[Keys, Field(min_length=2, max_length=5)]
    value: Key
