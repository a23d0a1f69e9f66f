"""Is a prediction worth anything? Told against its null, which says the base rate for everybody (R118).

A model *beats its null* when its Brier score (mean squared error of probabilities; Brier 1950) is below that of the
base rate it was trained on, and the lower end of its AUC's 95 % interval (Hanley & McNeil 1982) is above chance.
Accuracy alone decides nothing: where 89 % of customers do not buy, saying «no» to all is 89 % accurate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from engines.report.metrics.base import Scene, Text
from engines.report.metrics.prediction_quality import METRIC, CalibrationBin, PredictionQualityOptions

_Z = 1.96
_ANY = Scene(now=datetime(2000, 1, 1, tzinfo=UTC))  # the metric reads no time


@dataclass(frozen=True, slots=True)
class Judgement:
    """The figures of a back-test. `hits`, `false_alarms`, `misses`, `rejections`: the confusion at `threshold`."""

    n: int
    base_rate: float
    threshold: float
    accuracy: float
    null_accuracy: float
    precision: float | None
    recall: float
    auc: float
    auc_low: float
    auc_high: float
    lift: float | None
    brier: float
    null_brier: float
    hits: int
    false_alarms: int
    misses: int
    rejections: int
    calibration: tuple[CalibrationBin, ...]

    @property
    def beats_null(self) -> bool:
        """Whether it says more than the base rate does."""
        return self.brier < self.null_brier and self.auc_low > 0.5

    def sentence(self) -> Text:
        """What a reader must know, honestly."""
        accuracy, null = f"{self.accuracy * 100:.1f} %", f"{self.null_accuracy * 100:.1f} %"
        guess_zh, guess_en = ("会", "yes") if self.base_rate > 0.5 else ("不会", "no")
        if not self.beats_null:
            return Text(
                f"模型不比一律猜“{guess_zh}”更好（准确率 {accuracy}，一律猜 {null}；AUC {self.auc:.3f}），"
                "因此不写入预测。",
                f"The model is no better than always guessing “{guess_en}” (accuracy {accuracy}, always guessing "
                f"{null}; AUC {self.auc:.3f}), so nothing it predicts is written.",
            )
        if self.accuracy <= self.null_accuracy:
            return Text(
                f"准确率 {accuracy} 不比一律猜“{guess_zh}”（{null}）更好，但排序有用：AUC {self.auc:.3f}，"
                f"预测最高的一成里实际发生的是平均的 {self.lift or 0:.1f} 倍。",
                f"Its accuracy of {accuracy} is no better than always guessing “{guess_en}” ({null}), but its order is "
                f"useful: AUC {self.auc:.3f}; among the highest tenth it happened {self.lift or 0:.1f} times as often.",
            )
        return Text(
            f"准确率 {accuracy}，一律猜“{guess_zh}”是 {null}；AUC {self.auc:.3f}。",
            f"Accuracy {accuracy}, always guessing “{guess_en}” gives {null}; AUC {self.auc:.3f}.",
        )

    def to_json(self) -> dict[str, Any]:
        """Kept with the model and shown on its page."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "calibration"}
        bins = [{"n": each.n, "predicted": each.predicted, "actual": each.actual} for each in self.calibration]
        rounded = {key: round(value, 6) if isinstance(value, float) else value for key, value in plain.items()}
        return {**rounded, "calibration": bins, "beats_null": self.beats_null, "sentence": self.sentence().to_json()}


def judge(scores: Sequence[float], actual: Sequence[bool], *, trained_rate: float, threshold: float = 0.5) -> Judgement:
    """What came true of the predictions. `trained_rate` is the base rate the null knew. Raises ValueError when all
    cases ended alike: then nothing can be judged."""
    n, positives = len(actual), sum(actual)
    if not 0 < positives < n:
        raise ValueError("all cases ended alike")
    ids = [str(at) for at in range(n)]
    frame = pl.DataFrame(
        {"id": ids, "score": list(scores), "actual": list(actual)},
        {"id": pl.String, "score": pl.Float64, "actual": pl.Boolean},
    )
    found = METRIC.compute({"cases": frame}, PredictionQualityOptions(threshold=threshold), scene=_ANY)
    auc = float(found.value or 0.0)
    error = _error(auc, positives, n - positives)
    flagged = [(score >= threshold, truth) for score, truth in zip(scores, actual, strict=True)]
    hits = sum(flag and truth for flag, truth in flagged)
    alarms = sum(flag and not truth for flag, truth in flagged)
    return Judgement(
        n=n,
        base_rate=positives / n,
        threshold=threshold,
        accuracy=float(found.accuracy or 0.0),
        null_accuracy=float(found.null_accuracy or 0.0),
        precision=found.precision,
        recall=float(found.recall or 0.0),
        auc=auc,
        auc_low=max(0.0, auc - _Z * error),
        auc_high=min(1.0, auc + _Z * error),
        lift=found.lift,
        brier=_brier(scores, actual),
        null_brier=_brier([trained_rate] * n, actual),
        hits=hits,
        false_alarms=alarms,
        misses=positives - hits,
        rejections=n - positives - alarms,
        calibration=found.calibration,
    )


def _brier(scores: Sequence[float], actual: Sequence[bool]) -> float:
    return math.fsum((score - truth) ** 2 for score, truth in zip(scores, actual, strict=True)) / len(actual)


def _error(auc: float, positives: int, negatives: int) -> float:
    """Standard error of an AUC, equation 1 of Hanley & McNeil."""
    q1, q2 = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)
    return math.sqrt(max(spread, 0.0) / (positives * negatives))
