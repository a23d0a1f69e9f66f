"""What every chart is: a shape that says which parts of its query it draws, and refuses what does not fit.

A chart file holds the model, `fits(chart, program)` (a sentence in both languages per thing that does not fit) and
`draw(chart, answer, look)` (a Drawing: plotly data and layout, or the typed JSON of a component of the page).
docs/adding-a-chart.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, Column, value_json
from engines.report.errors import Message, sentence
from engines.report.formats import Look, member_text
from engines.report.parts import Key, Part
from engines.report.program import Program


class ChartModel(Part):
    """`x`, `y`, `series` … name dimensions and measures of the tile's query by their keys."""


Keys = tuple[Key, ...]


@dataclass(frozen=True)
class Drawing:
    """What a chart draws. `plotly`: data and layout of a figure. Any other kind is a component of the page, and `page`
    its JSON. `notes`: what the reader has to know of this drawing."""

    kind: Literal[
        "plotly",
        "kpi",
        "gauge",
        "funnel",
        "cloud",
        "pivot",
        "table",
        "map",
        "rfm",
        "cohort",
        "text",
        "image",
        "metric",
    ]
    data: list[Any] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    table: dict[str, Any] | None = None
    """The table view, where it is not that of the answer: `columns` and `rows` as `figure.table_view` has them."""


class Fit:
    """Gathers what does not fit between a chart and its query."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.messages: list[Message] = []

    def refuse(self, chinese: str, english: str) -> None:
        self.messages.append(sentence(chinese, english))

    def dimensions(self, *wanted: str | None) -> Fit:
        """The chart draws exactly these dimensions: each exists, and no other is left over."""
        keys = {group.key for group in self._program.groups}
        asked = [key for key in wanted if key is not None]
        for key in asked:
            if key not in keys:
                self.refuse(f"查询没有维度“{key}”", f"The query has no dimension “{key}”")
        for key in sorted(keys - set(asked)):
            self.refuse(f"图表没有用到维度“{key}”", f"The chart does not draw the dimension “{key}”")
        if len(asked) != len(set(asked)):
            self.refuse("同一维度用了两次", "A dimension is used twice")
        return self

    def numbers(self, *wanted: str | None) -> Fit:
        """Each is a measure (or a comparison of one) that is a number."""
        types = self._program.measure_types
        compared = [key for key in types if key not in self._program.uncompared]
        columns = {f"{key}__{compare.key}": key for key in compared for compare in self._program.query.compare}
        for key in wanted:
            if key is None:
                continue
            type_ = types.get(columns.get(key, key))
            if type_ is None:
                self.refuse(f"查询没有度量“{key}”", f"The query has no measure “{key}”")
            elif type_.kind != "number":
                self.refuse(f"“{key}”不是数字", f"“{key}” is not a number")
        return self

    def time(self, key: str) -> Fit:
        """The dimension is a span of time."""
        if not any(group.key == key and group.periodic for group in self._program.groups):
            self.refuse(f"“{key}”不是时间维度", f"“{key}” is not a dimension of time")
        return self

    def adds_up(self, key: str) -> Fit:
        """The measure may be added over the groups: a count or sum, and no record stands in two groups."""
        measure = next((item for item in self._program.aggregates if item.key == key), None)
        many = [group for group in self._program.groups if group.route.entity]
        if measure is None or measure.fn not in ("count", "sum") or many:
            self.refuse(
                f"“{key}”不能跨组相加:需要计数或求和,且维度不经过一对多关系",
                f"“{key}” does not add up over groups: it takes a count or sum, and no dimension behind a to-many link",
            )
        return self


def cells(answer: Answer, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Per row, the members that a click stands for, as JSON."""
    places = [(key, answer.place(key)) for key in keys]
    return [{key: value_json(row[place]) for key, place in places} for row in answer.rows]


def texts(answer: Answer, key: str, look: Look) -> list[str]:
    """The members of a dimension down all rows, as people call them."""
    column = answer.column(key)
    return [member_text(value, column, look) for value in answer.values(key)]


def numbers(values: Iterable[Any]) -> list[float | int | None]:
    """Numbers as JSON has them."""
    return [value_json(value) if isinstance(value, Decimal) else None for value in values]


def series_of(answer: Answer, key: str | None, look: Look) -> list[tuple[str, list[int]]]:
    """Name and row places of each member of the series dimension, in the order of the rows; one when there is none."""
    if key is None:
        return [("", list(range(len(answer.rows))))]
    column = answer.column(key)
    found: dict[Any, list[int]] = {}
    for place, value in enumerate(answer.values(key)):
        found.setdefault(value, []).append(place)
    return [(member_text(value, column, look), places) for value, places in found.items()]


def ordered(answer: Answer, key: str, look: Look) -> list[str]:
    """The members of a dimension, each once, in the order of the rows."""
    return list(dict.fromkeys(texts(answer, key, look)))


def measure_name(column: Column, look: Look) -> str:
    """What people call a measure."""
    return look.label(column.label)


def trace(kind: str, **parts: Any) -> dict[str, Any]:
    """A trace of plotly; figure.py has plotly.py check it, so that reading a definition need not import plotly."""
    return {"type": kind, **{key: part for key, part in parts.items() if part is not None}}
