"""Word counts, trend forecast, quality of predictions."""

import math
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.metrics import prediction_quality, trend_forecast, word_counts
from engines.report.metrics.prediction_quality import PredictionQualityOptions, auc
from engines.report.metrics.trend_forecast import TrendForecastOptions
from engines.report.metrics.word_counts import WordCountOptions
from tests.engines.report.metrics.frames import SCENE, rows

TEXTS = rows("record text", ["1", "发票一直没有收到，请尽快开具发票"], ["2", "响应时长太慢，发票抬头写错"], ["3", None],
             ["4", "The INVOICE is wrong; the invoice again"], ["2", "发票"])  # fmt: skip


def test_R099_words_are_counted_exactly_and_lead_to_their_records() -> None:
    result = word_counts.METRIC.compute({"texts": TEXTS}, scene=SCENE)
    counts = {word.word: (word.records, word.times) for word in result.words}
    assert counts["发票"] == (2, 4)
    assert counts["invoice"] == (1, 2)
    assert result.n == 3
    for word in result.words:
        places = result.places.filter(pl.col("word") == word.word)
        assert (len(places), places["times"].sum()) == (word.records, word.times)


def test_stop_words_and_single_letters_are_left_out() -> None:
    words = {word.word for word in word_counts.METRIC.compute({"texts": TEXTS}, scene=SCENE).words}
    assert not words & {"没有", "请", "the", "is", "太", "一直"}
    more = word_counts.METRIC.compute({"texts": TEXTS}, WordCountOptions(stop=("发票",)), scene=SCENE)
    assert "发票" not in {word.word for word in more.words}


def test_own_words_are_not_cut_apart_and_the_rest_is_told() -> None:
    plain = {word.word for word in word_counts.METRIC.compute({"texts": TEXTS}, scene=SCENE).words}
    own = word_counts.METRIC.compute({"texts": TEXTS}, WordCountOptions(words=("响应时长",)), scene=SCENE)
    assert "响应时长" not in plain
    assert "响应时长" in {word.word for word in own.words}
    first = word_counts.METRIC.compute({"texts": TEXTS}, WordCountOptions(top=1), scene=SCENE)
    assert (len(first.words), first.left_out) == (1, len(plain) - 1)


def months(values: list[float], start: int = 2022 * 12) -> pl.DataFrame:
    days = [date((start + i) // 12, (start + i) % 12 + 1, 1) for i in range(len(values))]
    return pl.DataFrame({"period": days, "value": values})


def seasonal(n: int) -> list[float]:
    return [1000 + 10 * i + 200 * math.sin(i * math.pi / 6) for i in range(n)]


def test_R121_a_trend_with_season_is_forecast_with_interval_and_back_test() -> None:
    series = seasonal(58)  # until October 2026; November is running
    result = trend_forecast.METRIC.compute({"series": months([*series, 5.0])}, scene=SCENE)
    assert (result.method, result.n) == ("holt_winters", 58)
    assert [ahead.period for ahead in result.ahead] == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    for ahead, truth in zip(result.ahead, seasonal(61)[58:], strict=True):
        assert ahead.value == pytest.approx(truth, rel=0.02)
        assert ahead.low is not None and ahead.high is not None and ahead.low <= ahead.value <= ahead.high
    errors = {test.method: test.wape or 0 for test in result.tests}
    assert errors["holt_winters"] < 0.02 < errors["seasonal_naive"]


def test_a_series_that_only_repeats_is_forecast_exactly() -> None:
    series = [float(10 * (i % 12)) for i in range(48)]
    frames = {"series": months(series)}
    result = trend_forecast.METRIC.compute(frames, TrendForecastOptions(method="seasonal_naive", ahead=12), scene=SCENE)
    assert [ahead.value for ahead in result.ahead] == series[:12]
    assert [test.mae for test in result.tests if test.method == "seasonal_naive"] == [0.0]
    assert {(ahead.low, ahead.high) == (ahead.value, ahead.value) for ahead in result.ahead} == {True}


def test_the_interval_grows_with_distance_and_keeps_the_floor() -> None:
    noisy = [100 + 40 * ((i * 7919) % 11 - 5) / 5 for i in range(40)]
    result = trend_forecast.METRIC.compute(
        {"series": months(noisy)}, TrendForecastOptions(ahead=6, floor=0), scene=SCENE
    )
    widths = [(ahead.high or 0) - (ahead.low or 0) for ahead in result.ahead]
    assert widths == sorted(widths) and widths[0] > 0
    assert min(ahead.low or 0 for ahead in result.ahead) >= 0


def test_gaps_count_as_nothing_sold_and_are_told_and_few_periods_give_no_forecast() -> None:
    full = months([10.0] * 12)
    result = trend_forecast.METRIC.compute({"series": full.filter(pl.col("period") != date(2022, 5, 1))}, scene=SCENE)
    assert (result.n, [note.code for note in result.notes]) == (12, ["gaps"])
    few = trend_forecast.METRIC.compute({"series": full.head(3)}, scene=SCENE)
    assert (few.ahead, [note.code for note in few.notes]) == ((), ["too_few"])


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.floats(0, 1e6), min_size=6, max_size=40), st.sampled_from(["day", "week", "month", "quarter", "year"])
)
def test_a_forecast_is_always_finite_and_inside_its_interval(values: list[float], grain: str) -> None:
    step = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[grain]
    days = [date(1960, 1, 4) + timedelta(days=step * i) for i in range(len(values))]
    options = TrendForecastOptions.model_validate({"grain": grain, "ahead": 4})
    result = trend_forecast.METRIC.compute(
        {"series": pl.DataFrame({"period": days, "value": values})}, options, scene=SCENE
    )
    assert len(result.ahead) == 4
    for ahead in result.ahead:
        assert math.isfinite(ahead.value)
        assert ahead.low is None or ahead.high is None or ahead.low <= ahead.value <= ahead.high


def test_prediction_quality_of_a_small_example_by_hand() -> None:
    cases = rows("id score actual", ["a", 0.9, True], ["b", 0.8, False], ["c", 0.7, True], ["d", 0.2, False],
                 ["e", 0.2, True], ["f", 0.1, False], ["g", 0.1, False], ["h", 0.0, False])  # fmt: skip
    result = prediction_quality.METRIC.compute(
        {"cases": cases}, PredictionQualityOptions(top=0.25, bins=2), scene=SCENE
    )
    # pairs won by the positives: a 5, c 4, e 3 and a tie
    assert result.value == pytest.approx(12.5 / 15)
    assert (result.base_rate, result.null_accuracy, result.accuracy) == (0.375, 0.625, 0.75)
    assert (result.precision, result.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert result.lift == pytest.approx(0.5 / 0.375)
    assert [(b.n, b.actual) for b in result.calibration] == [(5, 0.2), (3, pytest.approx(2 / 3))]


def test_auc_of_equal_scores_is_chance() -> None:
    assert auc(pl.Series([1.0] * 6), pl.Series([True, False] * 3)) == 0.5
    assert auc(pl.Series([1.0, 2.0]), pl.Series([True, True])) is None
