"""KPI: one number, how it compares, and its course."""

from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, value_json
from engines.report.charts.base import ChartModel, Drawing, Fit, numbers, texts
from engines.report.errors import Message
from engines.report.formats import Look, short_text, value_text
from engines.report.parts import Key
from engines.report.program import Program


class KpiChart(ChartModel):
    """指标卡 / KPI. `spark` names a time dimension of the query's rows."""

    type: Literal["kpi"]
    value: Key
    compare: Key | None = None
    better: Literal["up", "down"] = "up"
    spark: Key | None = None
    target: float | None = None


def fits(chart: KpiChart, program: Program) -> list[Message]:
    """One number without dimensions; with a spark line over one dimension of time and the total of all."""
    fit = Fit(program).dimensions(chart.spark).numbers(chart.value)
    if chart.spark is not None:
        fit.time(chart.spark)
        if "all" not in program.query.totals:
            fit.refuse("带走势的指标卡需要总计", "A KPI with a spark line needs the total of all")
    if chart.compare is not None:
        fit.numbers(f"{chart.value}__{chart.compare}")
    return fit.messages


def known(chart: KpiChart, answer: Answer) -> bool:
    """Whether there is a number even without any record: no to-dos are 0, but their mean age is not."""
    rows = answer.rows if chart.spark is None else answer.total()
    return bool(rows) and isinstance(rows[0][answer.place(chart.value)], Decimal)


def draw(chart: KpiChart, answer: Answer, look: Look) -> Drawing:
    """The number, its comparison (difference, change as a fraction, good or bad), its course, its target."""
    row = answer.total()[0] if chart.spark is not None else answer.rows[0]
    column, value = answer.column(chart.value), row[answer.place(chart.value)]
    page: dict[str, Any] = {
        "label": look.label(column.label),
        "value": value_json(value),
        "text": value_text(value, column, look),
        "short": short_text(value, column, look)
        if isinstance(value, Decimal) and column.format not in ("percent", "days")
        else None,
    }
    if chart.compare is not None:
        page["compare"] = _compared(chart, answer, row, value, look)
    if chart.spark is not None:
        page["spark"] = {"x": texts(answer, chart.spark, look), "y": numbers(answer.values(chart.value))}
    if chart.target is not None:
        reached = float(value) / chart.target if isinstance(value, Decimal) and chart.target else None
        page["target"] = {"value": chart.target, "reached": reached}
    return Drawing("kpi", page=page)


def _compared(chart: KpiChart, answer: Answer, row: Any, value: Any, look: Look) -> dict[str, Any]:
    column = answer.column(f"{chart.value}__{chart.compare}")
    other = row[answer.place(column.key)]
    found: dict[str, Any] = {
        "label": look.label(column.label),
        "value": value_json(other),
        "text": value_text(other, column, look),
        "short": short_text(other, column, look),
        "difference": None,
        "change": None,
        "good": None,
    }
    if isinstance(value, Decimal) and isinstance(other, Decimal):
        found["difference"] = value_json(value - other)
        found["change"] = float((value - other) / abs(other)) if other else None
        found["good"] = None if value == other else (value > other) == (chart.better == "up")
    return found
