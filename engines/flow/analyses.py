"""What an analysis is asked to find out about each record of a form (its *subject*), as plain settings.

One shape per kind. `RESULTS` says what each kind gives for a subject and of which type; an analyse step writes such
results into fields. The counting itself is that of `engines.report`; the platform brings the two together
(docs/analytics.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from engines.flow.parts import FormulaText, Key, Label, Part

MAX_DAYS = 3_650
Days = Annotated[int, Field(ge=1, le=MAX_DAYS)]
Breaks = Annotated[tuple[float, ...], Field(min_length=4, max_length=4)]
ItemPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=97)]
Share = Annotated[float, Field(gt=0, lt=1)]
ResultType = Literal["number", "text", "date", "texts", "links", "boolean"]


class Source(Part):
    """Rows of a form that belong to subjects: `subject` is their link to it, `date` says when a row happened, `value`
    what it was worth, `where` which rows count. `key` names its factors (default: the form's key)."""

    form: Key
    subject: Key
    date: Key
    value: Key | None = None
    where: FormulaText | None = None
    key: Key | None = None

    @property
    def name(self) -> str:
        """What its factors are called by."""
        return self.key or self.form


class Worth(Source):
    """Rows that are worth something: orders, payments."""

    value: Key


class Rfm(Part):
    """Recency, frequency, money (metric `rfm`). Subjects whose last order is older than the window are `lost`."""

    kind: Literal["rfm"]
    orders: Worth
    window_days: Days = 365
    recency_days: Breaks | None = None
    frequency: Breaks | None = None
    money: Breaks | None = None
    minimum: Annotated[int, Field(ge=0)] = 50


class Clv(Part):
    """Value so far and predicted (metrics `clv_historic`, `clv_model`)."""

    kind: Literal["clv"]
    orders: Worth
    model: Literal["bg_nbd", "mbg_nbd", "pareto_nbd"] = "bg_nbd"
    months: Annotated[int, Field(ge=1, le=60)] = 12
    monthly_discount: Annotated[float, Field(ge=0, lt=1)] = 0.01
    margin: Annotated[float, Field(gt=0, le=1)] = 1.0
    minimum: Annotated[int, Field(ge=0)] = 50


class Abc(Part):
    """Classes by share of the whole (Pareto): a up to the first share, b up to the second, c the rest."""

    kind: Literal["abc"]
    orders: Worth
    window_days: Days = 365
    shares: tuple[Share, Share] = (0.8, 0.95)

    @model_validator(mode="after")
    def _rise(self) -> Self:
        if self.shares[0] >= self.shares[1]:
            raise ValueError("shares must rise")
        return self


class HealthPart(Part):
    """One part of health. `measure`: the `value` of each row, fading with age; the `count` of rows in the last `days`;
    the `age` of the newest row in days. `worst` … `best` becomes 0 … 100 (`best` may be the smaller one). `label` is
    what reasons call it (default: the form)."""

    weight: Annotated[float, Field(gt=0, le=1_000)]
    source: Source
    measure: Literal["value", "count", "age"] = "value"
    days: Days = 30
    worst: float = 0
    best: float = 100
    label: Label | None = None

    @model_validator(mode="after")
    def _has_what_it_measures(self) -> Self:
        if self.worst == self.best:
            raise ValueError("worst and best must differ")
        if self.measure == "value" and self.source.value is None:
            raise ValueError("the source needs a value")
        return self


class Health(Part):
    """Weighted parts with reasons (metric `health_score`); the weight of a missing part goes to the others."""

    kind: Literal["health"]
    parts: Annotated[dict[Key, HealthPart], Field(min_length=1, max_length=12)]
    half_life_days: Annotated[float, Field(gt=0, le=MAX_DAYS)] = 30
    bands: tuple[float, float] = (40, 70)


class Outcome(Part):
    """What is predicted: whether a row of `source` comes in the `horizon_days` after the cut (`happens`), or none
    (churn). Only subjects with such a row in the `active_days` before the cut are cases (None: everybody)."""

    source: Source
    happens: bool = False
    horizon_days: Annotated[int, Field(ge=1, le=730)] = 45
    active_days: Days | None = 365


class Predict(Part):
    """A trained model, kept as `model` (a key of the app): factors are sources × aggregates × windows, as of a date.
    Trained anew when older than `retrain_days`; tested on the last horizon that is known, with `cuts` horizons before
    it to learn from. A model that does not beat its null writes nothing."""

    kind: Literal["predict"]
    model: Key
    outcome: Outcome
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=20)]
    windows: Annotated[tuple[Days, ...], Field(min_length=1, max_length=12)] = (7, 30, 60, 90, 180, 365)
    cuts: Annotated[int, Field(ge=1, le=12)] = 4
    retrain_days: Annotated[int, Field(ge=0, le=365)] = 7
    threshold: Share = 0.5
    minimum: Annotated[int, Field(ge=20)] = 100

    @model_validator(mode="after")
    def _named_apart(self) -> Self:
        names = [source.name for source in self.sources]
        if len(set(names)) < len(names):
            raise ValueError("two sources have one name: give one a key")
        return self


