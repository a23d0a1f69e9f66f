"""Tree map: nested shares."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel, Keys
from engines.report.parts import Key


class TreemapChart(ChartModel):
    """矩形树图 / Tree map."""

    type: Literal["treemap"]
    levels: Annotated[Keys, Field(min_length=1, max_length=4)]
    value: Key
    color: Key | None = None
