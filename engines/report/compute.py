"""Plan + polars frames → Answer.

    compute(plan, {"opportunity": frame, "customer": frame, "opportunity.lines": frame}) -> Answer

A frame per table of `program.needs`, with the columns it names: `id` and links as String (or Categorical), texts as
String or Categorical, numbers as Decimal (fastest and exact), Float64 or integers, Boolean, Date, Datetime with a zone,
lists as List. Rows and fields that the viewer may not see are left out before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from engines.report.answer import Answer
from engines.report.assemble import assemble
from engines.report.frames.aggregates import (
    Built,
    Digits,
    build,
    digits_exprs,
    digits_of,
    summed_columns,
    where_name,
)
from engines.report.frames.clock import Range, range_exprs, range_of
from engines.report.frames.conditions import condition_expr
from engines.report.frames.first import GROUPS, first_cells
from engines.report.frames.keys import key_exprs, key_name, member_of, others_name
from engines.report.frames.lists import records
from engines.report.frames.rows import Rows, id_of, steps_of
from engines.report.plan import RECORDS, Cells, Plan, Request
from engines.report.program import Aggregate, Group
from engines.report.scope import Crossings, Route, common, reaches

Frame = pl.LazyFrame | pl.DataFrame


def compute(plan: Plan, frames: Mapping[str, Frame], as_of: str | None = None) -> Answer:
    """The answer of a plan over frames. `as_of` says how fresh they are."""
    lazy = {name: frame.lazy() for name, frame in frames.items()}
    if plan.program.listed:
        return records(plan, lazy, as_of)
    return assemble(plan, FrameSource(plan, lazy), as_of)


class FrameSource:
    """Answers requests from polars frames (`assemble.Source`)."""

    def __init__(self, plan: Plan, frames: Mapping[str, pl.LazyFrame]) -> None:
        self._plan, self._frames = plan, frames
        self._rows = Rows(plan, frames)
        self._dtypes: dict[Route, pl.DataType] = {}
        self._digits: dict[Route, Digits] = {}
        self._ranges: dict[Route, Range] = {}
        self._look_at_sums()
        self._look_at_times()

    def cells(self, requests: Sequence[Request]) -> list[Cells]:
        """The cells of each request; one run of polars for all."""
        entities = list(dict.fromkeys([(), *(item.entity for item in self._plan.program.aggregates)]))
        jobs = [(request, entity) for request in requests for entity in entities]
        built = [self._job(request, entity) for request, entity in jobs]
        found = pl.collect_all([frame for frame, _finish in built])
        answers: list[Cells] = []
        for index, request in enumerate(requests):
            parts = range(index * len(entities), (index + 1) * len(entities))
            answers.append(self._merge(request, [(found[part], built[part][1]) for part in parts]))
        return answers

    def _look_at_sums(self) -> None:
        """Types and digits of the columns that are summed."""
        looks: list[tuple[Route, pl.LazyFrame]] = []
        for route in summed_columns(self._plan.program.aggregates):
            if route.entity and route.entity[-1].how == "values" and not route.rest:
                continue
            frame = self._column(route)
            self._dtypes[route] = frame.select(route.column).collect_schema()[route.column]
            if self._dtypes[route].is_float():
                looks.append((route, frame.select(digits_exprs(route.column))))
        for (route, _frame), found in zip(looks, pl.collect_all([frame for _route, frame in looks]), strict=True):
            digits = digits_of(route.column, found.row(0, named=True))
            if digits is not None:
                self._digits[route] = digits

    def _look_at_times(self) -> None:
        """First and last value of the columns that are grouped by period."""
        routes = list(dict.fromkeys(group.route for group in self._plan.program.groups if _timed(group)))
        looks = [self._column(route).select(range_exprs(route.column)) for route in routes]
        for route, found in zip(routes, pl.collect_all(looks), strict=True):
            known = range_of(found.row(0, named=True))
            if known is not None:
                self._ranges[route] = known

    def _column(self, route: Route) -> pl.LazyFrame:
        """The frame in which the column of a route stands."""
        return self._frames[route.crossings[-1].target if route.crossings else self._plan.program.table]

    def _job(self, request: Request, entity: Crossings) -> tuple[pl.LazyFrame, list[tuple[str, Built]]]:
        """The grouped frame of the aggregates over one entity."""
        groups = [self._plan.program.group(key) for key in request.by]
        aggregates = [item for item in self._plan.program.aggregates if item.entity == entity]
        near = [group for group in groups if reaches(entity, group.route.entity)]
        frame = self._entity(request, entity, near, aggregates)
        for above, far in self._far(entity, groups).items():
            frame = frame.join(self._tuples(request, above, far), on=id_of(above), how="left")
        keys = [expr for group in near for expr in self._keys(group, request)]
        asked = [condition_expr(item.where, self._plan).alias(where_name(item)) for item in aggregates if item.where]
        frame = frame.with_columns(*keys, *asked)
        built = [(item.key, self._build(item)) for item in aggregates]
        exprs = [expr for _key, item in built for expr in item.exprs]
        by = _key_names(groups, request)
        if not by:
            return frame.select(pl.len().alias("n"), *exprs), built
        grouped = frame.group_by(by).agg(pl.len().alias("n"), *exprs)
        if request.first is not None and not entity:
            grouped = first_cells(grouped, request.first, groups)
        return grouped, built

    def _keys(self, group: Group, request: Request) -> list[pl.Expr]:
        return key_exprs(group, self._plan, request.tops.get(group.key), self._ranges.get(group.route))

    def _build(self, aggregate: Aggregate) -> Built:
        route = aggregate.route
        if route is None:
            return build(aggregate, None, None)
        return build(aggregate, self._dtypes.get(route), self._digits.get(route))

    def _entity(
        self, request: Request, entity: Crossings, near: Sequence[Group], aggregates: Iterable[Aggregate]
    ) -> pl.LazyFrame:
        """The rows that the aggregates work on, with all they read."""
        conditions = [item.where for item in aggregates if item.where]
        asked = [route for condition in conditions for route in condition.routes]
        routes = [group.route for group in near]
        routes += [route for item in aggregates for route in (item.route, item.by) if route is not None]
        routes += [route for route in asked if reaches(entity, route.entity)]
        steps = steps_of(entity)
        all_steps = [*steps, *(step for route in asked for step in steps_of(route.entity))]
        frame = self._rows.down(self._rows.base(request.span, routes, all_steps), steps, routes, all_steps, "inner")
        return self._rows.with_lists(frame, entity, asked)

    def _far(self, entity: Crossings, groups: Iterable[Group]) -> dict[Crossings, list[Group]]:
        """Dimensions that are not above the rows, by the rows they have in common."""
        far: dict[Crossings, list[Group]] = {}
        for group in groups:
            if not reaches(entity, group.route.entity):
                far.setdefault(common(entity, group.route.entity), []).append(group)
        return far

    def _tuples(self, request: Request, above: Crossings, groups: Sequence[Group]) -> pl.LazyFrame:
        """Which members each row of `above` has, each combination once."""
        routes = [group.route for group in groups]
        steps = dict.fromkeys(step for route in routes for step in steps_of(route.entity))
        ordered = sorted(steps, key=len)
        frame = self._rows.base(request.span, routes, ordered)
        shared = steps_of(above)
        frame = self._rows.down(frame, shared, routes, ordered, "inner")
        below = [step for step in ordered if step not in shared]
        frame = self._rows.down(frame, below, routes, ordered, "left")
        keys = [expr for group in groups for expr in self._keys(group, request)]
        return frame.select(pl.col(id_of(above)), *keys).unique()

    def _merge(self, request: Request, parts: Sequence[tuple[pl.DataFrame, list[tuple[str, Built]]]]) -> Cells:
        """The cells of all entities side by side; the records' own rows say which groups exist."""
        groups = [self._plan.program.group(key) for key in request.by]
        cells = Cells()
        for index, (frame, built) in enumerate(parts):
            for row in frame.iter_rows(named=True):
                members = tuple(_member(group, row) for group in groups)
                if index == 0:
                    cells[members] = {RECORDS: row["n"]}
                    cells.groups = row.get(GROUPS)
                if (cell := cells.get(members)) is not None:
                    cell.update((key, item.finish(row)) for key, item in built)
        return cells


def _timed(group: Group) -> bool:
    """Whether a dimension is of time and its values stand in a column of their own."""
    entity = group.route.entity
    listed = bool(entity) and entity[-1].how == "values" and not group.route.rest
    return group.grain is not None and not listed


def _key_names(groups: Iterable[Group], request: Request) -> list[str]:
    names = []
    for group in groups:
        names.append(key_name(group))
        if group.key in request.tops:
            names.append(others_name(group))
    return names


def _member(group: Group, row: Mapping[str, Any]) -> Any:
    return member_of(row[key_name(group)], bool(row.get(others_name(group))), group.type)
