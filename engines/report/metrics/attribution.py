"""Which touch gets the credit of a won deal: first, last, linear, or 40-20-40 (R122)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import polars as pl

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import exact
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text

Model = Literal["first", "last", "linear", "position"]


class AttributionOptions(Options):
    """`position` gives 40 % to the first touch, 40 % to the last, 20 % to those between."""

    model: Model = "position"


@dataclass(frozen=True, slots=True)
class Credit:
    """What one campaign is credited with: parts of deals and of their amounts."""

    campaign: str
    deals: float
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class AttributionResult(Result):
    """`n` deals with a touch; `value` is the amount credited. Credits and `unattributed` (deals that nothing touched)
    add up to all that was won."""

    model: str
    credits: tuple[Credit, ...]
    unattributed: Decimal


def shares(model: Model, touches: int) -> list[Fraction]:
    """The exact shares of the touches of one deal, in order; they sum to 1."""
    return _SHARES[model](touches)


def _first(n: int) -> list[Fraction]:
    return [Fraction(1)] + [Fraction(0)] * (n - 1)


def _linear(n: int) -> list[Fraction]:
    return [Fraction(1, n)] * n


def _position(n: int) -> list[Fraction]:
    if n <= 2:
        return _linear(n)
    return [Fraction(2, 5)] + [Fraction(1, 5) / (n - 2)] * (n - 2) + [Fraction(2, 5)]


_SHARES: dict[Model, Callable[[int], list[Fraction]]] = {
    "first": _first,
    "last": lambda n: _first(n)[::-1],
    "linear": _linear,
    "position": _position,
}


def compute(frames: Frames, options: AttributionOptions, scene: Scene) -> AttributionResult:
    """Touches after the deal was won count nowhere, nor do those of deals that were not won."""
    won = frames["deals"].unique("id", keep="last", maintain_order=True)
    touches = frames["touches"].drop_nulls(["campaign", "at"]).join(won, left_on="deal", right_on="id", how="inner")
    counted = touches.filter(pl.col("won").is_null() | (pl.col("at") <= pl.col("won")))
    per = counted.sort("deal", "at", "campaign").group_by("deal", maintain_order=True).agg(
        "campaign", pl.col("amount").first()
    )  # fmt: skip
    parts: dict[str, Fraction] = {}
    money: dict[str, Fraction] = {}
    for campaigns, amount in per.select("campaign", "amount").iter_rows():
        value = Fraction(amount or 0)
        for campaign, part in zip(campaigns, shares(options.model, len(campaigns)), strict=True):
            parts[campaign] = parts.get(campaign, Fraction(0)) + part
            money[campaign] = money.get(campaign, Fraction(0)) + part * value
    credits = (Credit(key, float(parts[key]), _decimal(money[key])) for key in parts)
    credited = exact(per["amount"].sum())
    return AttributionResult(
        n=len(per),
        value=credited,
        model=options.model,
        credits=tuple(sorted(credits, key=lambda credit: (-credit.amount, credit.campaign))),
        unattributed=exact(won["amount"].sum()) - credited,
    )


def _decimal(value: Fraction) -> Decimal:
    return exact(Decimal(value.numerator) / Decimal(value.denominator))


METRIC = Metric(
    key="attribution",
    version=1,
    label=Text("活动归因", "Campaign attribution"),
    doc=Text(
        "把成交金额按首次、末次、平均或 40-20-40 分给成交前的各次触点；每笔成交的份额之和为 1。",
        "Divides what was won among the touches before it: all to the first, all to the last, evenly, or 40-20-40. The "
        "shares of a deal sum to 1.",
    ),
    formula=Text("Σ 份额 × 成交金额", "Σ share × amount won"),
    source="Usual multi-touch models",
    tables=(
        table(
            "deals", "成交商机", "won deals",
            column("id", "id", "商机", "deal"),
            column("amount", "money", "成交金额", "amount won"),
            column("won", "instant", "成交时间", "won at", optional=True),
        ),
        table(
            "touches", "触点", "touches",
            column("deal", "id", "商机", "deal"),
            column("campaign", "id", "活动", "campaign"),
            column("at", "instant", "时间", "at"),
            link="deal",
        ),
    ),
    options=AttributionOptions,
    run=compute,
    unit="money",
)  # fmt: skip
