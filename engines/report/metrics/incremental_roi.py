"""What a campaign added, measured against a group that was held out (R101, R122)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import Interval, share, too_few
from engines.report.metrics._statistics import Z95, spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class IncrementalRoiOptions(Options):
    """`cost` of the campaign; `margin` is the share of revenue that is margin; `minimum` customers in each group."""

    cost: Annotated[Decimal, Field(ge=0)]
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    minimum: Annotated[int, Field(ge=0)] = 30


@dataclass(frozen=True, kw_only=True)
class IncrementalRoiResult(Result):
    """`value` is the incremental ROI; `interval` follows from Welch's standard error of the difference of means.
    `lift` is per customer, `added` the revenue that would not have come otherwise."""

    treated: int
    held_out: int
    lift: float | None
    added: float | None


def compute(frames: Frames, options: IncrementalRoiOptions, scene: Scene) -> IncrementalRoiResult:
    """Customers without revenue count with 0."""
    rows = frames["customers"].drop_nulls("treated").with_columns(pl.col("revenue").fill_null(0))
    treated = rows.filter(pl.col("treated"))["revenue"]
    held_out = rows.filter(~pl.col("treated"))["revenue"]
    with_, without = spread(treated).mean, spread(held_out).mean
    notes = too_few(min(len(treated), len(held_out)), options.minimum)
    if with_ is None or without is None:
        return IncrementalRoiResult(
            n=len(rows), notes=notes, treated=len(treated), held_out=len(held_out), lift=None, added=None
        )
    lift, cost = with_ - without, float(options.cost)

    def roi(per_customer: float) -> float | None:
        return share(per_customer * len(treated) * options.margin - cost, cost)

    half = Z95 * math.sqrt(_variance(treated) / len(treated) + _variance(held_out) / len(held_out))
    low, high = roi(lift - half), roi(lift + half)
    return IncrementalRoiResult(
        n=len(rows),
        value=roi(lift),
        interval=None if low is None or high is None else Interval(low, high),
        notes=notes,
        treated=len(treated),
        held_out=len(held_out),
        lift=lift,
        added=lift * len(treated),
    )


def _variance(values: pl.Series) -> float:
    found = values.var()
    return float(found) if isinstance(found, int | float) else 0.0


METRIC = Metric(
    key="incremental_roi",
    version=1,
    label=Text("增量投入产出比", "Incremental ROI"),
    doc=Text(
        "与随机留出、未参加活动的客户相比，活动真正多带来的毛利与花费之比。",
        "The margin a campaign really added, compared with customers held out at random, over its cost.",
    ),
    formula=Text(
        "（(参加组均值 − 留出组均值) × 参加人数 × 毛利率 − 花费）÷ 花费",
        "((mean treated − mean held out) × treated × margin − cost) / cost",
    ),
    source="Randomised holdout; Welch 1947",
    tables=(
        table(
            "customers", "客户", "customers",
            column("customer", "id", "客户", "customer"),
            column("treated", "boolean", "参加活动", "treated"),
            column("revenue", "number", "收入", "revenue"),
        ),
    ),
    options=IncrementalRoiOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
