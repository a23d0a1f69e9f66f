"""Two small forecasters: seasonal naive, and additive Holt–Winters with damped trend."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from engines.report.metrics._minimise import minimise

Forecaster = Callable[[list[float], int, int], list[float]]
"""(values, periods per season, periods ahead) -> the values ahead. Season 1 means none."""
_DAMPING = 0.98


def seasonal_naive(values: list[float], season: int, ahead: int) -> list[float]:
    """The value of the same place in the last season."""
    return [values[len(values) - season + k % season] for k in range(ahead)]


def holt_winters(values: list[float], season: int, ahead: int) -> list[float]:
    """Level, damped trend and additive season; the three weights by least squares of the one-step errors."""
    if max(values) == min(values):
        return [values[0]] * ahead
    start = _start(values, season)

    def cost(logits: Sequence[float]) -> float:
        return _run(values, season, _weights(logits), start)[0]

    point, _ = minimise(cost, [-1.0, -2.0, -1.0] if season > 1 else [-1.0, -2.0], step=1.0, tolerance=1e-6)
    _, level, trend, seasons = _run(values, season, _weights(point), start)
    result, damp = [], 0.0
    for k in range(ahead):
        damp += _DAMPING ** (k + 1)
        result.append(level + damp * trend + seasons[(len(values) + k) % season])
    return result


def _weights(logits: Sequence[float]) -> tuple[float, float, float]:
    """Numbers between 0 and 1 from any numbers; without a season its weight is 0."""
    squeezed = [1 / (1 + math.exp(-max(-30.0, min(30.0, x)))) for x in logits]
    return squeezed[0], squeezed[1], squeezed[2] if len(squeezed) > 2 else 0.0


def _start(values: list[float], season: int) -> tuple[float, float, list[float]]:
    """Level and trend from the first two seasons (or periods), seasonal parts from the first season around its mean."""
    if season == 1:
        return values[0], values[1] - values[0], [0.0]
    first, second = sum(values[:season]) / season, sum(values[season : 2 * season]) / season
    trend = (second - first) / season
    middle = (season - 1) / 2
    return first - trend * middle - trend, trend, [
        values[k] - (first + trend * (k - middle)) for k in range(season)
    ]  # fmt: skip


def _run(
    values: list[float], season: int, weights: tuple[float, float, float], start: tuple[float, float, list[float]]
) -> tuple[float, float, float, list[float]]:
    """Goes through the series once: squared error, and the last level, trend and seasonal parts."""
    alpha, beta, gamma = weights
    level, trend, seasons = start[0], start[1], list(start[2])
    error2 = 0.0
    for i, value in enumerate(values):
        place = i % season
        before = level + _DAMPING * trend
        error = value - (before + seasons[place])
        error2 += error * error
        level = before + alpha * error
        trend = _DAMPING * trend + alpha * beta * error
        seasons[place] += gamma * (1 - alpha) * error
    return error2, level, trend, seasons
