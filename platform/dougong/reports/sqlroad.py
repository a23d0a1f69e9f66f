"""The SQL road: requests of a plan as statements of the access room, grouped and summed by the database.

It takes plans whose measures and dimensions stand on the records themselves or behind to-one links, whose functions
are exact in SQL (`count distinct sum avg min max`), and whose conditions have an SQL form. Everything else is answered
over frames. Sums are exact: NUMERIC on PostgreSQL; SQLite has no decimals, there `dg_sum` adds in decimals and periods
are found by the same function that the engine uses (`dg_member`).

Each statement has three layers: the records as the viewer sees them (rows, fields, conditions), the members of top
lists, the groups. So a hidden value is gone before anything is compared or grouped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    type_coerce,
)
from sqlalchemy.engine.interfaces import DBAPIConnection

from dougong.access.compiler import Access
from dougong.access.paths import SightPaths
from dougong.access.sql.conditions import condition
from dougong.access.sql.dialects import ByDialect
from dougong.access.sql.kinds import kind_of_column
from dougong.access.sql.references import Scalar
from dougong.access.visibility import Sight
from dougong.kit.db import Transaction
from dougong.kit.types import CodePointText, Id, Number, UtcDateTime, iso_instant
from dougong.reports.problems import too_many_groups
from engines.formula import Unsupported
from engines.formula.values import WIDE
from engines.report.parts import Calendar, TimeGrain
from engines.report.periods import CYCLIC, period_of
from engines.report.plan import OTHERS, RECORDS, Cells, First, Member, Plan, Request, Span
from engines.report.program import Aggregate, Condition, Group, Program
from engines.report.scope import Route
from engines.report.totals import Keys

MOST_GROUPS = 100_000
_FUNCTIONS = frozenset({"count", "distinct", "sum", "avg", "min", "max"})
_TRUNCATED = {"year": "year", "quarter": "quarter", "month": "month", "iso_week": "week", "day": "day"}
_PARTS = {"month_of_year": "month", "day_of_month": "day", "weekday": "isodow", "hour_of_day": "hour"}
_FISCAL = {"fiscal_year": "year", "fiscal_quarter": "quarter"}


def refusal(program: Program) -> str | None:
    """Why a program can't take this road; None when it can (its conditions may still be unsupported)."""
    if program.listed:
        return "a list of records"
    for group in program.groups:
        if group.route.entity:
            return "a dimension behind a to-many link"
        if group.bins is not None:
            return "bins"
    for item in program.aggregates:
        if item.entity or (item.route is not None and item.route.entity):
            return "a measure behind a to-many link"
        if item.fn not in _FUNCTIONS:
            return item.fn
    return None


