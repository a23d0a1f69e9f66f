"""Polars frames → the rows of an entity with the values of routes beside them; joins never multiply by accident.

Columns are named by the dotted path; `#…` are ids of entities (`#` the record's own). A to-one crossing is a left join
on the target's id. A to-many crossing is a *step*: it makes rows of its own (`down`) or a list per row (`with_lists`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import polars as pl

from engines.report.frames.conditions import condition_expr, list_name
from engines.report.plan import Plan, Span
from engines.report.program import Condition
from engines.report.scope import Crossing, Crossings, Route, common, reaches

Wanted = tuple[Crossings, str, str]
"""To-one crossings left to go, column, alias."""
How = Literal["left", "inner"]


def id_of(entity: Crossings) -> str:
    """The column that holds the id of the entity's row (for elements of a list: the element)."""
    return "#" + ".".join(crossing.name for crossing in entity)


def steps_of(entity: Crossings) -> list[Crossings]:
    """The to-many steps on the way to an entity, nearest first."""
    return [entity[: index + 1] for index, crossing in enumerate(entity) if crossing.many]


def above(step: Crossings) -> Crossings:
    """The entity that a step starts from."""
    return ([(), *steps_of(step[:-1])])[-1]


class Rows:
    """Builds entities over one mapping of table → frame."""

    def __init__(self, plan: Plan, frames: Mapping[str, pl.LazyFrame]) -> None:
        self._plan, self._frames = plan, frames

    def base(self, span: Span | None, routes: Sequence[Route], steps: Sequence[Crossings]) -> pl.LazyFrame:
        """The records that the query is about, with the routes that lie on them and what `steps` start from."""
        where = self._plan.program.where
        asked = [*(where.routes if where else ()), *([span.route] if span else [])]
        everything = [*routes, *asked]
        all_steps = [*steps, *(step for route in asked for step in steps_of(route.entity))]
        wanted = [(route.rest, route.column, route.name) for route in everything if not route.entity]
        wanted += _starts((), all_steps)
        frame = self._reach(self._plan.program.table, wanted, {id_of(()): "id"})
        if span is not None:
            frame = frame.filter(_in_span(span))
        if where is not None:
            frame = self.filtered(frame, where)
        return frame

    def filtered(self, frame: pl.LazyFrame, condition: Condition) -> pl.LazyFrame:
        """The rows (records) of which the condition holds."""
        lists = [list_name(route) for route in condition.routes if route.entity]
        frame = self.with_lists(frame, (), condition.routes)
        return frame.filter(condition_expr(condition, self._plan)).drop(lists)

    def with_lists(self, frame: pl.LazyFrame, entity: Crossings, routes: Iterable[Route]) -> pl.LazyFrame:
        """The frame (rows of `entity`) with a list column for each of the routes that is to-many from there."""
        for route in dict.fromkeys(routes):
            if not reaches(entity, route.entity):
                frame = self._with_list(frame, common(entity, route.entity), route)
        return frame

    def _with_list(self, frame: pl.LazyFrame, entity: Crossings, route: Route) -> pl.LazyFrame:
        steps = [step for step in steps_of(route.entity) if len(step) > len(entity)]
        if len(steps) == 1 and steps[0][-1].how == "values" and not route.rest:
            return frame.with_columns(pl.col(_start(steps[0])).alias(list_name(route)))
        starts = {id_of(entity), _start(steps[0])}
        below = frame.select(sorted(starts)).unique(id_of(entity))
        below = self.down(below, steps, [route], steps, "inner")
        order = id_of(route.entity)
        lists = below.group_by(id_of(entity)).agg(pl.col(route.name).sort_by(order).alias(list_name(route)))
        return frame.join(lists, on=id_of(entity), how="left")

    def down(
        self, frame: pl.LazyFrame, steps: Iterable[Crossings], routes: Sequence[Route],
        all_steps: Sequence[Crossings], how: How,
    ) -> pl.LazyFrame:  # fmt: skip
        """One to-many step after the other; `left` keeps rows that have nothing below."""
        for step in steps:
            wanted = [(route.rest, route.column, route.name) for route in dict.fromkeys(routes) if route.entity == step]
            frame = self._expand(frame, step, [*wanted, *_starts(step, all_steps)], how)
        return frame

    def _expand(self, frame: pl.LazyFrame, step: Crossings, wanted: list[Wanted], how: How) -> pl.LazyFrame:
        crossing, start = step[-1], _start(step)
        if crossing.how == "children":
            below = self._reach(crossing.target, wanted, {"#above": crossing.column, id_of(step): "id"})
            return frame.join(below, left_on=start, right_on="#above", how=how)
        value = pl.col(start)
        # A copy is exploded: the list itself may still be asked about.
        frame = frame.with_columns(value.list.unique().alias(id_of(step))).explode(
            id_of(step), empty_as_null=True, keep_nulls=True
        )
        if how == "inner":
            frame = frame.filter(pl.col(id_of(step)).is_not_null())
        frame = frame.with_columns(pl.col(id_of(step)).alias(alias) for rest, _column, alias in wanted if not rest)
        return self._along(frame, _by_first(wanted), lambda _crossing: id_of(step))

    def _reach(self, table: str, wanted: list[Wanted], keep: Mapping[str, str]) -> pl.LazyFrame:
        """The rows of a table with `keep` (alias → column) and what is wanted, along to-one crossings."""
        near = {alias: column for rest, column, alias in wanted if not rest} | dict(keep)
        far = _by_first(wanted)
        via = {f"#via {crossing.name}": crossing.column for crossing in far}
        names = near | via
        frame = self._frames[table].select(pl.col(column).alias(alias) for alias, column in names.items())
        frame = self._along(frame, far, lambda crossing: f"#via {crossing.name}")
        return frame.select(list(dict.fromkeys([*near, *(alias for rest, _column, alias in wanted if rest)])))

    def _along(
        self, frame: pl.LazyFrame, far: Mapping[Crossing, list[Wanted]], key: Callable[[Crossing], str]
    ) -> pl.LazyFrame:
        """The frame with what stands behind to-one crossings; `key` names the column with the target's id."""
        for crossing, items in far.items():
            target = self._reach(crossing.target, items, {"#there": "id"})
            frame = frame.join(target, left_on=key(crossing), right_on="#there", how="left")
        return frame


