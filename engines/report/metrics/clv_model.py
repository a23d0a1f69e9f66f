"""Lifetime value without contract: BG/NBD × Gamma-Gamma, discounted (R117, R120)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics import _gamma_gamma
from engines.report.metrics._gamma_gamma import GammaGamma
from engines.report.metrics._histories import MAX_CASES, ModelName, PurchaseModel, expected, fitted, histories, thinned
from engines.report.metrics._orders import AMOUNT, in_window, orders_table
from engines.report.metrics._result import Note, too_few, total
from engines.report.metrics._statistics import spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

WEEKS_PER_MONTH = 4.345  # as the program `lifetimes`, whose values are the reference


class ClvModelOptions(Options):
    """`model` of purchases: BG/NBD, or as a second opinion MBG/NBD or Pareto/NBD. The next `months`, discounted
    monthly; `margin` is the share of an amount that is margin. `minimum` is how many repeat customers there should
    be."""

    as_of: date | None = None
    model: ModelName = "bg_nbd"
    months: Annotated[int, Field(ge=1, le=60)] = 12
    monthly_discount: Annotated[float, Field(ge=0, lt=1)] = 0.01
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    minimum: Annotated[int, Field(ge=0)] = 50


@dataclass(frozen=True, kw_only=True)
class ClvModelResult(Result):
    """`value` is the mean per customer. `customers`: customer, x, last, observed (weeks), mean_value,
    expected_purchases (in the months), expected_value (per purchase), clv. Models are None without repeat customers."""

    total: float
    repeaters: int
    purchases: PurchaseModel | None
    spending: GammaGamma | None
    customers: pl.DataFrame


def compute(frames: Frames, options: ClvModelOptions, scene: Scene) -> ClvModelResult:
    """Fits both models to all customers until `as_of`, then values each of them."""
    as_of = options.as_of or scene.as_of
    customers = histories(in_window(frames["orders"], as_of, None), as_of)
    repeaters = customers.filter((pl.col("x") > 0) & (pl.col("mean_value") > 0))
    if repeaters.is_empty():
        return ClvModelResult(
            n=len(customers), notes=too_few(0, max(1, options.minimum)), total=0.0, repeaters=0, purchases=None,
            spending=None, customers=customers,
        )  # fmt: skip
    purchases = fitted(customers, options.model)
    spending = _gamma_gamma.fit(thinned(repeaters, ["x", "mean_value"]).select("x", "mean_value").iter_rows())
    valued = _valued(customers, purchases, spending, options)
    return ClvModelResult(
        n=len(customers),
        value=spread(valued["clv"]).mean,
        notes=too_few(len(repeaters), options.minimum) + _notes(customers, spending),
        total=total(valued["clv"]),
        repeaters=len(repeaters),
        purchases=purchases,
        spending=spending,
        customers=valued,
    )


def _valued(
    customers: pl.DataFrame, purchases: PurchaseModel, spending: GammaGamma, options: ClvModelOptions
) -> pl.DataFrame:
    worth = [spending.expected_value(x, mean or 0.0) for x, mean in customers.select("x", "mean_value").iter_rows()]
    until = [0.0] * len(customers)
    discounted = [0.0] * len(customers)
    for month in range(1, options.months + 1):
        now = expected(purchases, customers, month * WEEKS_PER_MONTH)
        factor = (1 + options.monthly_discount) ** -month
        discounted = [sum_ + (y - x) * factor for sum_, x, y in zip(discounted, until, now, strict=True)]
        until = now
    clv = [None if w is None else d * w * options.margin for d, w in zip(discounted, worth, strict=True)]
    return customers.with_columns(
        pl.Series("expected_purchases", until, pl.Float64),
        pl.Series("expected_value", worth, pl.Float64),
        pl.Series("clv", clv, pl.Float64),
    )


def _notes(customers: pl.DataFrame, spending: GammaGamma) -> tuple[Note, ...]:
    notes = []
    if len(customers) > MAX_CASES:
        text = Text(f"用均匀抽取的约 {MAX_CASES} 位客户拟合", f"fitted to about {MAX_CASES} evenly drawn customers")
        notes.append(Note("thinned", text))
    if spending.q <= 1:
        text = Text(
            "消费金额的分布没有有限均值，单次客户没有估值", "spending has no finite mean: no value for one-time buyers"
        )
        notes.append(Note("no_mean", text))
    return tuple(notes)


METRIC = Metric(
    key="clv_model",
    version=1,
    label=Text("预测客户终身价值", "Predicted customer lifetime value"),
    doc=Text(
        "无合同的客户：用 BG/NBD 预测购买次数，用 Gamma-Gamma 预测单次金额，再折现。P(存活) 不作流失标志。",
        "Customers without contract: purchases expected by BG/NBD, value per purchase by Gamma-Gamma, discounted. "
        "P(alive) is not used as a churn flag.",
    ),
    formula=Text(
        "Σ 月 (E[Y(月)] − E[Y(月−1)]) × E[金额] × 毛利率 ÷ (1+d)^月",
        "Σ over months (E[Y(month)] − E[Y(month−1)]) × E[value] × margin / (1+d)^month",
    ),
    source="Fader, Hardie, Lee 2005 (doi 10.1287/mksc.1040.0098); Fader & Hardie 2013, note 025",
    tables=(orders_table(AMOUNT),),
    options=ClvModelOptions,
    run=compute,
    unit="money",
    better="up",
)
