"""Share of promises of time that were kept."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class SlaMetResult(Result):
    """`n` = met + breached. `running` ones are neither yet."""

    met: int
    breached: int
    running: int
    cancelled: int


def compute(frames: Frames, options: Options, scene: Scene) -> SlaMetResult:
    """Done at the very due instant is met; not done and past due is breached already."""
    promises = frames["promises"]
    cancelled = pl.col("cancelled").fill_null(False)
    counted = promises.filter(~cancelled & pl.col("due").is_not_null())
    met = int((counted["done"] <= counted["due"]).sum())
    late = pl.col("done") > pl.col("due")
    overdue = pl.col("done").is_null() & (pl.col("due") < pl.lit(scene.now))
    breached = len(counted.filter(late | overdue))
    dropped = len(promises.filter(cancelled))
    return SlaMetResult(
        n=met + breached,
        value=share(met, met + breached),
        interval=share_interval(met, met + breached),
        notes=ignored(len(promises) - len(counted) - dropped, "没有时限", "without a due time"),
        met=met,
        breached=breached,
        running=len(counted) - met - breached,
        cancelled=dropped,
    )


METRIC = Metric(
    key="sla_met",
    version=1,
    label=Text("SLA 达标率", "SLA met"),
    doc=Text(
        "按时完成的时限承诺占比；已取消的不算，未到期且未完成的单独列出。",
        "Share of the promises of time that were kept; cancelled ones don't count, running ones are shown apart.",
    ),
    formula=Text("达标 ÷（达标 + 违约）", "met / (met + breached)"),
    source="Usual service-desk practice; Wilson score interval (1927)",
    tables=(
        table(
            "promises", "时限", "promises",
            column("id", "id", "编号", "promise"),
            column("due", "instant", "时限", "due"),
            column("done", "instant", "完成时间", "done at"),
            column("cancelled", "boolean", "已取消", "cancelled", optional=True),
        ),
    ),
    options=Options,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
