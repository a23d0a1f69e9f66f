"""Groups and measures of a form, in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Boolean, ColumnElement, Date, Select, String, case, cast, func, literal, null, select

from dougong.access.context import Context
from dougong.access.errors import unknown_field
from dougong.access.paths import SightPaths
from dougong.access.sql.conditions import condition
from dougong.access.sql.dialects import ByDialect
from dougong.access.sql.kinds import kind_of_column
from dougong.access.sql.references import Scalar
from dougong.access.visibility import Sight
from dougong.kit.errors import Invalid, say
from dougong.kit.types import Number

Grain = Literal["year", "quarter", "month", "week", "day"]
Fn = Literal["count", "sum", "avg", "min", "max", "distinct"]
_COMPARABLE = frozenset({"number", "date", "datetime", "text", "boolean"})


@dataclass(frozen=True)
class Group:
    """A field (or a path through links) to group by; `grain` cuts dates to periods, weeks begin on Monday."""

    field: str
    grain: Grain | None = None


@dataclass(frozen=True)
class Measure:
    """`count` without a field counts records; with one, the records where it isn't blank. `where`: a condition's tree;
    only the records where it holds."""

    key: str
    fn: Fn
    field: str | None = None
    where: Mapping[str, Any] | None = None


def statement(
    sight: Sight,
    paths: SightPaths,
    groups: Sequence[Group],
    measures: Sequence[Measure],
    where: Sequence[ColumnElement[bool]],
    context: Context,
    limit: int | None,
) -> Select[Any]:
    """See `Access.aggregate`. The inner query shows the rows as the viewer sees them; the outer one only counts."""
    inner_columns: list[ColumnElement[Any]] = [sight.table.c["id"].label("record_id")]
    for index, group in enumerate(groups):
        inner_columns.append(_group(_value(paths, group.field), group, context).label(f"g{index}"))
    for index, measure in enumerate(measures):
        counted = _counted(paths, measure, context)
        if counted is not None:
            inner_columns.append(counted.label(f"m{index}"))
    seen = select(*inner_columns).select_from(sight.table).where(*where).subquery("seen")
    keys = [seen.c[f"g{index}"] for index in range(len(groups))]
    values = [_measure(seen.c, index, measure).label(measure.key) for index, measure in enumerate(measures)]
    chosen = select(*keys, *values).select_from(seen)
    if keys:
        chosen = chosen.group_by(*keys).order_by(*(key.asc().nulls_last() for key in keys))
    return chosen if limit is None else chosen.limit(limit)


def _value(paths: SightPaths, name: str) -> ColumnElement[Any]:
    found = paths.resolve(name.split("."))
    if not isinstance(found, Scalar) or name.startswith("user"):
        raise unknown_field(name)
    return found.expression


def _counted(paths: SightPaths, measure: Measure, context: Context) -> ColumnElement[Any] | None:
    """What a measure looks at in each record; None: at nothing but that the record is there."""
    value: ColumnElement[Any] | None = _value(paths, measure.field) if measure.field is not None else None
    if measure.where is None:
        return value
    holds = condition(measure.where, paths, context)
    return case((holds, literal(True, Boolean()) if value is None else value), else_=null())


def _group(column: ColumnElement[Any], group: Group, context: Context) -> ColumnElement[Any]:
    if group.grain is None:
        return column
    kind = kind_of_column(column)
    if kind not in ("date", "datetime"):
        raise _unfit(group.field)
    zone = literal(context.principal.tz, String())
    grain = literal(group.grain, String())
    local = func.timezone(zone, column) if kind == "datetime" else column
    period = cast(func.date_trunc(grain, local), Date())
    return ByDialect(period, func.dg_period(column, grain, zone), Date())


def _measure(columns: Any, index: int, measure: Measure) -> ColumnElement[Any]:
    if measure.field is None and measure.fn != "count":
        raise _unfit(measure.key)
    if measure.field is None and measure.where is None:
        return func.count()
    column: ColumnElement[Any] = columns[f"m{index}"]
    kind = kind_of_column(column)
    match measure.fn:
        case "count":
            return func.count(column)
        case "distinct":
            return func.count(column.distinct())
        case "sum" | "avg" if kind == "number":
            exact = func.sum(column) if measure.fn == "sum" else func.avg(column)
            decimals = func.dg_sum(column) if measure.fn == "sum" else func.dg_avg(column)
            return ByDialect(func.dg_number(exact), decimals, Number())
        case "min" if kind in _COMPARABLE and kind != "boolean":
            return func.min(column, type_=column.type)
        case "max" if kind in _COMPARABLE and kind != "boolean":
            return func.max(column, type_=column.type)
    raise _unfit(measure.field or measure.key)


def _unfit(name: str) -> Invalid:
    return Invalid(say(f"“{name}”不能这样汇总。", f"“{name}” can't be summed up like this."), "bad_measure")
