"""Heat map of two dimensions, weekday × hour among them (R97)."""

from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, Column
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, numbers, texts, trace
from engines.report.errors import Message
from engines.report.formats import Look, axis, member_text, value_text
from engines.report.parts import Key
from engines.report.plan import OTHERS, Containing
from engines.report.program import Program

_WRITTEN = 120
"""So few cells have room for their numbers."""


class HeatmapChart(ChartModel):
    """热力图 / Heat map."""

    type: Literal["heatmap"]
    x: Key
    y: Key | None = None
    value: Key


def fits(chart: HeatmapChart, program: Program) -> list[Message]:
    """Two dimensions, or one of weekday and hour."""
    fit = Fit(program).dimensions(chart.x, chart.y).numbers(chart.value)
    grain = next((group.grain for group in program.groups if group.key == chart.x), None)
    if chart.y is None and grain != "weekday_hour":
        fit.refuse("需要第二个维度,或按“星期×小时”分组", "A second dimension is needed, or the grain weekday × hour")
    return fit.messages


def draw(chart: HeatmapChart, answer: Answer, look: Look) -> Drawing:
    """A field of cells; weekday × hour is taken apart into days (down) and hours (across)."""
    values = numbers(answer.values(chart.value))
    clicks = cells(answer, [chart.x, *([chart.y] if chart.y else [])])
    if chart.y is None:
        first = look.calendar.week_start - 1
        days = [(first + place) % 7 for place in range(7)]
        rows = [member_text(Decimal(day * 24), answer.column(chart.x), look).split(" ")[0] for day in days]
        across = [f"{hour:02}:00" for hour in range(24)]
        places = [
            (days.index(int(member) // 24), int(member) % 24) if member is not None else None
            for member in answer.values(chart.x)
        ]
    else:
        across, rows = _axis(answer, chart.x, chart.y, look), _axis(answer, chart.y, chart.x, look)
        pairs = zip(texts(answer, chart.y, look), texts(answer, chart.x, look), strict=True)
        places = [(rows.index(down), across.index(along)) for down, along in pairs]
    field: list[list[Any]] = [[None] * len(across) for _row in rows]
    clicked: list[list[Any]] = [[None] * len(across) for _row in rows]
    for place, value, click in zip(places, values, clicks, strict=True):
        if place is not None:
            field[place[0]][place[1]], clicked[place[0]][place[1]] = value, click
    scale = [[0, "#f5f7fa"], [1, look.colors[0]]]
    column = answer.column(chart.value)
    said = [value_text(value, column, look) for value in answer.values(chart.value)]
    told: list[list[str]] = [[""] * len(across) for _row in rows]
    for place, text in zip(places, said, strict=True):
        if place is not None:
            told[place[0]][place[1]] = text
    written = told if len(across) * len(rows) <= _WRITTEN else None
    ticks = axis([value for value in answer.values(chart.value) if isinstance(value, Decimal)], column, look)
    heat = trace(
        "heatmap",
        x=across,
        y=rows,
        z=field,
        customdata=clicked,
        hovertext=told,
        text=written,
        texttemplate="%{text}" if written else None,
        colorscale=scale,
        colorbar={name: ticks[name] for name in ("tickmode", "tickvals", "ticktext")},
        xgap=1,
        ygap=1,
    )
    layout: dict[str, Any] = {
        "xaxis": {"type": "category", "title": {"text": _title(answer, chart.x, look) if chart.y else ""}},
        "yaxis": {"type": "category", "autorange": "reversed", "title": {"text": _title(answer, chart.y, look)}},
    }
    return Drawing("plotly", [heat], layout)


def _title(answer: Answer, key: str | None, look: Look) -> str:
    return look.label(answer.column(key).label) if key else ""


def _axis(answer: Answer, key: str, other: str, look: Look) -> list[str]:
    """The members of one axis, as the rows order them. A line of the other axis rarely has them all: where every line
    runs up (or down) their natural order, that is the order of the whole axis, and not which line came first."""
    column, members = answer.column(key), answer.values(key)
    axis_members = list(dict.fromkeys(members))
    natural = sorted(axis_members, key=lambda member: _place(column, member))
    places = {member: place for place, member in enumerate(natural)}
    last: dict[Any, int] = {}
    steps = set()
    for member, line in zip(members, answer.values(other), strict=True):
        if line in last:
            steps.add(places[member] > last[line])
        last[line] = places[member]
    if steps != {True, False}:
        axis_members = natural[::-1] if steps == {False} else natural
    return [member_text(member, column, look) for member in axis_members]


def _place(column: Column, member: Any) -> tuple[int, int, Any]:
    """Where a member stands by nature: options as listed, values by size, then blank, then the others."""
    if member is None or member is OTHERS:
        return (3 if member is OTHERS else 2, 0, 0)
    if column.options is not None and member in column.options:
        return (0, column.options.index(member), 0)
    return (1, 0, member.spellings[0] if isinstance(member, Containing) else member)
