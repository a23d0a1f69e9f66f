"""Customer lifetime value: golden values of the literature on CDNOW."""

from datetime import timedelta

import polars as pl
import pytest

from engines.report.metrics import _bg_nbd, _gamma_gamma, _pareto_nbd, clv_contract, clv_historic, clv_model
from engines.report.metrics._bg_nbd import BgNbd, History
from engines.report.metrics._gamma_gamma import GammaGamma
from engines.report.metrics._histories import PurchaseModel
from engines.report.metrics._mbg_nbd import MbgNbd
from engines.report.metrics._pareto_nbd import ParetoNbd
from engines.report.metrics.clv_contract import ClvContractOptions
from engines.report.metrics.clv_model import ClvModelResult
from tests.engines.report.metrics import cdnow
from tests.engines.report.metrics.frames import SCENE, day, rows


@pytest.fixture(scope="module")
def bg_nbd() -> BgNbd:
    return _bg_nbd.fit([row[:3] for row in cdnow.summary()])


@pytest.fixture(scope="module")
def gamma_gamma() -> GammaGamma:
    return _gamma_gamma.fit([(x, mean) for x, _, _, mean in cdnow.summary() if x])


@pytest.fixture(scope="module")
def from_orders() -> ClvModelResult:
    return clv_model.METRIC.compute({"orders": cdnow.orders()}, scene=cdnow.SCENE)


def test_golden_bg_nbd_parameters(bg_nbd: BgNbd) -> None:
    assert (bg_nbd.r, bg_nbd.alpha, bg_nbd.a, bg_nbd.b) == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=1e-4)
    assert bg_nbd.log_likelihood == pytest.approx(-9582.43, abs=0.005)


def test_golden_bg_nbd_from_raw_orders(from_orders: ClvModelResult) -> None:
    fitted = from_orders.purchases
    assert fitted is not None
    assert (fitted.r, fitted.alpha, fitted.a, fitted.b) == pytest.approx((0.2426, 4.4135, 0.7929, 2.4258), abs=1e-3)


def test_golden_expected_purchases_and_p_alive(bg_nbd: BgNbd) -> None:
    assert bg_nbd.expected_purchases(39, (2, 30.43, 38.86)) == pytest.approx(1.226, abs=5e-4)
    assert bg_nbd.alive((2, 30.43, 38.86)) == pytest.approx(0.7266, abs=5e-5)
    assert bg_nbd.alive((0, 0.0, 38.86)) == 1.0


def test_golden_holdout_of_39_weeks(bg_nbd: BgNbd) -> None:
    expected = sum(bg_nbd.expected_purchases(39, row[:3]) for row in cdnow.summary())
    assert expected == pytest.approx(1653.4, abs=0.05)
    orders = cdnow.orders()
    end = cdnow.CUT + timedelta(weeks=39)
    later = orders.filter((pl.col("day") > cdnow.CUT) & (pl.col("day") <= end)).unique(["customer", "day"])
    assert len(later) == 1882, "what they really bought again"
    assert expected / len(later) - 1 == pytest.approx(-0.121, abs=5e-4)


def test_golden_pareto_nbd() -> None:
    model = _pareto_nbd.fit([row[:3] for row in cdnow.summary()])
    assert (model.r, model.alpha, model.s) == pytest.approx((0.5533, 10.5776, 0.6062), abs=5e-4)
    assert model.beta == pytest.approx(11.6691, abs=5e-3)
    expected = sum(model.expected_purchases(39, row[:3]) for row in cdnow.summary())
    assert expected == pytest.approx(1665.5, abs=0.1)


