"""A small decision tree (CART, Gini; Breiman et al. 1984) whose leaves are rules in the formula language.

Factors are numbers or choices; a blank goes the way that the rule says it goes. Thresholds lie between two values that
occur, with as few digits as tell them apart, so that the rule reads well and divides the same cases.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MAX_THRESHOLDS = 32
"""Numbers are cut at their quantiles: more cuts make no better tree of a few levels."""
Value = float | str | None
Columns = Mapping[str, Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Split:
    """Yes: the number is at most `at`, or the choice is `at`. A blank is neither: it goes the other way."""

    factor: str
    at: float | str

    def holds(self, value: Value) -> bool:
        """Whether a value goes the way of yes."""
        if value is None:
            return False
        return value == self.at if isinstance(self.at, str) else float(value) <= self.at


@dataclass(frozen=True, slots=True)
class Leaf:
    """Cases that end here: `n` in training, per class; `label` is the commonest class."""

    number: int
    path: tuple[tuple[Split, bool], ...]
    counts: Mapping[int, int]

    @property
    def n(self) -> int:
        """How many cases it was made of."""
        return sum(self.counts.values())

    @property
    def label(self) -> int:
        """The commonest class; of equally common ones the smallest."""
        return min(self.counts, key=lambda each: (-self.counts[each], each))

    def share(self, label: int) -> float:
        """The share of a class, with one case of doubt on either side (Laplace)."""
        return (self.counts.get(label, 0) + 1) / (self.n + 2)


@dataclass(frozen=True)
class Tree:
    """`leaves` in the order of their paths; `blanks`: factors that had blanks in training."""

    leaves: tuple[Leaf, ...]
    blanks: frozenset[str]

    def place(self, row: Mapping[str, Value]) -> Leaf:
        """The leaf of a case."""
        for leaf in self.leaves:
            if all(split.holds(row[split.factor]) == way for split, way in leaf.path):
                return leaf
        raise AssertionError("the leaves of a tree cover everything")

    def rule(self, leaf: Leaf) -> str:
        """The leaf as a formula over the factors; `TRUE` for a tree of one leaf."""
        return " and ".join(_conditions(leaf.path, self.blanks)) or "TRUE"

    def rule_of(self, label: int) -> str | None:
        """All leaves of a class as one formula; None when none is of it."""
        rules = [self.rule(leaf) for leaf in self.leaves if leaf.label == label]
        if len(rules) < 2:
            return rules[0] if rules else None
        return " or ".join(f"({rule})" for rule in rules)

    def to_json(self) -> dict[str, Any]:
        """Kept with the model."""
        leaves = [
            {
                "path": [[split.factor, split.at, way] for split, way in leaf.path],
                "counts": {str(label): n for label, n in leaf.counts.items()},
            }
            for leaf in self.leaves
        ]
        return {"leaves": leaves, "blanks": sorted(self.blanks)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Tree:
        """As it was kept."""
        leaves = tuple(
            Leaf(
                number,
                tuple((Split(factor, at), way) for factor, at, way in each["path"]),
                {int(label): n for label, n in each["counts"].items()},
            )
            for number, each in enumerate(kept["leaves"], 1)
        )
        return cls(leaves, frozenset(kept["blanks"]))


def grow(columns: Columns, labels: Sequence[int], *, depth: int = 3, least: int = 10) -> Tree:
    """A tree of at most `depth` questions, with at least `least` cases in each leaf."""
    cuts = {name: list(_cuts(values)) for name, values in columns.items()}
    leaves: list[Leaf] = []
    for path, rows in _parts(columns, labels, cuts, list(range(len(labels))), (), depth, least):
        counts = Counter(labels[row] for row in rows)
        leaves.append(Leaf(len(leaves) + 1, path, dict(sorted(counts.items()))))
    blanks = frozenset(name for name, values in columns.items() if any(value is None for value in values))
    return Tree(tuple(leaves), blanks)


Path = tuple[tuple[Split, bool], ...]


def _parts(
    columns: Columns, labels: Sequence[int], cuts: Mapping[str, list[float | str]], rows: list[int], path: Path,
    depth: int, least: int,
) -> Iterator[tuple[Path, list[int]]]:  # fmt: skip
    split = _best(columns, labels, cuts, rows, least) if depth else None
    if split is None:
        yield path, rows
        return
    values = columns[split.factor]
    yes = [row for row in rows if split.holds(values[row])]
    no = [row for row in rows if not split.holds(values[row])]
    yield from _parts(columns, labels, cuts, yes, (*path, (split, True)), depth - 1, least)
    yield from _parts(columns, labels, cuts, no, (*path, (split, False)), depth - 1, least)


def _best(
    columns: Columns, labels: Sequence[int], cuts: Mapping[str, list[float | str]], rows: Sequence[int], least: int
) -> Split | None:
    """The question after which the parts are purest; of equally good ones the first by factor and cut."""
    whole = Counter(labels[row] for row in rows)
    if len(whole) < 2:
        return None
    best, found = _purity(whole) + 1e-9, None
    for name in sorted(cuts):
        for at, yes in _counted(columns[name], labels, cuts[name], rows):
            n = sum(yes.values())
            if n < least or len(rows) - n < least:
                continue
            purity = _purity(yes) + _purity({label: whole[label] - yes.get(label, 0) for label in whole})
            if purity > best + 1e-9:
                best, found = purity, Split(name, at)
    return found


def _purity(counts: Mapping[int, int]) -> float:
    """n × (1 − Gini) = Σ c² / n: the larger the purer."""
    n = sum(counts.values())
    return sum(count * count for count in counts.values()) / n if n else 0.0


def _counted(
    values: Sequence[Value], labels: Sequence[int], cuts: Sequence[float | str], rows: Sequence[int]
) -> Iterator[tuple[float | str, Counter[int]]]:
    """Per cut the classes of the rows on its side of yes, in one pass over the rows."""
    if not cuts:
        return
    if isinstance(cuts[0], str):
        by_choice: dict[str, Counter[int]] = {str(cut): Counter() for cut in cuts}
        for row in rows:
            if values[row] is not None:
                by_choice[str(values[row])][labels[row]] += 1
        yield from by_choice.items()
        return
    edges = [float(cut) for cut in cuts]
    buckets: list[Counter[int]] = [Counter() for _ in range(len(edges) + 1)]
    for row in rows:
        value = values[row]
        if value is not None:
            at = bisect_right(edges, float(value))
            # a value equal to an edge is on its side of yes
            buckets[at - 1 if at and edges[at - 1] == value else at][labels[row]] += 1
    sofar: Counter[int] = Counter()
    for edge, bucket in zip(edges, buckets, strict=False):
        sofar = sofar + bucket
        yield edge, sofar


def _cuts(values: Sequence[Value]) -> Iterator[float | str]:
    known = [value for value in values if value is not None]
    if any(isinstance(value, str) for value in known):
        yield from sorted({str(value) for value in known})
        return
    numbers = sorted(float(value) for value in known)
    steps = sorted(
        {numbers[len(numbers) * part // MAX_THRESHOLDS] for part in range(MAX_THRESHOLDS)} if numbers else ()
    )
    distinct = sorted(set(numbers))
    for step in steps:
        after = bisect_right(distinct, step)
        if after < len(distinct):
            yield between(step, distinct[after])


def between(low: float, high: float) -> float:
    """The shortest number from `low` (included) to below `high`: 3.07 and 3.9 give 3.5, 120 and 871 give 500."""
    middle = (low + high) / 2
    for digits in range(1, 16):
        found = float(f"{middle:.{digits}g}")
        if low <= found < high:
            return found
    return low


# rules -------------------------------------------------------------------------------------------------


def _conditions(path: Path, blanks: frozenset[str]) -> Iterator[str]:
    """One condition per factor and direction: of several the narrowest."""
    upper: dict[str, float] = {}
    lower: dict[str, float] = {}
    texts: list[str] = []
    for split, way in path:
        if isinstance(split.at, str):
            quoted = split.at.replace("'", "''")
            texts.append(f"{split.factor} {'=' if way else '<>'} '{quoted}'")
        elif way:
            upper[split.factor] = min(split.at, upper.get(split.factor, split.at))
        else:
            lower[split.factor] = max(split.at, lower.get(split.factor, split.at))
    for name in dict.fromkeys(split.factor for split, _ in path):
        if name in lower:
            more = f"{name} > {number(lower[name])}"
            yield f"({more} or ISBLANK({name}))" if name in blanks and name not in upper else more
        if name in upper:
            yield f"{name} <= {number(upper[name])}"
    yield from dict.fromkeys(texts)


def number(value: float) -> str:
    """A number as the formula language writes it."""
    return format(Decimal(repr(value)).normalize(), "f")
