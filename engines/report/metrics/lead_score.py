"""Lead scoring: naive Bayes on what was won and lost, with the reasons, and plain points beside it (R117, R131)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import too_few
from engines.report.metrics._statistics import spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text
from engines.report.parts import Part

SMOOTHING = 0.1
_LOWEST, _HIGHEST = 0.01, 99.99  # percent
STAGE = "stage"


class PointRule(Part):
    """Adds `points` (or takes them, below 0) when `field` has one of `values`."""

    field: Annotated[str, Field(max_length=160)]
    values: Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
    points: Annotated[int, Field(ge=-100, le=100)]


class LeadScoreOptions(Options):
    """`stages` in order: a won lead has been through all of them, a lost one through those up to its own; leads in one
    of `won_stages` score 100. Fields in `many` (tags) have several values per lead and count from `many_minimum` cases
    on. `minimum` closed leads teach enough. `points` are the plain rules."""

    stages: Annotated[tuple[str, ...], Field(max_length=30)] = ()
    won_stages: Annotated[tuple[str, ...], Field(max_length=30)] = ()
    many: Annotated[tuple[str, ...], Field(max_length=20)] = ("tag",)
    many_minimum: Annotated[int, Field(ge=1)] = 50
    minimum: Annotated[int, Field(ge=0)] = 50
    points: Annotated[tuple[PointRule, ...], Field(max_length=200)] = ()


@dataclass
class _Counts:
    """How often a value was won and lost; 0.1 each to begin with, so that nothing is impossible."""

    won: float = SMOOTHING
    lost: float = SMOOTHING


@dataclass
class Frequencies:
    """What the closed leads teach: counts per field and value, totals per field, and how many were won and lost."""

    won: int = 0
    lost: int = 0
    values: dict[str, dict[str, _Counts]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(_Counts)))

    def chances(self, name: str, value: str, options: LeadScoreOptions) -> tuple[float, float] | None:
        """p(value | won), p(value | lost); None for a value never seen, or a tag seen too rarely."""
        known = self.values.get(name, {})
        counts = known.get(value)
        if counts is None:
            return None
        if name in options.many and counts.won + counts.lost - 2 * SMOOTHING < options.many_minimum:
            return None
        if name == STAGE and options.stages:
            first = known[options.stages[0]]
            return counts.won / first.won, counts.lost / first.lost
        won = sum(item.won for item in known.values())
        lost = sum(item.lost for item in known.values())
        return counts.won / won, counts.lost / lost


@dataclass(frozen=True, kw_only=True)
class LeadScoreResult(Result):
    """`value` is the mean probability of open leads, `n` how many closed ones teach. `leads`: lead, automatic
    (percent), override (set by a person, never touched), points (0–100). `reasons`: lead, field, value, weight
    (log-odds: above 0 speaks for winning), the weightiest first."""

    won: int
    lost: int
    leads: pl.DataFrame
    reasons: pl.DataFrame


def compute(frames: Frames, options: LeadScoreOptions, scene: Scene) -> LeadScoreResult:
    """Learns from closed leads, scores all of them. Without both won and lost leads there is no automatic score."""
    leads = frames["leads"].unique("id", keep="last", maintain_order=True).sort("id")
    values = _values_by_lead(frames["values"])
    learned = _learn(leads, values, options)
    rows: list[tuple[str, float | None, float | None, int]] = []
    reasons: list[tuple[str, str, str, float]] = []
    for lead, stage, override in leads.select("id", "stage", "override").iter_rows():
        mine = [*values.get(lead, ()), *([(STAGE, stage)] if stage is not None else [])]
        automatic, why = _probability(mine, learned, options)
        if stage in options.won_stages:
            automatic = 100.0
        rows.append((lead, automatic, override, _points(mine, options)))
        reasons += [(lead, name, value, weight) for name, value, weight in why]
    scored = pl.DataFrame(
        rows, {"lead": pl.String, "automatic": pl.Float64, "override": pl.Float64, "points": pl.Int64}, orient="row"
    )
    open_ = leads.filter(pl.col("won").is_null()).select(pl.col("id").alias("lead"))
    closed = learned.won + learned.lost
    return LeadScoreResult(
        n=closed,
        value=spread(scored.join(open_, on="lead", how="semi")["automatic"]).mean,
        notes=too_few(closed, options.minimum),
        won=learned.won,
        lost=learned.lost,
        leads=scored,
        reasons=pl.DataFrame(
            reasons, {"lead": pl.String, "field": pl.String, "value": pl.String, "weight": pl.Float64}, orient="row"
        ),
    )


def _values_by_lead(values: pl.DataFrame) -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    known = values.drop_nulls().unique().sort("lead", "field", "value")
    for lead, name, value in known.iter_rows():
        found[lead].append((name, value))
    return found


def _learn(leads: pl.DataFrame, values: Mapping[str, list[tuple[str, str]]], options: LeadScoreOptions) -> Frequencies:
    learned = Frequencies()
    for lead, won, stage in leads.drop_nulls("won").select("id", "won", "stage").iter_rows():
        learned.won += won
        learned.lost += not won
        for name, value in [*values.get(lead, ()), *((STAGE, s) for s in _stages_of(won, stage, options.stages))]:
            counts = learned.values[name][value]
            counts.won += won
            counts.lost += not won
    return learned


def _stages_of(won: bool, stage: str | None, stages: tuple[str, ...]) -> tuple[str, ...]:
    """The stages a closed lead has been through."""
    if won:
        return stages
    return stages[: stages.index(stage) + 1] if stage in stages else stages[:1]


def _probability(
    mine: Iterable[tuple[str, str]], learned: Frequencies, options: LeadScoreOptions
) -> tuple[float | None, list[tuple[str, str, float]]]:
    """Percent, two decimals, 0.01–99.99; and the log-odds that each value adds. In logarithms, so that hundreds of
    values do not vanish to zero."""
    if not learned.won or not learned.lost:
        return None, []
    odds = math.log(learned.won / learned.lost)
    why = []
    for name, value in mine:
        chances = learned.chances(name, value, options)
        if chances is not None:
            weight = math.log(chances[0] / chances[1])
            odds += weight
            why.append((name, value, weight))
    share = 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0
    percent = min(max(round(100 * share, 2), _LOWEST), _HIGHEST)
    return percent, sorted(why, key=lambda item: (-abs(item[2]), item[0], item[1]))


def _points(mine: list[tuple[str, str]], options: LeadScoreOptions) -> int:
    """The plain score: the sum of the rules that hold, 0–100."""
    total = sum(
        rule.points
        for rule in options.points
        if any(name == rule.field and value in rule.values for name, value in mine)
    )
    return min(100, max(0, total))


METRIC = Metric(
    key="lead_score",
    version=1,
    label=Text("线索评分", "Lead score"),
    doc=Text(
        "用已赢和已输的线索学习每个取值的影响，给出成交概率和理由；另有按规则加分。人工填写的概率单独保存，不被覆盖。",
        "Learns from won and lost leads how much each value matters, and gives a probability with reasons; plain "
        "points by rules stand beside it. A probability set by a person is kept apart and never overwritten.",
    ),
    formula=Text(
        "P = S赢 ÷ (S赢 + S输)，S = p(结果) × Π p(取值|结果)；每个计数先加 0.1；0.01–99.99 %；赢单阶段 100",
        "P = S_won / (S_won + S_lost), S = p(outcome) × Π p(value | outcome); each count starts at 0.1; 0.01–99.99 %; "
        "won stages 100",
    ),
    source="Naive Bayes as in Odoo's predictive lead scoring",
    tables=(
        table(
            "leads", "线索", "leads",
            column("id", "id", "线索", "lead"),
            column("won", "boolean", "成交（空 = 未关闭）", "won (blank: open)"),
            column("stage", "text", "阶段", "stage", optional=True),
            column("override", "number", "人工概率", "probability set by a person", optional=True),
        ),
        table(
            "values", "取值", "values",
            column("lead", "id", "线索", "lead"),
            column("field", "text", "字段", "field"),
            column("value", "text", "值", "value"),
            link="lead",
        ),
    ),
    options=LeadScoreOptions,
    run=compute,
    unit="number",
    better="up",
)  # fmt: skip
