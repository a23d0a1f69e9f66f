"""Weighted sales forecast with categories (R121)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from engines.report.metrics._frames import MONEY, column, table
from engines.report.metrics._result import Note, exact
from engines.report.metrics.base import Frames, Metric, MetricInputError, Options, Result, Scene, Text

STATES = ("open", "won", "lost")
UNSORTED = "pipeline"


@dataclass(frozen=True, slots=True)
class ForecastCategory:
    """One category of open deals: committed, best, pipeline or the company's own words."""

    category: str
    n: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True, kw_only=True)
class WeightedForecastResult(Result):
    """`value` = `open_weighted` + `won`; `n` counts open and won deals; lost ones count nowhere."""

    open_amount: Decimal
    open_weighted: Decimal
    won: Decimal
    categories: tuple[ForecastCategory, ...]


def compute(frames: Frames, options: Options, scene: Scene) -> WeightedForecastResult:
    """Probabilities are fractions (0.25 = 25 %)."""
    deals = frames["deals"]
    strange = deals.filter(pl.col("state").is_null() | ~pl.col("state").is_in(STATES))
    if len(strange):
        raise MetricInputError(
            "deals", "state", Text("状态只能是 open、won、lost", "the state is one of open, won, lost")
        )
    weighted = deals.filter(pl.col("state") == "open").with_columns(
        (pl.col("amount") * pl.col("probability").fill_null(0).cast(MONEY)).alias("weighted"),
        pl.col("category").fill_null(UNSORTED),
    )
    won = deals.filter(pl.col("state") == "won")
    groups = weighted.group_by("category").agg(pl.len().alias("n"), pl.sum("amount"), pl.sum("weighted"))
    open_weighted, won_amount = exact(weighted["weighted"].sum()), exact(won["amount"].sum())
    unsure = weighted["probability"].null_count()
    return WeightedForecastResult(
        n=len(weighted) + len(won),
        value=exact(open_weighted + won_amount),
        notes=_notes(unsure),
        open_amount=exact(weighted["amount"].sum()),
        open_weighted=open_weighted,
        won=won_amount,
        categories=tuple(
            ForecastCategory(name, n, exact(amount), exact(total))
            for name, n, amount, total in sorted(groups.iter_rows())
        ),
    )


def _notes(unsure: int) -> tuple[Note, ...]:
    if not unsure:
        return ()
    text = Text(f"{unsure} 个商机没有概率，按 0 计", f"{unsure} open deals have no probability and count as 0")
    return (Note("no_probability", text),)


METRIC = Metric(
    key="weighted_forecast",
    version=1,
    label=Text("加权销售预测", "Weighted forecast"),
    doc=Text(
        "未关闭商机按概率加权，加上已成交金额；输单不计。分为承诺、最佳、管道等类别。",
        "Open deals weighted by probability, plus what is won; lost deals count nowhere. By category: committed, best, "
        "pipeline.",
    ),
    formula=Text("Σ 未关闭金额 × 概率 + Σ 成交金额", "Σ open amount × probability + Σ won amount"),
    source="Usual CRM forecast; lost deals are left out, where frappe/crm counts them in full",
    tables=(
        table(
            "deals", "商机", "deals",
            column("id", "id", "商机", "deal"),
            column("amount", "money", "金额", "amount"),
            column("probability", "number", "概率", "probability"),
            column("state", "text", "open / won / lost", "open / won / lost"),
            column("category", "text", "预测类别", "forecast category", optional=True),
        ),
    ),
    options=Options,
    run=compute,
    unit="money",
    better="up",
)  # fmt: skip
