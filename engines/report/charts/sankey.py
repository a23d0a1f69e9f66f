"""Sankey: how much flows from where to where."""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, Keys, trace
from engines.report.errors import Message
from engines.report.formats import Look, member_text
from engines.report.parts import Key
from engines.report.program import Program


class SankeyChart(ChartModel):
    """桑基图 / Sankey."""

    type: Literal["sankey"]
    levels: Annotated[Keys, Field(min_length=2, max_length=5)]
    value: Key


def fits(chart: SankeyChart, program: Program) -> list[Message]:
    """The levels are all dimensions; what flows must add up."""
    return Fit(program).dimensions(*chart.levels).numbers(chart.value).adds_up(chart.value).messages


def draw(chart: SankeyChart, answer: Answer, look: Look) -> Drawing:
    """A node per member and level, a link per pair of members of neighbouring levels."""
    columns, places = [answer.column(key) for key in chart.levels], [answer.place(key) for key in chart.levels]
    at = answer.place(chart.value)
    nodes: dict[tuple[int, Any], int] = {}
    flows: dict[tuple[int, int], Decimal] = {}
    clicks: dict[tuple[int, int], dict[str, Any]] = {}
    for row in answer.rows:
        if not isinstance(row[at], Decimal) or row[at] <= 0:
            continue
        ends = [nodes.setdefault((level, row[place]), len(nodes)) for level, place in enumerate(places)]
        for level, pair in enumerate(pairwise(ends)):
            flows[pair] = flows.get(pair, Decimal(0)) + row[at]
            two = ((chart.levels[side], value_json(row[places[side]])) for side in (level, level + 1))
            clicks[pair] = dict(two)
    sankey = trace(
        "sankey",
        node={"label": [member_text(member, columns[level], look) for level, member in nodes], "pad": 12},
        link={
            "source": [source for source, _target in flows],
            "target": [target for _source, target in flows],
            "value": [value_json(value) for value in flows.values()],
            "customdata": list(clicks.values()),
        },
    )
    return Drawing("plotly", [sankey], {})
