"""Cross-sell: customers who buy from a category that is new to them (R127)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column
from engines.report.metrics._orders import MAX_WINDOW, WindowOptions, in_window, orders_table
from engines.report.metrics._result import share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Result, Scene, Text


class CrossSellOptions(WindowOptions):
    """Looks at the last 365 days unless told otherwise."""

    window_days: Annotated[int, Field(ge=1, le=MAX_WINDOW)] | None = 365


@dataclass(frozen=True, kw_only=True)
class CrossSellResult(Result):
    """`n` are the active customers. `categories`: new category → customers it was sold to."""

    buyers: int
    categories: dict[str, int]


def compute(frames: Frames, options: CrossSellOptions, scene: Scene) -> CrossSellResult:
    """A category is new when the customer bought something on an earlier day, but never from it."""
    as_of = options.as_of or scene.as_of
    known = in_window(frames["orders"], as_of, None).drop_nulls("category")
    first = known.with_columns(pl.col("day").min().over("customer").alias("since"))
    first = first.group_by("customer", "category").agg(pl.col("day").min(), pl.col("since").first())
    active = in_window(known, as_of, options.window_days)["customer"].n_unique()
    new = in_window(first.filter(pl.col("day") > pl.col("since")), as_of, options.window_days)
    buyers = new["customer"].n_unique()
    per = new.group_by("category").agg(pl.len()).sort("len", "category", descending=[True, False])
    return CrossSellResult(
        n=active,
        value=share(buyers, active),
        interval=share_interval(buyers, active),
        buyers=buyers,
        categories=dict(per.iter_rows()),
    )


METRIC = Metric(
    key="cross_sell",
    version=1,
    label=Text("交叉销售率", "Cross-sell rate"),
    doc=Text(
        "期间内购买了新品类（以前买过别的、从未买过它）的客户占活跃客户的比例。",
        "Of the customers who bought in the window, those who bought from a category new to them (they had bought "
        "before, but never from it).",
    ),
    formula=Text("购买新品类的客户 ÷ 活跃客户", "customers buying a new category / active customers"),
    source="Usual retail practice",
    tables=(orders_table(column("category", "text", "品类", "category")),),
    options=CrossSellOptions,
    run=compute,
    unit="percent",
    better="up",
)
