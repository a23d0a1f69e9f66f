"""Campaign ROI, attribution, incremental ROI."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.metrics import attribution, campaign_roi, incremental_roi
from engines.report.metrics.attribution import AttributionOptions, Model, shares
from engines.report.metrics.campaign_roi import CampaignRoiOptions
from engines.report.metrics.incremental_roi import IncrementalRoiOptions
from tests.engines.report.metrics.frames import INSTANT, SCENE, at, rows

MODELS: tuple[Model, ...] = ("first", "last", "linear", "position")


def test_campaign_roi_is_the_margin_won_minus_cost_over_cost() -> None:
    frames = {
        "campaigns": rows("id cost", ["fair", 1000], ["mail", 500], ["free", 0]),
        "deals": rows("campaign amount margin", ["fair", 6000, 0.5], ["fair", 1000, None], ["mail", 500, None],
                      ["unknown", 9999, None]),
    }  # fmt: skip
    result = campaign_roi.METRIC.compute(frames, CampaignRoiOptions(margin=0.4), scene=SCENE)
    assert {c.campaign: c.roi for c in result.campaigns} == pytest.approx({"fair": 2.4, "mail": -0.6, "free": None})
    assert result.value == pytest.approx((3600 - 1500) / 1500)  # a ratio of sums
    assert [note.code for note in result.notes] == ["foreign"]


def touched(*campaigns: str) -> dict[str, pl.DataFrame]:
    """One deal of 1000, touched by these campaigns in order; the last touch came after it was won."""
    data = [["d", name, at("2026-01-01 09:00") + timedelta(days=i)] for i, name in enumerate(campaigns)]
    return {
        "deals": rows("id amount won", ["d", 1000, at("2026-02-01 09:00")], ["alone", 50, at("2026-02-01 09:00")]),
        "touches": rows("deal campaign at", *data, ["d", "late", at("2026-03-01 09:00")]),
    }


@pytest.mark.parametrize(
    ("model", "credits"),
    [
        ("first", {"a": 1000, "b": 0, "c": 0, "d": 0}),
        ("last", {"a": 0, "b": 0, "c": 0, "d": 1000}),
        ("linear", {"a": 250, "b": 250, "c": 250, "d": 250}),
        ("position", {"a": 400, "b": 100, "c": 100, "d": 400}),
    ],
)
def test_R122_credit_goes_to_the_touches_before_the_deal_was_won(model: Model, credits: dict[str, int]) -> None:
    result = attribution.METRIC.compute(touched("a", "b", "c", "d"), AttributionOptions(model=model), scene=SCENE)
    assert {credit.campaign: credit.amount for credit in result.credits} == credits
    assert (result.value, result.unattributed, result.n) == (1000, 50, 1)


def test_a_campaign_that_touched_twice_gets_both_shares() -> None:
    result = attribution.METRIC.compute(touched("a", "b", "a"), scene=SCENE)
    assert [(c.campaign, c.deals, c.amount) for c in result.credits] == [("a", 0.8, 800), ("b", 0.2, 200)]


@pytest.mark.parametrize("model", MODELS)
@given(touches=st.integers(1, 200))
def test_shares_sum_to_exactly_1(model: Model, touches: int) -> None:
    parts = shares(model, touches)
    assert (len(parts), sum(parts), min(parts) >= 0) == (touches, 1, True)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abc"), st.integers(0, 60)), max_size=20),
    st.lists(st.decimals("0", "100000", places=2), min_size=5, max_size=5),
    st.sampled_from(MODELS),
)
def test_credits_and_what_nothing_touched_add_up_to_what_was_won(
    touches: list[tuple[int, str, int]], amounts: list[Decimal], model: Model
) -> None:
    data = [[str(deal), name, at("2026-01-01 09:00") + timedelta(days=days)] for deal, name, days in touches]
    frames = {
        "deals": rows("id amount won", *[[str(i), a, at("2026-02-01 09:00")] for i, a in enumerate(amounts)]),
        "touches": rows("deal campaign at", *data, deal=pl.String, campaign=pl.String, at=INSTANT),
    }
    result = attribution.METRIC.compute(frames, AttributionOptions(model=model), scene=SCENE)
    credited = sum((credit.amount for credit in result.credits), Decimal(0))
    assert credited + result.unattributed == pytest.approx(sum(amounts), abs=Decimal("1e-8"))
    assert sum(credit.deals for credit in result.credits) == pytest.approx(result.n)


def test_incremental_roi_counts_only_what_the_held_out_group_would_not_have_bought() -> None:
    data = [[f"t{i}", True, 120 + 10 * (i % 2)] for i in range(100)]
    data += [[f"h{i}", False, 100 + 10 * (i % 2)] for i in range(50)]
    frame = rows("customer treated revenue", *data)
    options = IncrementalRoiOptions(cost=Decimal(500), margin=0.5)
    result = incremental_roi.METRIC.compute({"customers": frame}, options, scene=SCENE)
    assert (result.lift, result.added, result.value) == (20.0, 2000.0, 1.0)
    assert result.interval is not None
    # se = √(25·100/99/100 + 25·50/49/50) = 0.873; × 1.96 × 100 customers × 0.5 / 500
    assert result.interval.high - result.interval.low == pytest.approx(2 * 1.959964 * 0.87287 * 0.1, abs=1e-3)


def test_without_a_group_held_out_there_is_no_incremental_roi() -> None:
    frame = rows("customer treated revenue", ["a", True, 100])
    result = incremental_roi.METRIC.compute({"customers": frame}, IncrementalRoiOptions(cost=Decimal(5)), scene=SCENE)
    assert (result.value, [note.code for note in result.notes]) == (None, ["too_few"])
