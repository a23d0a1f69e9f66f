"""Word cloud: the words of a text field, or the members of a dimension (R99).

With `cut` the texts are cut into words, Chinese by dictionary. A word then counts every record whose text contains it,
and a click opens exactly these.
"""

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, Column, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, texts
from engines.report.errors import Message, sentence
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.plan import MOST_SPELLINGS, OTHERS
from engines.report.program import Program

_MOST_WORDS = 150


class CloudChart(ChartModel):
    """词云 / Word cloud."""

    type: Literal["cloud"]
    word: Key
    value: Key
    cut: bool = False


def fits(chart: CloudChart, program: Program) -> list[Message]:
    """One dimension, one measure. Only texts can be cut into words, and only what adds up be counted per word."""
    fit = Fit(program).dimensions(chart.word).numbers(chart.value)
    group = next((group for group in program.groups if group.key == chart.word), None)
    if not chart.cut or group is None:
        return fit.messages
    if group.type.kind != "text" or group.options is not None:
        fit.refuse(f"“{chart.word}”不是文本,不能拆分成词", f"“{chart.word}” is no text to be cut into words")
    if group.top is not None:
        fit.refuse("拆分成词时不能只取前几项", "Texts that are cut into words can't be a top list")
    return fit.adds_up(chart.value).messages


def draw(chart: CloudChart, answer: Answer, look: Look) -> Drawing:
    """Words with exact counts, largest first; blanks are no word."""
    column = answer.column(chart.value)
    words = _cut(chart, answer, look) if chart.cut else _members(chart, answer, look)
    words.sort(key=lambda word: (-word["value"], word["word"]))
    page = {"words": words, "label": look.label(column.label)}
    none = () if words else (sentence("这些文本中没有词", "There are no words in these texts"),)
    return Drawing("cloud", page=page, notes=none, table=_table(words, column, look) if chart.cut else None)


def _members(chart: CloudChart, answer: Answer, look: Look) -> list[dict[str, Any]]:
    column, values = answer.column(chart.value), answer.values(chart.value)
    return [
        {"word": name, "value": value_json(value), "text": value_text(value, column, look), "cell": click}
        for name, member, value, click in zip(
            texts(answer, chart.word, look), answer.values(chart.word), values, cells(answer, [chart.word]), strict=True
        )
        if member is not None and isinstance(value, Decimal) and value > 0
    ]


def _cut(chart: CloudChart, answer: Answer, look: Look) -> list[dict[str, Any]]:
    assert look.metric is not None  # figure() gives it
    column = answer.column(chart.value)
    counted = [
        (str(text), value)
        for text, value in zip(answer.values(chart.word), answer.values(chart.value), strict=True)
        if text is not None and text is not OTHERS and isinstance(value, Decimal)
    ]
    rows = [{"record": str(place), "text": text} for place, (text, _value) in enumerate(counted)]
    found = look.metric("word_counts", {"texts": rows}, {"top": _MOST_WORDS})
    words = []
    for word in (item["word"] for item in found["words"]):
        spellings = _spellings(word, [text for text, _value in counted])
        value = sum((value for text, value in counted if any(one in text for one in spellings)), Decimal(0))
        if value > 0:
            click = {chart.word: {"contains": spellings}}
            shown = {"value": value_json(value), "text": value_text(value, column, look)}
            words.append({"word": spellings[0], **shown, "cell": click})
    return words


def _spellings(word: str, written: Sequence[str]) -> list[str]:
    """How a word is written in the texts, the commonest first."""
    if word.lower() == word.upper():
        return [word]
    pattern = re.compile(re.escape(word), re.IGNORECASE)
    found = Counter(hit for text in written for hit in pattern.findall(text))
    return [spelling for spelling, _count in found.most_common(MOST_SPELLINGS)] or [word]


def _table(words: Sequence[dict[str, Any]], column: Column, look: Look) -> dict[str, Any]:
    columns = [
        {"key": "word", "label": look.say("词", "Word"), "number": False},
        {"key": column.key, "label": look.label(column.label), "number": True},
    ]
    return {"columns": columns, "rows": [[word["word"], word["text"]] for word in words], "totals": []}
