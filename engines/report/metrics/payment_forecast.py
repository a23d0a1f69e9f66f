"""Payment forecast: open instalments, and how late customers have paid so far (R92)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import Note, exact, ignored, too_few
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class PaymentForecastOptions(Options):
    """The pay curve reaches `horizon` months beyond the due month; only instalments that old teach it. Below `minimum`
    of them, everything is expected when it is due."""

    horizon: Annotated[int, Field(ge=1, le=36)] = 12
    minimum: Annotated[int, Field(ge=1)] = 20


@dataclass(frozen=True, slots=True)
class PaymentMonth:
    """`due`: open instalments of that month; `expected`: what should come in during it."""

    month: date
    due: Decimal
    expected: float


@dataclass(frozen=True, kw_only=True)
class PaymentForecastResult(Result):
    """`value` is all that is expected; with `doubtful` it adds up to `open_amount`. `curve[k]` is the share of money
    that came in the k-th month after the due month; the rest never came within the horizon. `overdue` is open from
    months before this one."""

    open_amount: Decimal
    overdue: Decimal
    doubtful: float
    curve: tuple[float, ...]
    months: tuple[PaymentMonth, ...]


def compute(frames: Frames, options: PaymentForecastOptions, scene: Scene) -> PaymentForecastResult:
    """An instalment that is already late follows the rest of the curve: what had been paid by its age is known not to
    have happened."""
    this = _month_number(scene.as_of)
    plan = frames["instalments"].drop_nulls(["due", "amount"]).with_columns(
        _months("due").alias("month"), (pl.col("amount") - pl.col("paid").fill_null(0)).alias("left")
    )  # fmt: skip
    open_ = plan.filter(pl.col("left") > 0)
    curve, taught = _curve(frames.get("history"), this, options)
    due: dict[int, Decimal] = {}
    expected: dict[int, float] = {}
    doubtful = 0.0
    for month, left in open_.group_by("month").agg(pl.sum("left")).sort("month").iter_rows():
        due[month] = left
        rest = _rest_of(curve, this - month)
        for k, part in rest.items():
            expected[month + k] = expected.get(month + k, 0.0) + float(left) * part
        doubtful += float(left) * (1 - sum(rest.values()))
    return PaymentForecastResult(
        n=len(open_),
        value=sum(expected.values()),
        notes=_notes(taught, options)
        + ignored(len(frames["instalments"]) - len(plan), "缺少到期日或金额", "without due date or amount"),
        open_amount=exact(open_["left"].sum()),
        overdue=exact(sum((left for month, left in due.items() if month < this), Decimal(0))),
        doubtful=doubtful,
        curve=tuple(curve),
        months=tuple(
            PaymentMonth(_first_day(month), exact(due.get(month)), expected.get(month, 0.0))
            for month in sorted(due.keys() | expected.keys())
            if month >= this or month in due
        ),
    )


def _curve(history: pl.DataFrame | None, this: int, options: PaymentForecastOptions) -> tuple[list[float], int]:
    """Share of the money paid k = 0 … horizon months after the due month, and how many instalments say so."""
    on_time = [1.0] + [0.0] * options.horizon
    if history is None:
        return on_time, 0
    old = history.drop_nulls(["due", "amount"]).with_columns(_months("due").alias("month"))
    old = old.filter((pl.col("month") <= this - options.horizon) & (pl.col("amount") > 0))
    if len(old) < options.minimum:
        return on_time, len(old)
    late = (_months("paid") - pl.col("month")).clip(lower_bound=0).alias("late")
    came = old.drop_nulls("paid").with_columns(late).group_by("late").agg(pl.sum("amount"))
    money = {k: float(amount) for k, amount in came.iter_rows()}
    everything = float(exact(old["amount"].sum()))
    return [money.get(k, 0.0) / everything for k in range(options.horizon + 1)], len(old)


def _rest_of(curve: list[float], age: int) -> dict[int, float]:
    """The curve of an instalment whose due month began `age` months ago, given that it is unpaid: months ahead → share.
    Beyond the curve nothing more is expected."""
    start = max(0, age)
    unpaid = 1 - sum(curve[:start])
    if unpaid <= 1e-12 or start >= len(curve):
        return {start: 1.0} if age > 0 and start < len(curve) else {}
    return {k: curve[k] / unpaid for k in range(start, len(curve)) if curve[k]}


def _months(name: str) -> pl.Expr:
    return pl.col(name).dt.year().cast(pl.Int64) * 12 + pl.col(name).dt.month().cast(pl.Int64) - 1


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _notes(taught: int, options: PaymentForecastOptions) -> tuple[Note, ...]:
    if taught >= options.minimum:
        return ()
    text = Text("没有足够的历史，按到期月预计", "too little history: all is expected in the month it is due")
    return (*too_few(taught, options.minimum), Note("no_curve", text))


METRIC = Metric(
    key="payment_forecast",
    version=1,
    label=Text("回款预测", "Payment forecast"),
    doc=Text(
        "未收的分期按到期月排列，再按历史付款曲线推算每月实际能收多少；已逾期的按其账龄之后的曲线推算。",
        "Open instalments by due month, and what should come in each month by how late customers have paid so far. "
        "What is overdue follows the rest of the curve after its age.",
    ),
    formula=Text("Σ 到期月未收金额 × 历史付款曲线", "Σ open instalments by due month × historic pay curve"),
    source="Collection curves (run-off of receivables)",
    tables=(
        table(
            "instalments", "分期", "instalments",
            column("id", "id", "分期", "instalment"),
            column("due", "date", "到期日", "due on"),
            column("amount", "money", "金额", "amount"),
            column("paid", "money", "已收", "paid so far", optional=True),
        ),
        table(
            "history", "历史分期", "past instalments",
            column("due", "date", "到期日", "due on"),
            column("paid", "date", "收款日（空 = 未收）", "paid on (blank: never)"),
            column("amount", "money", "金额", "amount"),
            optional=True,
        ),
    ),
    options=PaymentForecastOptions,
    run=compute,
    unit="money",
    better="up",
)  # fmt: skip
