"""Historic customer lifetime value: the margin a customer has brought so far (R120)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from engines.report.metrics._frames import column
from engines.report.metrics._orders import WindowOptions, in_window, orders_table
from engines.report.metrics._result import exact
from engines.report.metrics._statistics import Spread, mean_interval, spread
from engines.report.metrics.base import Frames, Metric, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class ClvHistoricResult(Result):
    """`value` is the mean per customer, `total` the sum. `customers`: customer, margin; the most valuable first."""

    total: Decimal
    margins: Spread
    customers: pl.DataFrame


def compute(frames: Frames, options: WindowOptions, scene: Scene) -> ClvHistoricResult:
    """Adds up the margins as they are."""
    orders = in_window(frames["orders"], options.as_of or scene.as_of, options.window_days)
    customers = orders.group_by("customer").agg(pl.sum("margin")).sort("margin", "customer", descending=[True, False])
    found = spread(customers["margin"])
    return ClvHistoricResult(
        n=len(customers),
        value=found.mean,
        interval=mean_interval(customers["margin"].cast(pl.Float64)),
        total=exact(customers["margin"].sum()),
        margins=found,
        customers=customers,
    )


METRIC = Metric(
    key="clv_historic",
    version=1,
    label=Text("历史客户价值", "Historic customer value"),
    doc=Text("每位客户至今贡献的毛利之和。", "The sum of the margins that each customer has brought so far."),
    formula=Text("Σ 毛利", "Σ margin"),
    source="Definition",
    tables=(orders_table(column("margin", "money", "毛利", "margin")),),
    options=WindowOptions,
    run=compute,
    unit="money",
    better="up",
)
