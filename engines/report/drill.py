"""From a clicked cell to the query behind it, and from the filter bar to a filtered query.

A cell is {dimension key: member}; members as in the answer (OTHERS included). Its condition is ordinary formula text,
so rights, totals and exports treat it like any other, and the records that it finds are those the cell counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from engines.formula import number_text
from engines.report.errors import refuse
from engines.report.members import span_periods
from engines.report.parts import MAX_FORMULA, Calendar
from engines.report.periods import counterpart, hour_start, next_start
from engines.report.plan import OTHERS, Containing, Member, Plan, Span, bin_number
from engines.report.program import Group, Program
from engines.report.query import Period, Query
from engines.report.scope import Crossings, Route, Scope

Cell = Mapping[str, Member]
_MS_PER_DAY = 86_400_000
_CYCLIC = {
    "month_of_year": "MONTH({0})",
    "day_of_month": "DAY({0})",
    "weekday": "WEEKDAY({0}, 2)",
    "hour_of_day": "HOUR({0})",
}


@dataclass(frozen=True)
class FilterValue:
    """One control of the filter bar, set. `value` by type: date_range a period ({"last", "unit"} or {"start", "end"});
    select, person, department and link a list of values (None for blank); text what it contains; number {"min", "max"};
    boolean a bool; formula the text of a condition (a click on another tile: `cell_condition`)."""

    field: str
    type: Literal["date_range", "select", "person", "department", "text", "number", "boolean", "link", "formula"]
    value: Any


def drill(
    program: Program,
    cell: Cell,
    dimensions: Sequence[str] = (),
    *,
    calendar: Calendar,
    measure: str | None = None,
    tops: Mapping[str, Sequence[Member]] | None = None,
    fields: Sequence[str] = (),
) -> Query:
    """The query behind a cell: every filter kept, the members as conditions, and what `measure` counts.

    Grouped by the first of `dimensions` that the cell does not settle; by none of them: the list of records with
    `fields` (left out: what the query reads). `tops`: the members that top lists kept (`Column.top`), needed where the
    cell says OTHERS. Raises ReportError when the condition gets too long.
    """
    query = program.query
    where = joined([query.where, cell_condition(program, cell, calendar=calendar, measure=measure, tops=tops)])
    settled = {program.group(key).route.name for key in cell if program.group(key).grain is None}
    settled |= {
        group.route.name for group in program.groups if group.key in cell and group.grain in (None, "day", "hour")
    }
    following = next((path for path in dimensions if path not in settled), None)
    document: dict[str, Any] = {"from": query.form, "app": query.app, "period": query.period, "where": where}
    if following is None:
        return _query(document | {"list": tuple(fields) or _fields_read(program)})
    key = following.replace(".", "_")[:40]
    taken = {item.key for item in query.measures}
    first = query.measures[0].key
    return _query(
        document
        | {
            "rows": ({"key": f"{key}_" if key in taken else key, "field": following},),
            "measures": query.measures,
            "compare": query.compare if query.period is not None else (),
            "order": ({"by": measure or first, "desc": True},),
        }
    )


def at_other_time(plan: Plan, cell: Cell, comparison: str) -> tuple[Program, Cell]:
    """A click on a comparison (`amt__ly`): the program and the cell of the other time, to be drilled like any other."""
    found = next((item for item in plan.comparisons if item.key == comparison), None)
    if found is None:
        raise refuse("compare", f"没有对比“{comparison}”", f"There is no comparison “{comparison}”")
    moved_cell, program = dict(cell), plan.program
    along = found.along or ""
    if isinstance(cell.get(along), date | datetime):
        group, member = program.group(along), cell[along]
        if found.shift is not None:
            moved_cell[along] = counterpart(group.grain or "day", member, found.shift, plan.calendar)
        elif plan.span is not None and found.span is not None:
            now, then = (span_periods(group, span, plan) or [] for span in (plan.span, found.span))
            pairs = dict(zip(now, then, strict=False))
            if member not in pairs:
                raise refuse("compare", "另一时段没有对应的时间", "The other time has nothing beside it")
            moved_cell[along] = pairs[member]
    query = program.query.model_copy(update={"compare": ()})
    if found.span is not None:
        query = query.model_copy(update={"period": _period_of(found.span)})
    return replace(program, query=query), moved_cell


def _period_of(span: Span) -> Period:
    start = span.start.isoformat() if span.start is not None else None
    end = (span.end - timedelta(days=1)).isoformat() if span.end is not None else None
    return Period(field=span.route.name, start=start, end=end)


def cell_condition(
    program: Program,
    cell: Cell,
    *,
    calendar: Calendar,
    measure: str | None = None,
    tops: Mapping[str, Sequence[Member]] | None = None,
) -> str | None:
    """The condition of a cell, None when it has none. Members behind one subform or link hold in one of its rows."""
    by_rows: dict[Crossings, list[str]] = {}
    nowhere: dict[Crossings, bool] = {}
    for key, member in cell.items():
        group, top = program.group(key), (tops or {}).get(key, ())
        entity = group.route.entity
        by_rows.setdefault(entity, []).append(_member_condition(group, member, top, calendar))
        no_row = member is None or (member is OTHERS and None not in top)
        nowhere[entity] = nowhere.get(entity, True) and no_row
    aggregate = next((item for item in program.aggregates if item.key == measure), None)
    asked = next((item.where for item in program.query.measures if item.key == measure), None)
    if aggregate is not None and asked:
        by_rows.setdefault(aggregate.entity, []).append(asked)
        nowhere[aggregate.entity] = False
    routes = {group.route.entity: group.route for group in program.groups}
    if aggregate is not None and aggregate.route is not None:
        routes.setdefault(aggregate.entity, aggregate.route)
    parts = [
        joined(conditions) if not entity else _in_some_row(routes[entity], conditions, nowhere[entity])
        for entity, conditions in by_rows.items()
    ]
    return joined(parts)


def with_filters(query: Query, filters: Iterable[FilterValue], scope: Scope) -> Query:
    """The query with the filters of the filter bar. A date range over the period's field takes the period's place."""
    period, conditions = query.period, [query.where]
    for item in filters:
        route = None if item.type == "formula" else scope.route(tuple(item.field.split(".")))
        if route is None and item.type != "formula":
            raise refuse(f"filters.{item.field}", f"没有字段“{item.field}”", f"There is no field “{item.field}”")
        if item.value in (None, [], {}, ""):
            continue
        free = period is None or period.field == item.field
        if item.type == "date_range" and free and route is not None and not route.entity:
            period = Period.model_validate({"field": item.field, **item.value})
        elif item.type == "formula":
            conditions.append(str(item.value))
        elif route is not None:
            conditions.append(_filter_condition(item, route))
    return _query({**_document(query), "where": joined(conditions), "period": period})


def joined(conditions: Iterable[str | None]) -> str | None:
    """All conditions in one; None for none."""
    present = [condition for condition in conditions if condition]
    return present[0] if len(present) == 1 else " and ".join(f"({text})" for text in present) or None


def literal(value: Any) -> str:
    """A value as formula text. Instants: `instant_text`."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return number_text(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    if isinstance(value, date):
        return f"DATE({value.year}, {value.month}, {value.day})"
    return "'" + str(value).replace("'", "''") + "'"


