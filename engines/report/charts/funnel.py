"""Funnel: how many reached each stage, and the step from one to the next (R88, R89)."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, cells, series_of, texts
from engines.report.errors import Message, sentence
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.plan import OTHERS
from engines.report.program import Program

_NO_SHARES = sentence(
    "后面的阶段多于前面的阶段，各阶段不是逐级包含的关系，因此不显示转化率；请改用指标“销售漏斗”，它统计曾到达各阶段的数据",
    "A later stage holds more than one before it, so stages are not parts of one another and no rates are shown; the "
    "metric “Sales funnel” counts what ever reached each stage",
)


class FunnelChart(ChartModel):
    """漏斗图 / Funnel."""

    type: Literal["funnel"]
    stage: Key
    value: Key
    series: Key | None = None


def fits(chart: FunnelChart, program: Program) -> list[Message]:
    """Stages along, at most one series (a funnel for each region, R89)."""
    return Fit(program).dimensions(chart.stage, chart.series).numbers(chart.value).messages


def draw(chart: FunnelChart, answer: Answer, look: Look) -> Drawing:
    """Per series its steps: value, share of the step before, share of the first. The page draws centred bars.

    A step can only be a share of what it came out of. Where some step holds more than the one before, the steps are not
    parts of one another (records by the stage they stand at now, say), so none has a share, and the reader is told.
    Blanks, and the others of a top list, are no step of the way: they stand behind it without one.
    """
    keys = [chart.stage, *([chart.series] if chart.series else [])]
    names, clicks, column = texts(answer, chart.stage, look), cells(answer, keys), answer.column(chart.value)
    stages, values = answer.values(chart.stage), answer.values(chart.value)
    funnels, widens = [], False
    for name, places in series_of(answer, chart.series, look):
        way = [place for place in places if stages[place] is not None and stages[place] is not OTHERS]
        shares = _shares([values[place] for place in way])
        widens = widens or shares is None
        shown = dict(zip(way, shares or (), strict=False))
        steps: list[dict[str, Any]] = []
        for place in [*way, *(place for place in places if place not in way)]:
            step, overall = shown.get(place, (None, None))
            steps.append(
                {
                    "label": names[place],
                    "value": value_json(values[place]),
                    "text": value_text(values[place], column, look),
                    "cell": clicks[place],
                    "step": step,
                    "overall": overall,
                }
            )
        funnels.append({"name": name, "steps": steps})
    return Drawing("funnel", page={"funnels": funnels}, notes=(_NO_SHARES,) if widens else ())


def _shares(values: Sequence[Any]) -> list[tuple[float | None, float | None]] | None:
    """Of each step its share of the one before and of the first; None when one is larger than the one before."""
    numbers = [value if isinstance(value, Decimal) else Decimal(0) for value in values]
    if any(value < 0 for value in numbers) or any(after > before for before, after in pairwise(numbers)):
        return None
    befores = [None, *numbers]
    return [(_ratio(value, before), _ratio(value, numbers[0])) for value, before in zip(numbers, befores, strict=False)]


def _ratio(part: Decimal, whole: Decimal | None) -> float | None:
    return float(part / whole) if whole else None
