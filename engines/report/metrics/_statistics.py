"""The little statistics that metrics share: intervals of shares and means, spreads, ranks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import polars as pl

from engines.report.metrics._result import Interval

Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie: mean, median, 90th percentile (linear interpolation); None for no value."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None


def spread(values: pl.Series) -> Spread:
    """The spread of the values that are not null."""
    known = values.drop_nulls().cast(pl.Float64)
    if not len(known):
        return Spread(0, None, None, None)
    quantiles = [known.quantile(p, interpolation="linear") for p in (0.5, 0.9)]
    return Spread(len(known), _number(known.mean()), quantiles[0], quantiles[1])


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def share_interval(hits: int, n: int) -> Interval | None:
    """Wilson's score interval (1927) of a share: stays inside 0–1 and holds for few cases. None without cases."""
    if not n:
        return None
    p, z2 = hits / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def mean_interval(values: pl.Series) -> Interval | None:
    """Mean ± 1.96 standard errors. None below two values."""
    if len(values) < 2:
        return None
    mean, deviation = _number(values.mean()), _number(values.std())
    assert mean is not None and deviation is not None
    half = Z95 * deviation / math.sqrt(len(values))
    return Interval(mean - half, mean + half)