class SqlSource:
    """Answers requests from the database (`engines.report.assemble.Source`). Raises Unsupported when made."""

    def __init__(self, tx: Transaction, access: Access, sight: Sight, plan: Plan) -> None:
        reason = refusal(plan.program)
        if reason is None and plan.calendar.tz != access.context.principal.tz:
            reason = "days of another zone than the viewer's"  # formulas in SQL know the viewer's zone only
        if reason is not None:
            raise Unsupported(reason, "sql")
        self._tx, self._access, self._sight, self._plan = tx, access, sight, plan
        self._paths = SightPaths(access, sight)
        self._where = [self._condition(plan.program.where)] if plan.program.where else []
        self._asked = {item.key: self._condition(item.where) for item in plan.program.aggregates if item.where}

    def conditions(self, span: Span | None) -> list[ColumnElement[bool]]:
        """What every record of a request satisfies."""
        table = self._sight.table
        found = [table.c["deleted_at"].is_(None), self._sight.rows(), *self._where]
        return found if span is None else [*found, self._in_span(span)]

    def cells(self, requests: Sequence[Request]) -> list[Cells]:
        """The cells of each request, a statement each."""
        return [self._cells(request) for request in requests]

    def _cells(self, request: Request) -> Cells:
        groups = [self._plan.program.group(key) for key in request.by]
        rows = self._tx.execute(self._statement(request, groups).limit(MOST_GROUPS + 1)).all()
        if len(rows) > MOST_GROUPS:
            raise too_many_groups(MOST_GROUPS)
        cells = Cells()
        for row in rows:
            found = row._mapping
            members = tuple(
                OTHERS if found.get(f"o{place}") else _canonical(found[f"g{place}"]) for place in range(len(groups))
            )
            cell: dict[str, Any] = {RECORDS: found["n"]}
            for place, item in enumerate(self._plan.program.aggregates):
                divisor = found.get(f"c{place}") if self._tx.dialect == "postgresql" else None
                cell[item.key] = _value(item, found[f"v{place}"], divisor)
            cells[members] = cell
        return cells if request.first is None else _first(cells, request.by, request.first)

    def _statement(self, request: Request, groups: Sequence[Group]) -> Select[Any]:
        aggregates = self._plan.program.aggregates
        columns: list[ColumnElement[Any]] = [self._sight.table.c["id"].label("record_id")]
        columns += [self._member(group).label(f"g{place}") for place, group in enumerate(groups)]
        for place, item in enumerate(aggregates):
            columns.append(self._taken(item).label(f"v{place}"))
        seen = select(*columns).select_from(self._sight.table).where(*self.conditions(request.span)).subquery("seen")
        keyed = _with_tops(seen, request, groups, len(aggregates))
        values: list[ColumnElement[Any]] = [func.count().label("n")]
        for place, item in enumerate(aggregates):
            values += _aggregated(item, keyed.c[f"v{place}"], place)
        keys = [keyed.c[name] for place in range(len(groups)) for name in (f"g{place}", f"o{place}") if name in keyed.c]
        return select(*keys, *values).select_from(keyed).group_by(*keys)

    def _taken(self, item: Aggregate) -> ColumnElement[Any]:
        """What a measure takes of each record, NULL where its own condition does not hold."""
        value: ColumnElement[Any] = literal(1) if item.route is None else self._scalar(item.route)
        if item.fn in ("min", "max") and isinstance(value.type, Id):
            value = cast(value, CodePointText())  # PostgreSQL has no smallest UUID
        asked = self._asked.get(item.key)
        return value if asked is None else case((asked, value), else_=null())

    def _member(self, group: Group) -> ColumnElement[Any]:
        value = self._scalar(group.route)
        return value if group.grain is None else member_expression(value, group.grain, self._plan.calendar)

    def _scalar(self, route: Route) -> ColumnElement[Any]:
        found = self._paths.resolve(route.path)
        if not isinstance(found, Scalar):
            raise Unsupported(route.name, "sql")
        return found.expression

    def _condition(self, asked: Condition) -> ColumnElement[bool]:
        return condition(asked.formula.ast, self._paths, self._access.context)

    def _in_span(self, span: Span) -> ColumnElement[bool]:
        value = self._scalar(span.route)
        start, end = (span.start_at, span.end_at) if span.instants else (span.start, span.end)
        found: list[ColumnElement[bool]] = [value.is_not(None)]
        if start is not None:
            found.append(value >= literal(start, value.type))
        if end is not None:
            found.append(value < literal(end, value.type))
        return and_(*found)


def _first(cells: Cells, by: Keys, first: First) -> Cells:
    """Only the first cells, as the road over frames leaves them: in the order asked for, then by the members."""
    items = list(cells.items())
    items.sort(key=lambda item: [_blank_last(member) for member in item[0]])
    for order in reversed(first.orders):
        place = by.index(order.by) if order.by in by else None
        values: list[tuple[Any, Any]] = [
            (item[0][place] if place is not None else item[1].get(order.by), item) for item in items
        ]
        present = [pair for pair in values if pair[0] is not None]
        present.sort(key=lambda pair: pair[0], reverse=order.desc)
        blank = [item for value, item in values if value is None]
        sorted_items = [item for _value, item in present]
        items = [*blank, *sorted_items] if order.nulls == "first" else [*sorted_items, *blank]
    kept = Cells(items[: first.count])
    kept.groups = len(cells)
    return kept


def _blank_last(value: Any) -> tuple[bool, Any]:
    return (value is None, 0 if value is None else value)


def _with_tops(seen: FromClause, request: Request, groups: Sequence[Group], aggregates: int) -> FromClause:
    """The same rows with what a top list leaves out made one member (`o<n>` true, `g<n>` NULL)."""
    if not request.tops:
        return seen
    columns: list[ColumnElement[Any]] = []
    for place, group in enumerate(groups):
        key, top = seen.c[f"g{place}"], request.tops.get(group.key)
        if top is None:
            columns.append(key)
            continue
        out = _left_out(key, top)
        columns += [case((out, null()), else_=key).label(f"g{place}"), out.label(f"o{place}")]
    columns += [seen.c[f"v{place}"] for place in range(aggregates)]
    return select(*columns).select_from(seen).subquery("keyed")


