"""Word cloud: the words of a text field, or the members of a dimension (R99)."""

from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, texts
from engines.report.errors import Message
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.program import Program


class CloudChart(ChartModel):
    """词云 / Word cloud."""

    type: Literal["cloud"]
    word: Key
    value: Key


def fits(chart: CloudChart, program: Program) -> list[Message]:
    """One dimension, one measure."""
    return Fit(program).dimensions(chart.word).numbers(chart.value).messages


def draw(chart: CloudChart, answer: Answer, look: Look) -> Drawing:
    """Words with exact counts, largest first; blanks are no word."""
    column, values = answer.column(chart.value), answer.values(chart.value)
    words: list[dict[str, Any]] = [
        {"word": name, "value": value_json(value), "text": value_text(value, column, look), "cell": click}
        for name, member, value, click in zip(
            texts(answer, chart.word, look), answer.values(chart.word), values, cells(answer, [chart.word]), strict=True
        )
        if member is not None and isinstance(value, Decimal) and value > 0
    ]
    words.sort(key=lambda word: (-word["value"], word["word"]))
    return Drawing("cloud", page={"words": words, "label": look.label(column.label)})
