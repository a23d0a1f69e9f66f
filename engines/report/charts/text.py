"""A text between charts."""

from typing import Literal

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing
from engines.report.errors import Message
from engines.report.formats import Look
from engines.report.parts import Label
from engines.report.program import Program


class TextChart(ChartModel):
    """文字 / Text."""

    type: Literal["text"]
    text: Label


def fits(chart: TextChart, program: Program) -> list[Message]:
    """A text has no query."""
    return []


def draw(chart: TextChart, answer: Answer, look: Look) -> Drawing:
    """The text."""
    return Drawing("text", page={"text": look.label(chart.text)})
