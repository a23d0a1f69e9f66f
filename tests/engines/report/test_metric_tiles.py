"""Metric tiles: tables and columns are named, linted, filled and computed; each result has a figure."""

from typing import Any

import pytest

from engines.report.binding import MetricBinding, MetricTable
from engines.report.definition import Dashboard, Tile
from engines.report.errors import ReportError
from engines.report.formats import Look
from engines.report.metric_figure import metric_figure
from engines.report.metric_program import compile_metric, compute_metric, table_queries
from engines.report.metric_texts import amount_text
from engines.report.metrics import Scene
from engines.report.plan import plan
from tests.engines.report.world import NOW, SCOPE, SHANGHAI, frames, opportunity

CONVERSION: dict[str, Any] = {
    "key": "conversion",
    "tables": {"cases": {"from": "opportunity", "columns": {"id": "id", "won": {"where": "stage = 'won'"}}}},
}
FORECAST: dict[str, Any] = {
    "key": "weighted_forecast",
    "tables": {
        "deals": {
            "from": "opportunity",
            "where": "urgent",
            "columns": {
                "id": "id",
                "amount": "amount",
                "probability": "rate",
                "state": {"field": "stage", "map": {"won": "won", "lost": "lost"}, "otherwise": "open"},
            },
        }
    },
}
DATA = {
    "opportunity": [
        opportunity("a", stage="won", amount=100, rate="0.5", urgent=True, customer="c1"),
        opportunity("b", stage="new", amount=200, rate="0.25", urgent=True, customer="c2"),
        opportunity("c", stage="lost", amount=400, rate="0.9", urgent=True, customer="c1"),
        opportunity("d", stage="quote", amount=800, rate="0.9", urgent=False, customer="c1"),
    ],
    "customer": [{"id": "c1", "level": "A"}, {"id": "c2", "level": "B"}],
}


def scope_of(_table: MetricTable) -> Any:
    return SCOPE


def computed(document: dict[str, Any]) -> Any:
    program = compile_metric(MetricBinding.model_validate(document), scope_of)
    plans = {key: plan(each, NOW, SHANGHAI) for key, each in program.tables.items()}
    world = frames(DATA)
    return program, compute_metric(program, plans, dict.fromkeys(plans, world), Scene(now=NOW))


def problems(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ReportError) as caught:
        compile_metric(MetricBinding.model_validate(document), scope_of)
    for problem in caught.value.problems:
        assert {"zh-CN", "en"} == set(problem.message)
    return sorted(problem.place for problem in caught.value.problems)


def test_conditions_and_other_words_fill_columns() -> None:
    _program, conversion = computed(CONVERSION)
    assert (conversion.n, conversion.value) == (4, 0.25)
    _program, forecast = computed(FORECAST)
    assert float(forecast.value) == 100 + 200 * 0.25


def test_one_result_per_value_of_a_path() -> None:
    program, found = computed({**CONVERSION, "by": "customer.level"})
    assert {level: (result.n, result.value) for level, result in found.items()} == {"A": (3, 1 / 3), "B": (1, 0)}
    shown = metric_figure(program, found, Look("en"), names=lambda value: f"level {value}")
    assert shown["table"]["rows"][0][:1] == ["level A"]
    assert [group["n"] for group in shown["metric"]["groups"]] == [3, 1]


def test_a_figure_has_formula_n_interval_and_a_table() -> None:
    program, found = computed(FORECAST)
    shown = metric_figure(program, found, Look("zh-CN"), as_of="now")
    metric = shown["metric"]
    assert (shown["kind"], metric["label"], metric["n"], shown["as_of"]) == ("metric", "加权销售预测", found.n, "now")
    assert metric["text"] == "150.00"
    assert metric["formula"]
    assert shown["table"]["columns"], "categories stand in a table"


