"""Lines and areas over time or categories."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel, Keys
from engines.report.parts import Key


class LineChart(ChartModel):
    """折线图 / Line."""

    type: Literal["line"]
    x: Key
    y: Annotated[Keys, Field(min_length=1, max_length=10)]
    series: Key | None = None
    area: bool = False
    stack: bool = False
    smooth: bool = False
    gaps: Literal["gap", "zero", "join"] = "gap"
