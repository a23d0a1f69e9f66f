"""Return on the money spent on campaigns (R122)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import MONEY, column, table
from engines.report.metrics._result import Note, exact, share
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class CampaignRoiOptions(Options):
    """`margin` holds for deals that carry none of their own."""

    margin: Annotated[float, Field(gt=0, le=1)] = 1.0


@dataclass(frozen=True, slots=True)
class CampaignReturn:
    """One campaign; `roi` is None when it cost nothing."""

    campaign: str
    won: Decimal
    earned: Decimal
    cost: Decimal
    roi: float | None


@dataclass(frozen=True, kw_only=True)
class CampaignRoiResult(Result):
    """`value` is the ROI of all campaigns together (a ratio of sums, no mean of ratios)."""

    earned: Decimal
    cost: Decimal
    campaigns: tuple[CampaignReturn, ...]


def compute(frames: Frames, options: CampaignRoiOptions, scene: Scene) -> CampaignRoiResult:
    """Won deals of campaigns that are not in the table count nowhere and are told."""
    margin = pl.col("margin").fill_null(options.margin).cast(MONEY)
    deals = frames["deals"].with_columns((pl.col("amount") * margin).alias("earned"))
    won = deals.group_by("campaign").agg(pl.sum("amount"), pl.sum("earned"))
    campaigns = frames["campaigns"].group_by("id").agg(pl.sum("cost")).sort("id")
    joined = campaigns.join(won, left_on="id", right_on="campaign", how="left", maintain_order="left")
    returns = tuple(_return(*row) for row in joined.select("id", "amount", "earned", "cost").iter_rows())
    earned = sum((item.earned for item in returns), Decimal(0))
    cost = sum((item.cost for item in returns), Decimal(0))
    foreign = deals.join(campaigns, left_on="campaign", right_on="id", how="anti")
    return CampaignRoiResult(
        n=len(returns),
        value=share(float(earned - cost), float(cost)),
        notes=_foreign(len(foreign)),
        earned=exact(earned),
        cost=exact(cost),
        campaigns=returns,
    )


def _return(campaign: str, won: Decimal | None, earned: Decimal | None, cost: Decimal) -> CampaignReturn:
    got, spent = exact(earned), exact(cost)
    return CampaignReturn(campaign, exact(won), got, spent, share(float(got - spent), float(spent)))


def _foreign(count: int) -> tuple[Note, ...]:
    text = Text(f"{count} 笔成交不属于这些活动", f"{count} won deals belong to none of these campaigns")
    return (Note("foreign", text),) if count else ()


METRIC = Metric(
    key="campaign_roi",
    version=1,
    label=Text("活动投入产出比", "Campaign ROI"),
    doc=Text(
        "活动带来的成交毛利减实际花费，再除以实际花费。",
        "The margin won by a campaign minus what it really cost, over what it cost.",
    ),
    formula=Text("（成交金额 × 毛利率 − 实际花费）÷ 实际花费", "(won amount × margin − actual cost) / actual cost"),
    source="Salesforce campaigns keep ActualCost and AmountWon",
    tables=(
        table(
            "campaigns", "营销活动", "campaigns",
            column("id", "id", "活动", "campaign"),
            column("cost", "money", "实际花费", "actual cost"),
        ),
        table(
            "deals", "成交商机", "won deals",
            column("campaign", "id", "活动", "campaign"),
            column("amount", "money", "成交金额", "amount won"),
            column("margin", "number", "毛利率", "margin", optional=True),
            link="campaign",
        ),
    ),
    options=CampaignRoiOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
