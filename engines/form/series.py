"""The pure half of serial numbers: which counter to ask, and how its answer is written.

The caller keeps one counter per (form, field, scope key), takes the next number under a lock in the same
transaction as the record, and writes `render(number)`. Numbers may have gaps (a save that fails after the
number was taken); they never repeat.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from engines.form.definition import Form
from engines.form.fields import type_of
from engines.form.fields.base import SHANGHAI, Reading
from engines.form.fields.series import CounterPart, DatePart, FieldPart, SeriesField, TextPart

_TOKENS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_PERIODS = {"never": "", "year": "%Y", "month": "%Y%m", "day": "%Y%m%d"}


def series_scope(
    field: SeriesField,
    form: Form,
    values: Mapping[str, Any],
    now: dt.datetime,
    tz: dt.tzinfo = SHANGHAI,
) -> tuple[str, Callable[[int], str]]:
    """(scope key of the counter, writer of its number) for a record with `values`, created `now`."""
    local = now.astimezone(tz)
    counter = field.counter
    reading = Reading(tz=tz)

    def text_of(key: str) -> str:
        own = form.field(key)
        return "" if own is None else type_of(own).format(own, values.get(key), "zh-CN", reading)

    period = local.strftime(_PERIODS[counter.reset]) if counter.reset != "never" else ""
    groups = "\x1f".join(text_of(key).replace("\x1f", " ") for key in counter.group_by)
    scope = "\x1e".join((period, groups)) if counter.group_by else period

    def render(number: int) -> str:
        pieces = []
        for part in field.parts:
            match part:
                case TextPart():
                    pieces.append(part.text)
                case DatePart():
                    pieces.append(_date(part.date, local))
                case FieldPart():
                    pieces.append(text_of(part.field))
                case CounterPart():
                    pieces.append(str(number).zfill(part.counter))
        return "".join(pieces)

    return scope, render


def first_number(field: SeriesField) -> int:
    """The number a new scope starts with."""
    return field.counter.start


def _date(pattern: str, local: dt.datetime) -> str:
    return re.sub(r"yyyy|yy|MM|dd|HH|mm|ss", lambda token: local.strftime(_TOKENS[token.group()]), pattern)
