"""Table of records or groups."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel


class TableChart(ChartModel):
    """明细表 / Table."""

    type: Literal["table"]
    page: Annotated[int, Field(ge=5, le=200)] = 20
