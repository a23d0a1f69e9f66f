"""RFM scores that do not depend on row order, with fixed break points as second mode, and value tiers (R110, R111)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from engines.report.metrics._orders import AMOUNT, MAX_WINDOW, in_window, orders_table
from engines.report.metrics._result import exact, too_few, total
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

Breaks = Annotated[tuple[float, ...], Field(min_length=4, max_length=4)]
Tier = Literal["high", "growing", "potential", "dormant", "lost"]
TIERS: dict[Tier, Text] = {
    "high": Text("高价值客户", "High value"),
    "growing": Text("成长客户", "Growing"),
    "potential": Text("潜力客户", "Potential"),
    "dormant": Text("待唤醒客户", "To be woken up"),
    "lost": Text("流失客户", "Lost"),
}
_SCORES = range(1, 6)


class RfmOptions(Options):
    """Quintiles, or fixed break points: the largest number of days for R score 5, 4, 3, 2 (`recency_days`, rising),
    the smallest frequency and money for score 2, 3, 4, 5 (rising)."""

    as_of: date | None = None
    window_days: Annotated[int, Field(ge=1, le=MAX_WINDOW)] | None = 365
    recency_days: Breaks | None = None
    frequency: Breaks | None = None
    money: Breaks | None = None
    minimum: Annotated[int, Field(ge=0)] = 50

    @model_validator(mode="after")
    def _all_rise(self) -> Self:
        for breaks in (self.recency_days, self.frequency, self.money):
            if breaks is not None and list(breaks) != sorted(set(breaks)):
                raise ValueError("break points must rise")
        return self


@dataclass(frozen=True, slots=True)
class TierCount:
    """One tier: how many customers, and their money in the window."""

    tier: Tier
    label: Text
    n: int
    money: float


@dataclass(frozen=True, kw_only=True)
class RfmResult(Result):
    """`value` is the share of money that the highest tier brings. `scores`: r, f, m → customers with score 1 … 5.
    `grid[r-1][v-1]` counts customers; `customers` has one row each: customer, days, frequency, money, r, f, m, v, tier;
    it is not part of the JSON."""

    scores: dict[str, tuple[int, ...]]
    tiers: tuple[TierCount, ...]
    grid: tuple[tuple[int, ...], ...]
    customers: pl.DataFrame


def compute(frames: Frames, options: RfmOptions, scene: Scene) -> RfmResult:
    """Customers with at least one order in the window."""
    as_of = options.as_of or scene.as_of
    scored = score(in_window(frames["orders"], as_of, options.window_days), as_of, options)
    everything = total(scored["money"])
    tiers = tuple(_tier_count(scored, tier) for tier in TIERS)
    return RfmResult(
        n=len(scored),
        value=tiers[0].money / everything if everything > 0 else None,
        notes=too_few(len(scored), options.minimum),
        scores={key: tuple(int((scored[key] == s).sum()) for s in _SCORES) for key in ("r", "f", "m")},
        tiers=tiers,
        grid=tuple(
            tuple(len(scored.filter((pl.col("r") == r) & (pl.col("v") == v))) for v in _SCORES) for r in _SCORES
        ),
        customers=scored,
    )


def score(orders: pl.DataFrame, as_of: date, options: RfmOptions) -> pl.DataFrame:
    """One row per customer, sorted by customer, with scores 1–5 and tier."""
    customers = (
        orders.group_by("customer")
        .agg(
            (pl.lit(as_of) - pl.col("day").max()).dt.total_days().alias("days"),
            pl.col("day").n_unique().cast(pl.Int64).alias("frequency"),
            pl.col("amount").sum().alias("money"),
        )
        .sort("customer")
    )
    r = _quintile(-pl.col("days")) if options.recency_days is None else 6 - _band("days", options.recency_days, True)
    f = (
        _quintile(pl.col("frequency").cast(pl.Int64))
        if options.frequency is None
        else _band("frequency", options.frequency)
    )
    m = _quintile(pl.col("money")) if options.money is None else _band("money", options.money)
    scored = customers.with_columns(r.alias("r"), f.alias("f"), m.alias("m"))
    # ⌊(f+m)/2 + 0.5⌋ in whole numbers
    scored = scored.with_columns(((pl.col("f") + pl.col("m") + 1) // 2).alias("v"))
    return scored.with_columns(_tier().alias("tier"))


def _quintile(value: pl.Expr) -> pl.Expr:
    """min(5, 1 + ⌊5 · #{u: u < v} / n⌋): equal values get equal scores, whatever the order of the rows."""
    smaller = value.rank("min").cast(pl.Int64) - 1
    return (1 + (5 * smaller) // pl.len().cast(pl.Int64)).clip(upper_bound=5)


def _band(name: str, breaks: tuple[float, ...], up_to: bool = False) -> pl.Expr:
    """1 + how many break points the value has reached (`up_to`: passed)."""
    value = pl.col(name).cast(pl.Float64)
    return pl.sum_horizontal([((value > edge) if up_to else (value >= edge)).cast(pl.Int64) for edge in breaks]) + 1


def _tier() -> pl.Expr:
    r, v = pl.col("r"), pl.col("v")
    return (
        pl.when((r >= 4) & (v >= 4)).then(pl.lit("high"))
        .when((r >= 3) & (v >= 3)).then(pl.lit("growing"))
        .when(r >= 3).then(pl.lit("potential"))
        .when(v >= 3).then(pl.lit("dormant"))
        .otherwise(pl.lit("lost"))
    )  # fmt: skip


def _tier_count(scored: pl.DataFrame, tier: Tier) -> TierCount:
    mine = scored.filter(pl.col("tier") == tier)
    return TierCount(tier, TIERS[tier], len(mine), float(exact(mine["money"].sum())))


METRIC = Metric(
    key="rfm",
    version=1,
    label=Text("RFM 客户分层", "RFM tiers"),
    doc=Text(
        "按最近购买、购买频次、金额各打 1–5 分，分为高价值、成长、潜力、待唤醒、流失五层。"
        "相同的值得分必相同，与行序无关；也可用固定分界点。",
        "Scores 1–5 for recency, frequency and money, and five tiers from them. Equal values always get equal scores, "
        "whatever the order of rows; fixed break points can be given instead.",
    ),
    formula=Text(
        "s(v) = min(5, 1 + ⌊5·#{u: u<v}/n⌋)；v = ⌊(f+m)/2+0.5⌋；"
        "r≥4 且 v≥4 高价值；r≥3 且 v≥3 成长；r≥3 潜力；v≥3 待唤醒；其余流失",
        "s(v) = min(5, 1 + ⌊5·#{u: u<v}/n⌋); v = ⌊(f+m)/2+0.5⌋; r≥4 and v≥4 high; r≥3 and v≥3 growing; r≥3 potential; "
        "v≥3 to be woken up; else lost",
    ),
    source="Tsiptsis & Chorianopoulos, Data Mining Techniques in CRM, 2009; ties by the rule above",
    tables=(orders_table(AMOUNT),),
    options=RfmOptions,
    run=compute,
    unit="percent",
    better="up",
)
