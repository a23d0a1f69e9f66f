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

from engines.report.metrics._minimise import most_likely
from engines.report.metrics._special import hyp2f1, left_over

History = tuple[int, float, float]
_ALIKE = 1_000
"""From this a + b on, customers are as good as alike."""


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
        x, _, observed = history
        if t <= 0:
            return 0.0
        a, b, c = self.a, self.b, self.a + self.b + x - 1
        reach = self.alpha + observed + t
        series = hyp2f1(a + b - 1 - self.r, a - 1, c, t / reach)
        grown = c / (a - 1) * (1 - ((self.alpha + observed) / reach) ** (a - 1) * series)
        return float(grown * self.alive(history))

    def alive(self, history: History) -> float:
        """P(alive), 1 for x = 0 by construction."""
        x, last, observed = history
        if not x:
            return 1.0
        idle = math.log((self.alpha + observed) / (self.alpha + last))
        return left_over(math.log(self.a / (self.b + x - 1)) + (self.r + x) * idle)


def fit(histories: Iterable[History]) -> BgNbd:
    """The parameters of greatest likelihood. Raises ValueError without a repeat purchase."""
    counted = Counter(histories)
    if not any(x for x, _, _ in counted):
        raise ValueError("no customer has bought twice")
    cases = [(x, last, observed, n) for (x, last, observed), n in sorted(counted.items())]
    xs = Counter[int]()
    for x, _, _, n in cases:
        xs[x] += n

    scale = max(observed for _, _, observed, _ in cases)
    found, _ = most_likely(lambda point: _log_likelihood(point, cases, xs) - _beyond(point), [1, scale / 8, 1, 1])
    r, alpha, a, b = found
    return BgNbd(r, alpha, a, b, _log_likelihood(found, cases, xs))


def _beyond(parameters: Sequence[float]) -> float:
    """Keeps a + b below some thousands. When customers hardly differ in how soon they leave, the likelihood is flat
    there and grows for ever by next to nothing, while the expectation has no digits left."""
    return 10 * max(0.0, math.log((parameters[2] + parameters[3]) / _ALIKE)) ** 2


def _log_likelihood(parameters: Sequence[float], cases: list[tuple[int, float, float, int]], xs: Counter[int]) -> float:
    """Σ ln L of the module's source; what depends on x alone is computed once per x."""
    r, alpha, a, b = parameters
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
