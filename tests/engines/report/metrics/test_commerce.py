"""Repeat purchase, upsell, cross-sell, retention, cohorts, RFM: golden values on CDNOW, and laws."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.metrics import (
    cohort_retention,
    cross_sell,
    logo_churn,
    nrr,
    repeat_purchase,
    retention,
    rfm,
    upsell,
)
from engines.report.metrics.cohort_retention import CohortOptions
from engines.report.metrics.retention import RetentionOptions
from engines.report.metrics.rfm import RfmOptions, RfmResult
from tests.engines.report.metrics import cdnow
from tests.engines.report.metrics.frames import SCENE, day, rows


def test_golden_repeat_purchase_rate_of_cdnow() -> None:
    result = repeat_purchase.METRIC.compute({"orders": cdnow.orders()}, scene=cdnow.SCENE)
    assert (result.repeaters, result.n) == (946, 2357)
    assert result.value == pytest.approx(0.4014, abs=5e-5)


def test_several_orders_on_one_day_are_one_purchase_and_the_cycle_is_that_to_the_second_day() -> None:
    orders = rows("customer day", ["a", day("2026-11-01")], ["a", day("2026-11-01")], ["b", day("2026-11-01")],
                  ["b", day("2026-11-11")], ["b", day("2026-11-12")], ["b", day("2026-12-24")])  # fmt: skip
    result = repeat_purchase.METRIC.compute({"orders": orders}, scene=SCENE)
    assert (result.value, result.cycle_days.median) == (0.5, 10.0)


@pytest.fixture(scope="module")
def cdnow_rfm() -> RfmResult:
    return rfm.METRIC.compute({"orders": cdnow.orders()}, scene=cdnow.SCENE)


def test_golden_rfm_scores_of_cdnow(cdnow_rfm: RfmResult) -> None:
    assert cdnow_rfm.scores == {
        "r": (480, 478, 459, 475, 465),
        "f": (1411, 0, 439, 214, 293),
        "m": (480, 464, 471, 471, 471),
    }


def test_golden_rfm_tiers_of_cdnow(cdnow_rfm: RfmResult) -> None:
    assert [(tier.label.zh, tier.n) for tier in cdnow_rfm.tiers] == [
        ("高价值客户", 647), ("成长客户", 293), ("潜力客户", 459), ("待唤醒客户", 229), ("流失客户", 729),
    ]  # fmt: skip
    assert sum(map(sum, cdnow_rfm.grid)) == cdnow_rfm.n == 2357


def test_golden_share_of_each_tier_that_buys_again(cdnow_rfm: RfmResult) -> None:
    later = cdnow.orders().filter(pl.col("day") > cdnow.CUT)["customer"].unique()
    again = cdnow_rfm.customers.with_columns(pl.col("customer").is_in(later.implode()).alias("again"))
    shares = dict(again.group_by("tier").agg(pl.col("again").mean() * 100).iter_rows())
    golden = {"high": 61.4, "growing": 30.7, "potential": 16.3, "dormant": 17.9, "lost": 11.1}
    assert shares == pytest.approx(golden, abs=0.05)


def test_rfm_does_not_depend_on_row_order(cdnow_rfm: RfmResult) -> None:
    backward = rfm.METRIC.compute({"orders": cdnow.orders().reverse()}, scene=cdnow.SCENE)
    assert backward.customers.equals(cdnow_rfm.customers)


order_lists = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 300), st.integers(-50, 5_000)), min_size=1, max_size=60
)


@settings(deadline=None)
@given(order_lists, st.integers(0, 999))
def test_rfm_is_order_independent_tie_safe_and_total(orders: list[tuple[int, int, int]], seed: int) -> None:
    data = [[f"c{who}", day("2026-11-22") - timedelta(days=ago), cents / 100] for who, ago, cents in orders]
    frame = rows("customer day amount", *data)
    result = rfm.METRIC.compute({"orders": frame}, scene=SCENE)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=seed)
    assert rfm.METRIC.compute({"orders": shuffled}, scene=SCENE).customers.equals(result.customers)
    for value, score in (("days", "r"), ("frequency", "f"), ("money", "m")):
        assert result.customers.group_by(value).agg(pl.col(score).n_unique())[score].max() == 1
        ordered = result.customers.sort(value, descending=score == "r")[score].to_list()
        assert ordered == sorted(ordered)
        assert {1} <= set(ordered) <= {1, 2, 3, 4, 5}
    assert sum(tier.n for tier in result.tiers) == result.n == len({who for who, _, _ in orders})
    assert sum(tier.money for tier in result.tiers) == pytest.approx(sum(cents for _, _, cents in orders) / 100)


def test_rfm_with_fixed_break_points() -> None:
    today = day("2026-11-22")
    data = [["a", today - timedelta(days=ago), 100.0] for ago in (7, 8, 20)]
    data += [["b", today - timedelta(days=31), 5.0], ["c", today - timedelta(days=8), 1000.0]]
    options = RfmOptions(recency_days=(7, 30, 90, 180), frequency=(2, 3, 5, 8), money=(10, 100, 300, 1000))
    result = rfm.METRIC.compute({"orders": rows("customer day amount", *data)}, options, scene=SCENE)
    scores = result.customers.select("customer", "r", "f", "m", "v", "tier").rows()
    assert scores == [("a", 5, 3, 4, 4, "high"), ("b", 3, 1, 1, 1, "potential"), ("c", 4, 1, 5, 3, "growing")]
    assert [note.code for note in result.notes] == ["too_few"]


def test_break_points_must_rise() -> None:
    with pytest.raises(ValueError, match="rise"):
        RfmOptions(money=(10, 5, 20, 30))


def test_upsell_is_the_share_of_renewals_worth_more() -> None:
    renewals = rows("id value previous", ["a", 120, 100], ["b", 100, 100], ["c", 80, 100], ["d", 300.5, 100],
                    ["e", 50, None])  # fmt: skip
    result = upsell.METRIC.compute({"renewals": renewals}, scene=SCENE)
    assert (result.value, result.n, result.lower) == (0.5, 4, 1)
    assert float(result.added) == 220.5


def test_cross_sell_needs_an_earlier_purchase_of_something_else() -> None:
    orders = rows(
        "customer day category", ["a", day("2025-01-01"), "crm"], ["a", day("2026-10-01"), "erp"],
        ["b", day("2026-10-01"), "crm"], ["b", day("2026-10-01"), "erp"], ["c", day("2025-01-01"), "crm"],
        ["c", day("2026-10-01"), "crm"], ["d", day("2026-09-01"), "crm"], ["d", day("2026-10-01"), "erp"],
        ["e", day("2024-01-01"), "crm"], ["e", day("2024-02-01"), "erp"],
    )  # fmt: skip
    result = cross_sell.METRIC.compute({"orders": orders}, scene=SCENE)
    assert (result.buyers, result.n, result.value) == (2, 4, 0.5)
    assert result.categories == {"erp": 2}


def test_retention_of_one_period_to_the_next() -> None:
    orders = rows("customer day", ["a", day("2026-07-01")], ["a", day("2026-11-01")], ["b", day("2026-07-01")],
                  ["c", day("2026-11-22")], ["d", day("2026-05-01")], ["e", day("2026-11-23")])  # fmt: skip
    result = retention.METRIC.compute({"orders": orders}, RetentionOptions(window_days=90), scene=SCENE)
    assert (result.kept, result.lost, result.new, result.value) == (1, 1, 1, 0.5)


def test_cohorts_leave_what_is_yet_to_come_blank() -> None:
    orders = rows("customer day", ["a", day("2026-08-31")], ["a", day("2026-09-01")], ["a", day("2026-11-02")],
                  ["b", day("2026-08-01")], ["c", day("2026-10-05")], ["c", day("2026-11-05")])  # fmt: skip
    result = cohort_retention.METRIC.compute({"orders": orders}, CohortOptions(ahead=4), scene=SCENE)
    table = {cohort.start.isoformat(): cohort.active for cohort in result.cohorts}
    assert table == {"2026-08-01": (2, 1, 0, 1, None), "2026-10-01": (1, 1, None, None, None)}
    assert result.cohorts[0].rates == (1.0, 0.5, 0.0, 0.5, None)
    assert result.value == 0.5  # October's next period is still running


def test_golden_cohorts_of_cdnow_add_up() -> None:
    result = cohort_retention.METRIC.compute({"orders": cdnow.orders()}, scene=cdnow.SCENE)
    assert sum(cohort.n for cohort in result.cohorts) == 2357
    assert all((count or 0) <= cohort.n for cohort in result.cohorts for count in cohort.active)
    months = cdnow.orders().filter(pl.col("day") <= cdnow.CUT).with_columns(pl.col("day").dt.truncate("1mo"))
    assert sum(count or 0 for cohort in result.cohorts for count in cohort.active) == len(
        months.select("customer", "day").unique()
    )


BOOK = rows("customer start end", ["a", 100, 150], ["b", 100, 60], ["c", 100, 0], ["d", 100, 100], ["e", 0, 500])


def test_nrr_is_start_plus_expansion_minus_contraction_minus_churn_over_start() -> None:
    result = nrr.METRIC.compute({"customers": BOOK}, scene=SCENE)
    assert (result.start, result.expansion, result.contraction, result.churn) == (400, 50, 40, 100)
    assert (result.value, result.gross, result.n) == (0.775, 0.65, 4)


def test_logo_churn_counts_customers_of_the_start() -> None:
    result = logo_churn.METRIC.compute({"customers": BOOK}, scene=SCENE)
    assert (result.lost, result.n, result.new, result.value) == (1, 4, 1, 0.25)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=20))
def test_what_nrr_takes_apart_adds_up(book: list[tuple[int, int]]) -> None:
    frame = rows("customer start end", *[[str(i), a, b] for i, (a, b) in enumerate(book)], customer=pl.String,
                 start=pl.Int64, end=pl.Int64)  # fmt: skip
    result = nrr.METRIC.compute({"customers": frame}, scene=SCENE)
    left = result.start + result.expansion - result.contraction - result.churn
    assert left == sum(b for a, b in book if a > 0)
