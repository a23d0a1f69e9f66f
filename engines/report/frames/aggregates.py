"""Aggregates as polars expressions, exact: numbers leave as integers and decimals, never as sums of doubles.

Sums: a Decimal column sums exactly. A Float64 column whose values all have at most 2, 4 or 8 decimals (which a look at
the column tells) is summed as whole numbers of that size; only a column with finer values is summed in doubles, where
the exact result has more than 15 digits anyway. Percentiles take the two neighbours out of the sorted values and
interpolate in decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from engines.formula import Type
from engines.formula.values import WIDE
from engines.report.frames.rows import id_of
from engines.report.program import Aggregate
from engines.report.scope import Route

SCALES = (2, 4, 8)
_LARGEST = 9_000_000_000_000_000_000
_WHOLE = 2.0**53


@dataclass(frozen=True, slots=True)
class Digits:
    """What is known of a Float64 column: decimals of its values, and the largest sum there can be in that unit."""

    places: int
    total: float


Finish = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Built:
    """An aggregate: expressions with names of their own, and how to make the value out of their results."""

    exprs: list[pl.Expr]
    finish: Finish


def where_name(aggregate: Aggregate) -> str:
    """The column that tells which rows an aggregate takes."""
    return f"where {aggregate.key}"


def digits_exprs(column: str) -> list[pl.Expr]:
    """What has to be computed over a Float64 column for `digits_of`."""
    value = pl.col(column)
    exprs = [value.abs().max().alias(f"{column} max"), pl.len().alias(f"{column} len")]
    for places in SCALES:
        scaled = value * 10.0**places
        # A decimal of 15 digits is off by at least 1e-15 of itself where it has a finer digit; doubles by 4e-16.
        exprs.append(((scaled - scaled.round(0)).abs() <= scaled.abs() * 4e-16).all().alias(f"{column} {places}"))
    return exprs


def digits_of(column: str, found: Mapping[str, Any]) -> Digits | None:
    """The digits of a column; None when its values are finer than that, or too large beside it."""
    largest = float(found[f"{column} max"] or 0)
    for places in SCALES:
        if found[f"{column} {places}"]:
            unit = largest * 10.0**places
            return Digits(places, unit * found[f"{column} len"]) if unit < _WHOLE else None
    return None


def build(aggregate: Aggregate, dtype: pl.DataType | None, digits: Digits | None) -> Built:
    """The expressions of an aggregate within a group. `dtype`: of its column."""
    key, asked = aggregate.key, pl.col(where_name(aggregate)) if aggregate.where else None
    if aggregate.route is None:
        count = pl.len() if asked is None else asked.sum()
        return Built([count.alias(f"{key} n")], lambda row: Decimal(row[f"{key} n"] or 0))
    value = pl.col(aggregate.route.name)
    if asked is not None:
        value = pl.when(asked).then(value)
    match aggregate.fn:
        case "count":
            return Built([value.count().alias(f"{key} n")], lambda row: Decimal(row[f"{key} n"] or 0))
        case "distinct":
            number = value.cast(pl.Float64) + 0.0 if aggregate.route.type.kind == "number" else value
            unique = number.drop_nulls().n_unique()
            return Built([unique.alias(f"{key} n")], lambda row: Decimal(row[f"{key} n"] or 0))
        case "sum" | "avg":
            return _sum(aggregate, value, dtype, digits)
        case "median" | "percentile":
            return _percentile(key, value.cast(pl.Float64), Decimal(repr(aggregate.p or 0.5)))
        case "stddev":
            return Built([value.cast(pl.Float64).std().alias(key)], lambda row: as_decimal(row[key]))
        case "first" | "last":
            return _end(aggregate, value)
    return _extreme(aggregate, value)


def _extreme(aggregate: Aggregate, value: pl.Expr) -> Built:
    key, type_ = aggregate.key, aggregate.type
    plain = value.cast(pl.String) if type_.kind == "text" else value
    found = plain.min() if aggregate.fn == "min" else plain.max()
    return Built([found.alias(key)], lambda row: plain_value(row[key], type_))


def _end(aggregate: Aggregate, value: pl.Expr) -> Built:
    """first and last: by `by`, then by id; rows without a value or without a place don't count."""
    key, type_, by = aggregate.key, aggregate.type, aggregate.by
    assert by is not None  # the query's shape sees to it
    place = pl.col(by.name)
    kept = value.is_not_null() & place.is_not_null()
    ordered = value.filter(kept).sort_by(place.filter(kept), pl.col(id_of(aggregate.entity)).filter(kept))
    end = ordered.first() if aggregate.fn == "first" else ordered.last()
    return Built([end.alias(key)], lambda row: plain_value(row[key], type_))


def _sum(aggregate: Aggregate, value: pl.Expr, dtype: pl.DataType | None, digits: Digits | None) -> Built:
    key, average = aggregate.key, aggregate.fn == "avg"
    exprs = [value.count().alias(f"{key} n")] if average else []
    places = 0
    if dtype is not None and (dtype.is_integer() or dtype == pl.Boolean):
        total = value.cast(pl.Int128).sum()
    elif dtype is not None and dtype.is_decimal():
        total = value.sum()
    elif digits is not None:
        places = digits.places
        whole = pl.Int64 if digits.total < _LARGEST else pl.Int128
        total = (value * 10**places).round(0).cast(whole).sum()
    else:
        total = value.cast(pl.Float64).sum()
    exprs.append(total.alias(f"{key} sum"))

    def finish(row: Mapping[str, Any]) -> Any:
        found = as_decimal(row[f"{key} sum"] or 0)
        summed = (found or Decimal(0)).scaleb(-places, WIDE)
        if not average:
            return summed
        count = row[f"{key} n"]
        return WIDE.divide(summed, Decimal(count)) if count else None

    return Built(exprs, finish)


def _percentile(key: str, value: pl.Expr, p: Decimal) -> Built:
    """PERCENTILE.INC: at (n - 1) × p between neighbours, counted in whole numbers so that no place is missed."""
    over = 10 ** max(0, -int(p.as_tuple().exponent))
    part = int(p * over)
    ordered = value.drop_nulls().sort()
    place = (value.count().cast(pl.Int64) - 1) * part
    low = (place // over).clip(0)
    exprs = [
        value.count().alias(f"{key} n"),
        ordered.get(low, null_on_oob=True).alias(f"{key} low"),
        ordered.get(low + 1, null_on_oob=True).alias(f"{key} high"),
    ]

    def finish(row: Mapping[str, Any]) -> Any:
        lower = as_decimal(row[f"{key} low"])
        if not row[f"{key} n"] or lower is None:
            return None
        upper = as_decimal(row[f"{key} high"])
        share = Decimal((row[f"{key} n"] - 1) * part % over) / over
        return lower if upper is None else lower + (upper - lower) * share

    return Built(exprs, finish)


def as_decimal(value: Any) -> Decimal | None:
    """A number out of a frame as a decimal; NaN counts as blank."""
    if value is None or isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(repr(value)) if value == value else None


def plain_value(value: Any, type_: Type) -> Any:
    """A value of any type as the answer has it."""
    if type_.kind == "number":
        return as_decimal(value)
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def summed_columns(aggregates: tuple[Aggregate, ...]) -> set[Route]:
    """The routes of which the digits have to be known."""
    return {item.route for item in aggregates if item.route is not None and item.fn in ("sum", "avg")}