def _left_out(key: ColumnElement[Any], top: Sequence[Member]) -> ColumnElement[bool]:
    whole = isinstance(key.type, Integer)  # cyclic periods are numbers in the engine, whole ones in the database
    kept = [literal(int(member) if whole else member, key.type) for member in top if member is not None]
    outside: ColumnElement[bool] = key.not_in(kept) if kept else key.is_not(None)
    return case((key.is_(None), literal(None not in top)), else_=outside)


def _aggregated(item: Aggregate, value: ColumnElement[Any], place: int) -> list[ColumnElement[Any]]:
    name = f"v{place}"
    match item.fn:
        case "count":
            return [func.count(value).label(name)]
        case "distinct":
            return [func.count(value.distinct()).label(name)]
        case "sum" | "avg":
            counted: list[ColumnElement[Any]] = [func.count(value).label(f"c{place}")] if item.fn == "avg" else []
            # an average is the exact sum through the count; SQLite's own function rounds once, at the end
            decimals = func.dg_avg(value) if item.fn == "avg" else func.dg_sum(value)
            return [ByDialect(func.sum(value), decimals, Number()).label(name), *counted]
        case "min":
            return [func.min(value, type_=value.type).label(name)]
    return [func.max(value, type_=value.type).label(name)]


def _value(item: Aggregate, found: Any, count: int | None) -> Any:
    """`count`: how many values the sum found has still to be divided by."""
    if item.fn in ("count", "distinct"):
        return Decimal(found or 0)
    if found is None:
        return Decimal(0) if item.fn == "sum" else None
    return WIDE.divide(found, Decimal(count)) if count else found


def _canonical(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def member_expression(value: ColumnElement[Any], grain: TimeGrain, calendar: Calendar) -> ColumnElement[Any]:
    """The period of a date or instant, by the rules of engines/report/periods.py."""
    instants = kind_of_column(value) == "datetime"
    zone = literal(calendar.tz, String())
    kind: Any = Integer() if grain in CYCLIC else UtcDateTime() if grain == "hour" else Date()
    python = func.dg_member(value, grain, calendar.tz, calendar.week_start, calendar.fiscal_month)
    local: ColumnElement[Any] = func.timezone(zone, value) if instants else cast(value, DateTime())
    return ByDialect(_postgres_member(value, local, grain, calendar), python, kind)


def _postgres_member(
    value: ColumnElement[Any], local: ColumnElement[Any], grain: TimeGrain, calendar: Calendar
) -> ColumnElement[Any]:
    if grain in _TRUNCATED:
        return cast(func.date_trunc(_TRUNCATED[grain], local), Date())
    if grain in _PARTS:
        return cast(extract(_PARTS[grain], local), Integer())
    if grain == "weekday_hour":
        day, hour = extract("isodow", local), extract("hour", local)
        return cast((day - 1) * 24 + hour, Integer())
    if grain == "week":
        past = cast(extract("isodow", local), Integer()) - calendar.week_start + 7
        return type_coerce(cast(local, Date()).op("-")(past % 7), Date())
    if grain in _FISCAL:
        offset = func.make_interval(0, calendar.fiscal_month - 1)
        month = func.date_trunc("month", local)
        return cast(func.date_trunc(_FISCAL[grain], month.op("-")(offset)).op("+")(offset), Date())
    return type_coerce(value.op("-")(local.op("-")(func.date_trunc("hour", local))), UtcDateTime())


def register_functions(connection: DBAPIConnection) -> None:
    """Gives an SQLite connection `dg_member`; PostgreSQL has all it needs."""
    make: Any = connection
    if hasattr(make, "create_function"):
        make.create_function("dg_member", 5, _member, deterministic=True)


def _member(value: str | None, grain: TimeGrain, tz: str, week_start: int, fiscal_month: int) -> str | int | None:
    if value is None:
        return None
    moment = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    member = period_of(grain, moment, _calendar(tz, week_start, fiscal_month))
    if isinstance(member, datetime):
        return iso_instant(member)
    return member.isoformat() if isinstance(member, date) else member


@lru_cache(64)
def _calendar(tz: str, week_start: int, fiscal_month: int) -> Calendar:
    return Calendar(tz=tz, week_start=week_start, fiscal_month=fiscal_month)
