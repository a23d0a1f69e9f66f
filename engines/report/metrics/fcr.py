"""First contact resolution, with the variant named on the card (R95, R125)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from engines.report.metrics._frames import column, table
from engines.report.metrics._result import Note, share
from engines.report.metrics._statistics import share_interval
from engines.report.metrics.base import Frames, Metric, MetricInputError, Options, Result, Scene, Text

Variant = Literal["no_return", "one_touch", "survey"]
VARIANTS: dict[Variant, Text] = {
    "no_return": Text(
        "客户只联系一次，且期限内没有重开、没有同类新工单",
        "one contact of the customer; not reopened and no ticket of the same type within the window",
    ),
    "one_touch": Text("客服只回复一次且没有重开", "one answer of staff and not reopened"),
    "survey": Text("客户在调查中说一次就解决了", "the customer says so in the survey"),
}

_NEEDS: dict[Variant, str] = {"no_return": "contacts", "one_touch": "replies", "survey": "survey"}


class FcrOptions(Options):
    """Which reading, and how many days a customer must stay away (`no_return`)."""

    variant: Variant = "no_return"
    window_days: Annotated[int, Field(ge=1, le=90)] = 7


@dataclass(frozen=True, kw_only=True)
class FcrResult(Result):
    """`n` are the solved tickets (for `survey`: those with an answer). `provisional` ones were solved so recently that
    the customer may still come back."""

    first_contact: int
    variant: str
    variant_label: Text
    provisional: int


def compute(frames: Frames, options: FcrOptions, scene: Scene) -> FcrResult:
    """Tickets without a customer have nobody to come back."""
    solved = _with_returns(frames["tickets"], options.window_days).filter(pl.col("solved").is_not_null())
    _told(solved, options.variant)
    reopened = pl.col("reopened").fill_null(False)
    provisional = 0
    if options.variant == "survey":
        solved = solved.filter(pl.col("survey").is_not_null())
        hit = pl.col("survey")
    elif options.variant == "one_touch":
        hit = (pl.col("replies") == 1) & ~reopened
    else:
        hit = (pl.col("contacts") == 1) & ~reopened & ~pl.col("returned")
        recent = pl.col("solved") > pl.lit(scene.now - timedelta(days=options.window_days))
        provisional = len(solved.filter(hit & recent))
    hits = int(solved.select(hit.fill_null(False).sum()).item())
    return FcrResult(
        n=len(solved),
        value=share(hits, len(solved)),
        interval=share_interval(hits, len(solved)),
        notes=_provisional(provisional, options.window_days),
        first_contact=hits,
        variant=options.variant,
        variant_label=VARIANTS[options.variant],
        provisional=provisional,
    )


def _told(solved: pl.DataFrame, variant: Variant) -> None:
    """Refuses a reading whose column nobody filled: 0 % would be a lie."""
    needed = _NEEDS[variant]
    if len(solved) and solved[needed].null_count() == len(solved):
        raise MetricInputError("tickets", needed, Text("这种口径需要这一列", "this variant needs the column"))


def _with_returns(tickets: pl.DataFrame, days: int) -> pl.DataFrame:
    """Adds `returned`: the next ticket of the same customer and type came until `days` after the solution."""
    following = pl.col("created").shift(-1).over("customer", "type")
    deadline = pl.col("solved") + timedelta(days=days)
    came = (following <= deadline).fill_null(False)
    return tickets.sort("created", "id").with_columns((came & pl.col("customer").is_not_null()).alias("returned"))


def _provisional(count: int, days: int) -> tuple[Note, ...]:
    text = Text(
        f"其中 {count} 张解决未满 {days} 天，客户仍可能再来",
        f"{count} of them were solved less than {days} days ago: the customer may still come back",
    )
    return (Note("provisional", text),) if count else ()


METRIC = Metric(
    key="fcr",
    version=1,
    label=Text("首次联系解决率 FCR", "First contact resolution"),
    doc=Text(
        "一次联系就解决的工单占已解决工单的比例。三种口径可选，卡片上写明用的是哪一种。",
        "Share of the solved tickets that one contact solved. Three readings to choose from; the card names which.",
    ),
    formula=Text(
        "（客户仅联系一次、未重开、7 天内无同类新工单的已解决工单）÷ 已解决工单",
        "solved with one contact, not reopened, no ticket of the same type within 7 days / solved",
    ),
    source="Freshservice: no further customer interaction; the window of 7 days from practice",
    tables=(
        table(
            "tickets", "工单", "tickets",
            column("id", "id", "工单", "ticket"),
            column("customer", "id", "客户", "customer"),
            column("type", "text", "问题类型", "type", optional=True),
            column("created", "instant", "创建时间", "created at"),
            column("solved", "instant", "解决时间", "solved at"),
            column("contacts", "number", "客户联系次数", "contacts of the customer", optional=True),
            column("reopened", "boolean", "重开过", "was reopened", optional=True),
            column("replies", "number", "客服回复次数", "answers of staff", optional=True),
            column("survey", "boolean", "客户认为一次解决", "solved at once, says the customer", optional=True),
        ),
    ),
    options=FcrOptions,
    run=compute,
    unit="percent",
    better="up",
)  # fmt: skip
