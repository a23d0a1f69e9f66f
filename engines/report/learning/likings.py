"""What goes together, and what somebody cares for (R128, R129).

Recommendation: item-to-item cosine over who has what (Sarwar et al. 2001), pairs seen at least `support` times.
Interests: tags met in events, each worth half after the half-life.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby


@dataclass(frozen=True, slots=True)
class Liking:
    """An item to offer: `score` is the sum of its likenesses to what is had, `because` the most alike of these."""

    item: str
    score: float
    because: str


def likeness(baskets: Iterable[Iterable[str]], support: int = 5) -> dict[str, dict[str, float]]:
    """cos(a, b) = n(a, b) / √(n(a)·n(b)) over baskets (all that one customer has), for pairs in ≥ `support` of them."""
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for basket in baskets:
        items = sorted(set(basket))
        single.update(items)
        pairs.update(combinations(items, 2))
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), n in pairs.items():
        if n >= support:
            found[one][other] = found[other][one] = n / math.sqrt(single[one] * single[other])
    return dict(found)


def recommended(has: Iterable[str], alike: Mapping[str, Mapping[str, float]], top: int = 3) -> list[Liking]:
    """What goes best with `has` and isn't among it; equal scores by item."""
    own = set(has)
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for item in own:
        for other, near in alike.get(item, {}).items():
            if other not in own:
                scores[other][item] = near
    likings = [
        Liking(item, math.fsum(near.values()), min(near, key=lambda each: (-near[each], each)))
        for item, near in scores.items()
    ]
    return sorted(likings, key=lambda each: (-round(each.score, 12), each.item))[:top]


def interests(
    met: Sequence[tuple[str, date, float]], as_of: date, *, half_life: float = 30, top: int = 5, floor: float = 1
) -> list[tuple[str, float]]:
    """(tag, weight), the weightiest first: Σ weight · 0.5^(age / half-life) of what was met until `as_of`; tags that
    have faded below `floor` are left out."""
    weights: dict[str, list[float]] = defaultdict(list)
    for tag, day, weight in met:
        age = (as_of - day).days
        if age >= 0:
            weights[tag].append(weight * 0.5 ** (age / half_life))
    sums = [(tag, math.fsum(each)) for tag, each in weights.items()]
    return sorted((each for each in sums if each[1] >= floor), key=lambda each: (-round(each[1], 12), each[0]))[:top]


def classes(
    worth: Mapping[str, float], shares: tuple[float, float] = (0.8, 0.95)
) -> dict[str, tuple[str, float, float]]:
    """Pareto classes: key → (class, share of the whole, share of all that are worth more). Equal worth gets an equal
    class, whatever the order: a while those worth more have less than the first share, then b, then c."""
    whole = math.fsum(value for value in worth.values() if value > 0)
    found: dict[str, tuple[str, float, float]] = {}
    above, ordered = 0.0, sorted(worth.items(), key=lambda item: (-item[1], item[0]))
    for value, same in groupby(ordered, key=lambda item: item[1]):
        before = above / whole if whole else 1.0
        named = "c" if value <= 0 or before >= shares[1] else "b" if before >= shares[0] else "a"
        for key, _ in same:
            found[key] = (named, value / whole if value > 0 else 0.0, before)
            above += max(value, 0.0)
    return found
