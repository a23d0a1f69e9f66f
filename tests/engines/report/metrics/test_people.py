"""Churn, health, lead scores."""

import math
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.metrics import churn_contract, churn_orders, health_score, lead_score
from engines.report.metrics.churn_orders import ChurnOrdersOptions
from engines.report.metrics.health_score import HealthOptions
from engines.report.metrics.lead_score import LeadScoreOptions, PointRule
from tests.engines.report.metrics import cdnow
from tests.engines.report.metrics.frames import NOW, SCENE, day, rows


def test_a_contract_customer_churns_after_end_plus_grace() -> None:
    contracts = rows(
        "customer start end", ["a", day("2025-01-01"), day("2026-10-22")], ["b", day("2025-01-01"), day("2026-10-23")],
        ["c", day("2024-01-01"), day("2024-12-31")], ["c", day("2025-01-01"), day("2027-01-01")],
        ["d", day("2025-01-01"), day("2026-11-22")], ["e", day("2026-12-01"), day("2027-12-01")],
    )  # fmt: skip
    result = churn_contract.METRIC.compute({"contracts": contracts}, scene=SCENE)
    assert dict(result.customers.select("customer", "state").iter_rows()) == {
        "a": "churned", "b": "in_grace", "c": "active", "d": "active",
    }  # fmt: skip
    assert (result.value, result.n, result.in_grace) == (pytest.approx(1 / 3), 3, 1)


def buyer(name: str, *ago: int) -> list[list[object]]:
    return [[name, day("2026-11-22") - timedelta(days=days)] for days in ago]


def test_without_contract_silence_beyond_two_and_a_half_own_gaps_is_churn() -> None:
    orders = rows("customer day", *buyer("weekly", 39, 32, 25, 18), *buyer("late", 38, 31, 24, 17),
                  *buyer("yearly", 1000, 700, 400), *buyer("once", 18), *buyer("gone", 800))  # fmt: skip
    result = churn_orders.METRIC.compute({"orders": orders}, scene=SCENE)
    churned = dict(result.customers.select("customer", "churned").iter_rows())
    assert churned == {"weekly": True, "late": False, "yearly": False, "once": True, "gone": True}
    assert [note.code for note in result.notes] == ["borrowed_gap"]


def test_churn_by_expected_purchases_flags_more_of_those_who_never_come_back() -> None:
    options = ChurnOrdersOptions(rule="expected", horizon_days=273, threshold=0.3)
    result = churn_orders.METRIC.compute({"orders": cdnow.orders()}, options, scene=cdnow.SCENE)
    later = cdnow.orders().filter(pl.col("day") > cdnow.CUT)["customer"].unique()
    back = result.customers.with_columns(pl.col("customer").is_in(later.implode()).alias("back"))
    rates = dict(back.group_by("churned").agg(pl.col("back").mean()).iter_rows())
    assert rates[True] < 0.2 < 0.4 < rates[False]


SIGNALS = [
    ["a", "usage", 50, NOW], ["a", "support", 100, NOW], ["a", "sentiment", 100, NOW], ["a", "payment", 100, NOW],
    ["a", "engagement", 100, NOW],
]  # fmt: skip


def test_health_is_the_weighted_score_with_reasons() -> None:
    result = health_score.METRIC.compute({"signals": rows("customer part score at", *SIGNALS)}, scene=SCENE)
    assert result.value == pytest.approx(85)
    reason = result.reasons.row(0, named=True)
    assert (reason["part"], reason["weight"], reason["lost"]) == ("usage", pytest.approx(0.3), pytest.approx(15))
    assert result.bands == {"green": 1, "yellow": 0, "red": 0}
    assert result.customers["missing"].to_list() == [[]]


@pytest.mark.parametrize(
    ("part", "weight"),
    [("usage", 30), ("support", 20), ("sentiment", 20), ("payment", 15), ("engagement", 15)],
)
def test_golden_weights_of_health_are_30_20_20_15_15(part: str, weight: int) -> None:
    signals = [[who, name, 0 if name == part else 100, at] for who, name, _score, at in SIGNALS]
    result = health_score.METRIC.compute({"signals": rows("customer part score at", *signals)}, scene=SCENE)
    assert result.value == pytest.approx(100 - weight)


def test_weights_of_missing_parts_go_to_the_others_and_are_named() -> None:
    some = rows("customer part score at", *SIGNALS[:2], ["a", "weather", 0, NOW])
    result = health_score.METRIC.compute({"signals": some}, scene=SCENE)
    assert result.value == pytest.approx((30 * 50 + 20 * 100) / 50)
    assert result.customers["missing"].to_list() == [["engagement", "payment", "sentiment"]]
    assert [note.code for note in result.notes] == ["ignored"]


def test_a_signal_of_30_days_ago_is_worth_half_and_the_future_counts_nothing() -> None:
    signals = rows("customer part score at", ["a", "usage", 90, NOW], ["a", "usage", 30, NOW - timedelta(days=30)],
                   ["a", "usage", 0, NOW + timedelta(days=1)])  # fmt: skip
    result = health_score.METRIC.compute({"signals": signals}, HealthOptions(weights={"usage": 1}), scene=SCENE)
    assert result.value == pytest.approx((90 + 0.5 * 30) / 1.5)


part_scores = st.tuples(st.sampled_from(["usage", "support", "payment"]), st.floats(0, 100), st.integers(0, 9_000))


