"""One value as a cell: typed in xlsx, text in csv; never a formula."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from dougong.kit.csv_text import harmless
from dougong.records.exporting.table import Column
from engines.form.fields import type_of
from engines.form.fields._choices import Choices
from engines.form.fields.formula import Shown
from engines.form.fields.lookup import LookupField
from engines.form.html import html_text

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


def cell_of(column: Column, value: Any, tz: ZoneInfo, language: str) -> Cell:
    """The value of an API record (expanded) as a cell."""
    if value is None:
        return None
    if isinstance(value, list):
        return "、".join(str(cell_of(column, each, tz, language) or "") for each in value) or None
    if isinstance(value, dict):
        return str(value.get("title") or value.get("name") or value.get("id") or "")
    field = column.field.target if isinstance(column.field, LookupField) and column.field.target else column.field
    kind = _kind(column)
    if kind == "datetime":
        return dt.datetime.fromisoformat(value).astimezone(tz).replace(tzinfo=None)
    if kind == "date":
        return dt.date.fromisoformat(value)
    if kind == "time":
        return dt.time.fromisoformat(value)
    if kind == "duration":
        return dt.timedelta(seconds=value) if value >= 0 else _length(value)
    if kind == "rich_text":
        return html_text(value)
    if isinstance(field, Choices):
        option = field.by_value.get(value)
        return option.name(language) if option else str(value)
    if isinstance(value, (bool, int, float)):
        return value
    return str(value)


def text_of(cell: Cell, language: str) -> str:
    """A cell of a csv file. Text that would run as a formula gets an apostrophe; an import takes it off again."""
    match cell:
        case None:
            return ""
        case bool():
            return ("是" if cell else "否") if language == "zh-CN" else ("yes" if cell else "no")
        case dt.datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case dt.date() | dt.time():
            return cell.isoformat()
        case dt.timedelta():
            return _length(cell.total_seconds())
        case int() | float():
            return repr(cell)
    return harmless(cell)


def _length(seconds: float) -> str:
    """`1:30:00`; Excel's own durations can't be negative."""
    whole = abs(int(seconds))
    return f"{'-' if seconds < 0 else ''}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _kind(column: Column) -> str:
    if column.field is None:
        return "datetime" if column.key.endswith("_at") else "member"
    if isinstance(column.field, Shown):
        return str(type_of(column.field).formula_type(column.field).to_json())
    return column.field.type