def test_money_is_short_on_the_tile_and_exact_in_its_table() -> None:
    many = [opportunity(key, stage="new", amount=14_637_935, rate="1", urgent=True, customer="c1") for key in "ab"]
    plans, program = {}, compile_metric(MetricBinding.model_validate(FORECAST), scope_of)
    plans |= {key: plan(each, NOW, SHANGHAI) for key, each in program.tables.items()}
    found = compute_metric(program, plans, dict.fromkeys(plans, frames({"opportunity": many})), Scene(now=NOW))
    shown = metric_figure(program, found, Look("zh-CN"))
    assert (shown["metric"]["text"], shown["metric"]["short"]) == ("29,275,870.00", "2,927.59万")
    place = [column["key"] for column in shown["table"]["columns"]].index("amount")
    assert "29,275,870" in [row[place] for row in shown["table"]["rows"]]
    assert "2,927.59万" in [row[place] for row in shown["metric"]["parts"]["rows"]]


def test_a_metric_without_cases_is_empty() -> None:
    program, found = computed({**CONVERSION, "tables": {"cases": {**CONVERSION["tables"]["cases"], "where": "FALSE"}}})
    assert metric_figure(program, found, Look("en"))["kind"] == "empty"


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"key": "nothing"}, ["metric"]),
        ({"tables": {"other": CONVERSION["tables"]["cases"]}}, ["metric.tables.cases", "metric.tables.other"]),
        ({"options": {"of": "nobody"}}, ["metric.options.of"]),
        ({"tables": {"cases": {"from": "opportunity", "columns": {"id": "id"}}}}, ["metric.tables.cases.columns.won"]),
        (
            {"tables": {"cases": {"from": "opportunity", "columns": {"id": "id", "won": "amount", "x": "id"}}}},
            ["metric.tables.cases.columns.won", "metric.tables.cases.columns.x"],
        ),
        (
            {"tables": {"cases": {"from": "opportunity", "columns": {"id": "id", "won": {"where": "nope"}}}}},
            ["metric.tables.cases.columns.won"],
        ),
        (
            {"tables": {"cases": {"from": "opportunity", "columns": {"id": "lines.kind", "won": "urgent"}}}},
            ["metric.tables.cases.columns.id"],
        ),
    ],
)
def test_the_lint_names_role_and_column(change: dict[str, Any], places: list[str]) -> None:
    assert problems({**CONVERSION, **change}) == places


def test_a_metric_tile_has_a_metric_and_no_query() -> None:
    tile = {"key": "m", "chart": {"type": "metric"}, "metric": CONVERSION}
    dashboard = Dashboard.model_validate({"key": "d", "tiles": [tile]})
    assert Dashboard.model_validate(dashboard.to_json()) == dashboard
    for wrong in ({"chart": {"type": "metric"}}, {"chart": {"type": "kpi", "value": "n"}, "metric": CONVERSION}):
        with pytest.raises(ValueError, match=r"metric|query"):
            Tile.model_validate({"key": "m", **wrong})


def test_history_tables_ask_for_moments() -> None:
    table = {
        "from": "opportunity",
        "history": "stage",
        "columns": {"deal": "record", "stage": "value", "entered": "at"},
    }
    binding = MetricBinding.model_validate({"key": "funnel", "tables": {"history": table}})
    assert table_queries(binding)["history"].list == ("record", "value", "at")


def test_durations_are_days_hours_and_minutes() -> None:
    assert amount_text(93_780, "duration", Look("zh-CN")) == "1 天 2 小时 3 分"
    assert amount_text(59, "duration", Look("en")) == "1 min"
    assert amount_text(None, "duration", Look("en")) == "–"
    assert amount_text(0.256, "percent", Look("en")) == "25.6%"


def test_plain_numbers_have_two_decimals_and_small_ones_four() -> None:
    assert amount_text(4.285714, "number", Look("en")) == "4.29"
    assert amount_text(-1234.5, "number", Look("zh-CN")) == "-1,234.5"
    assert amount_text(0.0042857, "number", Look("en")) == "0.0043"
    assert amount_text(7, "number", Look("en")) == "7"
