"""The members of dimensions as polars expressions: grains, bins, top lists. The rules are those of periods.py."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from engines.formula import Type
from engines.report.frames.clock import Range, period_expr
from engines.report.parts import Calendar
from engines.report.periods import CYCLIC
from engines.report.plan import OTHERS, Member, Plan
from engines.report.program import Group
from engines.report.query import Bins

_WEEK = 7


def key_name(group: Group) -> str:
    """The column of a dimension's members."""
    return f"key {group.key}"


def others_name(group: Group) -> str:
    """The column that tells whether a member belongs to the others."""
    return f"others {group.key}"


def key_exprs(group: Group, plan: Plan, top: tuple[Member, ...] | None, known: Range | None = None) -> list[pl.Expr]:
    """The member of each row, over the column of the dimension's route; with a top list also whether it is left out.
    `known`: the range of its instants or dates, which makes periods cheap."""
    value = pl.col(group.route.name)
    quick = period_expr(group.grain, value, known, plan.calendar) if group.grain and known else None
    member = _member(group, value, plan.calendar) if quick is None else quick
    if top is None:
        return [member.alias(key_name(group))]
    kept = [int(item) if group.grain in CYCLIC else _plain(item) for item in top if item is not None]
    out = ~member.is_in(kept) if kept else pl.lit(True)
    out = pl.when(member.is_null()).then(pl.lit(None not in top)).otherwise(out)
    return [pl.when(~out).then(member).alias(key_name(group)), out.alias(others_name(group))]


def _plain(member: Member) -> Any:
    return float(member) if isinstance(member, Decimal) else member


def _member(group: Group, value: pl.Expr, calendar: Calendar) -> pl.Expr:
    kind = group.route.type.kind
    if group.grain is not None:
        return grain_expr(group.grain, value, kind == "datetime", calendar)
    if group.bins is not None:
        return _bin(group.bins, value.cast(pl.Float64))
    if kind == "number":
        return value.cast(pl.Float64) + 0.0  # -0.0 and 0.0 are one member
    return value


def _bin(bins: Bins, value: pl.Expr) -> pl.Expr:
    if bins.edges is not None:
        place: pl.Expr = pl.lit(0)
        for edge in bins.edges:
            place = place + (value >= edge).cast(pl.Int32)
        return pl.when(value.is_not_null()).then(place).cast(pl.Float64)
    width = bins.width or 1.0
    steps = ((value - bins.start).round_sig_figs(15) / width).round_sig_figs(15).floor()
    return (bins.start + (steps * width).round_sig_figs(15)).round_sig_figs(15) + 0.0


def grain_expr(grain: str, value: pl.Expr, instants: bool, calendar: Calendar) -> pl.Expr:
    """The period of a date or instant."""
    local = value.dt.convert_time_zone(calendar.tz) if instants else value
    day = local.dt.date() if instants else value
    match grain:
        case "hour":
            past = pl.duration(
                minutes=local.dt.minute(), seconds=local.dt.second(), milliseconds=local.dt.millisecond()
            )
            return value.dt.cast_time_unit("ms") - past
        case "month_of_year":
            return local.dt.month().cast(pl.Int64)
        case "day_of_month":
            return local.dt.day().cast(pl.Int64)
        case "weekday":
            return local.dt.weekday().cast(pl.Int64)
        case "hour_of_day":
            return local.dt.hour().cast(pl.Int64)
        case "weekday_hour":
            return (local.dt.weekday().cast(pl.Int64) - 1) * 24 + local.dt.hour().cast(pl.Int64)
        case "week" | "iso_week":
            first = calendar.week_start if grain == "week" else 1
            past_days = (day.dt.weekday().cast(pl.Int32) - first + _WEEK) % _WEEK
            return (day.cast(pl.Int32) - past_days).cast(pl.Date)
        case "day":
            return day
        case "fiscal_year" | "fiscal_quarter":
            size = "1y" if grain == "fiscal_year" else "1q"
            offset = calendar.fiscal_month - 1
            return day.dt.truncate("1mo").dt.offset_by(f"-{offset}mo").dt.truncate(size).dt.offset_by(f"{offset}mo")
    return day.dt.truncate({"month": "1mo", "quarter": "1q", "year": "1y"}[grain])


def member_of(value: Any, others: bool, type_: Type) -> Member:
    """A member as the answer has it."""
    if others:
        return OTHERS
    if value is None:
        return None
    if type_.kind == "number" and not isinstance(value, Decimal):
        text = repr(value)
        return Decimal(text.removesuffix(".0"))
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return value
