"""The honest back-test of §4.6 on CDNOW: base rates, and what each score is worth. Golden values of the literature."""

from datetime import timedelta
from functools import cache

import polars as pl
import pytest

from engines.report.metrics import prediction_quality
from engines.report.metrics._histories import DAYS_PER_WEEK, ModelName, PurchaseModel, expected, fitted, histories
from engines.report.metrics._orders import in_window
from engines.report.metrics.prediction_quality import PredictionQualityOptions, PredictionQualityResult
from tests.engines.report.metrics import cdnow


@cache
def seen() -> pl.DataFrame:
    return histories(in_window(cdnow.orders(), cdnow.CUT, None), cdnow.CUT)


@cache
def model(name: ModelName) -> PurchaseModel:
    return fitted(seen(), name)


def quality(scores: pl.Series, days: int, threshold: float = 0.5) -> PredictionQualityResult:
    """How well the scores tell who buys in the days after the cut."""
    until = cdnow.CUT + timedelta(days=days)
    buyers = cdnow.orders().filter((pl.col("day") > cdnow.CUT) & (pl.col("day") <= until))["customer"].unique()
    cases = seen().select(
        pl.col("customer").alias("id"),
        scores.alias("score"),
        pl.col("customer").is_in(buyers.implode()).alias("actual"),
    )
    options = PredictionQualityOptions(threshold=threshold)
    return prediction_quality.METRIC.compute({"cases": cases}, options, scene=cdnow.SCENE)


def hopes(name: ModelName, days: int) -> pl.Series:
    return pl.Series(expected(model(name), seen(), days / DAYS_PER_WEEK))


def alive(name: ModelName) -> pl.Series:
    return pl.Series([model(name).alive(row) for row in seen().select("x", "last", "observed").iter_rows()])


def test_golden_nobody_buys_is_right_for_88_97_percent_in_45_days() -> None:
    result = quality(hopes("bg_nbd", 45), 45)
    assert result.null_accuracy == pytest.approx(0.8897, abs=5e-5)
    assert result.value == pytest.approx(0.793, abs=5e-4)


def test_golden_39_weeks() -> None:
    result = quality(hopes("bg_nbd", 273), 273, threshold=0.9)
    assert result.null_accuracy == pytest.approx(0.7098, abs=5e-5)
    assert result.value == pytest.approx(0.7725, abs=5e-5)
    assert result.accuracy == pytest.approx(0.785, abs=3e-3)
    assert result.lift is not None and result.lift > 2


def test_golden_simple_rules_and_pareto_nbd() -> None:
    recency = quality(seen()["last"] - seen()["observed"], 273)
    frequency = quality(seen()["x"].cast(pl.Float64), 273)
    pareto = quality(hopes("pareto_nbd", 273), 273)
    values = [recency.value, frequency.value, pareto.value]
    assert values == pytest.approx([0.7714, 0.7576, 0.7787], abs=1e-4)


def test_golden_p_alive_of_bg_nbd_is_worse_than_chance() -> None:
    values = [quality(alive(name), 273).value for name in ("bg_nbd", "mbg_nbd", "pareto_nbd")]
    assert values == pytest.approx([0.316, 0.687, 0.726], abs=5e-4)
