"""Conditions over frames: the polars back end of formulas, and closures row by row for what it can't do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

import polars as pl

from engines.calendar import WorkCalendar
from engines.formula import Type, Unsupported, compile_closure, to_polars
from engines.report.plan import Plan
from engines.report.program import Condition
from engines.report.scope import Path, Route, reaches


def list_name(route: Route) -> str:
    """The column that holds all values of a to-many route."""
    return f"[]{route.name}"


def condition_expr(condition: Condition, plan: Plan) -> pl.Expr:
    """TRUE where the condition holds, over a frame with the columns of its routes."""
    names = {
        route.path: route.name if reaches(condition.entity, route.entity) else list_name(route)
        for route in condition.routes
    }
    columns: dict[Path, pl.Expr] = {path: pl.col(name) for path, name in names.items()}
    columns |= {path: _constant(plan.constants[path]) for path in condition.constants}
    try:
        return to_polars(condition.formula, columns, now=plan.now, tz=plan.calendar.tz).fill_null(False)
    except Unsupported:
        return _by_closure(condition, names, plan)


def _constant(value: Any) -> pl.Expr:
    if isinstance(value, list):
        return pl.lit(pl.Series([value]))
    return pl.lit(float(value) if isinstance(value, Decimal) else value)


@dataclass(slots=True)
class _RowEnv:
    """One row as the closures see it."""

    values: Mapping[Path, Any]
    now: datetime
    tz: tzinfo
    calendar: WorkCalendar | None = None

    def get(self, path: Path) -> Any:
        return self.values.get(path)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.tz).date()


def _by_closure(condition: Condition, names: Mapping[Path, str], plan: Plan) -> pl.Expr:
    """The condition by closures: exact, and about a hundred times slower."""
    evaluate = compile_closure(condition.formula)
    types = {route.path: route.type for route in condition.routes}
    constants = {path: plan.constants[path] for path in condition.constants}
    now, zone = plan.now, plan.zone

    def ask(rows: pl.Series) -> pl.Series:
        answers = []
        for row in rows.to_list():
            values = {path: canonical(row[name], types[path]) for path, name in names.items()}
            answers.append(evaluate(_RowEnv({**constants, **values}, now, zone)) is True)
        return pl.Series(rows.name, answers, dtype=pl.Boolean)

    if not names:
        return pl.lit(evaluate(_RowEnv(constants, now, zone)) is True)
    return pl.struct(sorted(set(names.values()))).map_batches(ask, return_dtype=pl.Boolean, is_elementwise=True)


def canonical(value: Any, type_: Type) -> Any:
    """A value of a frame as the formula language has it."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [canonical(item, type_) for item in value]
    if type_.kind == "number":
        return value if isinstance(value, Decimal) else Decimal(repr(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value
