"""BG/NBD: how often customers buy who may leave unseen (Fader, Hardie, Lee 2005, doi 10.1287/mksc.1040.0098).

A customer is (x, t_x, T): repeat purchases, time of the last one, time observed, both since the first purchase.
P(alive) is offered for curiosity only: with one purchase it is 1 by construction, so it must never be the churn flag
(on CDNOW it ranks customers worse than chance); rank by `expected_purchases` instead.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma

from engines.report.metrics._minimise import minimise
from engines.report.metrics._special import hyp2f1

History = tuple[int, float, float]
_WORST = 1e300
_LOG_LIMIT = 25.0  # e^25: far beyond any sensible parameter, far below overflow


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Fitted parameters and the log-likelihood of the data."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected_purchases(self, t: float, history: History) -> float:
        """E[Y(t)]: purchases expected in the next `t`, equation 10 of the paper."""
        x, last, observed = history
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        if t <= 0:
            return 0.0
        reach = alpha + observed + t
        series = hyp2f1(r + x, b + x, a + b + x - 1, t / reach)
        top = (a + b + x - 1) / (a - 1) * (1 - ((alpha + observed) / reach) ** (r + x) * series)
        left = a / (b + x - 1) * ((alpha + observed) / (alpha + last)) ** (r + x) if x else 0.0
        return float(top / (1 + left))

    def alive(self, history: History) -> float:
        """P(alive), 1 for x = 0 by construction."""
        x, last, observed = history
        if not x:
            return 1.0
        odds = self.a / (self.b + x - 1) * ((self.alpha + observed) / (self.alpha + last)) ** (self.r + x)
        return float(1 / (1 + odds))


def fit(histories: Iterable[History]) -> BgNbd:
    """The parameters of greatest likelihood. Raises ValueError without a repeat purchase."""
    counted = Counter(histories)
    if not any(x for x, _, _ in counted):
        raise ValueError("no customer has bought twice")
    cases = [(x, last, observed, n) for (x, last, observed), n in sorted(counted.items())]
    xs = Counter[int]()
    for x, _, _, n in cases:
        xs[x] += n

    def cost(logs: Sequence[float]) -> float:
        if max(map(abs, logs)) > _LOG_LIMIT:
            return _WORST
        r, alpha, a, b = map(math.exp, logs)
        return -_log_likelihood(r, alpha, a, b, cases, xs)

    scale = max(observed for _, _, observed, _ in cases)
    start = [0.0, math.log(scale / 8), 0.0, 0.0]
    point, _ = minimise(cost, start)
    point, value = minimise(cost, point, step=0.05, tolerance=1e-13)  # a fresh simplex leaves a false end
    r, alpha, a, b = map(math.exp, point)
    return BgNbd(r, alpha, a, b, -value)


def _log_likelihood(
    r: float, alpha: float, a: float, b: float, cases: list[tuple[int, float, float, int]], xs: Counter[int]
) -> float:
    """Σ ln L of the module's source; what depends on x alone is computed once per x."""
    log = math.log
    fixed = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    total = sum(n * (lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x) + fixed) for x, n in xs.items())
    for x, last, observed, n in cases:
        stays = -(r + x) * log(alpha + observed)
        if x:
            leaves = log(a / (b + x - 1)) - (r + x) * log(alpha + last)
            high = max(stays, leaves)
            stays = high + log(math.exp(stays - high) + math.exp(leaves - high))
        total += n * stays
    return total
