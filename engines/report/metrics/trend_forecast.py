"""Forecast of a series: Holt–Winters or seasonal naive, whichever was better in the back-test; with an interval and the
error of that back-test (R121)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._holt_winters import Forecaster, holt_winters, seasonal_naive
from engines.report.metrics._result import Note, too_few
from engines.report.metrics._statistics import Z95
from engines.report.metrics.base import Frames, Metric, MetricInputError, Options, Result, Scene, Text

Grain = Literal["day", "week", "month", "quarter", "year"]
Method = Literal["holt_winters", "seasonal_naive"]
_EVERY: dict[Grain, str] = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
_SEASON: dict[Grain, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1}
METHODS: dict[Method, Forecaster] = {"holt_winters": holt_winters, "seasonal_naive": seasonal_naive}
_MAX_PERIODS = 2_000


class TrendForecastOptions(Options):
    """`season` periods per cycle (by default that of the grain: 12 months, 7 days …); `method`: the better one of the
    back-test unless named. `floor` is the least possible value, if there is one."""

    grain: Grain = "month"
    ahead: Annotated[int, Field(ge=1, le=36)] = 3
    season: Annotated[int, Field(ge=1, le=366)] | None = None
    method: Method | None = None
    floor: float | None = None
    minimum: Annotated[int, Field(ge=3)] = 6


@dataclass(frozen=True, slots=True)
class Ahead:
    """One period ahead, with its 95 % interval (None without a back-test)."""

    period: date
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class BackTest:
    """Errors of forecasting periods that are known by now: mean absolute error, and its share of the mean (wape)."""

    method: Method
    n: int
    mae: float
    wape: float | None


@dataclass(frozen=True, kw_only=True)
class TrendForecastResult(Result):
    """`value` is the sum of the periods ahead, `n` the periods it was learned from. `tests` has both methods."""

    method: Method | None
    ahead: tuple[Ahead, ...]
    tests: tuple[BackTest, ...]


def compute(frames: Frames, options: TrendForecastOptions, scene: Scene) -> TrendForecastResult:
    """The running period is left out, as it is not over; periods without a row count as 0."""
    periods, values, notes = _series(frames["series"], options, scene.as_of)
    notes = too_few(len(values), options.minimum) + notes
    if len(values) < options.minimum:
        return TrendForecastResult(n=len(values), notes=notes, method=None, ahead=(), tests=())
    season = options.season or _SEASON[options.grain]
    season = season if len(values) >= 2 * season else 1
    errors = {name: _errors(run, values, season, options.ahead) for name, run in METHODS.items()}
    tests = tuple(_back_test(name, found, values) for name, found in errors.items() if found)
    method = options.method or (min(tests, key=lambda test: test.mae).method if tests else "seasonal_naive")
    predicted = METHODS[method](values, season, options.ahead)
    last = pl.lit(periods[-1])
    end = last.dt.offset_by(f"{options.ahead}{_EVERY[options.grain][1:]}")
    following = pl.date_range(last, end, _EVERY[options.grain], eager=True)[1:]
    spreads = [_half_width(errors[method], k + 1) for k in range(options.ahead)]
    return TrendForecastResult(
        n=len(values),
        value=sum(_at_least(value, options.floor) for value in predicted),
        notes=notes,
        method=method,
        ahead=tuple(
            _ahead(period, value, half, options.floor)
            for period, value, half in zip(following, predicted, spreads, strict=True)
        ),
        tests=tests,
    )


def _series(
    rows: pl.DataFrame, options: TrendForecastOptions, as_of: date
) -> tuple[list[date], list[float], tuple[Note, ...]]:
    """The full periods in order, gaps filled with 0, and the note that tells of gaps."""
    every = _EVERY[options.grain]
    sums = rows.drop_nulls().group_by(pl.col("period").dt.truncate(every)).agg(pl.sum("value"))
    running = pl.DataFrame({"day": [as_of]}).select(pl.col("day").dt.truncate(every)).item()
    known = sums.filter(pl.col("period") < running).sort("period")
    if known.is_empty():
        return [], [], ()
    span = pl.date_range(known["period"][0], known["period"][-1], every, eager=True)
    if len(span) > _MAX_PERIODS:
        raise MetricInputError(
            "series", "period", Text("期数太多，请用更大的粒度", "too many periods: choose a coarser grain")
        )
    full = pl.DataFrame({"period": span}).join(known, on="period", how="left", maintain_order="left")
    gaps = full["value"].null_count()
    text = Text(f"{gaps} 个期间没有数据，按 0 计", f"{gaps} periods without data count as 0")
    notes = (Note("gaps", text),) if gaps else ()
    return full["period"].to_list(), full["value"].fill_null(0).to_list(), notes


def _errors(
    run: Callable[[list[float], int, int], list[float]], values: list[float], season: int, ahead: int
) -> list[list[float]]:
    """Errors of rolling back-tests by distance: `[k]` has those of k + 1 periods ahead. At most 12 origins, each with
    enough periods before it; nothing after an origin is seen."""
    least = max(3, 2 * season if season > 1 else 3)
    origins = list(range(max(least, len(values) - 12), len(values)))
    errors: list[list[float]] = [[] for _ in range(ahead)]
    for origin in origins:
        reach = min(ahead, len(values) - origin)
        predicted = run(values[:origin], season, reach)
        for k in range(reach):
            errors[k].append(values[origin + k] - predicted[k])
    return errors if errors[0] else []


def _back_test(method: Method, errors: list[list[float]], values: list[float]) -> BackTest:
    flat = [abs(error) for per in errors for error in per]
    mae = sum(flat) / len(flat)
    level = sum(map(abs, values)) / len(values)
    return BackTest(method, len(flat), mae, mae / level if level else None)


def _half_width(errors: list[list[float]], distance: int) -> float | None:
    """1.96 × the root mean square error at this distance; at least that of nearer ones, and stretched by √ where the
    back-test does not reach."""
    if not errors:
        return None
    widest = 0.0
    for k in range(distance):
        if len(errors[k]) >= 3:
            widest = max(widest, math.sqrt(sum(e * e for e in errors[k]) / len(errors[k])))
        else:
            near = math.sqrt(sum(e * e for e in errors[0]) / len(errors[0]))
            widest = max(widest, near * math.sqrt(k + 1))
    return Z95 * widest


def _at_least(value: float, floor: float | None) -> float:
    return value if floor is None else max(floor, value)


def _ahead(period: date, value: float, half: float | None, floor: float | None) -> Ahead:
    middle = _at_least(value, floor)
    if half is None:
        return Ahead(period, middle, None, None)
    return Ahead(period, middle, _at_least(value - half, floor), _at_least(value + half, floor))


METRIC = Metric(
    key="trend_forecast",
    version=1,
    label=Text("趋势预测", "Trend forecast"),
    doc=Text(
        "由历史序列推算今后几期，总是带区间，并给出用过去数据检验的误差。",
        "The next periods from the past ones, always with an interval and with the error of a back-test on known "
        "periods.",
    ),
    formula=Text(
        "加性 Holt–Winters 与季节性朴素法中回测误差较小者；区间 = ±1.96 × 同距离回测均方根误差",
        "The better of additive Holt–Winters and seasonal naive; interval ± 1.96 × back-test RMSE at that distance",
    ),
    source="Holt 1957, Winters 1960; Hyndman & Athanasopoulos, Forecasting: Principles and Practice",
    tables=(
        table(
            "series", "序列", "series",
            column("period", "date", "期间", "period"),
            column("value", "number", "值", "value"),
        ),
    ),
    options=TrendForecastOptions,
    run=compute,
)  # fmt: skip
