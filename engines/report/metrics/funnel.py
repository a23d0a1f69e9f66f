"""Sales funnel by deals that ever reached a stage (R88, R89, R102)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import exact, ignored, share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

_SECONDS_PER_DAY = 86_400


class FunnelOptions(Options):
    """`stages` in their order, the won stage last; a lost deal stays at the furthest of them that it reached."""

    stages: Annotated[tuple[str, ...], Field(min_length=2, max_length=30)]


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One step: deals that reached it or a later one, their value, the share that went on, days spent there.

    `median_days` is over deals that have left the stage, several visits of a deal added up."""

    stage: str
    n: int
    amount: Decimal
    step: float | None
    amount_step: float | None
    of_first: float | None
    median_days: float | None


@dataclass(frozen=True, kw_only=True)
class FunnelResult(Result):
    """`value` is the share of the first stage that reached the last; `leak` the stage that most deals fail to leave."""

    stages: tuple[FunnelStage, ...]
    leak: str | None


def compute(frames: Frames, options: FunnelOptions, scene: Scene) -> FunnelResult:
    """Counts each deal once at every stage up to its furthest."""
    deals, history = frames["deals"], frames["history"]
    furthest = _furthest(deals, history, options.stages)
    days = _days_spent(deals, history)
    counts = [furthest.filter(pl.col("rank") >= rank) for rank in range(len(options.stages))]
    amounts = [exact(part["amount"].sum()) for part in counts]
    stages = tuple(
        FunnelStage(
            stage=stage,
            n=len(counts[k]),
            amount=amounts[k],
            step=share(len(counts[k + 1]), len(counts[k])) if k + 1 < len(counts) else None,
            amount_step=share(float(amounts[k + 1]), float(amounts[k])) if k + 1 < len(counts) else None,
            of_first=share(len(counts[k]), len(counts[0])),
            median_days=days.get(stage),
        )
        for k, stage in enumerate(options.stages)
    )
    placed = stages[0].n
    steps = [(step.step, step.stage) for step in stages if step.step is not None]
    return FunnelResult(
        n=placed,
        value=stages[-1].of_first,
        interval=share_interval(stages[-1].n, placed),
        notes=ignored(len(deals) - placed, "从未到过任何阶段", "never reached any of the stages"),
        stages=stages,
        leak=min(steps, key=lambda item: item[0])[1] if steps else None,
    )


def _furthest(deals: pl.DataFrame, history: pl.DataFrame, stages: tuple[str, ...]) -> pl.DataFrame:
    """Deals with the rank of the furthest stage ever reached; the current stage counts as reached."""
    ranks = {stage: rank for rank, stage in enumerate(stages)}
    seen = pl.concat([history.select("deal", "stage"), deals.select(pl.col("id").alias("deal"), "stage")])
    ranked = seen.with_columns(pl.col("stage").replace_strict(ranks, default=None, return_dtype=pl.Int32).alias("rank"))
    best = ranked.group_by("deal").agg(pl.col("rank").max()).drop_nulls()
    return deals.join(best, left_on="id", right_on="deal", how="inner")


def _days_spent(deals: pl.DataFrame, history: pl.DataFrame) -> dict[str, float]:
    """Stage → median days of the deals that have left it."""
    mine = history.join(deals.select("id"), left_on="deal", right_on="id", how="semi").sort("deal", "entered")
    left = mine.with_columns(pl.col("entered").shift(-1).over("deal").alias("left")).drop_nulls("left")
    spent = left.group_by("deal", "stage").agg((pl.col("left") - pl.col("entered")).dt.total_seconds().sum().alias("s"))
    medians = spent.group_by("stage").agg(pl.col("s").median())
    return {stage: seconds / _SECONDS_PER_DAY for stage, seconds in medians.iter_rows()}


METRIC = Metric(
    key="funnel",
    version=1,
    label=Text("销售漏斗", "Sales funnel"),
    doc=Text(
        "按创建日期的一批商机中，曾经到达每个阶段的有多少、价值多少、进入下一阶段的比例、停留天数。输单计在它到过的最远阶段，往返不重复计数。",
        "Of the deals created in a period: how many ever reached each stage, their value, the share that went on, the "
        "days spent. Lost deals count up to the furthest stage they reached; going back and forth counts once.",
    ),
    formula=Text(
        "n(k) = 曾到达阶段 k 或更后阶段的不同商机数；转化 = n(k+1) ÷ n(k)",
        "n(k) = distinct deals that ever reached stage k or a later one; step = n(k+1) / n(k)",
    ),
    source="Cohort funnel; corrects current-stage funnels, which lose lost deals and count re-entries twice",
    tables=(
        table(
            "deals", "商机", "deals",
            column("id", "id", "商机", "deal"),
            column("amount", "money", "金额", "amount", optional=True),
            column("stage", "text", "当前阶段", "current stage", optional=True),
        ),
        table(
            "history", "阶段历史", "stage history",
            column("deal", "id", "商机", "deal"),
            column("stage", "text", "阶段", "stage"),
            column("entered", "instant", "进入时间", "entered at"),
            link="deal",
        ),
    ),
    options=FunnelOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
