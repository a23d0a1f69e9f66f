"""Every chart draws what it says, refuses what does not fit, and has an empty state and a table view."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from pydantic import TypeAdapter

from engines.report.answer import Column
from engines.report.charts import MODULES, AnyChart
from engines.report.compute import compute
from engines.report.figure import figure, fits
from engines.report.formats import Look, compact, short_text
from engines.report.parts import Calendar
from tests.engines.report.world import NOW, frames, opportunity, planned

CHART: TypeAdapter[Any] = TypeAdapter(AnyChart)
DATA = {
    "opportunity": [
        opportunity(
            f"{month:02}-{place}",
            name="发票一直没有收到",
            stage=("new", "won")[place % 2],
            owner=("u1", "u2", None)[place % 3],
            amount=12_345 * month + place,
            created_at=f"2026-{month:02}-0{place + 1}T09:30:00+08:00",
            closes=f"2026-{month:02}-{place + 10}",
            customer="c1",
        )
        for month in range(1, 11)
        for place in range(5)
    ],
    "customer": [{"id": "c1", "level": "A", "since": None}],
}
N = {"key": "n", "fn": "count"}
AMOUNT = {"key": "amt", "fn": "sum", "field": "amount", "format": "money"}
RATE = {"key": "rate", "formula": "amt / n"}
MONTHS = {"key": "m", "field": "created_at", "grain": "month"}
DAYS = {"key": "d", "field": "created_at", "grain": "day"}
NAME = {"key": "t", "field": "name"}
STAGE, OWNER = {"key": "s", "field": "stage"}, {"key": "o", "field": "owner"}
HOURS = {"key": "h", "field": "created_at", "grain": "weekday_hour"}
CLOSES = {"key": "c", "field": "closes", "grain": "month"}
CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "kpi", "value": "amt"}, {"measures": [AMOUNT]}),
    (
        {"type": "kpi", "value": "amt", "spark": "m", "compare": "prev", "target": 1e6},
        {
            "measures": [AMOUNT],
            "rows": [MONTHS],
            "totals": ["all"],
            "period": {"field": "created_at", "start": "2026-03-01", "end": "2026-04-30"},
            "compare": [{"key": "prev", "shift": "previous"}],
        },
    ),
    ({"type": "bar", "x": "o", "y": ["amt"], "lying": True, "labels": True}, {"rows": [OWNER], "measures": [AMOUNT]}),
    ({"type": "bar", "x": "m", "y": ["n"], "series": "s", "mode": "stack"}, {"rows": [MONTHS, STAGE], "measures": [N]}),
    (
        {"type": "bar", "x": "m", "y": ["n"], "series": "s", "mode": "full"},
        {"rows": [MONTHS], "cols": [STAGE], "measures": [N]},
    ),
    ({"type": "line", "x": "m", "y": ["amt", "n"], "area": True}, {"rows": [MONTHS], "measures": [AMOUNT, N]}),
    (
        {"type": "line", "x": "m", "y": ["n"], "series": "o", "gaps": "zero"},
        {"rows": [MONTHS], "cols": [OWNER], "measures": [N]},
    ),
    ({"type": "combo", "x": "m", "bars": ["amt"], "lines": ["n"]}, {"rows": [MONTHS], "measures": [AMOUNT, N]}),
    ({"type": "pie", "slice": "s", "value": "n"}, {"rows": [STAGE], "measures": [N]}),
    (
        {"type": "funnel", "stage": "s", "value": "n", "series": "o"},
        {"rows": [STAGE], "cols": [OWNER], "measures": [N]},
    ),
    ({"type": "gauge", "value": "amt", "target": 5e6, "bands": [1e6, 3e6]}, {"measures": [AMOUNT]}),
    ({"type": "gauge", "value": "amt", "target": "n"}, {"measures": [AMOUNT, N]}),
    ({"type": "scatter", "point": "o", "x": "n", "y": "amt", "size": "n"}, {"rows": [OWNER], "measures": [AMOUNT, N]}),
    ({"type": "heatmap", "x": "h", "value": "n"}, {"rows": [HOURS], "measures": [N]}),
    ({"type": "heatmap", "x": "m", "y": "s", "value": "n"}, {"rows": [MONTHS, STAGE], "measures": [N]}),
    (
        {"type": "treemap", "levels": ["s", "o"], "value": "amt", "color": "n"},
        {"rows": [STAGE, OWNER], "measures": [AMOUNT, N]},
    ),
    ({"type": "sankey", "levels": ["s", "o"], "value": "n"}, {"rows": [STAGE, OWNER], "measures": [N]}),
    ({"type": "waterfall", "x": "s", "value": "amt"}, {"rows": [STAGE], "measures": [AMOUNT]}),
    ({"type": "map", "region": "o", "value": "n"}, {"rows": [OWNER], "measures": [N]}),
    ({"type": "cloud", "word": "o", "value": "n"}, {"rows": [OWNER], "measures": [N]}),
    (
        {"type": "pivot"},
        {"rows": [STAGE, OWNER], "cols": [MONTHS], "measures": [N, AMOUNT, RATE], "totals": ["row", "col"]},
    ),
    ({"type": "table"}, {"list": ["stage", "amount", "created_at"]}),
    (
        {"type": "rfm", "customer": "k", "date": "d", "amount": "amt"},
        {"rows": [{"key": "k", "field": "customer"}, DAYS], "measures": [AMOUNT]},
    ),
    ({"type": "cohort", "start": "m", "again": "c", "value": "n"}, {"rows": [MONTHS, CLOSES], "measures": [N]}),
    (
        {"type": "forecast", "x": "m", "y": "amt", "ahead": 2},
        {"rows": [{**MONTHS, "fill": True}], "measures": [AMOUNT]},
    ),
    ({"type": "cloud", "word": "t", "value": "amt", "cut": True}, {"rows": [NAME], "measures": [AMOUNT]}),
]
IDS = [chart["type"] for chart, _query in CASES]


def drawn(chart: dict[str, Any], query: dict[str, Any], data: Any = None, language: Any = "zh-CN") -> dict[str, Any]:
    plan = planned(query)
    model = CHART.validate_python(chart)
    assert fits(model, plan.program) == []
    answer = compute(plan, frames(DATA if data is None else data), as_of="now")
    return figure(model, answer, language, now=NOW, calendar=Calendar())


@pytest.mark.parametrize(("chart", "query"), CASES, ids=IDS)
def test_every_chart_draws_json_with_a_table_view_in_both_languages(chart: Any, query: Any) -> None:
    for language in ("zh-CN", "en"):
        made = drawn(chart, query, language=language)
        json.dumps(made)
        assert not made["empty"]
        assert made["as_of"] == "now"
        assert len(made["table"]["columns"]) == len(made["table"]["rows"][0])
        assert made[made["kind"] if made["kind"] != "plotly" else "figure"]


def test_both_axes_of_a_heat_map_stand_in_their_order_whichever_line_is_full() -> None:
    """The first line lacks the first member of the other axis, which came last before."""
    data = {
        "opportunity": [
            opportunity("a", stage="new", owner="o2"), opportunity("b", stage="quote", owner="o1"),
            opportunity("c", stage="won", owner="o1"), opportunity("d", stage="won", owner="o2"),
            opportunity("e", stage="won", owner="o3"),
        ]
    }  # fmt: skip
    across = {"rows": [OWNER, STAGE], "measures": [N]}
    made = drawn({"type": "heatmap", "x": "s", "y": "o", "value": "n"}, across, data)["figure"]["data"][0]
    assert made["x"] == ["new", "quote", "won"] and made["y"] == ["o1", "o2", "o3"]
    turned = drawn(
        {"type": "heatmap", "x": "o", "y": "s", "value": "n"}, {**across, "order": [{"by": "o", "desc": True}]}, data
    )
    assert turned["figure"]["data"][0]["x"] == ["o3", "o2", "o1"]


@pytest.mark.parametrize("chart", [{"type": "bar", "x": "m"}, {"type": "line", "x": "m"}], ids=["bar", "line"])
def test_an_axis_of_several_measures_bears_the_name_of_none(chart: Any) -> None:
    query = {"rows": [MONTHS], "measures": [AMOUNT, N]}
    one, two = (drawn({**chart, "y": keys}, query)["figure"]["layout"]["yaxis"] for keys in (["amt"], ["amt", "n"]))
    assert one["title"]["text"] and not (two.get("title") or {}).get("text")


@pytest.mark.parametrize(("chart", "query"), CASES, ids=IDS)
def test_every_chart_has_an_empty_state(chart: Any, query: Any) -> None:
    made = drawn(chart, query, data={})
    if chart["type"] == "kpi":
        assert (made["kind"], made["kpi"]["value"], made["empty"]) == ("kpi", 0, False), "nothing counted is 0"
        return
    assert made["kind"] == "empty"
    assert made["text"] == "没有数据"


@pytest.mark.parametrize(("chart", "query"), CASES, ids=IDS)
def test_every_chart_refuses_a_dimension_or_measure_that_is_not_there(chart: Any, query: Any) -> None:
    model, other = (
        CHART.validate_python(chart),
        planned({"rows": [{"key": "zz", "field": "name"}], "measures": [{"key": "zn", "fn": "count"}]}),
    )
    if chart["type"] in ("pivot", "table"):
        assert fits(model, other.program) == []
        return
    reasons = fits(model, other.program)
    assert reasons
    assert all(reason["zh-CN"] and reason["en"] for reason in reasons)


def test_every_registered_chart_is_drawn_by_a_case_above() -> None:
    assert set(IDS) | {"text", "image", "metric"} == set(MODULES)


def test_R090_a_ranking_lies_down_and_its_bars_tell_whom_they_stand_for() -> None:
    trace = drawn(CASES[2][0], {**CASES[2][1], "order": [{"by": "amt", "desc": True}]})["figure"]["data"][0]
    assert trace["orientation"] == "h"
    assert trace["y"] == ["u2", "u1", "(空)"]
    assert [click["o"] for click in trace["customdata"]] == ["u2", "u1", None]


def funnel(*stages: str | None) -> dict[str, Any]:
    """A funnel over records that stand at these stages now."""
    rows = [{**DATA["opportunity"][0], "id": str(place), "stage": stage} for place, stage in enumerate(stages)]
    query = {"rows": [STAGE], "measures": [N]}
    return drawn({"type": "funnel", "stage": "s", "value": "n"}, query, {**DATA, "opportunity": rows})


def test_R088_steps_of_a_funnel_are_shares_of_the_one_before_and_of_the_first() -> None:
    (made,) = funnel("new", "new", "new", "new", "won", "won", "lost")["funnel"]["funnels"]
    assert [(step["label"], step["value"], step["step"], step["overall"]) for step in made["steps"]] == [
        ("new", 4, None, 1.0), ("won", 2, 0.5, 0.5), ("lost", 1, 0.5, 0.25),
    ]  # fmt: skip


def test_R088_a_funnel_that_widens_shows_no_rates_and_says_why() -> None:
    made = funnel("new", "won", "won", "lost")
    (only,) = made["funnel"]["funnels"]
    assert [step["value"] for step in only["steps"]] == [1, 2, 1]
    assert {(step["step"], step["overall"]) for step in only["steps"]} == {(None, None)}
    assert "销售漏斗" in made["notes"][0]
    assert funnel("new", "new", "won")["notes"] == []


def test_records_without_a_stage_are_no_step_of_the_way() -> None:
    made = funnel("new", "new", "won", None, None, None)
    (only,) = made["funnel"]["funnels"]
    assert [(step["value"], step["step"], step["overall"]) for step in only["steps"]] == [
        (2, None, 1.0), (1, 0.5, 0.5), (3, None, None),
    ]  # fmt: skip
    assert made["notes"] == []


def test_R089_each_region_has_a_funnel_of_its_own() -> None:
    funnels = drawn(*CASES[9])["funnel"]["funnels"]
    assert len(funnels) > 1
    for each in funnels:
        for before, after in pairwise(step for step in each["steps"] if step["step"] is not None or step["overall"]):
            assert after["step"] == pytest.approx(after["value"] / before["value"])


def test_R097_weekday_and_hour_are_taken_apart() -> None:
    made = drawn(*CASES[13])["figure"]["data"][0]
    assert made["y"][0] == "周一"
    assert len(made["x"]) == 24
    assert sum(value or 0 for row in made["z"] for value in row) == 50


def test_a_kpi_compares_with_the_time_before() -> None:
    compare = drawn(*CASES[1])["kpi"]["compare"]
    assert compare["good"] is True
    assert compare["label"] == "amount · 上期"


def test_numbers_beside_bars_and_compared_numbers_are_as_short_as_those_of_the_axis() -> None:
    look = Look(language="zh-CN")
    money = Column("amt", "amount", "measure", "number", format="money")
    assert short_text(Decimal("8545269"), money, look) == "854.53万"
    assert short_text(Decimal("0.551"), Column("rate", "rate", "measure", "number", format="percent"), look) == "55.1%"
    bar = drawn(*CASES[2])["figure"]["data"][0]
    assert bar["text"] != bar["hovertext"]
    assert drawn(*CASES[1])["kpi"]["compare"]["short"]


def test_a_pivot_has_its_subtotals_among_the_heads() -> None:
    page = drawn(*CASES[20])["pivot"]
    assert {head["total"] for head in page["row_heads"]} == {None, 1, 0}
    assert {head["total"] for head in page["col_heads"]} == {None, 0}
    grand = page["row_heads"].index(next(head for head in page["row_heads"] if head["total"] == 0))
    all_cols = page["col_heads"].index(next(head for head in page["col_heads"] if head["total"] == 0))
    assert page["cells"][grand][all_cols]["values"][0] == 50


UNITS = [
    ("12000", "1.2万", "12K"), ("123456789", "1.23亿", "123.46M"), ("999", "999", "999"), ("-50000", "-5万", "-50K"),
    ("0.256", "0.26", "0.26"), ("2500000000", "25亿", "2.5B"), ("0", "0", "0"),
    ("99999999", "1亿", "100M"), ("999999", "100万", "1M"), ("9999.999", "1万", "10K"),
    ("99994999", "9,999.5万", "99.99M"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "chinese", "english"), UNITS)
def test_numbers_are_short_in_the_units_of_the_language(number: str, chinese: str, english: str) -> None:
    assert compact(Decimal(number), Look("zh-CN")) == chinese
    assert compact(Decimal(number), Look("en")) == english


def test_a_percentage_or_ratio_has_no_place_in_a_treemap() -> None:
    query = planned({"rows": [STAGE], "measures": [AMOUNT, N, RATE]})
    reasons = fits(CHART.validate_python({"type": "treemap", "levels": ["s"], "value": "rate"}), query.program)
    assert "does not add up" in reasons[0]["en"]


def test_a_table_of_records_tells_which_record_stands_in_which_row() -> None:
    made = drawn({"type": "table", "page": 50}, {"list": ["stage", "amount"]})
    assert made["table"]["page"] == 50
    assert len(made["table"]["ids"]) == len(made["table"]["rows"]) > 0


def test_notes_call_dimensions_and_measures_as_people_do() -> None:
    top = {**OWNER, "label": {"zh-CN": "销售人员", "en": "Seller"}, "top": {"by": "n", "n": 1, "others": False}}
    broken = {"key": "broken", "label": {"zh-CN": "均价", "en": "Mean"}, "formula": "amt / (n - n)"}
    query = {"rows": [top], "measures": [N, AMOUNT, broken]}
    chinese, english = (drawn({"type": "table"}, query, language=language)["notes"] for language in ("zh-CN", "en"))
    assert chinese[0] == "“销售人员”另有 2 项未列出；合计包含它们"
    assert chinese[1].startswith("“均价”有 ") and chinese[1].endswith(" 格因 #DIV/0! 为空")
    assert english[0] == "2 more of “Seller” are not listed; totals include them"
    assert english[1].startswith("“Mean” is blank in ")


def test_the_table_view_of_an_rfm_grid_tells_its_tiers_not_every_day_of_every_customer() -> None:
    query = {"rows": [{"key": "k", "field": "customer"}, DAYS], "measures": [AMOUNT]}
    made = drawn({"type": "rfm", "customer": "k", "date": "d", "amount": "amt"}, query, language="en")
    assert [column["label"] for column in made["table"]["columns"]][:2] == ["Tier", "Customers"]
    assert [row[0] for row in made["table"]["rows"]] == [tier["label"]["en"] for tier in made["rfm"]["tiers"]]
    assert sum(int(row[1]) for row in made["table"]["rows"]) == sum(map(sum, made["rfm"]["grid"]))


def test_a_measure_says_its_unit_and_a_gauge_may_want_less() -> None:
    n = {**N, "unit": {"zh-CN": "分钟", "en": "min"}}
    chart = {"type": "gauge", "value": "n", "target": 40, "better": "down"}
    page = drawn(chart, {"measures": [n]})["gauge"]
    assert (page["text"], page["target_text"], page["reached"]) == ("50 分钟", "40 分钟", 0.8)
    assert drawn({**chart, "target": 60}, {"measures": [n]})["gauge"]["reached"] == 1.0
    assert drawn({"type": "kpi", "value": "n"}, {"measures": [n]})["kpi"]["short"] == "50 分钟"
    assert drawn({"type": "table"}, {"measures": [n]})["table"]["rows"] == [["50 分钟"]]
