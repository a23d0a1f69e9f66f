"""Churn without contract: silent for longer than is usual for the customer, or nothing more expected (R117)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from engines.report.metrics._histories import DAYS_PER_WEEK, expected, fitted, histories
from engines.report.metrics._orders import in_window, order_days, orders_table
from engines.report.metrics._result import Note, share
from engines.report.metrics._statistics import share_interval, spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

_REPEAT = pl.col("x") > 0


class ChurnOrdersOptions(Options):
    """`gap`: no order for `factor` × the customer's own median gap. `expected`: fewer than `threshold` purchases
    expected in the next `horizon_days`."""

    as_of: date | None = None
    rule: Literal["gap", "expected"] = "gap"
    factor: Annotated[float, Field(gt=0, le=20)] = 2.5
    horizon_days: Annotated[int, Field(ge=1, le=730)] = 45
    threshold: Annotated[float, Field(gt=0, le=10)] = 0.1


@dataclass(frozen=True, kw_only=True)
class ChurnOrdersResult(Result):
    """`customers`: customer, silent (days), limit (days; rule gap) or expected (rule expected), churned. With one order
    only, the limit is that of the median repeat customer."""

    churned: int
    rule: str
    customers: pl.DataFrame


def compute(frames: Frames, options: ChurnOrdersOptions, scene: Scene) -> ChurnOrdersResult:
    """P(alive) is no rule here on purpose: one-time buyers would all be alive."""
    as_of = options.as_of or scene.as_of
    orders = in_window(frames["orders"], as_of, None)
    silent = (pl.lit(as_of) - pl.col("day").max()).dt.total_days().alias("silent")
    days = order_days(orders)
    if options.rule == "gap":
        customers, notes = _by_gap(days, silent, options.factor)
    else:
        customers, notes = _by_expected(days, silent, as_of, options)
    churned = int(customers["churned"].sum())
    return ChurnOrdersResult(
        n=len(customers),
        value=share(churned, len(customers)),
        interval=share_interval(churned, len(customers)),
        notes=notes,
        churned=churned,
        rule=options.rule,
        customers=customers,
    )


def _by_gap(days: pl.DataFrame, silent: pl.Expr, factor: float) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    gaps = days.with_columns(pl.col("day").diff().over("customer").dt.total_days().alias("gap"))
    per = gaps.group_by("customer").agg(silent, pl.col("gap").median()).sort("customer")
    typical = spread(per["gap"]).median
    limit = pl.col("gap").fill_null(pl.lit(typical, pl.Float64)) * factor
    customers = per.select("customer", "silent", limit.alias("limit"))
    alone = per["gap"].null_count()
    text = Text(f"{alone} 位只买过一次，用全体的间隔", f"{alone} bought once only: the gap of all is used for them")
    notes = (Note("borrowed_gap", text),) if alone else ()
    return customers.with_columns((pl.col("silent") > pl.col("limit")).fill_null(False).alias("churned")), notes


def _by_expected(
    days: pl.DataFrame, silent: pl.Expr, as_of: date, options: ChurnOrdersOptions
) -> tuple[pl.DataFrame, tuple[Note, ...]]:
    per = histories(days, as_of)
    quiet = days.group_by("customer").agg(silent)
    if per.filter(_REPEAT).is_empty():
        text = Text("没有复购客户，无法预测", "nobody has bought twice: nothing can be predicted")
        blank = quiet.sort("customer").with_columns(
            pl.lit(None, pl.Float64).alias("expected"), pl.lit(False).alias("churned")
        )
        return blank, (Note("no_model", text),)
    hope = expected(fitted(per), per, options.horizon_days / DAYS_PER_WEEK)
    customers = per.select("customer").with_columns(pl.Series("expected", hope, pl.Float64))
    joined = customers.join(quiet, on="customer", how="left", maintain_order="left")
    return joined.select(
        "customer", "silent", "expected", (pl.col("expected") < options.threshold).alias("churned")
    ), ()


METRIC = Metric(
    key="churn_orders",
    version=1,
    label=Text("流失（非合同制）", "Churn, non-contract business"),
    doc=Text(
        "沉默超过自己常规间隔的 2.5 倍，或预计今后几乎不再购买的客户占比。不用 P(存活)：它会把只买一次的都当成存活。",
        "Customers silent for more than 2.5 times their own usual gap, or of whom next to no purchase is expected. Not "
        "by P(alive), which calls all one-time buyers alive.",
    ),
    formula=Text(
        "沉默天数 > 2.5 × 自身间隔中位数；或 E[Y(期间)] < 阈值", "silent > 2.5 × own median gap; or E[Y(t)] < threshold"
    ),
    source="Own rule; expected purchases by BG/NBD (doi 10.1287/mksc.1040.0098)",
    tables=(orders_table(),),
    options=ChurnOrdersOptions,
    run=compute,
    unit="percent",
    better="down",
)
