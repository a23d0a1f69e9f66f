"""Which records a `date` trigger is about on a given day.

A day `D` fires for the date `X` when X and the offset give D: X + n days, X + n workdays, or, yearly, the anniversary
of X in some year + n. 29 February falls on 28 February or 1 March in years without one, as the trigger says.
"""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, extract, or_, select

from dougong.apps.catalog import AppCatalog
from dougong.flows import calendars
from dougong.kit.db import Transaction
from engines.calendar import WorkCalendar
from engines.flow.definition import Flow
from engines.flow.triggers import OnDate
from engines.form.scope import scope_for

_SLACK = 60
"""Free days in a row that are allowed for when workdays are counted backwards."""


def dates_of(trigger: OnDate, day: date, calendar: WorkCalendar) -> list[date]:
    """The dates that make `day` theirs; for `yearly` ones, the anniversaries that do."""
    if not trigger.business:
        return [day - timedelta(days=trigger.offset)]
    if not calendar.is_workday(day):
        return []
    reach = abs(trigger.offset) * 2 + _SLACK
    first = day - timedelta(days=reach if trigger.offset >= 0 else 0)
    around = (first + timedelta(days=n) for n in range(reach + 1))
    return [each for each in around if _moved(each, trigger.offset, calendar) == day]


def _moved(day: date, offset: int, calendar: WorkCalendar) -> date:
    """The date `offset` workdays away; 0: the day itself, or the next workday."""
    if offset == 0:
        return day if calendar.is_workday(day) else calendar.add_workdays(day, 1)
    return calendar.add_workdays(day, offset)


def is_anniversary(born: date, day: date, leap: str) -> bool:
    """True when `day` is an anniversary of `born` (or the day itself)."""
    if born > day:
        return False
    if (born.month, born.day) == (day.month, day.day):
        return True
    if (born.month, born.day) != (2, 29) or isleap(day.year):
        return False
    return (day.month, day.day) == ((2, 28) if leap == "02-28" else (3, 1))


def matching_records(
    tx: Transaction, app: AppCatalog, flow: Flow, trigger: OnDate, day: date, last: str | None, limit: int
) -> list[str]:
    """Ids of live records, in order, whose date makes `day` theirs; after `last`, at most `limit`."""
    assert flow.form is not None
    calendar, zone = calendars.calendar_of(tx, flow.calendar)
    wanted = dates_of(trigger, day, calendar)
    if not wanted:
        return []
    table = app.tables.table(flow.form)
    statement, column = _column(app, flow.form, table, trigger.field)
    if column is None:
        return []
    is_instant = isinstance(column.type.python_type, type) and column.type.python_type is datetime
    conditions = [_falls_on(column, each, trigger, zone if is_instant else None) for each in wanted]
    statement = statement.where(table.c["deleted_at"].is_(None), or_(*conditions))
    if last is not None:
        statement = statement.where(table.c["id"] > last)
    return list(tx.execute(statement.order_by(table.c["id"]).limit(limit)).scalars())


def _column(app: AppCatalog, form: str, table: Table, path: str) -> tuple[Select[Any], ColumnElement[Any] | None]:
    """The column a path leads to, over links to one; None when it is no such path (any more)."""
    trace = scope_for(app.forms[form], app.forms).trace(tuple(path.split(".")))
    statement = select(table.c["id"])
    if trace is None or trace.base != "field" or any(hop.many for hop in trace.hops):
        return statement, None
    here: FromClause = table
    source: Any = table
    name = trace.key
    for hop in trace.hops:
        target = app.tables.table(hop.form).alias()
        source = source.join(target, and_(here.c[name] == target.c["id"], target.c["deleted_at"].is_(None)))
        here = target
        name = trace.last or "id" if hop is trace.hops[-1] else trace.hops[trace.hops.index(hop) + 1].via
    return statement.select_from(source), here.c.get(name)


def _falls_on(column: ColumnElement[Any], day: date, trigger: OnDate, zone: tzinfo | None) -> ColumnElement[bool]:
    if zone is not None:
        return _instants_on(column, day, trigger, zone)
    if not trigger.yearly:
        return column == day
    days = [(day.month, day.day)]
    leap = (2, 28) if trigger.leap == "02-28" else (3, 1)
    if (day.month, day.day) == leap and not isleap(day.year):
        days.append((2, 29))
    parts = [and_(extract("month", column) == month, extract("day", column) == number) for month, number in days]
    return and_(column <= day, or_(*parts))


def _instants_on(column: ColumnElement[Any], day: date, trigger: OnDate, zone: tzinfo) -> ColumnElement[bool]:
    """Instants on a local day; the day's anniversaries back to 150 years for yearly triggers."""
    days = [day] if not trigger.yearly else _birthdays(day, trigger.leap)
    spans = []
    for each in days:
        begins = datetime.combine(each, time(), zone).astimezone(UTC)
        ends = datetime.combine(each + timedelta(days=1), time(), zone).astimezone(UTC)
        spans.append(and_(column >= begins, column < ends))
    return or_(*spans)


def _birthdays(day: date, leap: str) -> list[date]:
    found = []
    for year in range(max(1, day.year - 150), day.year + 1):
        candidates = [(day.month, day.day), (2, 29)]
        for month, number in candidates:
            if (month, number) == (2, 29) and not isleap(year):
                continue
            born = date(year, month, number)
            if born not in found and is_anniversary(born, day, leap):
                found.append(born)
    return found
