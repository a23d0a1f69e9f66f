"""Table of records or groups."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing
from engines.report.errors import Message
from engines.report.formats import Look
from engines.report.program import Program


class TableChart(ChartModel):
    """明细表 / Table."""

    type: Literal["table"]
    page: Annotated[int, Field(ge=5, le=200)] = 20


def fits(chart: TableChart, program: Program) -> list[Message]:
    """Everything fits a table."""
    return []


def draw(chart: TableChart, answer: Answer, look: Look) -> Drawing:
    """The table itself is the table view of the figure; here only how it is paged."""
    return Drawing("table", page={"page": chart.page, "ids": list(answer.ids) if answer.ids is not None else None})
