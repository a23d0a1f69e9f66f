"""Factors of a subject as of a date: related rows × aggregates × windows (R118: 9 forms × 4 × 6 = 216).

Strictly as of: a row of the day after `as_of`, or later, changes no factor. Aggregates of rows with a value: `count`,
`last` (days since the newest, the window's length without one), `sum`, `mean`; without a value: `count`, `last`,
`days` (different ones), `rhythm` (rows of the younger half of the window less those of the older half).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

Aggregate = Literal["count", "last", "sum", "mean", "days", "rhythm"]
WITH_VALUE: tuple[Aggregate, ...] = ("count", "last", "sum", "mean")
WITHOUT_VALUE: tuple[Aggregate, ...] = ("count", "last", "days", "rhythm")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one source: a frame with `subject` String, `day` Date, `value` Float64."""

    name: str
    frame: pl.DataFrame
    valued: bool

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """What is made of them."""
        return WITH_VALUE if self.valued else WITHOUT_VALUE


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor: `name` is its column."""

    source: str
    aggregate: Aggregate
    window: int

    @property
    def name(self) -> str:
        """`order.sum.90`: the sum of orders of the last 90 days."""
        return f"{self.source}.{self.aggregate}.{self.window}"


def factors_of(sources: Sequence[Rows], windows: Sequence[int]) -> list[Factor]:
    """All factors, in the order of the columns."""
    return [
        Factor(rows.name, aggregate, window)
        for rows in sources
        for aggregate in rows.aggregates
        for window in sorted(set(windows))
    ]


def build(subjects: Sequence[str], sources: Sequence[Rows], windows: Sequence[int], as_of: date) -> pl.DataFrame:
    """One row per subject (`subject`, then the factors as Float64), as things were at the end of the day `as_of`."""
    found = pl.DataFrame({"subject": list(subjects)}, {"subject": pl.String})
    spans = sorted(set(windows))
    for rows in sources:
        known = rows.frame.filter(pl.col("subject").is_not_null() & (pl.col("day") <= pl.lit(as_of)))
        aged = known.with_columns((pl.lit(as_of) - pl.col("day")).dt.total_days().alias("age"))
        made = aged.group_by("subject").agg(list(_expressions(rows, spans)))
        found = found.join(made, on="subject", how="left", maintain_order="left")
        found = found.with_columns(
            pl.col(name).fill_null(empty).fill_nan(empty).cast(pl.Float64)
            for name, empty in _empty(rows, spans).items()
        )
    return found


def _expressions(rows: Rows, spans: Sequence[int]) -> Iterator[pl.Expr]:
    age, value = pl.col("age"), pl.col("value")
    for aggregate in rows.aggregates:
        for span in spans:
            inside = age < span
            match aggregate:
                case "count":
                    made = inside.sum()
                case "last":
                    made = age.filter(inside).min()
                case "sum":
                    made = value.filter(inside).sum()
                case "mean":
                    made = value.filter(inside).mean()
                case "days":
                    made = age.filter(inside).n_unique()
                case "rhythm":
                    young = (age * 2 < span).sum().cast(pl.Int64)
                    made = 2 * young - inside.sum().cast(pl.Int64)
            yield made.cast(pl.Float64).alias(Factor(rows.name, aggregate, span).name)


def _empty(rows: Rows, spans: Sequence[int]) -> Mapping[str, float]:
    """What a subject without rows has: nothing, and its last row as long ago as the window reaches."""
    return {
        Factor(rows.name, aggregate, span).name: float(span) if aggregate == "last" else 0.0
        for aggregate in rows.aggregates
        for span in spans
    }


def active(rows: pl.DataFrame, as_of: date, days: int | None) -> list[str]:
    """Subjects with a row in the `days` up to `as_of` (None: ever), sorted."""
    known = rows.filter(pl.col("day") <= pl.lit(as_of))
    if days is not None:
        known = known.filter(pl.col("day") > pl.lit(as_of - timedelta(days=days)))
    return sorted(known["subject"].drop_nulls().unique().to_list())


def outcomes(subjects: Sequence[str], rows: pl.DataFrame, as_of: date, horizon: int, *, happens: bool) -> list[bool]:
    """Per subject whether a row came in the `horizon` days after `as_of` (or, unless `happens`, whether none did)."""
    after = rows.filter((pl.col("day") > pl.lit(as_of)) & (pl.col("day") <= pl.lit(as_of + timedelta(days=horizon))))
    came = set(after["subject"].drop_nulls().to_list())
    return [(subject in came) == happens for subject in subjects]
