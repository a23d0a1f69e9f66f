"""Churn of contract business: no renewal until the end plus grace (R117)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class ChurnContractOptions(Options):
    """Days of grace after the end of a contract."""

    grace_days: Annotated[int, Field(ge=0, le=366)] = 30


@dataclass(frozen=True, kw_only=True)
class ChurnContractResult(Result):
    """`n` are the customers whose last contract and grace are over, or who were renewed in time; `in_grace` may still
    renew. `customers`: customer, end (of the last contract), state (active | in_grace | churned)."""

    churned: int
    in_grace: int
    active: int
    customers: pl.DataFrame


def compute(frames: Frames, options: ChurnContractOptions, scene: Scene) -> ChurnContractResult:
    """A contract that begins later than end + grace is a new one: the customer came back, but had churned; the state is
    that of today, by the contract that ends last."""
    contracts = frames["contracts"].drop_nulls(["customer", "end"]).filter(pl.col("start") <= scene.as_of)
    last = contracts.group_by("customer").agg(pl.col("end").max()).sort("customer")
    over = pl.col("end") < scene.as_of
    lost = pl.col("end") + timedelta(days=options.grace_days) < scene.as_of
    state = pl.when(lost).then(pl.lit("churned")).when(over).then(pl.lit("in_grace")).otherwise(pl.lit("active"))
    customers = last.with_columns(state.alias("state"))
    counts: dict[str, int] = dict(customers["state"].value_counts().iter_rows())
    churned, active = counts.get("churned", 0), counts.get("active", 0)
    return ChurnContractResult(
        n=churned + active,
        value=share(churned, churned + active),
        interval=share_interval(churned, churned + active),
        churned=churned,
        in_grace=counts.get("in_grace", 0),
        active=active,
        customers=customers,
    )


METRIC = Metric(
    key="churn_contract",
    version=1,
    label=Text("流失（合同制）", "Churn, contract business"),
    doc=Text(
        "最后一份合同到期加宽限期后仍未续约的客户占比；宽限期内的单独列出。",
        "Customers without renewal after the end of their last contract plus grace; those within grace are shown "
        "apart.",
    ),
    formula=Text("到期 + 宽限期仍未续约的客户 ÷（流失 + 在约）", "not renewed by end + grace / (churned + active)"),
    source="Usual subscription practice",
    tables=(
        table(
            "contracts", "合同", "contracts",
            column("customer", "id", "客户", "customer"),
            column("start", "date", "开始日", "from"),
            column("end", "date", "结束日", "to"),
        ),
    ),
    options=ChurnContractOptions,
    run=compute,
    unit="percent",
    better="down",
)  # fmt: skip