def _by_first(wanted: Iterable[Wanted]) -> dict[Crossing, list[Wanted]]:
    """What is wanted behind each first to-one crossing, one crossing shorter."""
    found: dict[Crossing, list[Wanted]] = {}
    for rest, column, alias in wanted:
        if rest:
            items = found.setdefault(rest[0], [])
            if (rest[1:], column, alias) not in items:
                items.append((rest[1:], column, alias))
    return found


def _start(step: Crossings) -> str:
    """The column of the entity above that a step joins on or explodes."""
    before = step[len(above(step)) : -1]
    if step[-1].how == "values":
        return f"#list {id_of(step)}"
    return id_of(step[:-1]) if before else id_of(above(step))


def _starts(entity: Crossings, steps: Iterable[Crossings]) -> list[Wanted]:
    """What has to be read on an entity so that the steps below it can be taken."""
    wanted: list[Wanted] = []
    for step in dict.fromkeys(steps):
        ones, crossing = step[len(entity) : -1], step[-1]
        if above(step) != entity or (crossing.how == "children" and not ones):
            continue
        wanted.append((ones, crossing.column if crossing.how == "values" else "id", _start(step)))
    return wanted


def _in_span(span: Span) -> pl.Expr:
    value = pl.col(span.route.name)
    start, end = (span.start_at, span.end_at) if span.instants else (span.start, span.end)
    inside = value.is_not_null()
    if start is not None:
        inside = inside & (value >= pl.lit(start))
    return inside & (value < pl.lit(end)) if end is not None else inside
