"""Metric tile + scopes → MetricProgram → results. The lint of a metric tile, and its computation over frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from pydantic import ValidationError

from engines.report.binding import AskedColumn, MappedColumn, MetricBinding, MetricColumn, MetricTable
from engines.report.compiler import compile_list
from engines.report.errors import Problem, ReportError, sentence
from engines.report.frames.lists import listed_frame
from engines.report.metrics import METRICS, Metric, Scene
from engines.report.metrics.base import MetricInputError, Result
from engines.report.plan import Plan
from engines.report.program import Program
from engines.report.query import Query
from engines.report.scope import Scope

ScopeOf = Callable[[MetricTable], Scope]
MOST_GROUPS = 200
BY = "#by"
_IDS = frozenset({"text", "person", "department", "record"})
_KINDS: Mapping[str, frozenset[str]] = {
    "id": _IDS, "text": _IDS, "date": frozenset({"date", "datetime"}), "instant": frozenset({"datetime"}),
    "number": frozenset({"number"}), "money": frozenset({"number"}), "boolean": frozenset({"boolean"}),
}  # fmt: skip


@dataclass(frozen=True)
class MetricProgram:
    """A metric tile, compiled: each table's list of records."""

    binding: MetricBinding
    metric: Metric[Any, Any]
    options: Any
    tables: Mapping[str, Program]


def table_queries(binding: MetricBinding) -> dict[str, Query]:
    """The list that each table of a metric tile is made of, before filters."""
    metric = METRICS.get(binding.key)
    first = metric.tables[0].key if metric else ""
    return {key: table.query(binding.by if key == first else None) for key, table in binding.tables.items()}


def compile_metric(
    binding: MetricBinding, scope_of: ScopeOf, queries: Mapping[str, Query] | None = None
) -> MetricProgram:
    """Checks a metric tile: roles, fields, types, options. `queries`: with filters laid on. Raises ReportError."""
    metric = METRICS.get(binding.key)
    if metric is None:
        raise ReportError([_problem("metric", f"没有指标“{binding.key}”", f"There is no metric “{binding.key}”")])
    problems: list[Problem] = []
    options = _options(metric, binding, problems)
    _check_roles(metric, binding, problems)
    asked = queries or table_queries(binding)
    tables: dict[str, Program] = {}
    for key, table in binding.tables.items():
        try:
            program = compile_list(asked[key], scope_of(table), table.asked)
        except ReportError as error:
            problems += [Problem(f"metric.tables.{key}.{each.place}", each.message) for each in error.problems]
            continue
        tables[key] = program
        problems += _type_problems(metric, key, table, program)
    if problems:
        raise ReportError(problems)
    return MetricProgram(binding, metric, options, tables)


def compute_metric(
    program: MetricProgram, plans: Mapping[str, Plan], frames: Mapping[str, Mapping[str, pl.LazyFrame]], scene: Scene
) -> Result | dict[Any, Result]:
    """The result, or one per value of `by`. `plans` and `frames` by table of the metric. Raises ReportError."""
    tables = {key: _columns(program.binding, key, listed_frame(plan, frames[key])) for key, plan in plans.items()}
    first = program.metric.tables[0].key
    try:
        if program.binding.by is None:
            result: Result = program.metric.compute(tables, program.options, scene=scene)
            return result
        if (groups := tables[first][BY].n_unique()) > MOST_GROUPS:
            raise ReportError(
                [_problem("metric.by", f"分组太多:{groups} 组", f"Too many groups: {groups}, at most {MOST_GROUPS}")]
            )
        return program.metric.compute_by(tables, BY, program.options, scene=scene)
    except MetricInputError as error:
        where = f"metric.tables.{error.table}.columns.{error.column}"
        raise ReportError([_problem(where, error.text.zh, error.text.en)]) from error


def _columns(binding: MetricBinding, key: str, frame: pl.DataFrame) -> pl.DataFrame:
    table = binding.tables[key]
    columns = [_column(name, column) for name, column in table.columns.items()]
    first = next(iter(METRICS[binding.key].tables)).key
    if binding.by is not None and key == first:
        columns.append(pl.col(binding.by).alias(BY))
    return frame.select(columns)


def _column(name: str, column: MetricColumn) -> pl.Expr:
    if isinstance(column, AskedColumn):
        return pl.col(f"where {name}").alias(name)
    if isinstance(column, MappedColumn):
        value = pl.col(column.field).cast(pl.String)
        return value.replace_strict(column.map, default=column.otherwise, return_dtype=pl.String).alias(name)
    return pl.col(column).alias(name)


def _options(metric: Metric[Any, Any], binding: MetricBinding, problems: list[Problem]) -> Any:
    try:
        return metric.options.model_validate(binding.options)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            place = ".".join(["metric.options", *map(str, each["loc"])])
            problems.append(_problem(place, f"选项有误:{each['msg']}", f"The option is not valid: {each['msg']}"))
    return None


def _check_roles(metric: Metric[Any, Any], binding: MetricBinding, problems: list[Problem]) -> None:
    known = {table.key: table for table in metric.tables}
    for key in binding.tables.keys() - known.keys():
        problems.append(_problem(f"metric.tables.{key}", "指标没有这张表", "The metric has no such table"))
    for key, table in known.items():
        given = binding.tables.get(key)
        if given is None:
            if not table.optional:
                place = f"metric.tables.{key}"
                problems.append(_problem(place, f"缺少“{table.label.zh}”", f"“{table.label.en}” is missing"))
            continue
        wanted = {column.key: column for column in table.columns}
        for name in given.columns.keys() - wanted.keys():
            place = f"metric.tables.{key}.columns.{name}"
            problems.append(_problem(place, "指标没有这一列", "The metric has no such column"))
        for name, column in wanted.items():
            if name not in given.columns and not column.optional:
                place = f"metric.tables.{key}.columns.{name}"
                problems.append(_problem(place, f"缺少“{column.label.zh}”", f"“{column.label.en}” is missing"))


def _type_problems(metric: Metric[Any, Any], key: str, table: MetricTable, program: Program) -> list[Problem]:
    routes = {route.name: route for route in program.listed}
    declared = next((each.columns for each in metric.tables if each.key == key), ())
    kinds = {column.key: column.kind for column in declared}
    problems = []
    for name, column in table.columns.items():
        place, kind = f"metric.tables.{key}.columns.{name}", kinds.get(name)
        if kind is None:
            continue
        if isinstance(column, AskedColumn):
            fits = kind == "boolean"
        elif isinstance(column, MappedColumn):
            fits = kind in ("text", "id") and routes[column.field].ref.type.kind in _IDS
        else:
            route = routes[column]
            fits = not route.entity and route.type.kind in _KINDS[kind]
        if not fits:
            problems.append(_problem(place, f"这里需要 {kind} 类型的值", f"A value of type {kind} is needed here"))
    return problems


def _problem(place: str, chinese: str, english: str) -> Problem:
    return Problem(place, sentence(chinese, english))
