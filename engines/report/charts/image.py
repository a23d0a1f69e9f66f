"""A picture: an uploaded file."""

from typing import Annotated, Literal

from pydantic import Field

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing
from engines.report.errors import Message
from engines.report.formats import Look
from engines.report.parts import Label
from engines.report.program import Program


class ImageChart(ChartModel):
    """图片 / Picture."""

    type: Literal["image"]
    file: Annotated[str, Field(max_length=64)]
    alt: Label = ""


def fits(chart: ImageChart, program: Program) -> list[Message]:
    """A picture has no query."""
    return []


def draw(chart: ImageChart, answer: Answer, look: Look) -> Drawing:
    """The file and what it shows."""
    return Drawing("image", page={"file": chart.file, "alt": look.label(chart.alt)})
