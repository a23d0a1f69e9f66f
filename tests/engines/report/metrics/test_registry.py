"""The registry of metrics: complete, described in both languages, strict about its inputs, documented."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engines.report import metrics
from engines.report.metrics import METRICS, MODULES, Metric, MetricInputError
from engines.report.metrics.base import Scene
from engines.report.metrics.reference import reference
from tests.engines.report.metrics.frames import NOW, SCENE, rows

ROOT = Path(__file__).resolve().parents[4]
NOT_METRICS = {"base", "reference"}


def test_every_file_is_one_metric_and_is_registered_once() -> None:
    folder = Path(metrics.__file__).parent
    files = {path.stem for path in folder.glob("*.py") if not path.stem.startswith("_")} - NOT_METRICS
    assert files == {module.__name__.rpartition(".")[2] for module in MODULES}
    assert files == set(METRICS)
    assert len(MODULES) == len(METRICS)


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_metric_says_what_it_is_in_both_languages(metric: Metric[Any, Any]) -> None:
    texts = [metric.label, metric.doc, metric.formula]
    texts += [table.label for table in metric.tables]
    texts += [column.label for table in metric.tables for column in table.columns]
    assert all(text.zh.strip() and text.en.strip() for text in texts)
    assert metric.source
    assert metric.version >= 1
    card = json.loads(json.dumps(metric.card()))
    assert (card["key"], card["options"]["type"]) == (metric.key, "object")


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_missing_table_or_column_is_named(metric: Metric[Any, Any]) -> None:
    table = metric.tables[0]
    options = options_for(metric)
    with pytest.raises(MetricInputError, match=table.key):
        metric.compute({}, options, scene=SCENE)
    needed = next(column for column in table.columns if not column.optional)
    with pytest.raises(MetricInputError, match=needed.key):
        metric.compute({table.key: pl.DataFrame()}, options, scene=SCENE)
    with pytest.raises(MetricInputError, match="nowhere"):
        metric.compute({"nowhere": pl.DataFrame()}, options, scene=SCENE)


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_no_rows_is_an_answer_and_no_crash(metric: Metric[Any, Any]) -> None:
    frames = {
        table.key: pl.DataFrame(schema={column.key: pl.Null() for column in table.columns}) for table in metric.tables
    }
    result = metric.compute(frames, options_for(metric), scene=SCENE)
    assert result.n == 0
    assert not result.value
    assert json.loads(json.dumps(result.to_json(), allow_nan=False))["n"] == 0


def options_for(metric: Metric[Any, Any]) -> Any:
    """Options of metrics that have required ones."""
    needed = {"funnel": {"stages": ("new", "won")}, "incremental_roi": {"cost": 1}}
    return metric.options(**needed.get(metric.key, {}))


def test_a_column_of_another_type_is_refused_and_categories_are_texts() -> None:
    with pytest.raises(MetricInputError, match=r"answers\.score: needs number"):
        METRICS["nps"].compute({"answers": rows("score", ["ten"])}, scene=SCENE)
    answers = rows("score customer", [9, "a"], [0, "b"]).with_columns(pl.col("customer").cast(pl.Categorical))
    assert METRICS["nps"].compute({"answers": answers}, scene=SCENE).value == 0


def test_an_instant_becomes_the_day_of_the_viewers_zone() -> None:
    late = NOW.replace(hour=20)  # already tomorrow in Shanghai
    orders = rows("customer day", ["a", NOW], ["a", late])
    there = METRICS["repeat_purchase"].compute({"orders": orders}, scene=Scene(now=late))
    here = METRICS["repeat_purchase"].compute({"orders": orders}, scene=Scene(now=late, tz="UTC"))
    assert (there.value, here.value) == (1.0, 0.0)


def test_now_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Scene(now=NOW.replace(tzinfo=None))


def test_the_reference_is_what_the_registry_says() -> None:
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert page == reference(), "run python -m scripts.metric_reference"
