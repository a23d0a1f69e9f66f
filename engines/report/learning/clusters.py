"""k-means on standardised factors (Lloyd 1982, seeds as k-means++, Arthur & Vassilvitskii 2007), with k by silhouette
(Rousseeuw 1987). The seed is a setting: the same data give the same groups."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Point = tuple[float, ...]
MOST = 8
_RESTARTS, _ROUNDS, _SAMPLE = 5, 100, 300
_MASK = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Clusters:
    """`places`: per case its group, 1 the one with the highest mean of the first factor; `centres` in the factors' own
    units; `silhouette`: −1 … 1, how far apart the groups are."""

    places: tuple[int, ...]
    centres: tuple[Point, ...]
    silhouette: float

    @property
    def sizes(self) -> tuple[int, ...]:
        """Cases per group."""
        return tuple(self.places.count(group) for group in range(1, len(self.centres) + 1))


def find(cases: Sequence[Point], *, clusters: int | None = None, seed: int = 1) -> Clusters:
    """The groups of `cases`; `clusters` None: the number from 2 to 8 with the best silhouette. Raises ValueError when
    there are fewer different cases than groups."""
    scaled = _standardised(cases)
    different = len(set(scaled))
    if different < (clusters or 2):
        raise ValueError("too few different cases")
    chance = _chance(seed)
    wanted = [clusters] if clusters else range(2, min(MOST, different) + 1)
    sample = range(0, len(scaled), max(1, math.ceil(len(scaled) / _SAMPLE)))
    best: tuple[float, list[int]] | None = None
    for k in wanted:
        places = _lloyd(scaled, k, chance)
        apart = _silhouette([scaled[at] for at in sample], [places[at] for at in sample])
        if best is None or apart > best[0] + 1e-9:
            best = (apart, places)
    assert best is not None
    return _named(cases, best[1], best[0])


def _standardised(cases: Sequence[Point]) -> list[Point]:
    columns = []
    for column in zip(*cases, strict=True):
        mean = math.fsum(column) / len(column)
        deviation = math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column)) or 1.0
        columns.append([(x - mean) / deviation for x in column])
    return list(zip(*columns, strict=True))


def _chance(seed: int) -> Iterator[float]:
    """SplitMix64 (Steele et al. 2014): numbers from 0 to below 1, the same for the same seed."""
    state = seed & _MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        yield ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)


def _lloyd(cases: Sequence[Point], k: int, chance: Iterator[float]) -> list[int]:
    best: tuple[float, list[int]] | None = None
    for _ in range(_RESTARTS):
        centres, places = _seeds(cases, k, chance), [-1] * len(cases)
        for _round in range(_ROUNDS):
            found = [_nearest(case, centres) for case in cases]
            if found == places:
                break
            places = found
            centres = [_middle([c for c, p in zip(cases, places, strict=True) if p == at]) or centres[at]
                       for at in range(k)]  # fmt: skip
        loss = math.fsum(_far(case, centres[place]) for case, place in zip(cases, places, strict=True))
        if best is None or loss < best[0] - 1e-9:
            best = (loss, places)
    assert best is not None
    return best[1]


def _seeds(cases: Sequence[Point], k: int, chance: Iterator[float]) -> list[Point]:
    centres = [cases[int(next(chance) * len(cases))]]
    while len(centres) < k:
        far = [min(_far(case, centre) for centre in centres) for case in cases]
        left = next(chance) * math.fsum(far)
        chosen = len(cases) - 1
        for at, weight in enumerate(far):
            left -= weight
            if left < 0 and weight:
                chosen = at
                break
        centres.append(cases[chosen])
    return centres


def _nearest(case: Point, centres: Sequence[Point]) -> int:
    far = [_far(case, centre) for centre in centres]
    return far.index(min(far))


def _middle(cases: Sequence[Point]) -> Point | None:
    return tuple(math.fsum(column) / len(cases) for column in zip(*cases, strict=True)) if cases else None


def _far(one: Point, other: Point) -> float:
    return sum((a - b) * (a - b) for a, b in zip(one, other, strict=True))


def _silhouette(cases: Sequence[Point], places: Sequence[int]) -> float:
    groups = sorted(set(places))
    if len(groups) < 2:
        return -1.0
    counts = {group: places.count(group) for group in groups}
    total = 0.0
    for case, own in zip(cases, places, strict=True):
        sums = dict.fromkeys(groups, 0.0)
        for other, group in zip(cases, places, strict=True):
            sums[group] += math.sqrt(_far(case, other))
        if counts[own] > 1:
            inside = sums[own] / (counts[own] - 1)
            outside = min(sums[group] / counts[group] for group in groups if group != own)
            total += (outside - inside) / (max(inside, outside) or 1.0)
    return total / len(cases)


def _named(cases: Sequence[Point], places: Sequence[int], silhouette: float) -> Clusters:
    centres = {
        group: _middle([case for case, place in zip(cases, places, strict=True) if place == group]) or ()
        for group in sorted(set(places))
    }
    order = sorted(centres, key=lambda group: centres[group], reverse=True)
    number = {group: at for at, group in enumerate(order, 1)}
    return Clusters(tuple(number[place] for place in places), tuple(centres[group] for group in order), silhouette)
