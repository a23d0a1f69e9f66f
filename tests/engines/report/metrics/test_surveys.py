"""NPS, CES in both versions, CSAT: golden values and laws."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.metrics import MetricInputError, ces_v1, ces_v2, csat, nps
from tests.engines.report.metrics.frames import SCENE, at, rows, scores


def test_golden_nps_of_0_to_10_is_minus_45_45() -> None:
    result = nps.METRIC.compute({"answers": scores(range(11))}, scene=SCENE)
    assert result.value == pytest.approx(-45.4545, abs=1e-4)
    assert (result.promoters, result.passives, result.detractors) == (2, 2, 7)
    assert [note.code for note in result.notes] == ["too_few"]


def test_golden_nps_of_100_30_80_is_9_52_with_its_interval() -> None:
    result = nps.METRIC.compute({"answers": scores([10] * 100 + [7] * 30 + [3] * 80)}, scene=SCENE)
    assert result.value == pytest.approx(9.5238, abs=1e-4)
    assert result.notes == ()
    assert result.interval is not None
    # se = √((100/210 + 80/210 − (20/210)²) / 210) = 0.0635487
    assert result.interval.high - result.interval.low == pytest.approx(2 * 1.959964 * 6.35487, abs=1e-3)


def test_only_the_newest_answer_of_a_customer_per_wave_counts() -> None:
    answers = rows(
        "score customer wave answered", [0, "a", "q1", at("2026-01-01 09:00")], [10, "a", "q1", at("2026-01-02 09:00")],
        [9, "a", "q2", at("2026-04-01 09:00")], [3, None, "q1", at("2026-01-01 09:00")],
        [4, None, "q1", at("2026-01-01 09:00")],
    )  # fmt: skip
    result = nps.METRIC.compute({"answers": answers}, scene=SCENE)
    assert (result.n, result.promoters, result.detractors) == (4, 2, 2)


def test_scores_outside_the_scale_are_left_out_and_told() -> None:
    result = nps.METRIC.compute({"answers": scores([10, 11, -1, 9.5, None])}, scene=SCENE)
    assert (result.n, result.value) == (1, 100.0)
    assert "ignored" in [note.code for note in result.notes]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), max_size=60))
def test_nps_and_its_interval_lie_within_100_and_do_not_depend_on_row_order(values: list[int]) -> None:
    result = nps.METRIC.compute({"answers": scores(values)}, scene=SCENE)
    assert nps.METRIC.compute({"answers": scores(values[::-1])}, scene=SCENE) == result
    assert result.promoters + result.passives + result.detractors == result.n == len(values)
    if values:
        assert result.interval is not None and isinstance(result.value, float)
        assert -100 <= result.interval.low <= result.value <= result.interval.high <= 100


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 10)), max_size=20))
def test_the_answer_that_counts_does_not_depend_on_row_order(given_: list[tuple[str, int, int]]) -> None:
    data = [[score, who, "w", at(f"2026-01-0{1 + when} 09:00")] for who, when, score in given_]
    frame = rows("score customer wave answered", *data, score=pl.Float64, customer=pl.String, wave=pl.String)
    frame = frame.with_columns(pl.col("answered").cast(pl.Datetime("ms", "UTC")))
    forward = nps.METRIC.compute({"answers": frame}, scene=SCENE)
    assert nps.METRIC.compute({"answers": frame.reverse()}, scene=SCENE) == forward
    assert forward.n == len({who for who, _, _ in given_})


def test_ces_v1_is_the_mean_effort_and_lower_is_better() -> None:
    result = ces_v1.METRIC.compute({"answers": scores([1, 1, 2, 5])}, scene=SCENE)
    assert (result.value, result.counts) == (2.25, (2, 1, 0, 0, 1))
    assert ces_v1.METRIC.better == "down"


def test_ces_v2_is_the_share_of_5_to_7_and_higher_is_better() -> None:
    result = ces_v2.METRIC.compute({"answers": scores([1, 4, 5, 7, 7])}, scene=SCENE)
    assert (result.value, result.agree, result.mean) == (0.6, 3, 4.8)
    assert ces_v2.METRIC.better == "up"


def test_the_two_versions_of_ces_are_never_mixed() -> None:
    mixed = rows("score scale", [1, "v1"], [5, "v2"])
    for metric in (ces_v1.METRIC, ces_v2.METRIC):
        with pytest.raises(MetricInputError, match="mixed"):
            metric.compute({"answers": mixed}, scene=SCENE)


def test_csat_is_the_share_of_4_and_5() -> None:
    result = csat.METRIC.compute({"answers": scores([5, 4, 3, 2, 1, 5, 4, 4])}, scene=SCENE)
    assert (result.value, result.satisfied, result.mean) == (0.625, 5, 3.5)