def test_customers_who_all_spend_alike_are_valued_at_what_they_spend() -> None:
    alike = _gamma_gamma.fit([(1 + i % 5, 100.0 + (-1) ** i) for i in range(200)])
    assert alike.expected_value(3, 100.0) == pytest.approx(100, rel=0.01)
    assert alike.expected_value(0, 0.0) == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("model", [
    BgNbd(0.24, 4.4, 0.79, 2.4, 0), MbgNbd(0.52, 6.2, 0.89, 1.6, 0), ParetoNbd(0.55, 10.6, 0.61, 11.7, 0),
    ParetoNbd(0.55, 11.7, 0.61, 10.6, 0),
])  # fmt: skip
@pytest.mark.parametrize("history", [(0, 0.0, 0.0), (1, 0.1, 900.0), (900, 100.0, 900.0), (3_000, 890.0, 900.0)])
def test_customers_with_thousands_of_purchases_do_not_overflow(model: PurchaseModel, history: History) -> None:
    assert 0 <= model.alive(history) <= 1
    near, far = model.expected_purchases(4, history), model.expected_purchases(52, history)
    assert 0 <= near <= far <= history[0] + 52


def test_customers_who_leave_alike_have_a_finite_expectation() -> None:
    """The share that leaves after an order is 1 of 20 for everybody: a and b are not determined, their ratio is."""
    leavers = [(x, 4.0 * x, 4.0 * x + 30) for x in range(1, 20)] * 2
    faithful = [(20, 80.0, 81.0 + number % 4) for number in range(76)]
    model = _bg_nbd.fit([*leavers, *faithful])
    assert model.a / (model.a + model.b) == pytest.approx(0.02, abs=0.02)
    expected = [model.expected_purchases(52, history) for history in (*leavers, *faithful)]
    assert all(0 <= value < 30 for value in expected)
    assert min(expected[len(leavers) :]) > 5 > max(expected[: len(leavers)])


def test_golden_gamma_gamma(gamma_gamma: GammaGamma) -> None:
    repeaters = [mean for x, _, _, mean in cdnow.summary() if x]
    assert (len(repeaters), sum(repeaters) / len(repeaters)) == (946, pytest.approx(35.08, abs=0.005))
    assert (gamma_gamma.p, gamma_gamma.q, gamma_gamma.v) == pytest.approx((6.2488, 3.7446, 15.4477), abs=1e-3)
    means = [gamma_gamma.expected_value(x, mean) for x, _, _, mean in cdnow.summary()[:3]]
    assert means == pytest.approx([24.659, 18.911, 35.171], abs=1e-3)


def test_golden_clv_of_12_months_at_1_percent(from_orders: ClvModelResult) -> None:
    first = from_orders.customers["clv"].head(3).to_list()
    assert first == pytest.approx([36.2785, 4.6375, 8.3441], rel=2e-3)
    assert from_orders.value == pytest.approx(from_orders.total / 2357)
    assert from_orders.repeaters <= 946


def test_customers_who_never_came_back_give_no_model_and_the_reader_is_told() -> None:
    orders = rows("customer day amount", ["a", day("2026-01-01"), 10.0], ["b", day("2026-02-01"), 20.0])
    result = clv_model.METRIC.compute({"orders": orders}, scene=SCENE)
    assert (result.value, result.purchases, [note.code for note in result.notes]) == (None, None, ["too_few"])


def test_golden_contract_value() -> None:
    customers = rows("customer margin retention", ["a", 1000, 0.8], ["b", 1000, 1.2])
    later = clv_contract.METRIC.compute({"customers": customers}, scene=SCENE)
    at_once = clv_contract.METRIC.compute({"customers": customers}, ClvContractOptions(paid_at_once=True), scene=SCENE)
    assert later.value == pytest.approx(2666.67, abs=0.005)
    assert at_once.value == pytest.approx(3666.67, abs=0.005)
    assert [note.code for note in later.notes] == ["ignored"]


def test_historic_value_is_the_sum_of_margins() -> None:
    orders = rows("customer day margin", ["a", day("2026-01-01"), 0.1], ["a", day("2026-02-01"), 0.2],
                  ["b", day("2026-02-01"), 10.0], ["b", day("2027-02-01"), 99.0])  # fmt: skip
    result = clv_historic.METRIC.compute({"orders": orders}, scene=SCENE)
    assert str(result.total.normalize()) == "10.3"
    assert result.customers["customer"].to_list() == ["b", "a"]
