"""Nelder–Mead: the minimum of a function without derivatives (Nelder & Mead, The Computer Journal 7, 1965).

The coefficients adapt to the dimension (Gao & Han 2012). Deterministic: no random start.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Point = list[float]
_MAX_STEPS = 600
_WORST = 1e300


def minimise(
    function: Callable[[Sequence[float]], float],
    start: Sequence[float],
    *,
    step: float = 0.25,
    tolerance: float = 1e-10,
) -> tuple[Point, float]:
    """The point and value of a local minimum. `start` ± `step` spans the first simplex; it ends when the values of the
    simplex differ by less than `tolerance` (relative), or after 600 steps: on a flat ridge one point is as
    good as another."""
    simplex = _first_simplex(function, start, step)
    n = len(start)
    expand, contract, shrink = 1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n if n > 1 else 0.5
    for _ in range(_MAX_STEPS):
        simplex.sort(key=lambda item: item[0])
        if simplex[-1][0] - simplex[0][0] <= tolerance * (1 + abs(simplex[0][0])):
            break
        worst = simplex[-1]
        centre = [sum(point[i] for _, point in simplex[:-1]) / n for i in range(n)]
        better = _replacement(function, simplex, centre, expand, contract)
        if better[0] < worst[0]:
            simplex[-1] = better
            continue
        best = simplex[0][1]
        for k in range(1, n + 1):
            point = [b + shrink * (x - b) for b, x in zip(best, simplex[k][1], strict=True)]
            simplex[k] = (function(point), point)
    value, point = min(simplex, key=lambda item: item[0])
    return point, value


def most_likely(
    log_likelihood: Callable[[Sequence[float]], float],
    start: Sequence[float],
    *,
    limit: float = 25.0,
    tolerance: float = 1e-13,
) -> tuple[Point, float]:
    """The positive parameters of greatest likelihood, and its logarithm. They are searched in logarithms, within
    e^±`limit`, and the search starts twice: a fresh simplex leaves a false end."""

    def cost(logs: Sequence[float]) -> float:
        return _WORST if max(map(abs, logs)) > limit else -log_likelihood([math.exp(log) for log in logs])

    rough, _ = minimise(cost, [math.log(value) for value in start], tolerance=1e-9)
    point, value = minimise(cost, rough, step=0.05, tolerance=tolerance)
    return [math.exp(log) for log in point], -value


def _first_simplex(
    function: Callable[[Sequence[float]], float], start: Sequence[float], step: float
) -> list[tuple[float, Point]]:
    points = [list(start)] + [[x + step * (i == k) for i, x in enumerate(start)] for k in range(len(start))]
    return [(function(point), point) for point in points]


def _replacement(
    function: Callable[[Sequence[float]], float],
    simplex: list[tuple[float, Point]],
    centre: Point,
    expand: float,
    contract: float,
) -> tuple[float, Point]:
    """The reflected, expanded or contracted worst point, whichever rule of the method applies."""
    worst, second, best = simplex[-1], simplex[-2], simplex[0]

    def at(factor: float) -> tuple[float, Point]:
        point = [c + factor * (c - w) for c, w in zip(centre, worst[1], strict=True)]
        return function(point), point

    reflected = at(1.0)
    if reflected[0] < best[0]:
        further = at(expand)
        return further if further[0] < reflected[0] else reflected
    if reflected[0] < second[0]:
        return reflected
    return at(contract) if reflected[0] < worst[0] else at(-contract)
