"""The Gauss hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1, which purchase models need.

They call it after Euler's transformation ₂F₁(a, b; c; z) = (1−z)^(c−a−b) ₂F₁(c−a, c−b; c; z): as the papers write it,
it overflows for customers with hundreds of purchases.
"""

from __future__ import annotations

import math

_RELATIVE = 1e-15
_MAX_TERMS = 100_000
_LARGEST_EXPONENT = 700.0


def hyp2f1(a: float, b: float, c: float, z: float) -> float:
    """By its series. Raises ValueError outside 0 ≤ z < 1, OverflowError when the series does not end."""
    if not 0 <= z < 1:
        raise ValueError("z lies outside [0, 1)")
    term = total = 1.0
    for k in range(_MAX_TERMS):
        term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        total += term
        if abs(term) <= _RELATIVE * abs(total):
            return total
    raise OverflowError("the series does not converge")


def left_over(log_odds: float) -> float:
    """1 / (1 + e^log_odds): the probability when these are the odds against. Never overflows."""
    return 0.0 if log_odds > _LARGEST_EXPONENT else 1 / (1 + math.exp(log_odds))
