"""How long it takes until a ticket is solved, without the time it was paused (R126)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from engines.report.metrics._business_time import Elapsed, elapsed, with_times
from engines.report.metrics._frames import column, table
from engines.report.metrics._result import Note
from engines.report.metrics.base import Frames, Metric, Options, Result, Scene, Text


@dataclass(frozen=True, kw_only=True)
class ResolutionResult(Result):
    """Seconds. `value` is the mean in working time. `elapsed` includes open tickets with their age so far; `solved`
    only those that are done. `open` counts the former."""

    elapsed: Elapsed
    solved: Elapsed
    open: int


def compute(frames: Frames, options: Options, scene: Scene) -> ResolutionResult:
    """`solved` is the last time a ticket was solved, blank while it is open (or open again)."""
    now = pl.lit(scene.now).dt.convert_time_zone("UTC").cast(pl.Datetime("ms", "UTC"))
    tickets = frames["tickets"].with_columns(pl.col("solved").fill_null(now).alias("until"))
    times = with_times(tickets, frames.get("pauses"), scene)
    solved = times.filter(pl.col("solved").is_not_null())
    spreads, still = elapsed(times), len(times) - len(solved)
    return ResolutionResult(
        n=len(times),
        value=spreads.business.mean,
        notes=_open(still),
        elapsed=spreads,
        solved=elapsed(solved),
        open=still,
    )


def _open(count: int) -> tuple[Note, ...]:
    text = Text(f"含 {count} 张未解决的工单，按至今时长计", f"includes {count} open tickets, by their age so far")
    return (Note("open_included", text),) if count else ()


METRIC = Metric(
    key="resolution",
    version=1,
    label=Text("解决时长", "Resolution time"),
    doc=Text(
        "从创建到最后一次解决，扣除暂停（如等待客户）。工作时间与日历时间都给出；未解决的按至今时长计入。",
        "From creation to the last time it was solved, without pauses (such as waiting for the customer). In working "
        "time and in calendar time; open tickets count with their age so far.",
    ),
    formula=Text("最后解决时间 − 创建时间 − 暂停", "last solved − created − paused"),
    source="Zendesk ticket metrics: full_resolution_time; a pause counts only its working part (erpnext #49414)",
    tables=(
        table(
            "tickets", "工单", "tickets",
            column("id", "id", "工单", "ticket"),
            column("created", "instant", "创建时间", "created at"),
            column("solved", "instant", "最后解决时间", "last solved at"),
            column("calendar", "text", "工作日历", "working calendar", optional=True),
        ),
        table(
            "pauses", "暂停", "pauses",
            column("ticket", "id", "工单", "ticket"),
            column("start", "instant", "开始", "from"),
            column("end", "instant", "结束", "to"),
            link="ticket",
            optional=True,
        ),
    ),
    options=Options,
    run=compute,
    unit="duration",
    better="down",
)  # fmt: skip
