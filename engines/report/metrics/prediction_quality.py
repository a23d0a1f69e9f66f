"""How good a prediction was, told honestly: never accuracy alone (R118)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, share, too_few
from engines.report.metrics._statistics import spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class PredictionQualityOptions(Options):
    """A case is flagged from `threshold` on. Lift is that of the best `top` share of the scores."""

    threshold: float = 0.5
    top: Annotated[float, Field(gt=0, le=1)] = 0.1
    bins: Annotated[int, Field(ge=2, le=50)] = 10
    minimum: Annotated[int, Field(ge=0)] = 100


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """One bin of equally many cases: what was predicted on average, and what happened."""

    n: int
    predicted: float
    actual: float


@dataclass(frozen=True, kw_only=True)
class PredictionQualityResult(Result):
    """`value` is the AUC (0.5 = chance, ties count half). `null_accuracy` is what predicting the commoner outcome for
    everybody would score: accuracy means nothing without it."""

    base_rate: float | None
    accuracy: float | None
    null_accuracy: float | None
    precision: float | None
    recall: float | None
    lift: float | None
    calibration: tuple[CalibrationBin, ...]


def compute(frames: Frames, options: PredictionQualityOptions, scene: Scene) -> PredictionQualityResult:
    """`actual` is what happened after the cut date; scores must have been made before it."""
    cases = frames["cases"]
    known = cases.drop_nulls(["score", "actual"])
    n, positives = len(known), int(known["actual"].sum())
    flagged = known.filter(pl.col("score") >= options.threshold)
    hits = int(flagged["actual"].sum())
    misses = positives - hits
    base = share(positives, n)
    correct = n - (len(flagged) - hits) - misses
    return PredictionQualityResult(
        n=n,
        value=auc(known["score"], known["actual"]),
        notes=too_few(n, options.minimum) + ignored(len(cases) - n, "缺少分数或结果", "without score or outcome"),
        base_rate=base,
        accuracy=share(correct, n),
        null_accuracy=None if base is None else max(base, 1 - base),
        precision=share(hits, len(flagged)),
        recall=share(hits, positives),
        lift=_lift(known, options.top, base),
        calibration=_calibration(known, options.bins),
    )


def auc(scores: pl.Series, actual: pl.Series) -> float | None:
    """The chance that a positive case scores higher than a negative one; ties count half (Mann & Whitney 1947)."""
    positives = int(actual.sum())
    negatives = len(actual) - positives
    if not positives or not negatives:
        return None
    ranks = scores.rank("average").filter(actual)
    above = float(ranks.sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def _lift(known: pl.DataFrame, top: float, base: float | None) -> float | None:
    """Rate of the best scores over the base rate. All cases that tie with the last one of the top are in it."""
    if not base:
        return None
    wanted = max(1, round(len(known) * top))
    edge = known["score"].sort(descending=True)[wanted - 1]
    best = spread(known.filter(pl.col("score") >= edge)["actual"]).mean
    return None if best is None else best / base


def _calibration(known: pl.DataFrame, bins: int) -> tuple[CalibrationBin, ...]:
    """Equal scores stay in one bin."""
    place = ((pl.col("score").rank("min") - 1) * bins // pl.len()).alias("bin")
    groups = known.with_columns(place).group_by("bin").agg(
        pl.len(), pl.col("score").mean(), pl.col("actual").mean()
    ).sort("bin")  # fmt: skip
    return tuple(CalibrationBin(n, score, actual) for _, n, score, actual in groups.iter_rows())


METRIC = Metric(
    key="prediction_quality",
    version=1,
    label=Text("预测质量", "Quality of a prediction"),
    doc=Text(
        "回测：基准率、准确率与「全部猜多数」的准确率、精确率、召回率、AUC、提升度、校准。",
        "Back-test: base rate, accuracy beside that of guessing the commoner outcome for all, precision, recall, AUC, "
        "lift, calibration.",
    ),
    formula=Text("AUC = P(正例得分 > 负例得分) + ½·P(相等)", "AUC = P(score of positive > of negative) + ½·P(equal)"),
    source="Mann & Whitney 1947; usual practice of back-testing",
    tables=(
        table(
            "cases", "个案", "cases",
            column("id", "id", "个案", "case"),
            column("score", "number", "分数", "score"),
            column("actual", "boolean", "实际结果", "what happened"),
        ),
    ),
    options=PredictionQualityOptions,
    run=compute,
    better="up",
)  # fmt: skip
