"""Order histories as purchase models want them: repeats, time of the last one, time observed, mean spending."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Literal, TypeAlias

import polars as pl

from engines.report.metrics import _bg_nbd, _mbg_nbd, _pareto_nbd
from engines.report.metrics._bg_nbd import BgNbd, History
from engines.report.metrics._mbg_nbd import MbgNbd
from engines.report.metrics._pareto_nbd import ParetoNbd

PurchaseModel: TypeAlias = BgNbd | MbgNbd | ParetoNbd
ModelName = Literal["bg_nbd", "mbg_nbd", "pareto_nbd"]
FITS: dict[ModelName, Callable[[Iterable[History]], PurchaseModel]] = {
    "bg_nbd": _bg_nbd.fit,
    "mbg_nbd": _mbg_nbd.fit,
    "pareto_nbd": _pareto_nbd.fit,
}
DAYS_PER_WEEK = 7
MAX_CASES = 5_000
"""More histories than this are thinned out evenly before fitting: the parameters no longer move, the time would."""


def histories(orders: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per customer, sorted: customer, x (repeat order days), last and observed (weeks since the first order),
    mean_value (of the repeat days; null without one or when `amount` is not there)."""
    paid = orders if "amount" in orders.columns else orders.with_columns(pl.lit(None, pl.Float64).alias("amount"))
    days = paid.group_by("customer", "day").agg(pl.col("amount").cast(pl.Float64).sum()).sort("customer", "day")
    first = pl.col("day").min()
    return (
        days.group_by("customer")
        .agg(
            (pl.len().cast(pl.Int64) - 1).alias("x"),
            ((pl.col("day").max() - first).dt.total_days() / DAYS_PER_WEEK).alias("last"),
            ((pl.lit(as_of) - first).dt.total_days() / DAYS_PER_WEEK).alias("observed"),
            pl.col("amount").slice(1).mean().alias("mean_value"),
        )
        .sort("customer")
    )


def thinned(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """At most MAX_CASES rows, evenly spread over the order of `by`; the same ones each time."""
    if len(frame) <= MAX_CASES:
        return frame
    return frame.sort(by).gather_every(-(-len(frame) // MAX_CASES))


def fitted(frame: pl.DataFrame, model: ModelName = "bg_nbd") -> PurchaseModel:
    """The model on these histories. Raises ValueError without a repeat purchase."""
    used = thinned(frame, ["x", "last", "observed"])
    return FITS[model](used.select("x", "last", "observed").iter_rows())


def expected(model: PurchaseModel, frame: pl.DataFrame, weeks: float) -> list[float]:
    """Purchases expected of each customer in the next `weeks`; equal histories are computed once."""
    known: dict[History, float] = {}
    result = []
    for history in frame.select("x", "last", "observed").iter_rows():
        if history not in known:
            known[history] = model.expected_purchases(weeks, history)
        result.append(known[history])
    return result
