"""How long customers wait for the first answer of a human being (R95, R126)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from engines.report.metrics._business_time import Elapsed, elapsed, with_times
from engines.report.metrics._frames import column, table
from engines.report.metrics._result import Note, ignored
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class FirstResponseResult(Result):
    """Seconds. `value` is the mean in working time. `elapsed` includes the tickets that still wait, with their age so
    far; `answered` only those that have an answer. `waiting` counts the former."""

    elapsed: Elapsed
    answered: Elapsed
    waiting: int


def compute(frames: Frames, options: Options, scene: Scene) -> FirstResponseResult:
    """From creation to the first public answer of staff that no machine wrote."""
    tickets, replies = frames["tickets"], frames["replies"]
    human = replies.filter(
        pl.col("public").fill_null(True) & ~pl.col("automatic").fill_null(False) & ~pl.col("customer").fill_null(False)
    )
    first = human.group_by("ticket").agg(pl.col("at").min())
    joined = tickets.join(first, left_on="id", right_on="ticket", how="left")
    counted = joined.filter(pl.col("at").is_not_null() | pl.col("solved").is_null())
    now = pl.lit(scene.now).dt.convert_time_zone("UTC").cast(pl.Datetime("ms", "UTC"))
    times = with_times(counted.with_columns(pl.col("at").fill_null(now).alias("until")), None, scene)
    answered = times.filter(pl.col("at").is_not_null())
    spreads = elapsed(times)
    waiting = len(times) - len(answered)
    return FirstResponseResult(
        n=len(times),
        value=spreads.business.mean,
        notes=_waiting(waiting) + ignored(len(joined) - len(counted), "未经回复就已解决", "solved without any answer"),
        elapsed=spreads,
        answered=elapsed(answered),
        waiting=waiting,
    )


def _waiting(count: int) -> tuple[Note, ...]:
    text = Text(f"含 {count} 张仍在等待的工单，按至今时长计", f"includes {count} that still wait, by their age so far")
    return (Note("open_included", text),) if count else ()


METRIC = Metric(
    key="first_response",
    version=1,
    label=Text("首次响应时长", "First response time"),
    doc=Text(
        "从创建到第一条公开的人工回复，自动回复不算。工作时间与日历时间都给出；还没回复的按至今时长计入。",
        "From creation to the first public answer by a human being; automatic answers don't count. In working time and "
        "in calendar time; tickets that still wait count with their age so far.",
    ),
    formula=Text("首条公开人工回复时间 − 创建时间", "first public human reply − created"),
    source="Zendesk ticket metrics: reply_time in business and calendar minutes",
    tables=(
        table(
            "tickets", "工单", "tickets",
            column("id", "id", "工单", "ticket"),
            column("created", "instant", "创建时间", "created at"),
            column("solved", "instant", "解决时间", "solved at", optional=True),
            column("calendar", "text", "工作日历", "working calendar", optional=True),
        ),
        table(
            "replies", "回复", "replies",
            column("ticket", "id", "工单", "ticket"),
            column("at", "instant", "时间", "at"),
            column("public", "boolean", "公开", "public", optional=True),
            column("automatic", "boolean", "自动回复", "automatic", optional=True),
            column("customer", "boolean", "来自客户", "by the customer", optional=True),
            link="ticket",
        ),
    ),
    options=Options,
    run=compute,
    unit="duration",
    better="down",
)  # fmt: skip
