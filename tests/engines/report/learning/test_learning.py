"""Models that are tested on what came later: golden figures on CDNOW, no look into the future, honest words."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.learning import factors, logistic
from engines.report.learning.factors import Rows
from engines.report.learning.judging import Judgement, judge
from engines.report.learning.prediction import Model, Plan, TooLittle, cases, now, trained
from tests.engines.report.metrics import cdnow

DAY = date(2026, 6, 30)


def rows(*found: tuple[str, int, float]) -> pl.DataFrame:
    """(subject, days before DAY, value); a negative number of days is the future."""
    data = [(subject, DAY - timedelta(days=ago), value) for subject, ago, value in found]
    return pl.DataFrame(data, {"subject": pl.String, "day": pl.Date, "value": pl.Float64}, orient="row")


@cache
def cdnow_plan(happens: bool) -> Plan:
    orders = cdnow.orders()
    found = orders.select(pl.col("customer").alias("subject"), "day", pl.col("amount").alias("value"))
    subjects = tuple(sorted(found["subject"].unique().to_list()))
    return Plan(found, happens, 45, None, (Rows("order", found, True),), (30, 90, 365), subjects, cuts=2)


@cache
def cdnow_model() -> tuple[Model, Judgement]:
    return trained(cdnow_plan(True), cdnow.CUT + timedelta(days=45))


def test_R118_golden_45_days_on_cdnow_say_what_the_null_scores() -> None:
    model, judgement = cdnow_model()
    assert judgement.n == 2357
    assert judgement.null_accuracy == pytest.approx(0.8897, abs=5e-5)
    assert judgement.auc == pytest.approx(0.793, abs=0.01)
    assert judgement.auc_low < judgement.auc < judgement.auc_high
    assert judgement.brier < judgement.null_brier
    assert judgement.beats_null
    assert judgement.lift is not None and judgement.lift > 3
    assert judgement.hits + judgement.false_alarms + judgement.misses + judgement.rejections == judgement.n
    assert sum(each.n for each in judgement.calibration) == judgement.n
    worst = max(abs(each.predicted - each.actual) for each in judgement.calibration)
    assert worst < 0.08
    assert "89.0 %" in judgement.sentence().zh
    assert (model.trained_from, model.trained_to) == (date(1997, 7, 2), date(1997, 11, 14))


def test_a_model_that_was_kept_predicts_as_it_did() -> None:
    model, _ = cdnow_model()
    frame = now(cdnow_plan(True), date(1997, 11, 14)).head(50)
    again = Model.from_json(model.to_json())
    assert again.probabilities(frame) == model.probabilities(frame)
    assert all(0 < each < 1 for each in model.probabilities(frame))


def test_R118_nine_forms_four_aggregates_and_six_windows_are_216_factors() -> None:
    sources = [Rows(f"form_{n}", rows(("a", n, 1.0)), n % 2 == 0) for n in range(9)]
    windows = (7, 30, 60, 90, 180, 365)
    names = [factor.name for factor in factors.factors_of(sources, windows)]
    frame = factors.build(["a", "b"], sources, windows, DAY)
    assert len(names) == len(set(names)) == 216
    assert frame.columns == ["subject", *names]
    assert frame.null_count().sum_horizontal()[0] == 0


def test_factors_count_what_they_say() -> None:
    found = rows(("a", 0, 10.0), ("a", 6, 20.0), ("a", 7, 40.0), ("b", 29, 5.0), ("c", 400, 1.0))
    frame = factors.build(["a", "b", "c", "d"], [Rows("o", found, True), Rows("e", found, False)], (7, 30), DAY)
    by = {row["subject"]: row for row in frame.iter_rows(named=True)}
    assert [by["a"][f"o.{name}.7"] for name in ("count", "last", "sum", "mean")] == [2, 0, 30, 15]
    assert [by["a"][f"o.{name}.30"] for name in ("count", "last", "sum", "mean")] == [3, 0, 70, pytest.approx(70 / 3)]
    assert [by["b"][f"o.{name}.30"] for name in ("count", "last", "sum", "mean")] == [1, 29, 5, 5]
    assert [by["d"][f"o.{name}.30"] for name in ("count", "last", "sum", "mean")] == [0, 30, 0, 0]
    assert [by["a"][f"e.{name}.30"] for name in ("days", "rhythm")] == [3, 3]
    assert [by["b"][f"e.{name}.30"] for name in ("days", "rhythm")] == [1, -1]
    assert by["c"] == by["d"] | {"subject": "c"}


AGO = st.integers(-60, 400)
FOUND = st.lists(st.tuples(st.sampled_from("abc"), AGO, st.floats(-100, 100)), max_size=30)


@settings(max_examples=30, deadline=None)
@given(FOUND, st.integers(1, 50), st.booleans())
def test_R118_shifting_or_changing_future_rows_changes_no_factor(
    found: list[tuple[str, int, float]], shift: int, valued: bool
) -> None:
    changed = [row if row[1] >= 0 else (row[0], row[1] - shift, row[2] * 7 + 1) for row in found]
    without = [row for row in found if row[1] >= 0]
    built = [
        factors.build(["a", "b", "c"], [Rows("o", rows(*some), valued)], (7, 90), DAY)
        for some in (found, changed, without)
    ]
    assert built[0].equals(built[1])
    assert built[0].equals(built[2])


def test_a_case_knows_its_outcome_from_after_the_cut_only() -> None:
    found = rows(("a", 5, 1.0), ("a", -1, 1.0), ("b", 5, 1.0), ("b", -46, 1.0), ("c", 500, 1.0))
    plan = Plan(found, False, 45, 365, (Rows("o", found, True),), (30,), ("a", "b", "c"))
    seen = cases(plan, [DAY])
    assert seen.frame["subject"].to_list() == ["a", "b"]
    assert seen.actual == (False, True)
    assert cases(Plan(found, True, 45, None, plan.sources, (30,), plan.subjects), [DAY]).actual == (True, False, False)


def made_up(n: int) -> Iterator[tuple[bool, float]]:
    """Outcomes, and a score that has nothing to do with them."""
    for at in range(n):
        yield at % 9 == 0, (at * 7919 % 997) / 997


def test_R118_a_model_without_skill_says_so() -> None:
    actual, scores = zip(*made_up(900), strict=True)
    honest = judge([0.11] * 900, actual, trained_rate=0.11)
    assert (honest.auc, honest.beats_null, honest.accuracy) == (0.5, False, honest.null_accuracy)
    assert "不比一律猜“不会”更好" in honest.sentence().zh
    assert "no better than always guessing “no”" in honest.sentence().en
    assert not judge(scores, actual, trained_rate=0.11).beats_null
    perfect = judge([0.9 if each else 0.1 for each in actual], actual, trained_rate=0.11)
    assert (perfect.beats_null, perfect.accuracy, perfect.recall) == (True, 1, 1)
    ranked = judge([0.3 if each else 0.1 for each in actual], actual, trained_rate=0.11)
    assert ranked.beats_null and "排序有用" in ranked.sentence().zh
    with pytest.raises(ValueError, match="alike"):
        judge([0.5, 0.5], [True, True], trained_rate=0.5)


def test_too_little_to_learn_from_is_said_and_not_guessed() -> None:
    found = rows(*((f"c{n}", 50 + n, 1.0) for n in range(10)))
    plan = Plan(found, False, 45, None, (Rows("o", found, True),), (30,), tuple(f"c{n}" for n in range(10)))
    with pytest.raises(TooLittle) as told:
        trained(plan, DAY)
    assert (told.value.n, told.value.wanted) == (40, 100)


def test_logistic_weights_are_those_of_greatest_likelihood() -> None:
    """Against Newton's own condition: with the ridge, the slope in each direction is nothing."""
    frame = pl.DataFrame({"x": [0.0, 1, 2, 3, 4, 5, 6, 7] * 5, "flat": [1.0] * 40})
    actual = [n % 8 > 3 if n % 5 else n % 8 <= 3 for n in range(40)]
    fitted = logistic.fit(frame, ["x", "flat"], actual, ridge=1.0)
    assert fitted.factors == ("x",)
    chances = fitted.probabilities(frame)
    assert sum(chances) == pytest.approx(sum(actual), abs=1e-3)
    scaled = [(math.log1p(value) - fitted.means[0]) / fitted.deviations[0] for value in frame["x"]]
    slope = sum((chance - truth) * z for chance, truth, z in zip(chances, actual, scaled, strict=True))
    assert slope + fitted.weights[0] == pytest.approx(0, abs=1e-3)
    (why, *_rest) = fitted.reasons(frame.tail(1))
    assert [name for name, _ in why] == (["x"] if fitted.weights[0] > 0 else [])
