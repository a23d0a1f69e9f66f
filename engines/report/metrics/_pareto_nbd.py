"""Pareto/NBD: the older sister of BG/NBD, in which customers may leave at any time, not only after a purchase
(Schmittlein, Morrison, Colombo 1987; computed as in Fader & Hardie, brucehardie.com/notes/009, 2005).

Here P(alive) falls for one-time buyers too. Slower to fit: two hypergeometric functions per customer and step.
"""

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
class ParetoNbd:
    """Fitted parameters and the log-likelihood of the data."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    def alive(self, history: History) -> float:
        """P(alive)."""
        x, _, observed = history
        stays = -(self.r + x) * math.log(self.alpha + observed) - self.s * math.log(self.beta + observed)
        leaves = _log_left(self.r, self.alpha, self.s, self.beta, history)
        return left_over(leaves - stays)

    def expected_purchases(self, t: float, history: History) -> float:
        """E[Y(t)]: purchases expected in the next `t`."""
        x, _, observed = history
        rate = (self.r + x) * (self.beta + observed) / ((self.alpha + observed) * (self.s - 1))
        reach = 1 - ((self.beta + observed) / (self.beta + observed + t)) ** (self.s - 1)
        return float(self.alive(history) * rate * reach)


def fit(histories: Iterable[History]) -> ParetoNbd:
    """The parameters of greatest likelihood. Raises ValueError without a repeat purchase."""
    counted = Counter(histories)
    if not any(x for x, _, _ in counted):
        raise ValueError("no customer has bought twice")
    cases = sorted(counted.items())

    scale = max(observed for (_, _, observed), _ in cases)
    # Beyond e^12 weeks the hypergeometric series crawls.
    found, log_likelihood = most_likely(
        lambda point: _log_likelihood(point, cases), [0.6, scale / 4, 0.6, scale / 4], limit=12, tolerance=1e-12
    )
    r, alpha, s, beta = found
    return ParetoNbd(r, alpha, s, beta, log_likelihood)


def _log_likelihood(parameters: Sequence[float], cases: list[tuple[History, int]]) -> float:
    r, alpha, s, beta = parameters
    fixed = r * math.log(alpha) + s * math.log(beta) - lgamma(r)
    total = 0.0
    for history, n in cases:
        x, _, observed = history
        stays = -(r + x) * math.log(alpha + observed) - s * math.log(beta + observed)
        leaves = _log_left(r, alpha, s, beta, history)
        high = max(stays, leaves)
        total += n * (lgamma(r + x) + fixed + high + math.log(math.exp(stays - high) + math.exp(leaves - high)))
    return total


def _log_left(r: float, alpha: float, s: float, beta: float, history: History) -> float:
    """ln of s/(r+s+x)·A₀: that the customer has left between the last purchase and now."""
    x, last, observed = history
    power = r + s + x
    high, gap, b = (alpha, alpha - beta, s + 1) if alpha >= beta else (beta, beta - alpha, r + x)
    near = _log_hyp(power, b, gap / (high + last))
    far = _log_hyp(power, b, gap / (high + observed)) + power * math.log((high + last) / (high + observed))
    if near <= far:  # bought at the very end: no time to leave
        return -math.inf
    return math.log(s / power) - power * math.log(high + last) + near + math.log1p(-math.exp(far - near))


def _log_hyp(power: float, b: float, z: float) -> float:
    """ln ₂F₁(power, b; power + 1; z), by Euler's transformation; all terms are positive."""
    return (1 - b) * math.log1p(-z) + math.log(hyp2f1(1, power + 1 - b, power + 1, z))
