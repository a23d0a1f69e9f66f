"""Customer Effort Score, first version: 1–5 effort, lower is better (R124)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, too_few
from engines.report.metrics._statistics import mean_interval, spread
from engines.report.metrics._surveys import newest_answers, only_scale, whole_numbers
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

SCALE = "v1"


class CesV1Options(Options):
    """Below `minimum` answers the result says so."""

    minimum: Annotated[int, Field(ge=0)] = 30


@dataclass(frozen=True, kw_only=True)
class CesV1Result(Result):
    """`value` is the mean effort, 1 very low … 5 very high; `counts` of the answers 1 … 5."""

    counts: tuple[int, ...]


def compute(frames: Frames, options: CesV1Options, scene: Scene) -> CesV1Result:
    """Raises MetricInputError when answers of the other version are among them."""
    only_scale(frames["answers"], SCALE)
    given = newest_answers(frames["answers"])
    scores = whole_numbers(given, 1, 5)["score"]
    return CesV1Result(
        n=len(scores),
        value=spread(scores).mean,
        interval=mean_interval(scores),
        notes=too_few(len(scores), options.minimum)
        + ignored(len(given) - len(scores), "分数不是 1–5 的整数", "the score is no whole number from 1 to 5"),
        counts=tuple(int((scores == score).sum()) for score in range(1, 6)),
    )


METRIC = Metric(
    key="ces_v1",
    version=1,
    label=Text("客户费力度 CES（1–5，越低越好）", "Customer effort CES 1.0 (1–5, lower is better)"),
    doc=Text(
        "「您为解决此次问题付出了多少精力？」1 非常少 … 5 非常多，取平均，越低越好。不与 1–7 同意度的版本混算。",
        "“How much effort did you personally have to put forth?”, 1 very low … 5 very high: the mean, lower is better. "
        "Never mixed with the 1–7 agreement version.",
    ),
    formula=Text("Σ 分数 ÷ n", "Σ score / n"),
    source="Dixon, Freeman, Toman, Stop Trying to Delight Your Customers, HBR 2010",
    tables=(
        table(
            "answers", "回答", "answers",
            column("score", "number", "分数", "score"),
            column("scale", "text", "问卷版本 v1 / v2", "version of the question, v1 / v2", optional=True),
            column("customer", "id", "客户", "customer", optional=True),
            column("wave", "text", "期次", "wave", optional=True),
            column("answered", "instant", "回答时间", "answered at", optional=True),
        ),
    ),
    options=CesV1Options,
    run=compute,
    better="down",
)  # fmt: skip
