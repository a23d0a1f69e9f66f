"""From rows to a model that has been tested: cuts in time, factors as of each cut, and what came after (R117, R118).

The back-test learns from cuts whose outcomes were known at the test's cut, and is judged on what came after that. The
model that is kept learns from all of them. Two are tried, a logistic regression and a small tree; the better one in a
test *inside* the cuts to learn from is kept, so that the figures of the back-test stay honest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import polars as pl

from engines.report.learning import factors as making
from engines.report.learning import logistic, tree
from engines.report.learning.factors import Rows
from engines.report.learning.judging import Judgement, judge
from engines.report.learning.logistic import Logistic
from engines.report.learning.tree import Tree

Kind = Literal["logistic", "tree"]
_LEAST = 20
"""Cases to learn from: below, nothing can be said."""


class TooLittle(ValueError):
    """There is not enough to learn from or to test with: how many cases there are, and how many there should be."""

    def __init__(self, n: int, wanted: int) -> None:
        super().__init__(f"{n} cases of at least {wanted}")
        self.n, self.wanted = n, wanted


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be predicted, from what, until when."""

    target: pl.DataFrame
    """Rows whose coming is the outcome: `subject`, `day`."""
    happens: bool
    horizon: int
    active_days: int | None
    sources: tuple[Rows, ...]
    windows: tuple[int, ...]
    subjects: tuple[str, ...]
    cuts: int = 4
    threshold: float = 0.5
    minimum: int = 100


@dataclass(frozen=True, slots=True)
class Cases:
    """Subjects as of their cuts, and what became of them."""

    frame: pl.DataFrame
    actual: tuple[bool, ...]

    @property
    def rate(self) -> float:
        """The base rate."""
        return sum(self.actual) / len(self.actual)


@dataclass(frozen=True)
class Model:
    """What is kept: `kind` says which of the two predicts; the tree is kept for reading in any case."""

    kind: Kind
    regression: Logistic
    rules: Tree
    factors: tuple[str, ...]
    rate: float
    n: int
    trained_from: date
    trained_to: date

    def probabilities(self, frame: pl.DataFrame) -> list[float]:
        """P(outcome) per row of factors."""
        if self.kind == "logistic":
            return self.regression.probabilities(frame)
        return [self.rules.place(row).share(1) for row in frame.iter_rows(named=True)]

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "kind": self.kind, "regression": self.regression.to_json(), "rules": self.rules.to_json(),
            "factors": list(self.factors), "rate": self.rate, "n": self.n,
            "trained_from": self.trained_from.isoformat(), "trained_to": self.trained_to.isoformat(),
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Model:
        """As it was kept."""
        return cls(
            kept["kind"], Logistic.from_json(kept["regression"]), Tree.from_json(kept["rules"]), tuple(kept["factors"]),
            kept["rate"], kept["n"], date.fromisoformat(kept["trained_from"]), date.fromisoformat(kept["trained_to"]),
        )  # fmt: skip


def trained(plan: Plan, as_of: date) -> tuple[Model, Judgement]:
    """The model as of a day, and how its like did on the last horizon that is known by then. Raises TooLittle."""
    test_cut = as_of - timedelta(days=plan.horizon)
    learning = [test_cut - timedelta(days=plan.horizon * back) for back in range(plan.cuts, 0, -1)]
    test = cases(plan, [test_cut])
    seen = cases(plan, learning)
    _enough(plan, seen, test)
    kind = _better(plan, learning)
    past = _fitted(plan, seen, kind, learning[0], test_cut)
    judgement = judge(past.probabilities(test.frame), test.actual, trained_rate=seen.rate, threshold=plan.threshold)
    everything = Cases(pl.concat([seen.frame, test.frame]), (*seen.actual, *test.actual))
    return _fitted(plan, everything, kind, learning[0], as_of), judgement


def cases(plan: Plan, cuts: Sequence[date]) -> Cases:
    """One case per active subject and cut."""
    frames, actual = [], []
    known = set(plan.subjects)
    for cut in cuts:
        subjects = list(plan.subjects)
        if plan.active_days is not None:
            subjects = [each for each in making.active(plan.target, cut, plan.active_days) if each in known]
        frames.append(making.build(subjects, plan.sources, plan.windows, cut))
        actual += making.outcomes(subjects, plan.target, cut, plan.horizon, happens=plan.happens)
    return Cases(pl.concat(frames), tuple(actual))


def now(plan: Plan, as_of: date) -> pl.DataFrame:
    """The factors of everybody who can be scored as of a day."""
    subjects = list(plan.subjects)
    if plan.active_days is not None:
        known = set(plan.subjects)
        subjects = [each for each in making.active(plan.target, as_of, plan.active_days) if each in known]
    return making.build(subjects, plan.sources, plan.windows, as_of)


def _enough(plan: Plan, seen: Cases, test: Cases) -> None:
    if len(seen.actual) < max(plan.minimum, _LEAST):
        raise TooLittle(len(seen.actual), max(plan.minimum, _LEAST))
    for part in (seen, test):
        rarer = min(sum(part.actual), len(part.actual) - sum(part.actual))
        if rarer < 2:
            raise TooLittle(rarer, 2)


def _names(plan: Plan) -> list[str]:
    return [factor.name for factor in making.factors_of(plan.sources, plan.windows)]


def _fitted(plan: Plan, seen: Cases, kind: Kind, start: date, end: date) -> Model:
    names = _names(plan)
    regression = logistic.fit(seen.frame, names, seen.actual)
    rules = _tree(seen, names)
    return Model(kind, regression, rules, tuple(names), seen.rate, len(seen.actual), start, end)


def _tree(seen: Cases, names: Sequence[str]) -> Tree:
    columns = {name: seen.frame[name].to_list() for name in names}
    labels = [1 if each else 0 for each in seen.actual]
    return tree.grow(columns, labels, depth=4, least=max(10, len(labels) // 50))


def _better(plan: Plan, learning: Sequence[date]) -> Kind:
    """Which of the two does better on the last cut to learn from, learnt from those before it."""
    if len(learning) < 2:
        return "logistic"
    early, late = cases(plan, learning[:-1]), cases(plan, learning[-1:])
    if not (0 < sum(early.actual) < len(early.actual)) or not (0 < sum(late.actual) < len(late.actual)):
        return "logistic"
    tried: dict[Kind, float] = {}
    kinds: tuple[Kind, ...] = ("logistic", "tree")
    for kind in kinds:
        model = _fitted(plan, early, kind, learning[0], learning[-1])
        tried[kind] = judge(model.probabilities(late.frame), late.actual, trained_rate=early.rate).brier
    return "tree" if tried["tree"] < tried["logistic"] else "logistic"
