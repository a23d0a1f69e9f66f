"""Net and gross revenue retention (R127)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from engines.report.metrics._recurring import BOOK
from engines.report.metrics._result import exact, share
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class NrrResult(Result):
    """`value` is NRR, `gross` leaves expansion out. start + expansion − contraction − churn = what the customers of the
    start are worth at the end."""

    start: Decimal
    expansion: Decimal
    contraction: Decimal
    churn: Decimal
    gross: float | None


def compute(frames: Frames, options: Options, scene: Scene) -> NrrResult:
    """Only customers who were there at the start; several rows of a customer are added up first."""
    book = frames["customers"].group_by("customer").agg(pl.sum("start"), pl.sum("end"))
    old = book.filter(pl.col("start") > 0)
    kept = old.filter(pl.col("end") > 0)
    change = kept["end"] - kept["start"]
    start = exact(old["start"].sum())
    expansion, contraction = exact(change.filter(change > 0).sum()), -exact(change.filter(change < 0).sum())
    churn = exact(old.filter(pl.col("end") <= 0)["start"].sum())
    return NrrResult(
        n=len(old),
        value=share(float(start + expansion - contraction - churn), float(start)),
        start=start,
        expansion=expansion,
        contraction=contraction,
        churn=churn,
        gross=share(float(start - contraction - churn), float(start)),
    )


METRIC = Metric(
    key="nrr",
    version=1,
    label=Text("净收入留存率 NRR", "Net revenue retention"),
    doc=Text(
        "期初客户的收入到期末还剩多少，含增购，扣降级与流失；新客户不计。",
        "What the revenue of the customers at the start has become: with expansion, without contraction and churn; new "
        "customers don't count.",
    ),
    formula=Text("（期初 + 增购 − 降级 − 流失）÷ 期初", "(start + expansion − contraction − churn) / start"),
    source="Usual subscription practice",
    tables=(BOOK,),
    options=Options,
    run=compute,
    unit="percent",
    better="up",
)
