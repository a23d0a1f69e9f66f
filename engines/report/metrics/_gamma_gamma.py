"""Gamma-Gamma: what a customer spends per purchase (Fader & Hardie, brucehardie.com/notes/025, 2013)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma

from engines.report.metrics._minimise import minimise

Spending = tuple[int, float]
"""Repeat purchases x > 0 and their mean value > 0."""
_WORST = 1e300
_LOG_LIMIT = 25.0


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Fitted parameters and the log-likelihood of the data."""

    p: float
    q: float
    v: float
    log_likelihood: float

    def expected_value(self, x: int, mean: float) -> float | None:
        """The value expected of a purchase: the customer's own mean, pulled to that of all. None when the fit has no
        finite mean (q ≤ 1) and the customer no purchase of the own to go by."""
        denominator = self.p * x + self.q - 1
        return self.p * (self.v + x * mean) / denominator if denominator > 0 else None


def fit(spendings: Iterable[Spending]) -> GammaGamma:
    """The parameters of greatest likelihood. Raises ValueError without any customer."""
    cases = sorted((x, mean) for x, mean in spendings if x > 0 and mean > 0)
    if not cases:
        raise ValueError("no customer has bought twice")

    def cost(logs: Sequence[float]) -> float:
        if max(map(abs, logs)) > _LOG_LIMIT:
            return _WORST
        p, q, v = map(math.exp, logs)
        return -_log_likelihood(p, q, v, cases)

    typical = sum(mean for _, mean in cases) / len(cases)
    point, _ = minimise(cost, [0.5, 1.0, math.log(typical)])
    point, value = minimise(cost, point, step=0.05, tolerance=1e-13)
    p, q, v = map(math.exp, point)
    return GammaGamma(p, q, v, -value)


def _log_likelihood(p: float, q: float, v: float, cases: list[Spending]) -> float:
    fixed = q * math.log(v) - lgamma(q)
    total, shapes = 0.0, {x: lgamma(p * x + q) - lgamma(p * x) for x, _ in cases}
    for x, mean in cases:
        px = p * x
        total += shapes[x] + fixed + (px - 1) * math.log(mean) + px * math.log(x) - (px + q) * math.log(x * mean + v)
    return total
