"""RFM grid: recency × frequency-and-value, customers and money per cell (R110)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from engines.report.answer import Answer, Column
from engines.report.charts.base import ChartModel, Drawing, Fit
from engines.report.errors import Message
from engines.report.formats import Look, value_text
from engines.report.parts import Key
from engines.report.plan import OTHERS
from engines.report.program import Program


class RfmChart(ChartModel):
    """RFM 矩阵 / RFM grid."""

    type: Literal["rfm"]
    customer: Key
    date: Key
    amount: Key


def fits(chart: RfmChart, program: Program) -> list[Message]:
    """Customers and days along, the money of each day as measure."""
    fit = Fit(program).dimensions(chart.customer, chart.date).numbers(chart.amount)
    if not any(group.key == chart.date and group.grain == "day" for group in program.groups):
        fit.refuse(f"“{chart.date}”须按天分组", f"“{chart.date}” must be grouped by day")
    return fit.messages


def draw(chart: RfmChart, answer: Answer, look: Look) -> Drawing:
    """The RFM metric over the days on which customers bought."""
    assert look.metric is not None  # figure() gives it
    columns = zip(answer.values(chart.customer), answer.values(chart.date), answer.values(chart.amount), strict=True)
    orders = [
        {"customer": str(who), "day": day, "amount": float(money)}
        for who, day, money in columns
        if who is not None and who is not OTHERS and day is not None and isinstance(money, Decimal)
    ]
    page = look.metric("rfm", {"orders": orders}, {})
    return Drawing("rfm", page=page, table=_table(page["tiers"], answer.column(chart.amount), look))


def _table(tiers: Sequence[Mapping[str, Any]], amount: Column, look: Look) -> dict[str, Any]:
    """What the grid comes to: customers and their money by tier."""
    columns = [
        {"key": "tier", "label": look.say("客户分层", "Tier"), "number": False},
        {"key": "n", "label": look.say("客户数", "Customers"), "number": True},
        {"key": amount.key, "label": look.label(amount.label), "number": True},
    ]
    rows = [
        [look.label(tier["label"]), str(tier["n"]), value_text(Decimal(repr(tier["money"])), amount, look)]
        for tier in tiers
    ]
    return {"columns": columns, "rows": rows, "totals": []}
