"""How right earlier forecasts were: frozen snapshots against what came (R121)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, share, too_few, total
from engines.report.metrics._statistics import Spread, spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class ForecastAccuracyOptions(Options):
    """Below `minimum` snapshots the result says so."""

    minimum: Annotated[int, Field(ge=0)] = 4


@dataclass(frozen=True, kw_only=True)
class ForecastAccuracyResult(Result):
    """`value` is the mean accuracy; it is negative when a forecast missed by more than the actual itself."""

    accuracy: Spread
    bias: float | None


def compute(frames: Frames, options: ForecastAccuracyOptions, scene: Scene) -> ForecastAccuracyResult:
    """One accuracy per snapshot; `bias` is Σ(F − A) / Σ A: above 0 the forecasts were too high."""
    known = frames["snapshots"].drop_nulls(["forecast", "actual"])
    usable = known.filter(pl.col("actual") != 0)
    missed = (usable["actual"] - usable["forecast"]).abs() / usable["actual"].abs()
    actual = total(usable["actual"])
    found = spread(1 - missed)
    return ForecastAccuracyResult(
        n=len(usable),
        value=found.mean,
        notes=too_few(len(usable), options.minimum)
        + ignored(len(known) - len(usable), "实际为 0，准确率无定义", "the actual is 0, accuracy is undefined"),
        accuracy=found,
        bias=share(total(usable["forecast"]) - actual, actual),
    )


METRIC = Metric(
    key="forecast_accuracy",
    version=1,
    label=Text("预测准确率", "Forecast accuracy"),
    doc=Text(
        "每周冻结的预测与实际结果相比有多准，以及偏高还是偏低。",
        "How close the forecasts frozen each week came to what happened, and whether they are too high or too low.",
    ),
    formula=Text("1 − |预测 − 实际| ÷ 实际", "1 − |forecast − actual| / actual"),
    source="Absolute percentage error, as usual in sales forecasting",
    tables=(
        table(
            "snapshots", "预测快照", "snapshots",
            column("taken", "date", "冻结日期", "taken on"),
            column("forecast", "number", "预测", "forecast"),
            column("actual", "number", "实际", "actual"),
        ),
    ),
    options=ForecastAccuracyOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
