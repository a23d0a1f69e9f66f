"""Funnel, conversion, weighted and payment forecast, forecast accuracy: golden values and laws."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.report.metrics import MetricInputError, conversion, forecast_accuracy, funnel, payment_forecast
from engines.report.metrics import weighted_forecast as weighted
from engines.report.metrics.conversion import ConversionOptions
from engines.report.metrics.funnel import FunnelOptions
from engines.report.metrics.payment_forecast import PaymentForecastOptions
from tests.engines.report.metrics.frames import INSTANT, NOW, SCENE, at, day, rows

STAGES = FunnelOptions(stages=("new", "contact", "quote", "talks", "won"))


def golden_funnel() -> dict[str, pl.DataFrame]:
    """Five deals: one never left the first stage, one was lost after the talks, one skipped a stage and came back."""
    deals = rows(
        "id amount stage region", ["a", 100, "won", "east"], ["b", 200, "lost", "east"], ["c", 300, "quote", "west"],
        ["d", 400, "quote", "west"], ["e", 500, "new", "west"],
    )  # fmt: skip
    history = rows(
        "deal stage entered",
        ["a", "new", at("2026-01-01 09:00")], ["a", "contact", at("2026-01-03 09:00")],
        ["a", "quote", at("2026-01-04 09:00")], ["a", "talks", at("2026-01-05 09:00")],
        ["a", "won", at("2026-01-06 09:00")],
        ["b", "new", at("2026-01-01 09:00")], ["b", "contact", at("2026-01-05 09:00")],
        ["b", "quote", at("2026-01-06 09:00")], ["b", "talks", at("2026-01-07 09:00")],
        ["b", "lost", at("2026-01-08 09:00")],
        ["c", "new", at("2026-01-01 09:00")], ["c", "quote", at("2026-01-07 09:00")],
        ["c", "contact", at("2026-01-08 09:00")], ["c", "quote", at("2026-01-09 09:00")],
        ["d", "new", at("2026-01-01 09:00")], ["d", "contact", at("2026-01-09 09:00")],
        ["d", "quote", at("2026-01-10 09:00")],
        ["e", "new", at("2026-01-01 09:00")],
    )  # fmt: skip
    return {"deals": deals, "history": history}


def test_golden_funnel_5_4_4_2_1() -> None:
    result = funnel.METRIC.compute(golden_funnel(), STAGES, scene=SCENE)
    assert [stage.n for stage in result.stages] == [5, 4, 4, 2, 1]
    assert [stage.step for stage in result.stages] == [0.8, 1.0, 0.5, 0.5, None]
    assert result.value == 0.2
    assert result.leak == "quote"


def test_funnel_by_value_and_days_spent() -> None:
    result = funnel.METRIC.compute(golden_funnel(), STAGES, scene=SCENE)
    assert [stage.amount for stage in result.stages] == [1500, 1000, 1000, 300, 100]
    assert result.stages[2].amount_step == 0.3
    # new: 2, 4, 6, 8 days; contact: 1, 1, 1, 1; quote: 1, 1 and one day of c, who came back and is still there
    assert [stage.median_days for stage in result.stages] == [5.0, 1.0, 1.0, 1.0, None]


def test_R089_funnel_per_region_sums_to_the_whole() -> None:
    parts = funnel.METRIC.compute_by(golden_funnel(), "region", STAGES, scene=SCENE)
    assert {region: [stage.n for stage in part.stages] for region, part in parts.items()} == {
        "east": [2, 2, 2, 2, 1],
        "west": [3, 2, 2, 0, 0],
    }


def test_a_deal_without_history_counts_where_it_stands_and_one_without_stage_is_told() -> None:
    deals = rows("id stage", ["a", "contact"], ["b", None], ["c", "gone"])
    history = pl.DataFrame(schema={"deal": pl.String, "stage": pl.String, "entered": INSTANT})
    result = funnel.METRIC.compute({"deals": deals, "history": history}, STAGES, scene=SCENE)
    assert [stage.n for stage in result.stages] == [1, 1, 0, 0, 0]
    assert [note.code for note in result.notes] == ["ignored"]


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["new", "contact", "quote", "talks", "won", "lost"]), max_size=6),
        min_size=1,
        max_size=8,
    )
)
def test_a_funnel_never_widens_and_does_not_depend_on_row_order(paths: list[list[str]]) -> None:
    deals = pl.DataFrame({"id": [str(i) for i in range(len(paths))]})
    steps = [(str(i), stage, NOW + timedelta(days=k)) for i, path in enumerate(paths) for k, stage in enumerate(path)]
    history = pl.DataFrame(steps, {"deal": pl.String, "stage": pl.String, "entered": INSTANT}, orient="row")
    forward = funnel.METRIC.compute({"deals": deals, "history": history}, STAGES, scene=SCENE)
    backward = funnel.METRIC.compute({"deals": deals.reverse(), "history": history.reverse()}, STAGES, scene=SCENE)
    counts = [stage.n for stage in forward.stages]
    assert counts == sorted(counts, reverse=True)
    assert forward == backward


def test_conversion_of_all_and_of_closed_cases() -> None:
    cases = rows("id won", ["a", True], ["b", True], ["c", False], ["d", False], ["e", False], ["f", None], ["g", None],
                 ["h", None])  # fmt: skip
    everything = conversion.METRIC.compute({"cases": cases}, scene=SCENE)
    closed = conversion.METRIC.compute({"cases": cases}, ConversionOptions(of="closed"), scene=SCENE)
    assert (everything.value, everything.n) == (0.25, 8)
    assert (closed.value, closed.n, closed.won, closed.lost, closed.open) == (0.4, 5, 2, 3, 3)
    assert closed.interval is not None  # Wilson, 2 of 5: 0.1176–0.7693
    assert closed.interval.low == pytest.approx(0.117621, abs=1e-6)
    assert closed.interval.high == pytest.approx(0.769276, abs=1e-6)


def test_conversion_of_few_cases_says_too_few() -> None:
    result = conversion.METRIC.compute({"cases": rows("id won", ["a", True])}, scene=SCENE)
    assert [note.code for note in result.notes] == ["too_few"]


def golden_deals() -> pl.DataFrame:
    return rows(
        "id amount probability state category", ["a", 1000, 0.1, "open", "pipeline"], ["b", 500, 0.5, "open", "best"],
        ["c", 200, 0.8, "open", "committed"], ["d", 500, 1.0, "won", None], ["e", 9999, 0.9, "lost", None],
    )  # fmt: skip


def test_golden_weighted_forecast_510_open_1010_with_won() -> None:
    result = weighted.METRIC.compute({"deals": golden_deals()}, scene=SCENE)
    assert (result.open_weighted, result.won, result.value) == (510, 500, 1010)
    assert [(c.category, c.weighted) for c in result.categories] == [
        ("best", 250),
        ("committed", 160),
        ("pipeline", 100),
    ]


def test_lost_deals_count_nowhere_in_the_forecast() -> None:
    without = golden_deals().filter(pl.col("state") != "lost")
    whole = weighted.METRIC.compute({"deals": golden_deals()}, scene=SCENE)
    assert weighted.METRIC.compute({"deals": without}, scene=SCENE) == whole


def test_a_forecast_is_exact_where_floats_are_not() -> None:
    deals = rows("id amount probability state", *[[str(i), 0.1, 0.7, "open"] for i in range(1000)])
    assert weighted.METRIC.compute({"deals": deals}, scene=SCENE).value == Decimal("70")


def test_a_deal_without_probability_counts_as_0_and_is_told_and_a_strange_state_is_refused() -> None:
    unsure = rows("id amount probability state", ["a", 100, None, "open"], probability=pl.Float64)
    result = weighted.METRIC.compute({"deals": unsure}, scene=SCENE)
    assert (result.value, [note.code for note in result.notes]) == (0, ["no_probability"])
    with pytest.raises(MetricInputError, match="state"):
        weighted.METRIC.compute({"deals": rows("id amount probability state", ["a", 1, 1, "maybe"])}, scene=SCENE)


@settings(deadline=None)
@given(st.lists(st.tuples(st.decimals("0", "1e9", places=2), st.decimals("0", "1", places=2)), max_size=20))
def test_categories_add_up_to_the_forecast(deals: list[tuple[Decimal, Decimal]]) -> None:
    data = [[str(i), amount, p, "open", "best" if i % 2 else "committed"] for i, (amount, p) in enumerate(deals)]
    frame = rows("id amount probability state category", *data, id=pl.String, state=pl.String, category=pl.String,
                 amount=pl.Decimal(20, 2), probability=pl.Decimal(4, 2))  # fmt: skip
    result = weighted.METRIC.compute({"deals": frame}, scene=SCENE)
    exact = sum((amount * p for amount, p in deals), Decimal(0))
    assert sum((c.weighted for c in result.categories), Decimal(0)) == pytest.approx(exact, rel=Decimal("1e-14"))
    assert result.value == pytest.approx(exact, rel=Decimal("1e-14"))


def test_forecast_accuracy_is_1_minus_the_relative_error() -> None:
    snapshots = rows("taken forecast actual", [day("2026-01-05"), 110, 100], [day("2026-01-12"), 80, 100],
                     [day("2026-01-19"), 5, 0])  # fmt: skip
    result = forecast_accuracy.METRIC.compute({"snapshots": snapshots}, scene=SCENE)
    assert result.value == pytest.approx(0.85)
    assert result.bias == pytest.approx(-0.05)
    assert [note.code for note in result.notes] == ["too_few", "ignored"]


def history(*late: tuple[int, int]) -> pl.DataFrame:
    """Past instalments of 100, due 24 months ago; (months late, how many); −1 never paid."""
    data = []
    for months, count in late:
        paid = None if months < 0 else day(f"2024-{11 + months:02d}-20" if months < 2 else f"2025-{months - 1:02d}-20")
        data += [[day("2024-11-10"), paid, 100]] * count
    return rows("due paid amount", *data, paid=pl.Date)


def test_R092_payment_forecast_is_open_instalments_times_the_pay_curve() -> None:
    # of 100: 50 in the due month, 30 one month later, 20 never
    frames = {
        "instalments": rows("id due amount paid", ["a", day("2026-12-05"), 1000, 0], ["b", day("2026-11-05"), 500, 100],
                            ["c", day("2026-10-05"), 300, None]),
        "history": history((0, 50), (1, 30), (-1, 20)),
    }  # fmt: skip
    result = payment_forecast.METRIC.compute(frames, scene=SCENE)
    assert result.curve[:3] == (0.5, 0.3, 0.0)
    expected = {month.month.isoformat(): month.expected for month in result.months}
    # c is a month late already: of the half that is unpaid by then, 30/50 still comes, all of it this month
    assert expected["2026-11-01"] == pytest.approx(400 * 0.5 + 300 * 0.6)
    assert expected["2026-12-01"] == pytest.approx(400 * 0.3 + 1000 * 0.5)
    assert expected["2027-01-01"] == pytest.approx(1000 * 0.3)
    assert (result.open_amount, result.overdue) == (1700, 300)
    assert float(result.value or 0) + result.doubtful == pytest.approx(1700)


def test_without_history_payments_are_expected_when_due_and_the_reader_is_told() -> None:
    frames = {"instalments": rows("id due amount", ["a", day("2026-12-05"), 1000])}
    result = payment_forecast.METRIC.compute(frames, scene=SCENE)
    assert [(m.month, m.due, m.expected) for m in result.months] == [(day("2026-12-01"), 1000, 1000.0)]
    assert "no_curve" in [note.code for note in result.notes]


def test_only_instalments_old_enough_teach_the_curve() -> None:
    young = rows("due paid amount", *[[day("2026-10-01"), None, 100]] * 50, paid=pl.Date)
    frames = {"instalments": rows("id due amount", ["a", day("2026-12-05"), 1000]), "history": young}
    assert payment_forecast.METRIC.compute(frames, scene=SCENE).curve[0] == 1.0


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(-14, 6), st.integers(1, 10_000)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(-1, 6), st.integers(1, 40)), min_size=1, max_size=5),
)
def test_expected_and_doubtful_payments_add_up_to_what_is_open(
    instalments: list[tuple[int, int]], late: list[tuple[int, int]]
) -> None:
    plan = [
        [str(i), day("2026-11-15") + timedelta(days=30 * m), cents / 100] for i, (m, cents) in enumerate(instalments)
    ]
    frames = {"instalments": rows("id due amount", *plan), "history": history(*late)}
    result = payment_forecast.METRIC.compute(frames, PaymentForecastOptions(horizon=6, minimum=5), scene=SCENE)
    assert float(result.value or 0) + result.doubtful == pytest.approx(float(result.open_amount))
    assert sum(month.due for month in result.months) == result.open_amount
    assert result.value == pytest.approx(sum(month.expected for month in result.months))
