"""Upsell: renewals worth more than before (R127)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import exact, ignored, share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class UpsellResult(Result):
    """`added` is what the higher renewals are worth above their predecessors."""

    higher: int
    lower: int
    added: Decimal


def compute(frames: Frames, options: Options, scene: Scene) -> UpsellResult:
    """One row per renewal."""
    rows = frames["renewals"]
    known = rows.drop_nulls(["value", "previous"])
    higher = known.filter(pl.col("value") > pl.col("previous"))
    return UpsellResult(
        n=len(known),
        value=share(len(higher), len(known)),
        interval=share_interval(len(higher), len(known)),
        notes=ignored(len(rows) - len(known), "缺少金额", "without a value"),
        higher=len(higher),
        lower=len(known.filter(pl.col("value") < pl.col("previous"))),
        added=exact((higher["value"] - higher["previous"]).sum()),
    )


METRIC = Metric(
    key="upsell",
    version=1,
    label=Text("增购率", "Upsell rate"),
    doc=Text("续约中金额高于上一份合同的占比。", "Share of the renewals that are worth more than what they renew."),
    formula=Text("金额更高的续约数 ÷ 续约数", "renewals with a higher value / renewals"),
    source="Usual subscription practice",
    tables=(
        table(
            "renewals", "续约", "renewals",
            column("id", "id", "续约", "renewal"),
            column("value", "money", "新金额", "value"),
            column("previous", "money", "原金额", "previous value"),
        ),
    ),
    options=Options,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
