"""MBG/NBD: BG/NBD in which a customer may also leave right after the first purchase (Batislam, Denizel, Filiztekin
2007; Hoppe & Wagner 2007). So P(alive) says something of one-time buyers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lgamma

from engines.report.metrics._bg_nbd import History
from engines.report.metrics._minimise import most_likely
from engines.report.metrics._special import hyp2f1, left_over


@dataclass(frozen=True, slots=True)
class MbgNbd:
    """Fitted parameters and the log-likelihood of the data."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def expected_purchases(self, t: float, history: History) -> float:
        """E[Y(t)]: purchases expected in the next `t`."""
        if t <= 0:
            return 0.0
        x, _, observed = history
        a, b, c = self.a, self.b, self.a + self.b + x
        reach = self.alpha + observed + t
        series = hyp2f1(a + b - self.r, a - 1, c, t / reach)
        grown = c / (a - 1) * (1 - ((self.alpha + observed) / reach) ** (a - 1) * series)
        return float(grown * self.alive(history))

    def alive(self, history: History) -> float:
        """P(alive)."""
        x, last, observed = history
        idle = math.log((self.alpha + observed) / (self.alpha + last))
        return left_over(math.log(self.a / (self.b + x)) + (self.r + x) * idle)


def fit(histories: Iterable[History]) -> MbgNbd:
    """The parameters of greatest likelihood. Raises ValueError without a repeat purchase."""
    counted = Counter(histories)
    if not any(x for x, _, _ in counted):
        raise ValueError("no customer has bought twice")
    cases = sorted(counted.items())

    scale = max(observed for (_, _, observed), _ in cases)
    found, log_likelihood = most_likely(lambda point: _log_likelihood(point, cases), [1, scale / 8, 1, 1])
    r, alpha, a, b = found
    return MbgNbd(r, alpha, a, b, log_likelihood)


def _log_likelihood(parameters: Sequence[float], cases: list[tuple[History, int]]) -> float:
    r, alpha, a, b = parameters
    fixed = r * math.log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    total = 0.0
    for (x, last, observed), n in cases:
        stays = lgamma(r + x) + lgamma(b + x + 1) - lgamma(a + b + x + 1) - (r + x) * math.log(alpha + observed)
        odds = math.log(a / (b + x)) + (r + x) * math.log((alpha + observed) / (alpha + last))
        high = max(0.0, odds)
        total += n * (fixed + stays + high + math.log(math.exp(-high) + math.exp(odds - high)))
    return total
