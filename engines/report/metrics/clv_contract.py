"""Lifetime value under contract: margin and retention per period (R120)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import ignored, total
from engines.report.metrics._statistics import spread
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class ClvContractOptions(Options):
    """`discount` per period; `paid_at_once`: the first margin is paid when the contract begins."""

    discount: Annotated[float, Field(ge=0, le=1)] = 0.1
    paid_at_once: bool = False


@dataclass(frozen=True, kw_only=True)
class ClvContractResult(Result):
    """`value` is the mean per customer. `customers`: customer, clv."""

    total: float
    customers: pl.DataFrame


def compute(frames: Frames, options: ClvContractOptions, scene: Scene) -> ClvContractResult:
    """Retention is the probability of one more period, 0–1; 1 without discount has no finite value and is left out."""
    rows = frames["customers"].drop_nulls(["margin", "retention"])
    finite = rows.filter(pl.col("retention").is_between(0, 1) & (pl.col("retention") < 1 + options.discount))
    later = pl.col("margin") * pl.col("retention") / (1 + options.discount - pl.col("retention"))
    clv = later + pl.col("margin") if options.paid_at_once else later
    customers = finite.select("customer", clv.alias("clv")).sort("clv", "customer", descending=[True, False])
    return ClvContractResult(
        n=len(customers),
        value=spread(customers["clv"]).mean,
        notes=ignored(
            len(frames["customers"]) - len(finite),
            "缺少毛利或留存率，或留存率不在 0–1",
            "without margin or retention, or retention outside 0–1",
        ),
        total=total(customers["clv"]),
        customers=customers,
    )


METRIC = Metric(
    key="clv_contract",
    version=1,
    label=Text("合同客户终身价值", "Customer lifetime value, contract"),
    doc=Text(
        "按每期毛利、续约概率与折现率估算合同客户的终身价值。",
        "What a customer under contract is worth, from the margin per period, the probability of renewal and the "
        "discount rate.",
    ),
    formula=Text("m·r ÷ (1 + i − r)；首期即付另加 m", "m·r / (1 + i − r); plus m when the first is paid at once"),
    source="Gupta & Lehmann, Customers as Assets, 2003",
    tables=(
        table(
            "customers", "合同客户", "customers under contract",
            column("customer", "id", "客户", "customer"),
            column("margin", "number", "每期毛利", "margin per period"),
            column("retention", "number", "续约概率", "retention"),
        ),
    ),
    options=ClvContractOptions,
    run=compute,
    unit="money",
    better="up",
)  # fmt: skip
