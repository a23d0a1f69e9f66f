"""Tree map: nested shares."""

from typing import Annotated, Any, Literal

from pydantic import Field

from engines.report.answer import Answer
from engines.report.charts.base import ChartModel, Drawing, Fit, Keys, cells, numbers, trace
from engines.report.errors import Message
from engines.report.formats import Look, member_text
from engines.report.parts import Key
from engines.report.program import Program


class TreemapChart(ChartModel):
    """矩形树图 / Tree map."""

    type: Literal["treemap"]
    levels: Annotated[Keys, Field(min_length=1, max_length=4)]
    value: Key
    color: Key | None = None


def fits(chart: TreemapChart, program: Program) -> list[Message]:
    """The levels are all dimensions; the areas of parents are those of their children together."""
    return Fit(program).dimensions(*chart.levels).numbers(chart.value, chart.color).adds_up(chart.value).messages


def draw(chart: TreemapChart, answer: Answer, look: Look) -> Drawing:
    """One box per row inside boxes of the levels above. Negative values have no area."""
    columns = [answer.column(key) for key in chart.levels]
    places = [answer.place(key) for key in chart.levels]
    values, clicks = numbers(answer.values(chart.value)), cells(answer, chart.levels)
    colors = numbers(answer.values(chart.color)) if chart.color is not None else None
    boxes: dict[str, tuple[str, str, Any, Any, Any]] = {}
    for row, value, click, at in zip(answer.rows, values, clicks, range(len(answer.rows)), strict=True):
        parent = ""
        for depth, (place, column) in enumerate(zip(places, columns, strict=True)):
            text = member_text(row[place], column, look)
            box, leaf = f"{parent}/{text}", depth == len(places) - 1
            inside = {key: click[key] for key in chart.levels[: depth + 1]}
            area = max(value or 0, 0) if leaf else 0
            boxes.setdefault(box, (text, parent, area, inside, colors[at] if leaf and colors else None))
            parent = box
    marker = {"colors": [box[4] for box in boxes.values()]} if colors else None
    tree = trace(
        "treemap",
        ids=list(boxes),
        labels=[box[0] for box in boxes.values()],
        parents=[box[1] for box in boxes.values()],
        values=[box[2] for box in boxes.values()],
        customdata=[box[3] for box in boxes.values()],
        branchvalues="remainder",
        marker=marker,
        textinfo="label+percent root",
    )
    return Drawing("plotly", [tree], {"treemapcolorway": list(look.colors)})
