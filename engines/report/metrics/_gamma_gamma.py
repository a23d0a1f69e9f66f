"""Gamma-Gamma: what a customer spends per purchase (Fader & Hardie, brucehardie.com/notes/025, 2013)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma

from engines.report.metrics._minimise import most_likely

Spending = tuple[int, float]
"""Repeat purchases x > 0 and their mean value > 0."""


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

    typical = sum(mean for _, mean in cases) / len(cases)
    found, log_likelihood = most_likely(lambda point: _log_likelihood(point, cases), [1.6, 2.7, typical])
    p, q, v = found
    return GammaGamma(p, q, v, log_likelihood)


def _log_likelihood(parameters: Sequence[float], cases: list[Spending]) -> float:
    p, q, v = parameters
    fixed = q * math.log(v) - lgamma(q)
    total, shapes = 0.0, {x: lgamma(p * x + q) - lgamma(p * x) for x in {x for x, _ in cases}}
    for x, mean in cases:
        px = p * x
        total += shapes[x] + fixed + (px - 1) * math.log(mean) + px * math.log(x) - (px + q) * math.log(x * mean + v)
    return total
