"""Logistic regression with a ridge penalty, fitted by L-BFGS (Nocedal 1980): weights that can be read one by one.

Factors are long-tailed sums and counts: each goes in as sign(x)·ln(1+|x|), standardised by the mean and deviation of
the cases it was fitted to. Factors that never vary are left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

RIDGE = 10.0
_MEMORY, _ROUNDS, _ENOUGH = 8, 200, 1e-6
_DIGITS = 10
Vector = list[float]


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` are per deviation of a factor; `bias` is the log-odds of an average case."""

    factors: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probabilities(self, frame: pl.DataFrame) -> list[float]:
        """P(outcome) per row."""
        scaled = self._scaled(frame)
        return [_sigmoid(odds) for odds in _times(scaled, self.weights, self.bias, len(frame))]

    def reasons(self, frame: pl.DataFrame, most: int = 3) -> list[list[tuple[str, float]]]:
        """Per row the factors that raise its odds most above an average case, weightiest first: (factor, log-odds)."""
        scaled = [(series * weight).to_list() for series, weight in zip(self._scaled(frame), self.weights, strict=True)]
        found = []
        for row in range(len(frame)):
            mine = [(name, column[row]) for name, column in zip(self.factors, scaled, strict=True)]
            mine = sorted((item for item in mine if item[1] > 0), key=lambda item: (-item[1], item[0]))
            found.append(mine[:most])
        return found

    def strongest(self, most: int = 20) -> list[tuple[str, float]]:
        """The factors that matter most, by size of weight."""
        pairs = sorted(zip(self.factors, self.weights, strict=True), key=lambda item: (-abs(item[1]), item[0]))
        return pairs[:most]

    def to_json(self) -> dict[str, Any]:
        """Kept with the model."""
        return {name: getattr(self, name) for name in ("factors", "means", "deviations", "weights", "bias")}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Logistic:
        """As it was kept."""
        lists = {name: tuple(kept[name]) for name in ("factors", "means", "deviations", "weights")}
        return cls(**lists, bias=kept["bias"])

    def _scaled(self, frame: pl.DataFrame) -> list[pl.Series]:
        return [
            (_squeezed(frame[name]) - mean) / deviation
            for name, mean, deviation in zip(self.factors, self.means, self.deviations, strict=True)
        ]


def fit(frame: pl.DataFrame, factors: Sequence[str], actual: Sequence[bool], ridge: float = RIDGE) -> Logistic:
    """The weights of greatest penalised likelihood. Raises ValueError when all cases ended alike."""
    positives = sum(actual)
    if not 0 < positives < len(actual):
        raise ValueError("all cases ended alike")
    names, means, deviations, columns = [], [], [], []
    for name in factors:
        squeezed = _squeezed(frame[name])
        mean, deviation = _moments(squeezed)
        if deviation > 1e-9:
            names.append(name)
            means.append(round(mean, _DIGITS))
            deviations.append(round(deviation, _DIGITS))
            columns.append((squeezed - means[-1]) / deviations[-1])
    target = pl.Series("actual", [1.0 if each else 0.0 for each in actual], pl.Float64)

    def slope(at: Vector) -> tuple[float, Vector]:
        odds = _times(columns, at[1:], at[0], len(target))
        loss = sum(_log1p_exp(z) - y * z for z, y in zip(odds, target, strict=True))
        loss += ridge / 2 * sum(w * w for w in at[1:])
        rest = pl.Series("rest", [_sigmoid(z) - y for z, y in zip(odds, target, strict=True)], pl.Float64)
        return loss, [_sum(rest), *(_dot(column, rest) + ridge * w for column, w in zip(columns, at[1:], strict=True))]

    base = math.log(positives / (len(actual) - positives))
    best = _descend(slope, [base, *([0.0] * len(columns))])
    rounded = [round(each, _DIGITS) for each in best]
    return Logistic(tuple(names), tuple(means), tuple(deviations), tuple(rounded[1:]), rounded[0])


def _squeezed(series: pl.Series) -> pl.Series:
    values = series.cast(pl.Float64)
    return values.sign() * (values.abs() + 1).log()


def _moments(series: pl.Series) -> tuple[float, float]:
    values = series.to_list()
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))


def _times(columns: Sequence[pl.Series], weights: Sequence[float], bias: float, n: int) -> list[float]:
    total = pl.Series("odds", [bias] * n, pl.Float64)
    for column, weight in zip(columns, weights, strict=True):
        if weight:
            total = total + column * weight
    found: list[float] = total.to_list()
    return found


def _dot(one: pl.Series, other: pl.Series) -> float:
    return float(one.dot(other) or 0.0)


def _sum(series: pl.Series) -> float:
    return float(series.sum() or 0.0)


def _sigmoid(odds: float) -> float:
    if odds >= 0:
        return 1 / (1 + math.exp(-odds))
    raised = math.exp(odds)
    return raised / (1 + raised)


def _log1p_exp(z: float) -> float:
    return z + math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z))


def _descend(slope: Callable[[Vector], tuple[float, Vector]], at: Vector) -> Vector:
    """L-BFGS with a halving step."""
    value, gradient = slope(at)
    steps: list[tuple[Vector, Vector, float]] = []
    for _ in range(_ROUNDS):
        if max(map(abs, gradient)) < _ENOUGH * max(1.0, abs(value)):
            break
        direction = _direction(gradient, steps)
        down = _inner(direction, gradient)
        length = 1.0 if steps else 1 / max(1.0, math.sqrt(_inner(gradient, gradient)))
        while length > 1e-12:
            there = [x + length * d for x, d in zip(at, direction, strict=True)]
            found, next_gradient = slope(there)
            if found <= value + 1e-4 * length * down:
                break
            length /= 2
        else:
            break
        moved = [b - a for a, b in zip(at, there, strict=True)]
        turned = [b - a for a, b in zip(gradient, next_gradient, strict=True)]
        curve = _inner(moved, turned)
        if curve > 1e-12:
            steps = [*steps[1 - _MEMORY :], (moved, turned, 1 / curve)]
        if value - found < 1e-9 * max(1.0, abs(value)):
            return there
        at, value, gradient = there, found, next_gradient
    return at


def _direction(gradient: Vector, steps: Sequence[tuple[Vector, Vector, float]]) -> Vector:
    q, alphas = list(gradient), []
    for moved, turned, rho in reversed(steps):
        alpha = rho * _inner(moved, q)
        alphas.append(alpha)
        q = [a - alpha * b for a, b in zip(q, turned, strict=True)]
    if steps:
        moved, turned, _ = steps[-1]
        scale = _inner(moved, turned) / _inner(turned, turned)
        q = [scale * each for each in q]
    for (moved, turned, rho), alpha in zip(steps, reversed(alphas), strict=True):
        beta = rho * _inner(turned, q)
        q = [a + (alpha - beta) * b for a, b in zip(q, moved, strict=True)]
    return [-each for each in q]


def _inner(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))
