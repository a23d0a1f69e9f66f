"""A click on a cell finds exactly the records that the cell counted."""

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.report.compiler import compile_query
from engines.report.compute import compute
from engines.report.drill import FilterValue, at_other_time, cell_condition, drill, with_filters
from engines.report.errors import ReportError
from engines.report.parts import Calendar
from engines.report.plan import OTHERS, plan
from engines.report.query import Query
from tests.engines.report.test_random_queries import CALENDARS, question, shown, world
from tests.engines.report.world import NOW, SCOPE, frames, opportunity, planned

SHANGHAI = Calendar()


def answered(query: Query, data: Any, calendar: Calendar = SHANGHAI) -> Any:
    return compute(plan(compile_query(query, SCOPE), NOW, calendar, {("user", "department"): "sales"}), frames(data))


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_R098_the_records_behind_a_cell_are_those_that_it_counted(seed: int) -> None:
    chance = random.Random(seed)
    data, document, calendar = world(chance), question(chance), Calendar(**chance.choice(CALENDARS))
    document.pop("compare", None)
    query = Query.model_validate({"from": "opportunity", **shown(document)})
    program = compile_query(query, SCOPE)
    answer = answered(query, data, calendar)
    tops = {column.key: column.top for column in answer.columns if column.top is not None}
    keys = [group.key for group in program.groups]
    won = "won" in [measure.key for measure in query.measures]
    for row in answer.rows[:6]:
        cell = dict(zip(keys, row, strict=False))
        records = answered(drill(program, cell, calendar=calendar, tops=tops), data, calendar)
        assert len(records.rows) == row[answer.place("n")], (cell, query.where)
        if won:
            records = answered(drill(program, cell, calendar=calendar, tops=tops, measure="won"), data, calendar)
            assert len(records.rows) == row[answer.place("won")], cell


DATA = {
    "opportunity": [
        opportunity("1", stage="won", owner="u1", amount=5, created_at="2026-03-02T09:00:00+08:00", tags=["vip"]),
        opportunity(
            "2", stage="won", owner="u2", amount=7, created_at="2026-03-31T23:30:00+08:00", tags=["vip", "new"]
        ),
        opportunity(
            "3", stage="new", owner="u1", amount=9, created_at="2026-04-01T00:30:00+08:00", closes="2026-04-02"
        ),
        opportunity("4", stage=None, owner=None, amount=None, created_at=None),
    ]
}
BY_MONTH = Query.model_validate(
    {
        "from": "opportunity", "where": "amount > 1",
        "rows": [{"key": "m", "field": "created_at", "grain": "month"}],
        "measures": [{"key": "n", "fn": "count"}, {"key": "won", "fn": "count", "where": "stage = 'won'"}],
    }
)  # fmt: skip


def test_R098_drilling_goes_through_the_dimensions_and_ends_at_the_records() -> None:
    program = compile_query(BY_MONTH, SCOPE)
    march = {"m": datetime(2026, 3, 1, tzinfo=UTC).date()}
    second = drill(program, march, ["stage", "owner"], calendar=SHANGHAI)
    assert second.rows[0].field == "stage"
    assert second.where == "(amount > 1) and (created_at >= DATE(2026, 3, 1) and created_at < DATE(2026, 4, 1))"
    third = drill(compile_query(second, SCOPE), {"stage": "won"}, ["stage", "owner"], calendar=SHANGHAI)
    assert third.rows[0].field == "owner"
    ended = drill(compile_query(third, SCOPE), {"owner": "u2"}, [], calendar=SHANGHAI, fields=["amount"])
    answer = answered(ended, DATA)
    assert answer.ids == ("2",)


def test_R098_others_is_everybody_whom_the_top_list_left_out() -> None:
    query = Query.model_validate(
        {
            "from": "opportunity",
            "rows": [{"key": "o", "field": "owner", "top": {"by": "n", "n": 1}}],
            "measures": [{"key": "n", "fn": "count"}],
        }
    )
    answer = answered(query, DATA)
    top = {"o": answer.column("o").top}
    records = answered(drill(compile_query(query, SCOPE), {"o": OTHERS}, calendar=SHANGHAI, tops=top), DATA)
    assert sorted(records.ids) == ["2", "4"]


FILTERS = [
    (FilterValue("stage", "select", ["won", None]), {"1", "2", "4"}),
    (FilterValue("tags", "select", ["new"]), {"2"}),
    (FilterValue("owner", "person", ["u1"]), {"1", "3"}),
    (FilterValue("amount", "number", {"min": 6, "max": 8.5}), {"2"}),
    (FilterValue("created_at", "date_range", {"start": "2026-03-01", "end": "2026-03-31"}), {"1", "2"}),
    (FilterValue("stage", "text", "ew"), {"3"}),
    (FilterValue("stage", "select", []), {"1", "2", "3", "4"}),
]


@pytest.mark.parametrize(("applied", "wanted"), FILTERS)
def test_R087_a_filter_of_the_dashboard_reaches_the_query(applied: FilterValue, wanted: set[str]) -> None:
    query = Query.model_validate({"from": "opportunity", "list": ["stage"]})
    assert set(answered(with_filters(query, [applied], SCOPE), DATA).ids) == wanted


def test_a_second_date_range_does_not_replace_the_period_of_another_field() -> None:
    query = Query.model_validate(
        {"from": "opportunity", "list": ["stage"], "period": {"field": "created_at", "start": "2026-04-01"}}
    )
    both = with_filters(
        query, [FilterValue("closes", "date_range", {"start": "2026-04-01", "end": "2026-04-30"})], SCOPE
    )
    assert both.period == query.period
    assert answered(both, DATA).ids == ("3",)


def test_a_click_on_one_tile_filters_another() -> None:
    program = compile_query(BY_MONTH, SCOPE)
    clicked = cell_condition(program, {"m": datetime(2026, 4, 1, tzinfo=UTC).date()}, calendar=SHANGHAI)
    query = Query.model_validate({"from": "opportunity", "list": ["stage"]})
    filtered = with_filters(query, [FilterValue("", "formula", clicked)], SCOPE)
    assert answered(filtered, DATA).ids == ("3",)


def test_too_many_conditions_are_refused_with_a_sentence() -> None:
    query = Query.model_validate({"from": "opportunity", "list": ["stage"]})
    ids = [f"{place:036}" for place in range(200)]
    with pytest.raises(ReportError) as refused:
        with_filters(query, [FilterValue("customer", "link", ids)], SCOPE)
    assert refused.value.problems[0].message["zh-CN"] == "筛选条件太长"
    assert planned({"list": ["stage"]}).program.listed


def test_a_click_on_last_year_finds_the_records_of_last_year() -> None:
    rows = [
        opportunity("1", stage="won", closes="2026-03-05"),
        opportunity("2", stage="won", closes="2025-03-07"),
        opportunity("3", stage="won", closes="2025-03-09"),
        opportunity("4", stage="won", closes="2025-04-09"),
    ]
    made = planned(
        {
            "rows": [{"key": "m", "field": "closes", "grain": "month"}],
            "measures": [{"key": "n", "fn": "count"}],
            "period": {"field": "closes", "start": "2026-01-01", "end": "2026-12-31"},
            "compare": [{"key": "ly", "shift": "-1 year"}],
        }
    )
    answer = compute(made, frames({"opportunity": rows}))
    assert answer.rows[0][1:] == (1, 2)
    program, cell = at_other_time(made, {"m": answer.rows[0][0]}, "ly")
    records = answered(drill(program, cell, calendar=SHANGHAI), {"opportunity": rows})
    assert sorted(records.ids) == ["2", "3"]