class Segments(Part):
    """Records of `form` carry a formula over the subject in their field `rule`: members are those it holds for. A
    member's field that an analyse step writes gets the list of its segments; `size` and `at` are fields of
    the segment that are written back."""

    kind: Literal["segments"]
    form: Key
    rule: Key
    where: FormulaText | None = None
    size: Key | None = None
    at: Key | None = None


class RuleRecords(Part):
    """Groups that were found become records of a form: their name, their rule in the formula language, their size."""

    form: Key
    name: Key
    rule: Key
    size: Key | None = None
    set: Annotated[dict[Key, str | bool | float], Field(max_length=20)] = Field(default_factory=dict)


Factors = Annotated[tuple[Key, ...], Field(min_length=1, max_length=30)]


class Cluster(Part):
    """Standardised k-means over number fields of the subject; `clusters` None: the number with the best silhouette.
    Each group is described by the rule of a small tree."""

    kind: Literal["cluster"]
    factors: Factors
    clusters: Annotated[int, Field(ge=2, le=12)] | None = None
    seed: Annotated[int, Field(ge=0, le=1_000_000)] = 1
    minimum: Annotated[int, Field(ge=10)] = 30
    rules: RuleRecords | None = None


class Tree(Part):
    """A decision tree: which subjects satisfy `target`, told from their fields, as rules."""

    kind: Literal["tree"]
    target: FormulaText
    factors: Factors
    depth: Annotated[int, Field(ge=1, le=4)] = 3
    leaf: Annotated[int, Field(ge=2)] = 10
    minimum: Annotated[int, Field(ge=10)] = 30
    rules: RuleRecords | None = None


class Recommend(Part):
    """What goes with what the subject has (cosine between items, each pair seen at least `support` times)."""

    kind: Literal["recommend"]
    orders: Source
    item: ItemPath
    """A link to an item, in the record (`product`) or in its rows (`lines.product`)."""
    support: Annotated[int, Field(ge=1)] = 5
    top: Annotated[int, Field(ge=1, le=20)] = 3


class Interests(Part):
    """What a subject cares for: the values of `tag`, weighted by how long ago they were met."""

    kind: Literal["interests"]
    events: Source
    tag: Key
    half_life_days: Annotated[float, Field(gt=0, le=MAX_DAYS)] = 30
    top: Annotated[int, Field(ge=1, le=20)] = 5
    floor: Annotated[float, Field(ge=0)] = 1


class PointRule(Part):
    """`points` when `field` has one of `values`."""

    field: Key
    values: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]
    points: Annotated[int, Field(ge=-100, le=100)]


