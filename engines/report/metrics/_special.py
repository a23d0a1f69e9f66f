"""The Gauss hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1, which purchase models need."""

from __future__ import annotations

_RELATIVE = 1e-14
_MAX_TERMS = 100_000


def hyp2f1(a: float, b: float, c: float, z: float) -> float:
    """By its series; Euler's transformation first when that converges faster.

    Raises ValueError outside 0 ≤ z < 1, OverflowError when the series does not end."""
    if not 0 <= z < 1:
        raise ValueError("z lies outside [0, 1)")
    if z > 0.5 and a + b > c:
        return float((1 - z) ** (c - a - b) * _series(c - a, c - b, c, z))
    return _series(a, b, c, z)


def _series(a: float, b: float, c: float, z: float) -> float:
    term = total = 1.0
    for k in range(_MAX_TERMS):
        term *= (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        total += term
        if abs(term) <= _RELATIVE * abs(total):
            return total
    raise OverflowError("the series does not converge")
