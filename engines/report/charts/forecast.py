"""Forecast with an interval and the error of a back-test."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, measure_name, numbers, trace
from engines.report.errors import Message, sentence
from engines.report.formats import Look, axis, member_text, value_text
from engines.report.parts import Key
from engines.report.program import Program


class ForecastChart(ChartModel):
    """预测 / Forecast."""

    type: Literal["forecast"]
    x: Key
    y: Key
    ahead: Annotated[int, Field(ge=1, le=36)] = 3


_LARGE = 100
_GRAINS: dict[str, str] = {
    "day": "day",
    "iso_week": "week",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
}


def fits(chart: ForecastChart, program: Program) -> list[Message]:
    """One dimension of time, one measure."""
    fit = Fit(program).dimensions(chart.x).numbers(chart.y).time(chart.x)
    if not any(group.key == chart.x and group.grain in _GRAINS for group in program.groups):
        fit.refuse("预测可按日、周、月、季、年", "A forecast goes by day, week, month, quarter or year")
    return fit.messages


def draw(chart: ForecastChart, answer: Answer, look: Look) -> Drawing:
    """What was, what is to be expected with its 95 % interval, and in the notes the error of the back-test."""
    assert look.metric is not None  # figure() gives it
    column, name = answer.column(chart.x), measure_name(answer.column(chart.y), look)
    known = [
        (period, value)
        for period, value in zip(answer.values(chart.x), answer.values(chart.y), strict=True)
        if period is not None and isinstance(value, Decimal)
    ]
    series = [{"period": period, "value": float(value)} for period, value in known]
    options = {"grain": _GRAINS[column.grain or "month"], "ahead": chart.ahead}
    result = look.metric("trend_forecast", {"series": series}, options)
    ahead = result["ahead"]
    there = [member_text(_day(item["period"]), column, look) for item in ahead]
    thin, interval = {"width": 0}, look.say("95% 区间", "95 % interval")
    data = [
        trace(
            "scatter",
            x=[member_text(period, column, look) for period, _value in known],
            y=numbers(value for _period, value in known),
            mode="lines+markers",
            name=name,
            hovertext=[value_text(value, answer.column(chart.y), look) for _period, value in known],
            customdata=[{chart.x: value_json(period)} for period, _value in known],
        ),
        trace(
            "scatter",
            x=there,
            y=[item["high"] for item in ahead],
            mode="lines",
            line=thin,
            showlegend=False,
            hoverinfo="skip",
        ),
        trace(
            "scatter",
            x=there,
            y=[item["low"] for item in ahead],
            mode="lines",
            line=thin,
            fill="tonexty",
            name=interval,
        ),
        trace(
            "scatter",
            x=there,
            y=[item["value"] for item in ahead],
            mode="lines+markers",
            line={"dash": "dot"},
            name=look.say("预测", "Forecast"),
            hovertext=[value_text(_whole(item["value"]), answer.column(chart.y), look) for item in ahead],
        ),
    ]
    reached = [value for _period, value in known] + [
        _whole(item[end]) for item in ahead for end in ("low", "value", "high") if item[end] is not None
    ]
    layout = {"xaxis": {"type": "category"}, "yaxis": axis(reached, answer.column(chart.y), look)}
    return Drawing("plotly", data, layout, notes=_notes(result))


def _day(period: date | str) -> date:
    return date.fromisoformat(period) if isinstance(period, str) else period


def _whole(value: float) -> Decimal:
    """What is only expected has no small change."""
    return Decimal(repr(float(value))).quantize(Decimal(1)) if abs(value) >= _LARGE else Decimal(repr(float(value)))


def _notes(result: dict[str, Any]) -> tuple[Message, ...]:
    notes = tuple(note["text"] for note in result["notes"])
    for test in result["tests"]:
        if test["method"] == result["method"] and test["wape"] is not None:
            error = f"{test['wape']:.1%}"
            return (*notes, sentence(f"回测误差 {error}", f"Back-test error {error}"))
    return notes
