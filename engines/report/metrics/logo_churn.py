"""Logo churn: customers lost, each counted once (R127)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from engines.report.metrics._recurring import BOOK
from engines.report.metrics._result import share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class LogoChurnResult(Result):
    """`n` are the customers at the start; those who came later count nowhere but in `new`."""

    lost: int
    new: int


def compute(frames: Frames, options: Options, scene: Scene) -> LogoChurnResult:
    """Several rows of a customer are added up first."""
    book = frames["customers"].group_by("customer").agg(pl.sum("start"), pl.sum("end"))
    old = book.filter(pl.col("start") > 0)
    lost = len(old.filter(pl.col("end") <= 0))
    return LogoChurnResult(
        n=len(old),
        value=share(lost, len(old)),
        interval=share_interval(lost, len(old)),
        lost=lost,
        new=len(book.filter((pl.col("start") <= 0) & (pl.col("end") > 0))),
    )


METRIC = Metric(
    key="logo_churn",
    version=1,
    label=Text("客户流失率", "Logo churn"),
    doc=Text("期初有合同的客户中，期末没有了的占比。", "Of the customers at the start, those who are gone at the end."),
    formula=Text("流失客户数 ÷ 期初客户数", "customers lost / customers at the start"),
    source="Usual subscription practice",
    tables=(BOOK,),
    options=Options,
    run=compute,
    unit="percent",
    better="down",
)
