"""Customer satisfaction: share of 4–5 of 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, share, too_few
from engines.report.metrics._statistics import share_interval, spread
from engines.report.metrics._surveys import newest_answers, whole_numbers
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

_SATISFIED = 4


class CsatOptions(Options):
    """Below `minimum` answers the result says so."""

    minimum: Annotated[int, Field(ge=0)] = 30


@dataclass(frozen=True, kw_only=True)
class CsatResult(Result):
    """`value` is the share of satisfied answers."""

    satisfied: int
    mean: float | None


def compute(frames: Frames, options: CsatOptions, scene: Scene) -> CsatResult:
    """A `wave` is whatever an answer belongs to: a quarter, or one ticket."""
    given = newest_answers(frames["answers"])
    scores = whole_numbers(given, 1, 5)["score"]
    satisfied = int((scores >= _SATISFIED).sum())
    return CsatResult(
        n=len(scores),
        value=share(satisfied, len(scores)),
        interval=share_interval(satisfied, len(scores)),
        notes=too_few(len(scores), options.minimum)
        + ignored(len(given) - len(scores), "分数不是 1–5 的整数", "the score is no whole number from 1 to 5"),
        satisfied=satisfied,
        mean=spread(scores).mean,
    )


METRIC = Metric(
    key="csat",
    version=1,
    label=Text("客户满意度 CSAT", "Customer satisfaction"),
    doc=Text(
        "五分制中打 4 或 5 分的占比。",
        "Share of the answers 4 and 5 on a scale of five.",
    ),
    formula=Text("4–5 分人数 ÷ n", "#4–5 / n"),
    source="Top-two-box score, usual practice; Wilson score interval (1927)",
    tables=(
        table(
            "answers", "回答", "answers",
            column("score", "number", "分数", "score"),
            column("customer", "id", "客户", "customer", optional=True),
            column("wave", "text", "期次或工单", "wave or ticket", optional=True),
            column("answered", "instant", "回答时间", "answered at", optional=True),
        ),
    ),
    options=CsatOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