@settings(deadline=None)
@given(st.lists(part_scores, min_size=1, max_size=12))
def test_health_lies_within_its_signals_and_lost_points_add_up(signals: list[tuple[str, float, int]]) -> None:
    data = [["a", part, score, NOW - timedelta(days=ago)] for part, score, ago in signals]
    result = health_score.METRIC.compute({"signals": rows("customer part score at", *data)}, scene=SCENE)
    scores = [score for _, score, _ in signals]
    assert isinstance(result.value, float)
    assert min(scores) - 1e-6 <= result.value <= max(scores) + 1e-6
    assert result.reasons["weight"].sum() == pytest.approx(1)
    assert result.reasons["lost"].sum() == pytest.approx(100 - result.value, abs=1e-6)


def closed(won: int, lost: int, source: str, start: int) -> tuple[list[list[object]], list[list[object]]]:
    names = [f"{source}{start + i}" for i in range(won + lost)]
    leads: list[list[object]] = [[name, i < won, None] for i, name in enumerate(names)]
    return leads, [[name, "source", source] for name in names]


def scored(options: LeadScoreOptions, *more: list[object], extra: tuple[list[object], ...] = ()) -> pl.DataFrame:
    web, fair = closed(8, 12, "web", 0), closed(2, 28, "fair", 100)
    leads = rows("id won override", *web[0], *fair[0], ["open", None, 77.0], *more, won=pl.Boolean)
    values = rows("lead field value", *web[1], *fair[1], ["open", "source", "web"], *extra)
    return lead_score.METRIC.compute({"leads": leads, "values": values}, options, scene=SCENE).leads


def test_lead_score_is_naive_bayes_with_a_tenth_of_smoothing() -> None:
    # S_won = 10/50 · 8.1/10.2; S_lost = 40/50 · 12.1/40.2
    expected = 100 * (0.2 * 8.1 / 10.2) / (0.2 * 8.1 / 10.2 + 0.8 * 12.1 / 40.2)
    lead = scored(LeadScoreOptions()).filter(pl.col("lead") == "open").row(0, named=True)
    assert lead["automatic"] == round(expected, 2) == 39.74
    assert lead["override"] == 77.0


def test_reasons_say_what_speaks_for_and_against() -> None:
    web, fair = closed(8, 12, "web", 0), closed(2, 28, "fair", 100)
    leads, values = (
        rows("id won", *[lead[:2] for lead in web[0] + fair[0]]),
        rows("lead field value", *web[1], *fair[1]),
    )
    result = lead_score.METRIC.compute({"leads": leads, "values": values}, scene=SCENE)
    weights = dict(result.reasons.select("value", "weight").unique().iter_rows())
    assert weights["web"] == pytest.approx(math.log((8.1 / 10.2) / (12.1 / 40.2)))
    assert weights["fair"] < 0 < weights["web"]
    assert (result.n, result.won, result.lost, result.notes) == (50, 10, 40, ())


def open_score(options: LeadScoreOptions, *extra: list[object]) -> float:
    """Percent of the open lead."""
    return float(scored(options, extra=extra).filter(pl.col("lead") == "open")["automatic"].item())


def test_a_tag_counts_only_when_seen_often_enough() -> None:
    tags: list[list[object]] = [[f"fair{100 + i}", "tag", "vip"] for i in range(30)]
    tags += [[f"web{i}", "tag", "other"] for i in range(20)]
    plain = open_score(LeadScoreOptions())
    assert open_score(LeadScoreOptions(), *tags, ["open", "tag", "vip"]) == plain  # 30 cases are fewer than 50
    assert open_score(LeadScoreOptions(many_minimum=31), *tags, ["open", "tag", "vip"]) == plain
    assert open_score(LeadScoreOptions(many_minimum=30), *tags, ["open", "tag", "vip"]) < plain / 2
    assert open_score(LeadScoreOptions(many=()), *tags, ["open", "tag", "vip"]) < plain / 2


def test_a_won_stage_is_100_and_all_others_stay_within_0_01_and_99_99() -> None:
    leads = rows("id won stage", *[[f"w{i}", True, "won"] for i in range(500)], *[[f"l{i}", False, "new"] for i in
                 range(500)], ["far", None, "talks"], ["near", None, "new"])  # fmt: skip
    values = rows("lead field value", *[[f"w{i}", f"f{k}", "y"] for i in range(500) for k in range(3)],
                  *[[f"l{i}", f"f{k}", "n"] for i in range(500) for k in range(3)],
                  *[["far", f"f{k}", "y"] for k in range(3)], *[["near", f"f{k}", "n"] for k in range(3)])  # fmt: skip
    options = LeadScoreOptions(stages=("new", "talks", "won"), won_stages=("won",))
    result = lead_score.METRIC.compute({"leads": leads, "values": values}, options, scene=SCENE)
    automatic = dict(result.leads.select("lead", "automatic").iter_rows())
    assert (automatic["w1"], automatic["far"], automatic["near"]) == (100.0, 99.99, 0.01)


def test_plain_points_stand_beside_it() -> None:
    rules = (PointRule(field="source", values=("web", "call"), points=30), PointRule(field="source", values=("fair",),
             points=-10))  # fmt: skip
    points = dict(scored(LeadScoreOptions(points=rules)).select("lead", "points").iter_rows())
    assert (points["open"], points["fair100"]) == (30, 0)


def test_without_won_and_lost_leads_there_is_no_automatic_score() -> None:
    leads, values = rows("id won", ["a", True], ["b", None]), rows("lead field value", ["a", "source", "web"])
    result = lead_score.METRIC.compute({"leads": leads, "values": values}, scene=SCENE)
    assert result.leads["automatic"].to_list() == [None, None]
    assert [note.code for note in result.notes] == ["too_few"]
