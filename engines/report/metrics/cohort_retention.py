"""Cohort table: of those who began in a period, how many came back in each later one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from engines.report.metrics._orders import in_window, order_days, orders_table
from engines.report.metrics._result import share
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

Grain = Literal["week", "month", "quarter"]
_EVERY: dict[Grain, str] = {"week": "1w", "month": "1mo", "quarter": "1q"}


class CohortOptions(Options):
    """`ahead` periods after the first one; weeks begin on Monday."""

    as_of: date | None = None
    grain: Grain = "month"
    ahead: Annotated[int, Field(ge=1, le=60)] = 12


@dataclass(frozen=True, slots=True)
class Cohort:
    """One row: who began in the period that starts on `start`. `active[k]` bought in the k-th period after it; None
    where that period has not begun. The running period counts what is there so far."""

    start: date
    n: int
    active: tuple[int | None, ...]
    rates: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class CohortResult(Result):
    """`value` is the share of all customers with a full next period who bought in it."""

    cohorts: tuple[Cohort, ...]


def compute(frames: Frames, options: CohortOptions, scene: Scene) -> CohortResult:
    """A customer belongs to the period of the first order of all."""
    as_of = options.as_of or scene.as_of
    days = order_days(in_window(frames["orders"], as_of, None))
    period = pl.col("day").dt.truncate(_EVERY[options.grain])
    active = days.select("customer", period.alias("period")).unique()
    active = active.with_columns(pl.col("period").min().over("customer").alias("start"))
    active = active.with_columns(_distance(options.grain).alias("k"))
    counts = {(start, k): n for start, k, n in active.group_by("start", "k").agg(pl.len()).iter_rows()}
    today = pl.DataFrame({"period": [as_of]}).select(pl.col("period").dt.truncate(_EVERY[options.grain]))
    reach = pl.DataFrame({"start": active["start"].unique().sort()}).join(today, how="cross")
    reach = reach.with_columns(_distance(options.grain).alias("k"))
    cohorts = tuple(
        _cohort(start, [counts.get((start, k), 0) if k <= until else None for k in range(options.ahead + 1)])
        for start, until in reach.select("start", "k").iter_rows()
    )
    ended = [cohort for cohort, until in zip(cohorts, reach["k"], strict=True) if until >= 2]
    back = sum(cohort.active[1] or 0 for cohort in ended)
    return CohortResult(
        n=sum(cohort.n for cohort in cohorts),
        value=share(back, sum(cohort.n for cohort in ended)),
        cohorts=cohorts,
    )


def _cohort(start: date, active: list[int | None]) -> Cohort:
    n = active[0] or 0
    return Cohort(start, n, tuple(active), tuple(None if count is None else share(count, n) for count in active))


def _distance(grain: Grain) -> pl.Expr:
    """How many periods lie between the columns `start` and `period`."""
    if grain == "week":
        return (pl.col("period") - pl.col("start")).dt.total_days() // 7
    months = (pl.col("period").dt.year().cast(pl.Int64) - pl.col("start").dt.year().cast(pl.Int64)) * 12
    months = months + pl.col("period").dt.month().cast(pl.Int64) - pl.col("start").dt.month().cast(pl.Int64)
    return months if grain == "month" else months // 3


METRIC = Metric(
    key="cohort_retention",
    version=1,
    label=Text("同期群留存", "Cohort retention"),
    doc=Text(
        "按首单时间分组，看之后每一期还有多少人下单。还没到的期间留空，不算 0。",
        "Customers by the period of their first order, and how many order in each later period. "
        "Periods yet to come are blank, not zero.",
    ),
    formula=Text("第 k 期下单的客户 ÷ 该组客户数", "customers ordering in period k / customers of the cohort"),
    source="Usual cohort analysis",
    tables=(orders_table(),),
    options=CohortOptions,
    run=compute,
    unit="percent",
    better="up",
)
