"""A picture: an uploaded file."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.charts.base import ChartModel
from engines.report.parts import Label


class ImageChart(ChartModel):
    """图片 / Picture."""

    type: Literal["image"]
    file: Annotated[str, Field(max_length=64)]
    alt: Label = ""
