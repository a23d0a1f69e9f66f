"""A list of records: the fields asked for, in order, cut at the limit; what is left out is counted."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from engines.report.answer import Answer, LeftOut
from engines.report.columns import listed_columns
from engines.report.frames.aggregates import where_name
from engines.report.frames.conditions import canonical, condition_expr, list_name
from engines.report.frames.rows import Rows, id_of, steps_of
from engines.report.plan import Plan
from engines.report.query import Order


def listed_frame(plan: Plan, frames: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    """All records of a list, by id: a column per listed path, and under `where <key>` each condition asked of them."""
    program, rows = plan.program, Rows(plan, frames)
    conditions = {where_name(item): item.where for item in program.aggregates if item.where is not None}
    routes = [*program.listed, *(route for where in conditions.values() for route in where.routes)]
    many = [route for route in routes if route.entity]
    one = [route for route in routes if not route.entity]
    frame = rows.base(plan.span, one, [step for route in many for step in steps_of(route.entity)])
    frame = rows.with_lists(frame, (), many)
    asked = [condition_expr(where, plan).alias(name) for name, where in conditions.items()]
    names = [pl.col(list_name(route) if route.entity else route.name).alias(route.name) for route in program.listed]
    return frame.sort(id_of(())).select(*names, *asked).collect()


def records(plan: Plan, frames: Mapping[str, pl.LazyFrame], as_of: str | None) -> Answer:
    """The records of a plan with `list`. Fields behind to-many paths give all their values. Newest first (ids are
    UUIDv7) when no order is asked for, and among equals."""
    program, rows = plan.program, Rows(plan, frames)
    many = [route for route in program.listed if route.entity]
    frame = rows.base(plan.span, program.listed, [step for route in many for step in steps_of(route.entity)])
    frame = rows.with_lists(frame, (), many)
    names = {route.name: list_name(route) if route.entity else route.name for route in program.listed}
    orders = [Order(by=order) if isinstance(order, str) else order for order in program.query.order]
    by = [pl.col(names.get(order.by, id_of(()))) for order in orders]
    ordered = frame.sort(
        [*by, pl.col(id_of(()))],
        descending=[*(order.desc for order in orders), True],
        nulls_last=[*(order.nulls == "last" for order in orders), True],
        maintain_order=True,
    )
    count, found = pl.collect_all([frame.select(pl.len()), ordered.head(program.query.limit)])
    total = count.item()
    columns = [(names[route.name], route.type) for route in program.listed]
    return Answer(
        columns=listed_columns(program),
        rows=tuple(
            tuple(canonical(row[name], type_) for name, type_ in columns) for row in found.iter_rows(named=True)
        ),
        left_out=LeftOut(total - len(found), total) if total > len(found) else None,
        notes=program.notes,
        as_of=as_of,
        empty=total == 0,
        ids=tuple(str(identity) for identity in found[id_of(())].to_list()),
    )