def instant_text(instant: datetime, calendar: Calendar) -> str:
    """An instant as formula text: the local midnight before it and a fraction of a day, exact to the millisecond."""
    zone = ZoneInfo(calendar.tz)
    day = instant.astimezone(zone).date()
    start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    past = (instant - start) // timedelta(milliseconds=1)
    return f"DATETIME({literal(day)})" + (f" + {past} / {_MS_PER_DAY}" if past else "")


def _member_condition(group: Group, member: Member, top: Sequence[Member], calendar: Calendar) -> str:
    field = group.route.name
    if member is OTHERS:
        if group.grain is None and group.bins is None and group.type.kind != "datetime":
            kept = [literal(item) for item in top if item is not None]
            out = [f"{field} not in ({', '.join(kept)})" if kept else None, f"{field} <> NULL" if None in top else None]
            return joined(out) or "TRUE"
        one = " or ".join(f"({_member_condition(group, item, (), calendar)})" for item in top)
        return f"not ({one})" if one else "TRUE"
    if member is None:
        return f"{field} = NULL"
    if isinstance(member, Containing):
        return " or ".join(f"CONTAINS({field}, {literal(spelling)})" for spelling in member.spellings)
    if group.grain is not None:
        return _in_period(group.grain, field, member, calendar)
    if group.bins is not None:
        return _in_bin(group, field, member)
    if group.type.kind == "datetime":
        return _between(field, member, member + timedelta(milliseconds=1), calendar)
    return f"{field} = {literal(member)}"


