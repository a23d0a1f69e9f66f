"""Conversion and win rate (R91, R103, R105)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import share, too_few
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class ConversionOptions(Options):
    """`of`: all cases of the cohort, or only those that are closed (win rate)."""

    of: Literal["all", "closed"] = "all"
    minimum: Annotated[int, Field(ge=0)] = 5


@dataclass(frozen=True, kw_only=True)
class ConversionResult(Result):
    """`n` is the denominator."""

    won: int
    lost: int
    open: int


def compute(frames: Frames, options: ConversionOptions, scene: Scene) -> ConversionResult:
    """Each case counts once; an open one has `won` null."""
    outcome = frames["cases"].unique("id", keep="last", maintain_order=True)["won"]
    won, known = int(outcome.sum()), len(outcome) - outcome.null_count()
    n = len(outcome) if options.of == "all" else known
    return ConversionResult(
        n=n,
        value=share(won, n),
        interval=share_interval(won, n),
        notes=too_few(n, options.minimum),
        won=won,
        lost=known - won,
        open=len(outcome) - known,
    )


METRIC = Metric(
    key="conversion",
    version=1,
    label=Text("转化率", "Conversion rate"),
    doc=Text(
        "线索或商机中成交的比例；可以只看已关闭的（赢单率）。",
        "Share of leads or deals that were won; of all of them, or of the closed ones only (win rate).",
    ),
    formula=Text("成交数 ÷ 全部（或已关闭）数", "won / all (or won / closed)"),
    source="Wilson score interval (1927)",
    tables=(
        table(
            "cases", "线索或商机", "leads or deals",
            column("id", "id", "编号", "case"),
            column("won", "boolean", "成交（空 = 未关闭）", "won (blank: open)"),
        ),
    ),
    options=ConversionOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
