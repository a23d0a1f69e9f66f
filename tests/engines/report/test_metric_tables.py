"""What a metric's result says beside its number: steps by group, how durations lie, what a share counts."""

from datetime import UTC, datetime, timedelta

import polars as pl

from engines.report.formats import Look
from engines.report.metric_figure import metric_figure
from engines.report.metric_tables import parts_table
from engines.report.metrics import METRICS, Scene
from tests.engines.report.test_metric_tiles import CONVERSION, computed

MONDAY = datetime(2026, 11, 16, 1, tzinfo=UTC)
"""09:00 in Shanghai."""


def test_a_table_of_groups_names_the_field_that_they_are_groups_of() -> None:
    program, found = computed({**CONVERSION, "by": "stage"})
    for language, head in (("zh-CN", "阶段"), ("en", "Stage")):
        shown = metric_figure(program, found, Look(language))
        for table in (shown["table"], shown["metric"]["parts"]):
            assert table["columns"][0]["label"] == head


def test_a_funnel_by_group_is_a_matrix_of_its_steps() -> None:
    stages = {"stages": ["new", "quote", "won"]}
    tables = {
        "deals": {"from": "opportunity", "columns": {"id": "id", "stage": "stage"}},
        "history": {"from": "opportunity", "columns": {"deal": "id", "stage": "stage", "entered": "created_at"}},
    }
    program, found = computed({"key": "funnel", "options": stages, "tables": tables, "by": "customer.level"})
    table = metric_figure(program, found, Look("en"))["table"]
    assert [column["label"] for column in table["columns"]][3:] == ["new", "quote", "won", "new → quote", "quote → won"]
    rows = {row[0]: row[3:] for row in table["rows"]}
    assert rows == {"A": ["2", "2", "1", "100.0%", "50.0%"], "B": ["1", "0", "0", "0.0%", "–"]}


def test_durations_lie_in_working_and_in_calendar_time() -> None:
    created = [MONDAY, MONDAY + timedelta(hours=8)]
    solved = [MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=26)]
    frame = pl.DataFrame({"id": ["a", "b"], "created": created, "solved": solved})
    found = METRICS["resolution"].compute({"tickets": frame}, scene=Scene(now=MONDAY + timedelta(days=7)))
    for short in (False, True):
        table = parts_table(found.to_json(), "duration", Look("en"), str, short=short)
        assert [column["label"] for column in table["columns"]] == ["Duration", "Count", "Mean", "Median", "P90"]
        rows = {row[0]: row[1:] for row in table["rows"]}
        assert rows["All, calendar time"] == ["2", "10 h", "10 h", "16 h 24 min"]
        assert rows["All, working time"] != rows["All, calendar time"]


def test_a_share_says_what_it_counts_in_its_table_and_keeps_the_tile_free() -> None:
    frame = pl.DataFrame({"score": [10] * 3 + [8] * 2 + [0] * 5})
    found = METRICS["nps"].compute({"answers": frame}, scene=Scene(now=MONDAY)).to_json()
    del found["notes"]
    table = parts_table(found, "number", Look("zh-CN"), str)
    assert table["rows"] == [["推荐者", "3"], ["中立者", "2"], ["贬损者", "5"]]
    assert parts_table(found, "number", Look("zh-CN"), str, short=True)["rows"] == []
