"""Customer retention between two periods of equal length (R127)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from engines.report.metrics._orders import MAX_WINDOW, in_window, orders_table
from engines.report.metrics._result import share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


class RetentionOptions(Options):
    """The period ends with `as_of` (by default today) and is `window_days` long, like the one before."""

    as_of: date | None = None
    window_days: Annotated[int, Field(ge=1, le=MAX_WINDOW)] = 90


@dataclass(frozen=True, kw_only=True)
class RetentionResult(Result):
    """`n` are the customers of the period before; `new` bought only in the later one."""

    kept: int
    lost: int
    new: int


def compute(frames: Frames, options: RetentionOptions, scene: Scene) -> RetentionResult:
    """Active is who bought at least once."""
    as_of = options.as_of or scene.as_of
    earlier = as_of - timedelta(days=options.window_days)
    now = set(in_window(frames["orders"], as_of, options.window_days)["customer"])
    before = set(in_window(frames["orders"], earlier, options.window_days)["customer"])
    kept = len(now & before)
    return RetentionResult(
        n=len(before),
        value=share(kept, len(before)),
        interval=share_interval(kept, len(before)),
        kept=kept,
        lost=len(before) - kept,
        new=len(now) - kept,
    )


METRIC = Metric(
    key="retention",
    version=1,
    label=Text("客户留存率", "Customer retention"),
    doc=Text(
        "上一期活跃的客户中，本期仍活跃的占比。",
        "Of the customers active in the period before, those who are active in this one.",
    ),
    formula=Text("两期都活跃的客户 ÷ 上一期活跃的客户", "active in both periods / active in the period before"),
    source="Usual retail practice",
    tables=(orders_table(),),
    options=RetentionOptions,
    run=compute,
    unit="percent",
    better="up",
)
