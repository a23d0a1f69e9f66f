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
from engines.formula.ast import root_of
from engines.report.plan import Plan
from engines.report.program import Condition
from engines.report.scope import Path, Route, reaches

_TEXTS = frozenset({"text", "person", "department", "record"})


def list_name(route: Route) -> str:
    """The column that holds all values of a to-many route."""
    return f"[]{route.name}"


def condition_expr(condition: Condition, plan: Plan) -> pl.Expr:
    """TRUE where the condition holds, over a frame with the columns of its routes."""
    names = {
        route.path: route.name if reaches(condition.entity, route.entity) else list_name(route)
        for route in condition.routes
    }
    texts = {route.path: pl.col(names[route.path]) for route in condition.routes if _one_text(route, names)}
    quick = _quick(root_of(condition.formula.ast), texts)
    if quick is not None:
        return quick
    columns: dict[Path, pl.Expr] = {path: pl.col(name) for path, name in names.items()}
    columns |= {path: _constant(plan.constants[path]) for path in condition.constants}
    try:
        return to_polars(condition.formula, columns, now=plan.now, tz=plan.calendar.tz).fill_null(False)
    except Unsupported:
        return _by_closure(condition, names, plan)


def _one_text(route: Route, names: Mapping[Path, str]) -> bool:
    return route.type.kind in _TEXTS and names[route.path] == route.name


def _quick(node: dict[str, Any], texts: Mapping[Path, pl.Expr]) -> pl.Expr | None:
    """Text fields compared with texts, and and/or/not of such: categories are then compared as numbers, not turned into
    texts row by row. Nothing here can be an error, so the order of operands does not matter. None: something else."""
    name, operands = node.get("f"), node.get("a", [])
    if name in ("and", "or"):
        left, right = (_quick(operand, texts) for operand in operands)
        if left is None or right is None:
            return None
        return left & right if name == "and" else left | right
    if name == "not":
        inner = _quick(operands[0], texts)
        return None if inner is None else ~inner
    if name not in ("eq", "in") or node.get("map") or operands[0]["k"] != "ref":
        return None
    value = texts.get(tuple(operands[0]["path"]))
    choices = operands[1]["a"] if operands[1]["k"] == "list" else [operands[1]]
    if value is None or any(choice["k"] != "lit" or not isinstance(choice["v"], str | None) for choice in choices):
        return None
    if any(choice["v"] is not None and choice["t"] != "text" for choice in choices):
        return None
    found = value.is_in([choice["v"] for choice in choices if choice["v"] is not None]).fill_null(False)
    return found | value.is_null() if any(choice["v"] is None for choice in choices) else found


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
