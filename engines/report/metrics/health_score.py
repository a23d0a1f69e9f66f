"""Customer health with the reasons for it (R118, R119)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Self

import polars as pl
from pydantic import Field, model_validator

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored
from engines.report.metrics._statistics import Spread, spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

Weight = Annotated[float, Field(gt=0, le=1_000)]
_DAY_MS = 86_400_000


class HealthOptions(Options):
    """Weights of the parts in any unit; a signal is worth half after `half_life_days`. `bands`: red below the first,
    yellow below the second, else green."""

    weights: Mapping[str, Weight] = Field(
        default_factory=lambda: {"usage": 30, "support": 20, "sentiment": 20, "payment": 15, "engagement": 15},
        min_length=1,
        max_length=30,
    )
    half_life_days: Annotated[float, Field(gt=0, le=3_650)] = 30
    bands: tuple[float, float] = (40, 70)

    @model_validator(mode="after")
    def _bands_rise(self) -> Self:
        if not 0 <= self.bands[0] <= self.bands[1] <= 100:
            raise ValueError("bands rise between 0 and 100")
        return self


@dataclass(frozen=True, kw_only=True)
class HealthResult(Result):
    """`value` is the mean score. `customers`: customer, score, band, missing (parts without a signal). `reasons`:
    customer, part, score, weight (of what is known, sums to 1), lost (points the part costs), the costliest first."""

    scores: Spread
    bands: dict[str, int]
    customers: pl.DataFrame
    reasons: pl.DataFrame


def compute(frames: Frames, options: HealthOptions, scene: Scene) -> HealthResult:
    """Signals are scores 0–100 of one part at one time; those of the future count nowhere."""
    signals = frames["signals"]
    known = signals.drop_nulls(["customer", "part", "score", "at"]).filter(
        pl.col("part").is_in(list(options.weights)) & (pl.col("at") <= pl.lit(scene.now))
    )
    age = (pl.lit(scene.now) - pl.col("at")).dt.total_milliseconds() / _DAY_MS
    # A shift of all ages cancels out of the mean, and keeps very old signals from vanishing altogether.
    youngest = age.min().over("customer", "part")
    fresh = (-(age - youngest) / options.half_life_days * pl.lit(2.0).log()).exp()
    parts = (
        known.with_columns(pl.col("score").clip(0, 100), fresh.alias("fresh"))
        .group_by("customer", "part")
        .agg(((pl.col("score") * pl.col("fresh")).sum() / pl.col("fresh").sum()).alias("score"))
        .with_columns(pl.col("part").replace_strict(options.weights, return_dtype=pl.Float64).alias("weight"))
        .with_columns(pl.col("weight") / pl.col("weight").sum().over("customer"))
    )
    reasons = parts.with_columns((pl.col("weight") * (100 - pl.col("score"))).alias("lost"))
    reasons = reasons.sort("customer", "lost", "part", descending=[False, True, False])
    customers = _customers(reasons, options)
    found = spread(customers["score"])
    return HealthResult(
        n=len(customers),
        value=found.mean,
        notes=ignored(len(signals) - len(known), "不在模型内或不完整的信号", "signals outside the model or incomplete"),
        scores=found,
        bands={band: int((customers["band"] == band).sum()) for band in ("green", "yellow", "red")},
        customers=customers,
        reasons=reasons,
    )


def _customers(reasons: pl.DataFrame, options: HealthOptions) -> pl.DataFrame:
    per = reasons.group_by("customer").agg(
        (pl.col("weight") * pl.col("score")).sum().alias("score"), pl.col("part").alias("present")
    )
    low, high = options.bands
    band = pl.when(pl.col("score") < low).then(pl.lit("red")).when(pl.col("score") < high).then(pl.lit("yellow"))
    missing = pl.concat_list(
        [pl.when(~pl.col("present").list.contains(part)).then(pl.lit(part)) for part in sorted(options.weights)]
    ).list.drop_nulls()
    return per.select(
        "customer", "score", band.otherwise(pl.lit("green")).alias("band"), missing.alias("missing")
    ).sort("customer")


METRIC = Metric(
    key="health_score",
    version=1,
    label=Text("客户健康度", "Customer health"),
    doc=Text(
        "使用、服务、情绪、付款、互动的加权得分（0–100），越新的信号越重；缺少的部分重新分配权重并列明，附扣分原因。",
        "Weighted score (0–100) of usage, support, sentiment, payment and engagement; newer signals weigh more. "
        "Weights of missing parts go to the others and are named; with the reasons for lost points.",
    ),
    formula=Text(
        "Σ w·得分 ÷ Σ w；部分得分 = 按 0.5^(天数/30) 加权的平均",
        "Σ w·score / Σ w; the score of a part is the mean weighted by 0.5^(age in days / 30)",
    ),
    source="Own rule; the weights are the company's to edit",
    tables=(
        table(
            "signals", "信号", "signals",
            column("customer", "id", "客户", "customer"),
            column("part", "text", "部分", "part"),
            column("score", "number", "得分 0–100", "score 0–100"),
            column("at", "instant", "时间", "at"),
        ),
    ),
    options=HealthOptions,
    run=compute,
    better="up",
)  # fmt: skip