class Score(Part):
    """Naive Bayes over closed subjects (metric `lead_score`): `won` and `lost` say which those are."""

    kind: Literal["score"]
    won: FormulaText
    lost: FormulaText
    factors: Factors
    points: Annotated[tuple[PointRule, ...], Field(max_length=100)] = ()
    grades: tuple[float, float] = (30, 60)
    minimum: Annotated[int, Field(ge=0)] = 50


Analysis: TypeAlias = Annotated[
    Rfm | Clv | Abc | Health | Predict | Segments | Cluster | Tree | Recommend | Interests | Score,
    Field(discriminator="kind"),
]

RESULTS: Mapping[str, Mapping[str, ResultType]] = {
    "rfm": {"r": "number", "f": "number", "m": "number", "v": "number", "tier": "text", "days": "number",
            "frequency": "number", "money": "number"},
    "clv": {"historic": "number", "clv": "number", "expected_purchases": "number", "expected_value": "number"},
    "abc": {"class": "text", "money": "number", "share": "number", "cumulative": "number"},
    "health": {"score": "number", "band": "text", "reasons": "text", "missing": "text"},
    "predict": {"probability": "number", "flagged": "boolean", "reasons": "text", "version": "number",
                "factors": "number"},
    "segments": {"segments": "links", "count": "number"},
    "cluster": {"cluster": "number", "rule": "text"},
    "tree": {"leaf": "number", "rule": "text", "rate": "number"},
    "recommend": {"items": "links", "first": "links", "reasons": "text"},
    "interests": {"tags": "texts", "first": "text"},
    "score": {"score": "number", "points": "number", "grade": "text", "reasons": "text"},
}  # fmt: skip
"""Kind → what it gives for a subject. All of them give `as_of`, the day it was counted."""
CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("rfm", "tier"): ("high", "growing", "potential", "dormant", "lost"),
    ("abc", "class"): ("a", "b", "c"),
    ("health", "band"): ("green", "yellow", "red"),
    ("score", "grade"): ("hot", "warm", "cold"),
}
"""The values that a text result can have."""
Figure = Literal["subjects", "written", "unchanged", "refused", "version"]
"""What a step can tell the flow's variables: how many subjects there are, how many were written, were as they should
be, were refused by a rule or a right; the version of the model."""


def results_of(analysis: Analysis) -> Mapping[str, ResultType]:
    """What this one gives for a subject."""
    more: dict[str, ResultType] = {"as_of": "date"}
    if isinstance(analysis, Health):
        more |= {f"part_{name}": "number" for name in analysis.parts}
    return {**RESULTS[analysis.kind], **more}


def sources_of(analysis: Analysis) -> Iterator[tuple[str, Source]]:
    """(place in the settings, source) of every form whose rows it counts."""
    match analysis:
        case Rfm() | Clv() | Abc() | Recommend():
            yield "orders", analysis.orders
        case Health():
            yield from ((f"parts.{name}.source", part.source) for name, part in analysis.parts.items())
        case Predict():
            yield "outcome.source", analysis.outcome.source
            yield from ((f"sources.{number}", source) for number, source in enumerate(analysis.sources))
        case Interests():
            yield "events", analysis.events
        case _:
            return


def formulas_of(analysis: Analysis) -> Iterator[tuple[str, str, str | None]]:
    """(place, condition, form) of its conditions; form None: the subject's."""
    for place, source in sources_of(analysis):
        if source.where is not None:
            yield f"{place}.where", source.where, source.form
    match analysis:
        case Segments(where=where, form=form) if where is not None:
            yield "where", where, form
        case Tree():
            yield "target", analysis.target, None
        case Score():
            yield "won", analysis.won, None
            yield "lost", analysis.lost, None
        case _:
            return


def factors_of(analysis: Analysis) -> tuple[str, ...]:
    """Fields of the subject that it reads."""
    return analysis.factors if isinstance(analysis, Cluster | Tree | Score) else ()
