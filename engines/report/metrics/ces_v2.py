"""Customer Effort Score, second version: 1–7 agreement, share of 5–7, higher is better (R124)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, share, too_few
from engines.report.metrics._statistics import share_interval, spread
from engines.report.metrics._surveys import newest_answers, only_scale, whole_numbers
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

SCALE = "v2"
_AGREES = 5


class CesV2Options(Options):
    """Below `minimum` answers the result says so."""

    minimum: Annotated[int, Field(ge=0)] = 30


@dataclass(frozen=True, kw_only=True)
class CesV2Result(Result):
    """`value` is the share that agrees; `mean` of the seven points stands beside it."""

    agree: int
    mean: float | None
    counts: tuple[int, ...]


def compute(frames: Frames, options: CesV2Options, scene: Scene) -> CesV2Result:
    """Raises MetricInputError when answers of the other version are among them."""
    only_scale(frames["answers"], SCALE)
    given = newest_answers(frames["answers"])
    scores = whole_numbers(given, 1, 7)["score"]
    agree = int((scores >= _AGREES).sum())
    return CesV2Result(
        n=len(scores),
        value=share(agree, len(scores)),
        interval=share_interval(agree, len(scores)),
        notes=too_few(len(scores), options.minimum)
        + ignored(len(given) - len(scores), "分数不是 1–7 的整数", "the score is no whole number from 1 to 7"),
        agree=agree,
        mean=spread(scores).mean,
        counts=tuple(int((scores == score).sum()) for score in range(1, 8)),
    )


METRIC = Metric(
    key="ces_v2",
    version=1,
    label=Text("客户费力度 CES 2.0（1–7，越高越好）", "Customer effort CES 2.0 (1–7, higher is better)"),
    doc=Text(
        "「贵公司让我很容易地解决了问题」1–7 同意度，取 5–7 的占比，越高越好。不与 1–5 费力度的版本混算。",
        "“The company made it easy for me to handle my issue”, 1–7 agreement: share of 5–7, higher is better. "
        "Never mixed with the 1–5 effort version.",
    ),
    formula=Text("5–7 分人数 ÷ n", "#5–7 / n"),
    source="CEB (Dixon, Toman, DeLisi), The Effortless Experience, 2013",
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
    options=CesV2Options,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
