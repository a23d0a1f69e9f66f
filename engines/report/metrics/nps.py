"""Net Promoter Score (R123)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import Interval, ignored, too_few
from engines.report.metrics._statistics import Z95
from engines.report.metrics._surveys import newest_answers, whole_numbers
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

_PROMOTER, _DETRACTOR = 9, 6


class NpsOptions(Options):
    """Below `minimum` answers the result says so."""

    minimum: Annotated[int, Field(ge=0)] = 30


@dataclass(frozen=True, kw_only=True)
class NpsResult(Result):
    """`value` and `interval` between −100 and 100."""

    promoters: int
    passives: int
    detractors: int


def compute(frames: Frames, options: NpsOptions, scene: Scene) -> NpsResult:
    """One newest answer per customer and wave; answers outside 0–10 are left out and told."""
    given = newest_answers(frames["answers"])
    scores = whole_numbers(given, 0, 10)["score"]
    n = len(scores)
    promoters = int((scores >= _PROMOTER).sum())
    detractors = int((scores <= _DETRACTOR).sum())
    value, interval = _score(promoters, detractors, n)
    return NpsResult(
        n=n,
        value=value,
        interval=interval,
        notes=too_few(n, options.minimum)
        + ignored(len(given) - n, "分数不是 0–10 的整数", "the score is no whole number from 0 to 10"),
        promoters=promoters,
        passives=n - promoters - detractors,
        detractors=detractors,
    )


def _score(promoters: int, detractors: int, n: int) -> tuple[float | None, Interval | None]:
    if not n:
        return None, None
    score = (promoters - detractors) / n
    variance = max(0.0, (promoters + detractors) / n - score * score)
    half = 100 * Z95 * math.sqrt(variance / n)
    value = 100 * (promoters - detractors) / n
    return value, Interval(max(-100.0, value - half), min(100.0, value + half))


METRIC = Metric(
    key="nps",
    version=1,
    label=Text("净推荐值 NPS", "Net Promoter Score"),
    doc=Text(
        "「您有多大可能推荐我们」0–10 分：推荐者占比减贬损者占比，−100 到 100。每位客户每期只计最新一次回答。",
        "“How likely are you to recommend us”, 0–10: share of promoters minus share of detractors, −100 to 100. "
        "Only the newest answer of a customer per wave counts.",
    ),
    formula=Text(
        "100 × (9–10 分人数 − 0–6 分人数) ÷ n；95 % 区间：±1.96·√((p+d−(p−d)²)/n)",
        "100 × (#9–10 − #0–6) / n; 95 % interval ± 1.96·√((p+d−(p−d)²)/n)",
    ),
    source="Reichheld, The One Number You Need to Grow, HBR 2003",
    tables=(
        table(
            "answers", "回答", "answers",
            column("score", "number", "分数", "score"),
            column("customer", "id", "客户", "customer", optional=True),
            column("wave", "text", "期次", "wave", optional=True),
            column("answered", "instant", "回答时间", "answered at", optional=True),
        ),
    ),
    options=NpsOptions,
    run=compute,
    better="up",
)  # fmt: skip
