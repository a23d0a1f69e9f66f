"""Working time of many rows at once: the same arithmetic as `engines.calendar.working_time`, over columns.

The spans of a calendar are laid end to end; the working time before an instant is found by one binary search, and the
time between two instants is a difference. A test compares it with `working_time` row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from engines.calendar import WorkCalendar
from engines.calendar.hours import spans_from
from engines.report.metrics._statistics import Spread, spread
from engines.report.metrics.base import Scene

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_MS_PER_SECOND = 1_000


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How long something took, in seconds: in working time and in calendar time."""

    business: Spread
    calendar: Spread


def elapsed(times: pl.DataFrame) -> Elapsed:
    """The spread of both columns that `with_times` adds."""
    return Elapsed(spread(times["business"]), spread(times["wall"]))


def with_times(rows: pl.DataFrame, pauses: pl.DataFrame | None, scene: Scene) -> pl.DataFrame:
    """Adds `business` and `wall`, seconds from `created` to `until` without the pauses of `id`.

    Rows: id, created, until (instants), calendar (name or null). Pauses: ticket, start, end (null: still paused). A
    pause counts only where it lies between the two instants, and in working time only its working part; overlapping
    pauses count once. An `until` before `created` counts as no time."""
    rows = rows.with_columns(pl.max_horizontal("created", "until").alias("until"))
    spans = rows.select("id", "calendar", pl.col("created").alias("start"), pl.col("until").alias("end"))
    parts = [spans.with_columns(pl.lit(1).alias("sign"))]
    if pauses is not None and len(pauses):
        parts.append(_paused(rows, pauses).with_columns(pl.lit(-1).alias("sign")))
    measured = _measure(pl.concat(parts), scene)
    sums = measured.group_by("id").agg(
        (pl.col("business") * pl.col("sign")).sum(), (pl.col("wall") * pl.col("sign")).sum()
    )
    return rows.join(sums, on="id", how="left", maintain_order="left")


def _paused(rows: pl.DataFrame, pauses: pl.DataFrame) -> pl.DataFrame:
    """The pauses of each row inside its own time, without overlap."""
    mine = pauses.join(rows, left_on="ticket", right_on="id", how="inner").select(
        pl.col("ticket").alias("id"),
        "calendar",
        pl.max_horizontal("start", "created").alias("start"),
        pl.min_horizontal(pl.col("end").fill_null(pl.col("until")), pl.col("until")).alias("end"),
    )
    ordered = mine.sort("id", "start", "end")
    covered = pl.col("end").cum_max().shift(1).over("id")  # how far the pauses before this one reach
    return ordered.with_columns(pl.max_horizontal("start", covered).alias("start")).filter(
        pl.col("end") > pl.col("start")
    )


def _measure(spans: pl.DataFrame, scene: Scene) -> pl.DataFrame:
    """Adds business and wall seconds from start to end, each row by its own calendar."""
    done = []
    for (name,), part in spans.group_by(["calendar"]):
        calendar = scene.calendars.get(str(name), scene.calendar) if name is not None else scene.calendar
        done.append(
            part.with_columns(
                _between(part, calendar, scene).alias("business"),
                ((pl.col("end") - pl.col("start")).dt.total_milliseconds() / _MS_PER_SECOND).alias("wall"),
            )
        )
    if not done:
        return spans.with_columns(business=pl.lit(0.0), wall=pl.lit(0.0))
    return pl.concat(done)


def _between(part: pl.DataFrame, calendar: WorkCalendar, scene: Scene) -> pl.Series:
    starts, ends = part["start"].to_physical(), part["end"].to_physical()
    low, high = starts.min(), ends.max()
    assert isinstance(low, int) and isinstance(high, int)
    laid = _laid_out(calendar, low, high, scene)
    if not len(laid):
        return pl.Series([0.0] * len(part), dtype=pl.Float64)
    return (_before(ends, laid) - _before(starts, laid)) / _MS_PER_SECOND


def _laid_out(calendar: WorkCalendar, low: int, high: int, scene: Scene) -> pl.DataFrame:
    """The working spans from `low` to `high` (ms): begin, length, and all the working time before."""
    rows: list[tuple[int, int, int]] = []
    before = 0
    for begin, end in spans_from(calendar, _EPOCH + low * _MS, scene.zone):
        start, length = (begin - _EPOCH) // _MS, (end - begin) // _MS
        if start >= high:
            break
        rows.append((start, length, before))
        before += length
    return pl.DataFrame(rows, schema={"begin": pl.Int64, "length": pl.Int64, "before": pl.Int64}, orient="row")


def _before(instants: pl.Series, laid: pl.DataFrame) -> pl.Series:
    """Working milliseconds before each instant."""
    place = laid["begin"].search_sorted(instants, side="right").cast(pl.Int64) - 1
    at = place.clip(lower_bound=0)
    inside = pl.DataFrame({"since": instants - laid["begin"].gather(at), "length": laid["length"].gather(at)})
    used = inside.select(pl.min_horizontal("since", "length").clip(lower_bound=0))["since"]
    return laid["before"].gather(at) + used
