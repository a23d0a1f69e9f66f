"""Only the first cells of a large grouping leave polars; what stays behind is counted."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from engines.report.frames.keys import key_name
from engines.report.plan import First
from engines.report.program import Group

GROUPS = "#groups"
"""The column with the number of all cells."""


def first_cells(grouped: pl.LazyFrame, first: First, groups: Sequence[Group]) -> pl.LazyFrame:
    """The first cells in the order asked for; ties by the members themselves. Blanks last unless asked for first."""
    names = {group.key: key_name(group) for group in groups}
    columns = set(grouped.collect_schema().names())
    by = []
    for order in first.orders:
        name = names.get(order.by) or next(
            name for name in (f"{order.by} n", f"{order.by} sum", order.by) if name in columns
        )
        by.append((_sortable(name, grouped), order.desc, order.nulls == "last"))
    by += [(_sortable(name, grouped), False, True) for name in names.values()]
    return (
        grouped.with_columns(pl.len().alias(GROUPS))
        .sort(
            [expr for expr, _desc, _last in by],
            descending=[desc for _expr, desc, _last in by],
            nulls_last=[last for _expr, _desc, last in by],
        )
        .head(first.count)
    )


def _sortable(name: str, frame: pl.LazyFrame) -> pl.Expr:
    """Categories sort as the texts they are."""
    kind = frame.collect_schema()[name]
    return pl.col(name).cast(pl.String) if kind in (pl.Categorical, pl.Enum) else pl.col(name)