def _in_period(grain: str, field: str, member: Any, calendar: Calendar) -> str:
    if grain in _CYCLIC:
        return f"{_CYCLIC[grain].format(field)} = {literal(member)}"
    if grain == "weekday_hour":
        day, hour = divmod(int(member), 24)
        return f"WEEKDAY({field}, 2) = {day + 1} and HOUR({field}) = {hour}"
    if grain == "hour":
        # Where the clocks jump an hour of the clock can be shorter than sixty minutes: look at its quarters.
        zone = ZoneInfo(calendar.tz)
        quarters = [member + timedelta(minutes=15 * place) for place in range(-4, 12)]
        inside = [quarter for quarter in quarters if hour_start(quarter, zone) == member]
        return _between(field, inside[0], inside[-1] + timedelta(minutes=15), calendar)
    return f"{field} >= {literal(member)} and {field} < {literal(next_start(grain, member))}"


def _between(field: str, start: datetime, end: datetime, calendar: Calendar) -> str:
    return f"{field} >= {instant_text(start, calendar)} and {field} < {instant_text(end, calendar)}"


def _in_bin(group: Group, field: str, member: Any) -> str:
    bins = group.bins
    assert bins is not None  # the caller asked
    if bins.edges is None:
        low, high = member, member + bin_number(bins.width or 1)
    else:
        place = int(member)
        low = bin_number(bins.edges[place - 1]) if place else None
        high = bin_number(bins.edges[place]) if place < len(bins.edges) else None
    bounds = [f"{field} >= {literal(low)}" if low is not None else None]
    bounds.append(f"{field} < {literal(high)}" if high is not None else None)
    return joined(bounds) or "TRUE"


def _in_some_row(route: Route, conditions: list[str], nowhere: bool) -> str:
    """Whether one row of a subform or link satisfies all conditions; `nowhere`: or there is no row."""
    field, one = route.name, conditions[0] if len(conditions) == 1 else ""
    if route.entity[-1].how == "values" and not route.rest:
        if one == f"{field} = NULL":
            return one
        if one.startswith(f"{field} = '") and " and " not in one:
            return f"{one.removeprefix(f'{field} = ')} in {field}"
    found = f"SUM(IF({joined(conditions)}, 1, 0)) > 0"
    if not nowhere:
        return found
    if route.entity[-1].how == "values":
        return f"({found}) or {field} = NULL"
    return f"({found}) or COUNTA({'.'.join(route.ref.container or route.path[:-1])}.id) = 0"


def _filter_condition(item: FilterValue, route: Route) -> str:
    field, value, many = item.field, item.value, bool(route.entity)
    if item.type == "date_range":
        period = Period.model_validate({"field": field, **value})
        bounds = [f"{field} >= {literal(date.fromisoformat(period.start))}" if period.start else None]
        bounds.append(f"{field} < {literal(_after(period.end))}" if period.end else None)
        condition = joined(bounds)
        if condition is None:
            raise refuse(f"filters.{field}", "这里需要起止日期", "A start and an end date are needed here")
    elif item.type == "number":
        low, high = value.get("min"), value.get("max")
        bounds = [f"{field} >= {literal(low)}" if low is not None else None]
        bounds.append(f"{field} <= {literal(high)}" if high is not None else None)
        condition = joined(bounds) or "TRUE"
    elif item.type == "text":
        condition = f"CONTAINS({field}, {literal(value)})"
    elif item.type == "boolean":
        condition = f"{field} = {literal(bool(value))}"
    else:
        values = value if isinstance(value, list) else [value]
        if many:
            return " or ".join(f"{literal(one)} in {field}" if one is not None else f"{field} = NULL" for one in values)
        return f"{field} in ({', '.join(literal(one) for one in values)})"
    return f"SUM(IF({condition}, 1, 0)) > 0" if many else condition


def _after(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=1)


def _fields_read(program: Program) -> tuple[str, ...]:
    """What a list shows when nobody chose: the fields of dimensions and measures."""
    routes = [*(group.route for group in program.groups), *(item.route for item in program.aggregates)]
    return tuple(dict.fromkeys(route.name for route in routes if route is not None)) or ("id",)


def _document(query: Query) -> dict[str, Any]:
    return {("from" if name == "form" else name): getattr(query, name) for name in type(query).model_fields}


def _query(document: dict[str, Any]) -> Query:
    where = document.get("where")
    if where is not None and len(where) > MAX_FORMULA:
        raise refuse("where", "筛选条件太长", "The filters are too long")
    try:
        return Query.model_validate(document)
    except ValidationError as error:
        raise refuse("query", f"查询无效:{error}", f"The query is not valid: {error}") from None
